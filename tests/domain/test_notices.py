"""Who is told of what away from the pages, and when: walls first, nobody of their own deeds, quiet off shift."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.calendars import OFFICE_SPANS, Calendar
from hotline.domain.escalation import Concerned
from hotline.domain.notices import (
    ALERT,
    ASSIGNED,
    KINDS,
    MENTIONED,
    NEVER,
    NIGHT,
    OFFERED,
    QUIETS,
    USUAL,
    WROTE,
    Choices,
    Happening,
    Step,
    family,
    happenings,
    is_over,
)
from hotline.domain.off_shift import Hours
from hotline.domain.roster import Shift
from hotline.domain.walls import CaseFacts, Viewer, may_act

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FORCE, TOWN, HOUSE = (UUID(int=n) for n in (1, 2, 3))
DESK, OTHER_DESK = UUID(int=11), UUID(int=12)
BARRED = {FORCE: frozenset({FORCE}), TOWN: frozenset({TOWN}), HOUSE: frozenset({HOUSE})}
OWNER = Viewer(UUID(int=21), "liaison", TOWN, DESK, cleared=False, active=True)
COLLEAGUE = Viewer(UUID(int=22), "liaison", TOWN, DESK, cleared=True, active=True)
SOLDIER = Viewer(UUID(int=23), "liaison", FORCE, OTHER_DESK, cleared=True, active=True)
ROUTER = Viewer(UUID(int=24), "coordinator", HOUSE, None, cleared=True, active=True)
WATCHER = Viewer(UUID(int=25), "administrator", HOUSE, None, cleared=False, active=True)
PEOPLE = (OWNER, COLLEAGUE, SOLDIER, ROUTER, WATCHER)
OFFICE = Hours(Calendar("office", 1, OFFICE_SPANS, frozenset({date(2026, 3, 3)})))


def case(*accused: UUID, sensitivity: str = "S1", owner: Viewer | None = OWNER) -> Concerned:
    return Concerned(CaseFacts(DESK, sensitivity, frozenset(accused)), owner.account_id if owner else None)


def step(n: int, kind: str, actor: str = "citizen", **data: Any) -> Step:
    return Step(UUID(int=1000 + n), n, kind, MONDAY + timedelta(minutes=n), actor, data)


def by(viewer: Viewer) -> str:
    return f"account:{viewer.account_id}"


def told(found: list[Happening]) -> list[tuple[str, UUID]]:
    return [(one.kind, one.account_id) for one in found]


def test_whoever_is_given_a_case_is_told_and_whoever_gave_it_is_not() -> None:
    given = [step(2, "assigned", by(ROUTER), owner=by(OWNER))]
    assert told(happenings(given, 1, case(), PEOPLE, BARRED)) == [(ASSIGNED, OWNER.account_id)]
    own = [step(2, "assigned", by(OWNER), owner=by(OWNER))]
    assert happenings(own, 1, case(), PEOPLE, BARRED) == []


@pytest.mark.parametrize("kind", ["text_joined", "reopened", "call_asked"])
def test_what_a_citizen_adds_is_told_to_the_owner_alone(kind: str) -> None:
    assert told(happenings([step(5, kind)], 4, case(), PEOPLE, BARRED)) == [(WROTE, OWNER.account_id)]
    assert happenings([step(5, kind)], 4, case(owner=None), PEOPLE, BARRED) == []


def test_an_offer_is_told_to_the_desk_that_is_asked_as_far_as_its_wall_allows() -> None:
    offer = [step(3, "transfer_offered", by(OWNER), desk=str(OTHER_DESK))]
    assert told(happenings(offer, 2, case(), PEOPLE, BARRED)) == [(OFFERED, SOLDIER.account_id)]
    assert happenings(offer, 2, case(FORCE), PEOPLE, BARRED) == []


def test_what_was_seen_before_is_told_no_more() -> None:
    assert happenings([step(5, "text_joined")], 5, case(), PEOPLE, BARRED) == []


@pytest.mark.parametrize("after", ["answered", "taken", "transferred", "closed"])
def test_what_a_colleague_has_done_meanwhile_is_told_to_nobody(after: str) -> None:
    trail = [step(5, "text_joined"), step(6, after, by(COLLEAGUE))]
    assert happenings(trail, 4, case(), PEOPLE, BARRED) == []


def test_who_has_looked_needs_no_telling() -> None:
    trail = [step(5, "text_joined"), step(6, "case_opened", by(OWNER))]
    assert is_over(WROTE, OWNER.account_id, trail[0].id, trail)
    assert not is_over(WROTE, COLLEAGUE.account_id, trail[0].id, trail)


def test_a_protected_case_is_told_at_its_own_desk_alone() -> None:
    given = [step(2, "assigned", by(OWNER), owner=by(one)) for one in (COLLEAGUE, ROUTER)]
    kept = case(sensitivity="S3", owner=None)
    assert told(happenings(given, 1, kept, PEOPLE, BARRED)) == [(ASSIGNED, COLLEAGUE.account_id)]


def test_an_uncleared_owner_of_what_became_protected_is_told_nothing() -> None:
    assert happenings([step(5, "text_joined")], 4, case(sensitivity="S3"), PEOPLE, BARRED) == []


EVENTS = st.sampled_from(
    ["assigned", "text_joined", "reopened", "call_asked", "transfer_offered", "answered", "taken", "case_read"]
)
ACTORS = st.sampled_from(["citizen", "system", *map(by, PEOPLE)])


@given(
    kinds=st.lists(st.tuples(EVENTS, ACTORS, st.sampled_from(PEOPLE)), max_size=6),
    accused=st.frozensets(st.sampled_from([FORCE, TOWN, HOUSE])),
    sensitivity=st.sampled_from(["S0", "S2", "S3"]),
    owner=st.sampled_from([None, *PEOPLE]),
)
def test_nobody_is_told_past_a_wall_or_of_their_own_deed(
    kinds: list[tuple[str, str, Viewer]], accused: frozenset[UUID], sensitivity: str, owner: Viewer | None
) -> None:
    trail = [
        step(n, kind, actor, owner=by(one), desk=str(one.desk_id)) for n, (kind, actor, one) in enumerate(kinds, 1)
    ]
    of = case(*accused, sensitivity=sensitivity, owner=owner)
    people, steps = {one.account_id: one for one in PEOPLE}, {one.id: one for one in trail}
    for one in happenings(trail, 0, of, PEOPLE, BARRED):
        who = people[one.account_id]
        there = CaseFacts(who.desk_id if one.kind == OFFERED else DESK, sensitivity, accused)
        assert may_act(who, there, BARRED)
        assert steps[one.about].actor != by(who)
        assert not any(who.body_id in BARRED[body] for body in accused)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (MONDAY, MONDAY),
        (datetime(2026, 3, 2, 20, tzinfo=UTC), datetime(2026, 3, 4, 7, 30, tzinfo=UTC)),
        (datetime(2026, 3, 6, 13, tzinfo=UTC), datetime(2026, 3, 6, 14, 30, tzinfo=UTC)),
        (datetime(2026, 3, 7, 13, tzinfo=UTC), datetime(2026, 3, 9, 7, 30, tzinfo=UTC)),
    ],
)
def test_off_shift_a_notice_waits_until_work_begins_over_feasts_and_fridays(at: datetime, expected: datetime) -> None:
    assert Choices().send_at(ASSIGNED, OFFICE, at) == expected


def test_the_roster_makes_a_night_a_shift() -> None:
    night = Shift(OWNER.account_id, 1, frozenset(range(7)), 20 * 60, 6 * 60, date(2026, 1, 1))
    hours, late = Hours(OFFICE.calendar, (night,)), datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert Choices().send_at(ALERT, hours, late) == late
    assert Choices().send_at(ALERT, hours, datetime(2026, 3, 2, 19, tzinfo=UTC)).hour == 20


def test_who_is_on_call_round_the_clock_sleeps_as_well() -> None:
    always = Shift(OWNER.account_id, 1, frozenset(range(7)), 0, 0, date(2026, 1, 1))
    late = datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert Choices().send_at(WROTE, Hours(OFFICE.calendar, (always,)), late) == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


def test_a_day_of_the_roster_alone_begins_in_the_morning() -> None:
    night = Shift(OWNER.account_id, 1, frozenset(range(7)), 20 * 60, 6 * 60, date(2026, 1, 1))
    hours = Hours(OFFICE.calendar, (night,))
    assert hours.began(datetime(2026, 3, 3, 6, 59, tzinfo=UTC)) is None
    assert hours.began(datetime(2026, 3, 3, 7, tzinfo=UTC)) == datetime(2026, 3, 3, 7, tzinfo=UTC)


def test_a_call_for_a_critical_case_waits_for_no_morning() -> None:
    night = datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert [Choices(quiet=quiet).send_at("page", OFFICE, night) for quiet in QUIETS] == [night] * 3


def test_quiet_hours_can_be_the_night_or_none() -> None:
    night = datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert Choices(quiet=NEVER).send_at(WROTE, OFFICE, night) == night
    assert Choices(quiet=NIGHT).send_at(WROTE, OFFICE, night) == datetime(2026, 3, 3, 7, tzinfo=UTC)


def test_a_day_begins_with_its_first_work_and_a_feast_has_none() -> None:
    assert OFFICE.began(datetime(2026, 3, 2, 7, 29, tzinfo=UTC)) is None
    assert OFFICE.began(MONDAY) == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert OFFICE.began(datetime(2026, 3, 3, 12, tzinfo=UTC)) is None


def test_every_kind_has_its_usual_ways_and_whatever_clocks_say_is_an_alert() -> None:
    assert set(USUAL) == set(KINDS)
    assert [family(kind) for kind in ("assigned", "wrote", "offered", "mentioned", "page", "closure")] == [
        ASSIGNED, WROTE, OFFERED, MENTIONED, ALERT, ALERT,
    ]  # fmt: skip
