"""Who may know of a wish for a call: the rule and the query say the same, whatever the office looks like."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from hotline import ids
from hotline.bootstrap import Application
from hotline.domain.callbacks import Caller, Wish, may_know
from hotline.domain.walls import BODY_KINDS, ROLES, CaseFacts, Viewer, barred_by
from hotline.store import callbacks, office
from hotline.store.models.calls import Callback
from hotline.store.models.casework import Case
from hotline.store.models.office import Body, Desk
from hotline.store.models.people import Contact
from tests.store.rows import add_case

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NUMBERS = st.integers(0, 3)
BODIES = st.lists(
    st.tuples(st.sampled_from(BODY_KINDS), st.sampled_from([None, "police"]), st.booleans()), min_size=4, max_size=4
)
# Each phone: its cases (desk, sensitivity, whom they accuse), and of the first one what its wish is.
CASES = st.tuples(NUMBERS, st.sampled_from(("S0", "S1", "S2", "S3")), st.frozensets(st.integers(0, 4), max_size=2))
PHONES = st.lists(
    st.tuples(st.lists(CASES, min_size=1, max_size=3), st.sampled_from(["ff", "und"]), st.none() | NUMBERS),
    min_size=1, max_size=4,
)  # fmt: skip
ACCOUNTS = st.lists(
    st.tuples(st.sampled_from(ROLES), NUMBERS, st.none() | NUMBERS, st.booleans(), st.booleans(),
              st.sampled_from([frozenset(), frozenset({"ff"}), frozenset({"fr"})])),
    min_size=1, max_size=6,
)  # fmt: skip


@pytest.fixture
def engine(application: Application) -> Engine:
    """The database alone: hypothesis prints its arguments, and an application is long."""
    return application.engine


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=BODIES, phones=PHONES, accounts=ACCOUNTS)
def test_the_rule_and_the_query_know_of_the_same_wishes(engine: Engine, kinds, phones, accounts) -> None:  # type: ignore[no-untyped-def]
    with Session(engine) as session:
        bodies, desks = _office(session, kinds)
        barred = barred_by(office.bodies(session))
        late = _late(session)
        wishes = dict(_phone(session, number, phone, desks, [*bodies, late]) for number, phone in enumerate(phones))
        for role, body, desk, cleared, active, languages in accounts:
            viewer = Viewer(ids.new_id(), role, bodies[body], None if desk is None else desks[desk], cleared, active)
            caller = Caller(viewer, kinds[body][0], languages)
            query = select(Callback.id).join(Case, Case.id == Callback.case_id).where(callbacks.known_to(caller))
            assert set(session.scalars(query)) == {
                key for key, wish in wishes.items() if may_know(caller, wish, barred)
            }  # fmt: skip
        session.rollback()


def _office(session: Session, kinds: list[tuple[str, str | None, bool]]) -> tuple[list[UUID], list[UUID]]:
    bodies = [
        Body(id=ids.new_id(), code=f"body-{number}", name="Body", kind=kind, force=force, psea=psea, active=True)
        for number, (kind, force, psea) in enumerate(kinds)
    ]
    session.add_all(bodies)
    session.flush()
    office.touch(session, NOW)
    desks = [Desk(id=ids.new_id(), body_id=body.id, name="Desk", languages=["fr"]) for body in bodies]
    session.add_all(desks)
    session.flush()
    return [body.id for body in bodies], [desk.id for desk in desks]


def _late(session: Session) -> UUID:
    """Add a body that came after the walls were last worked out."""
    late = Body(id=ids.new_id(), code="late", name="Late", kind="civil", psea=False, active=True)
    session.add(late)
    session.flush()
    return late.id


def _phone(session: Session, number: int, phone, desks: list[UUID], bodies: list[UUID]) -> tuple[UUID, Wish]:  # type: ignore[no-untyped-def]
    cases, language, placed = phone
    contact = Contact(
        id=ids.new_id(), phone_index=bytes([number]) * 8, phone_sealed=b"", last_gateway="", last_recipient="",
        created_at=NOW,
    )  # fmt: skip
    session.add(contact)
    session.flush()
    facts = []
    for desk, sensitivity, numbers in cases:
        accused = frozenset(bodies[one] for one in numbers)
        row = add_case(session, desks[desk], NOW, accused, sensitivity=sensitivity, contact_id=contact.id)
        facts.append((row.id, CaseFacts(desks[desk], sensitivity, accused)))
    (case_id, case), placed_desk = facts[0], None if placed is None else desks[placed]
    wish = Callback(
        id=ids.new_id(), contact_id=contact.id, case_id=case_id, language=language, placed_desk_id=placed_desk,
        asked_at=NOW, last_asked_at=NOW, due_at=NOW, next_at=NOW,
    )  # fmt: skip
    session.add(wish)
    session.flush()
    accused = frozenset().union(*(one.accused for _, one in facts))
    return wish.id, Wish(case, accused, language, placed_desk == case.desk_id)
