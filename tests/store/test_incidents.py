"""What an account sees of incidents never tells of a case behind a wall: with it and without it, it is the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from hotline import ids
from hotline.bootstrap import Application
from hotline.domain.walls import Viewer
from hotline.store import incidents, scope
from hotline.store.models.casework import Case
from hotline.store.models.incidents import Incident, IncidentCase
from hotline.store.models.office import Body, Desk, Place
from tests.conftest import NINE_ON_A_MONDAY as NOW
from tests.store.rows import add_case

INCIDENTS = (UUID(int=1), UUID(int=2))
Drawn = list[tuple[int, str, frozenset[int], int | None]]


@pytest.fixture
def engine(application: Application) -> Engine:
    """The database alone: hypothesis prints its arguments, and an application is long."""
    return application.engine


# Each case: its desk, its sensitivity, whom it accuses, and which of two incidents it stands in.
plans = st.lists(
    st.tuples(
        st.integers(0, 9), st.sampled_from(("S0", "S2", "S3")), st.frozensets(st.integers(0, 9), max_size=2),
        st.none() | st.integers(0, 1),
    ),
    max_size=10,
)  # fmt: skip
roles = st.sampled_from(("liaison", "coordinator", "administrator", "auditor"))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans, who=st.tuples(roles, st.integers(0, 9), st.booleans()))
def test_incidents_look_the_same_with_and_without_what_is_walled(
    engine: Engine, plan: Drawn, who: tuple[str, int, bool]
) -> None:
    role, at, cleared = who
    with Session(engine) as session:
        desks = session.scalars(select(Desk).order_by(Desk.name, Desk.id)).all()
        desk = desks[at % len(desks)]
        viewer = Viewer(ids.new_id(), role, desk.body_id, desk.id, cleared, True)
        _add(session, plan)
        walled = set(session.scalars(select(Case.reference).where(~scope.not_walled(viewer))))
        with_them = list(_looks(session, viewer))
        session.rollback()
        _add(session, plan, but=walled)
        assert list(_looks(session, viewer)) == with_them
        session.rollback()


def _add(session: Session, plan: Drawn, but: Collection[str] = ()) -> None:
    """Add the cases of a plan, each with its number as its reference, and their incidents; leave some out."""
    desks = session.scalars(select(Desk.id).order_by(Desk.name, Desk.id)).all()
    bodies = session.scalars(select(Body.id).order_by(Body.code)).all()
    place = session.scalars(select(Place.id).order_by(Place.code)).first()
    session.add_all(Incident(id=one, kind="event", made_at=NOW) for one in INCIDENTS)
    session.flush()
    for number, (desk, sensitivity, accused, incident) in enumerate(plan):
        if str(number) in but:
            continue
        case = add_case(
            session, desks[desk % len(desks)], NOW - timedelta(minutes=number),
            frozenset(bodies[one % len(bodies)] for one in accused),
            sensitivity=sensitivity, place_id=place, reference=str(number),
        )  # fmt: skip
        if incident is not None:
            session.add(IncidentCase(case_id=case.id, incident_id=INCIDENTS[incident], how="by_hand", at=NOW))
    session.flush()


def _looks(session: Session, viewer: Viewer) -> Iterator[Any]:
    """Yield everything an account is shown of incidents."""
    for seen in incidents.listed(session, viewer):
        yield (seen.incident.id, seen.count, seen.first, seen.last, seen.waiting, seen.category, seen.place_id)
    for incident_id in INCIDENTS:
        yield incidents.seen(session, viewer, incident_id) is None
        yield [row[0].reference for row in incidents.members(session, viewer, incident_id)]
        yield [row[0].reference for row in incidents.suggested(session, viewer, incident_id, NOW - timedelta(days=2))]
    yield sorted((surge.category, surge.references) for surge in incidents.surges(session, viewer, NOW))
