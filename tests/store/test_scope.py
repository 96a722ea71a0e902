"""The walls as a pure rule and as a query say the same, whatever the office looks like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.orm import Session

from hotline import ids
from hotline.bootstrap import Application
from hotline.domain import walls
from hotline.domain.walls import BODY_KINDS, ROLES, CaseFacts, Viewer
from hotline.store import office, scope
from hotline.store.models.casework import Accused, Case
from hotline.store.models.office import Body, Desk, Partnership
from tests.store.rows import add_case

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FORCES = (None, "police", "gendarmerie", "garde", "army")


@dataclass(frozen=True)
class Plan:
    """An office to try: bodies, partners, accounts and cases, all by number."""

    bodies: list[tuple[str, str | None, int | None, bool, bool]]
    partners: list[tuple[int, int]]
    viewers: list[tuple[str, int, int | None, bool, bool]]
    cases: list[tuple[int, str, frozenset[int]]]
    unknown: frozenset[int]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a small office; parents come before their children, so that chains of command are trees."""
    count = draw(st.integers(2, 6))
    number = st.integers(0, count - 1)
    some = st.frozensets(number, max_size=3)
    bodies = [
        (
            draw(st.sampled_from(BODY_KINDS)),
            draw(st.sampled_from(FORCES)),
            draw(st.none() | st.integers(0, index - 1)) if index else None,
            draw(st.booleans()),
            draw(st.booleans()),
        )
        for index in range(count)
    ]
    viewer = st.tuples(st.sampled_from(ROLES), number, st.none() | number, st.booleans(), st.booleans())
    case = st.tuples(number, st.sampled_from(("S0", "S1", "S2", "S3")), some)
    pairs = st.tuples(number, number).filter(lambda pair: pair[0] != pair[1])
    return Plan(
        bodies=bodies,
        partners=draw(st.lists(pairs, max_size=2, unique_by=lambda pair: tuple(sorted(pair)))),
        viewers=draw(st.lists(viewer, min_size=1, max_size=6)),
        cases=draw(st.lists(case, min_size=1, max_size=6)),
        unknown=draw(st.frozensets(st.integers(0, 5), max_size=1)),
    )


@pytest.fixture
def engine(application: Application) -> Engine:
    """The database alone: hypothesis prints its arguments, and an application is long."""
    return application.engine


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans())
def test_the_rule_and_the_query_show_the_same_cases(engine: Engine, plan: Plan) -> None:
    with Session(engine) as session:
        bodies, desks, barred = _build(session, plan)
        facts = _add_cases(session, plan, bodies, desks)
        for role, body, desk, cleared, active in plan.viewers:
            viewer = Viewer(
                ids.new_id(), role, bodies[body],
                None if desk is None else desks[desk], cleared, active,
            )  # fmt: skip
            read = {key for key, case in facts.items() if walls.may_read(viewer, case, barred)}
            audited = {key for key, case in facts.items() if walls.may_audit(viewer, case, barred)}
            assert set(session.scalars(select(Case.id).where(scope.readable(viewer)))) == read
            assert set(session.scalars(select(Case.id).where(scope.auditable(viewer)))) == read | audited
            parts = scope.easy_first(viewer, select(Case.id).where(scope.readable(viewer)))
            assert sorted(key for part in parts for key in session.scalars(part)) == sorted(read)
        session.rollback()


def _build(session: Session, plan: Plan) -> tuple[list[UUID], list[UUID], walls.Barred]:
    bodies: list[UUID] = []
    for number, (kind, force, parent, psea, active) in enumerate(plan.bodies):
        body = Body(
            id=ids.new_id(), code=f"body-{number}", name=f"Body {number}", kind=kind, force=force, psea=psea,
            parent_id=None if parent is None else bodies[parent], active=active,
        )  # fmt: skip
        session.add(body)
        session.flush()
        bodies.append(body.id)
    for one, other in plan.partners:
        session.add(Partnership(body_id=bodies[one], partner_id=bodies[other]))
    office.touch(session, NOW)
    barred = walls.barred_by(office.bodies(session))
    desks = [ids.new_id() for _ in bodies]
    session.add_all(
        Desk(id=desk, body_id=body, name="Desk", languages=["fr"]) for desk, body in zip(desks, bodies, strict=True)
    )
    session.flush()
    return bodies, desks, barred


def _add_cases(session: Session, plan: Plan, bodies: list[UUID], desks: list[UUID]) -> dict[UUID, CaseFacts]:
    """Add the cases; some also accuse a body that came after the walls were last worked out."""
    late = Body(id=ids.new_id(), code="late", name="Late", kind="civil", psea=False, active=True)
    session.add(late)
    session.flush()
    facts: dict[UUID, CaseFacts] = {}
    for number, (desk, sensitivity, numbers) in enumerate(plan.cases):
        accused = frozenset(bodies[one] for one in numbers) | ({late.id} if number in plan.unknown else frozenset())
        case = add_case(session, desks[desk], NOW, accused, sensitivity=sensitivity)
        facts[case.id] = CaseFacts(desks[desk], sensitivity, accused)
    session.flush()
    return facts


def test_the_database_itself_marks_a_case_that_accuses_and_never_takes_it_back(engine: Engine) -> None:
    with Session(engine) as session:
        desk = session.scalars(select(Desk)).first()
        assert desk is not None
        case, other = (add_case(session, desk.id, NOW) for _ in range(2))
        session.execute(insert(Accused).values(case_id=case.id, body_id=desk.body_id))
        session.execute(delete(Accused).where(Accused.case_id == case.id))
        session.expire_all()
        assert (case.accuses, other.accuses) == (True, False)
        session.rollback()
