"""Offers, sheets, translations and finding keep to the walls, whatever the office looks like."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from hotline import ids
from hotline.bootstrap import Application
from hotline.domain import walls
from hotline.domain.walls import CaseFacts, Viewer
from hotline.store import counting, finding, handovers, readers, referrals, translations
from hotline.store.finding import Filters
from hotline.store.models.casework import Case, Note
from hotline.store.models.handovers import TransferOffer
from hotline.store.models.office import Body
from hotline.store.models.people import Account
from hotline.store.models.referrals import Referral
from hotline.store.models.translations import Translation
from tests.store.test_scope import NOW, Plan, _add_cases, _build, plans

OFFICERS = ("liaison", "coordinator")


@pytest.fixture
def engine(application: Application) -> Engine:
    """The database alone."""
    return application.engine


def _accounts(session: Session, plan: Plan, bodies: list[UUID], desks: list[UUID]) -> list[Viewer]:
    found = []
    for role, body, desk, cleared, active in plan.viewers:
        if role == "liaison" and desk is None:
            continue
        account = Account(
            id=ids.new_id(), email=f"{ids.new_token()}@demo.invalid", title="Somebody", role=role, body_id=bodies[body],
            desk_id=None if desk is None else desks[desk], languages=["ff"], created_at=NOW,
            cleared_at=NOW if cleared else None, deactivated_at=None if active else NOW,
        )  # fmt: skip
        session.add(account)
        works = active and session.get_one(Body, bodies[body]).active
        found.append(Viewer(account.id, role, account.body_id, account.desk_id, cleared, works))
    session.flush()
    return found


def _put(session: Session, case: Case, author: UUID, desk: UUID) -> None:
    """Offer a case to a desk, send a sheet of it there, and ask for a translation of a text of it."""
    note = Note(id=ids.new_id(), case_id=case.id, kind="reason", author_id=author, text_sealed=b"x", created_at=NOW)
    session.add(note)
    session.flush()
    session.add(
        TransferOffer(
            id=case.id, case_id=case.id, from_desk_id=case.desk_id, desk_id=desk, note_id=note.id, offered_by=author,
            offered_at=NOW, expires_at=NOW,
        )
    )  # fmt: skip
    session.add(
        Referral(
            id=case.id, case_id=case.id, desk_id=desk, sent_by=author, sent_at=NOW, accept_by=NOW, answer_by=NOW,
            category=case.category, month="2026-03", extract_sealed=b"x", state="sent",
        )
    )  # fmt: skip
    session.add(
        Translation(
            id=case.id, case_id=case.id, kind="answer", language="ff", source_sealed=b"x", asked_by=author,
            asked_at=NOW, due_at=NOW,
        )
    )  # fmt: skip
    session.flush()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans())
def test_no_door_of_the_work_opens_past_a_wall(engine: Engine, plan: Plan) -> None:
    with Session(engine) as session:
        bodies, desks, barred = _build(session, plan)
        facts = _add_cases(session, plan, bodies, desks)
        everybody = _accounts(session, plan, bodies, desks)
        if everybody:
            for number, case_id in enumerate(facts):
                _put(session, session.get_one(Case, case_id), everybody[0].account_id, desks[number % len(desks)])
        for viewer in everybody:
            _check(session, viewer, facts, barred)
        for case_id, case in facts.items():
            able = {one.account_id for one in everybody if walls.may_act(one, case, barred)}
            known = {one.account_id for one in readers.of(session, session.get_one(Case, case_id))}
            assert known & {one.account_id for one in everybody} == able
        session.rollback()


def _check(session: Session, viewer: Viewer, facts: dict[UUID, CaseFacts], barred: walls.Barred) -> None:
    free = {key for key, case in facts.items() if not walls.is_walled(viewer, case, barred)}
    works = viewer.active and viewer.role in OFFICERS
    at_desk = {
        key for key in free if works and session.get_one(TransferOffer, key).desk_id == viewer.desk_id is not None
    }
    open_enough = {key for key in at_desk if viewer.cleared or facts[key].sensitivity != "S3"}
    assert {one.case.id for one in handovers.listed(session, viewer, 99)} == open_enough
    assert counting.counts(session, {"asked": handovers.to_count(viewer)}) == {"asked": len(open_enough)}
    assert {one.referral.id for one in referrals.sheets(session, viewer, 99)} == at_desk
    spoken = {row.id for row in translations.asked(session, viewer, ("ff",), 99)}
    assert spoken == (free if works and viewer.cleared else set())
    assert list(translations.asked(session, viewer, ("bm",), 99)) == []
    found = {row.case.id for row in finding.page(session, viewer, Filters(), None, 99)}
    assert found & facts.keys() == {key for key, case in facts.items() if walls.may_read(viewer, case, barred)}
