"""Cases to measure with are like real ones: sealed, walled, due, and their trails hold."""

from __future__ import annotations

from sqlalchemy import func, select

from hotline.domain import story
from hotline.domain.ownership import Told
from hotline.services import seeding
from hotline.store import cases, events, messages
from hotline.store.models.casework import Case
from hotline.store.models.traffic import Message
from tests.support.town import Town


def test_as_many_as_asked_are_added_and_every_trail_holds(town: Town) -> None:
    office = town.application.tools.office
    assert list(seeding.seed(town.worker.unit, office, 60)) == [60]
    assert list(seeding.seed(town.worker.unit, office, 5)) == [5]
    with town.application.unit() as unit:
        assert unit.session.scalar(select(func.count()).select_from(Case)) == 65
        for case in unit.session.scalars(select(Case)):
            told = story.tell(
                Told(one.kind, one.at, one.actor, one.data) for one in events.trail(unit.session, case.id)
            )
            assert told is not None
            assert told.is_closed == (case.status == "closed")
            assert (told.open_wait is not None) == (case.waiting_since is not None)
    assert town.verify() > 200


def test_they_are_sealed_routed_and_walled(town: Town) -> None:
    reader = town.application.tools.office
    list(seeding.seed(town.worker.unit, reader, 80))
    with town.application.unit() as unit:
        office = reader.read(unit.session)
        bodies = {desk.id: desk.body_id for desk in office.desks}
        found = unit.session.scalars(select(Case)).all()
        against = cases.accused_of(unit.session, [case.id for case in found])
        assert against
        for case in found:
            barred = frozenset().union(*(office.barred[body] for body in against.get(case.id, frozenset())))
            assert bodies[case.desk_id] not in barred
            assert (case.wall == "hinted") == (case.id in against)
        message = unit.session.scalars(select(Message).limit(1)).one()
        assert messages.body(unit.vault, message).encode() not in message.body_sealed


def test_the_pages_show_them(town: Town) -> None:
    list(seeding.seed(town.worker.unit, town.application.tools.office, 80))
    coordinator = town.officer("coordinator")
    assert coordinator.get("/inbox").status_code == coordinator.get("/find").status_code == 200
