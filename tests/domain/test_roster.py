"""Rosters and call trees: nights that begin on an evening, who comes first, and the wall before everything."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.callout import unheeded_since
from hotline.domain.ownership import Told
from hotline.domain.roster import Reachable, Shift, call_tree, on_duty
from hotline.domain.walls import ROLES, CaseFacts, Viewer, may_read

DESK, OTHER, BODY, OUTSIDE, ACCUSED = (UUID(int=n) for n in range(1, 6))
BARRED = {ACCUSED: frozenset({ACCUSED, BODY})}
WEEKDAYS, EVERY_DAY = frozenset(range(5)), frozenset(range(7))
# Friday 6 March 2026, before midnight.
FRIDAY = datetime(2026, 3, 6, 23, 30, tzinfo=UTC)


def shift(n: int = 1, *, step: int = 1, days=EVERY_DAY, opens=0, closes=0, last: date | None = None) -> Shift:
    return Shift(UUID(int=100 + n), step, days, opens, closes, date(2026, 3, 1), last)


def person(n: int, role: str = "liaison", *, body=BODY, desk=DESK, cleared=False, phone=True) -> Reachable:
    return Reachable(Viewer(UUID(int=100 + n), role, body, desk, cleared, active=True), phone)


@pytest.mark.parametrize(
    ("after", "on"),
    [(timedelta(0), True), (timedelta(hours=7), True), (timedelta(hours=8), False), (timedelta(days=1), False)],
)
def test_the_night_of_a_friday_belongs_to_the_friday(after, on):
    night = shift(days=WEEKDAYS, opens=18 * 60, closes=7 * 60 + 30)
    assert night.covers(FRIDAY + after) is on


def test_a_shift_that_ends_when_it_begins_lasts_a_day_and_the_last_day_counts():
    whole = shift(last=date(2026, 3, 6))
    assert whole.covers(FRIDAY)
    assert not whole.covers(FRIDAY + timedelta(hours=1))
    assert not shift().covers(datetime(2026, 2, 28, 12, tzinfo=UTC))


def test_somebody_with_two_turns_has_the_lower_step():
    assert on_duty([shift(1, step=3), shift(1, step=2), shift(2, step=1)], FRIDAY) == {
        UUID(int=101): 2,
        UUID(int=102): 1,
    }


def tree(case: CaseFacts, people: list[Reachable], duty: dict[int, int] | None = None) -> list[int]:
    turns = {UUID(int=100 + n): step for n, step in (duty or {}).items()}
    return [one.account_id.int - 100 for one in call_tree(case, people, turns, BARRED)]


def test_duty_comes_before_the_rest_of_the_desk_and_the_desk_before_the_coordination():
    people = [person(1, phone=False), person(2), person(3), person(4, "coordinator", desk=OTHER), person(5, desk=OTHER)]
    assert tree(CaseFacts(DESK, "S1"), people, {3: 2, 1: 1, 4: 1}) == [1, 3, 2, 4]


def test_a_case_that_accuses_somebody_begins_with_a_cleared_coordinator_outside_the_wall():
    people = [
        person(1), person(2, "coordinator", body=OUTSIDE, desk=OTHER), person(3, body=OUTSIDE, cleared=True),
        person(4, "coordinator", body=OUTSIDE, desk=OTHER, cleared=True), person(5, "coordinator", desk=OTHER),
    ]  # fmt: skip
    assert tree(CaseFacts(DESK, "S2", frozenset({ACCUSED})), people) == [4, 2, 3]


def test_a_protected_case_is_called_out_to_cleared_people_of_its_own_desk_alone():
    people = [person(1), person(2, cleared=True), person(3, "coordinator", body=OUTSIDE, desk=OTHER, cleared=True)]
    assert tree(CaseFacts(DESK, "S3"), people) == [2]


def test_a_protected_case_that_accuses_somebody_is_called_out_to_a_cleared_coordinator_as_well():
    people = [
        person(1, body=OUTSIDE, cleared=True), person(2, "coordinator", body=OUTSIDE, desk=OTHER, cleared=True),
        person(3, "coordinator", body=OUTSIDE, desk=OTHER), person(4, "coordinator", desk=OTHER, cleared=True),
    ]  # fmt: skip
    assert tree(CaseFacts(DESK, "S3", frozenset({ACCUSED})), people) == [2, 1]


BODIES = st.sampled_from([BODY, OUTSIDE, ACCUSED])
PEOPLE = st.builds(
    Reachable,
    st.builds(Viewer, st.uuids(), st.sampled_from(ROLES), BODIES, st.sampled_from([None, DESK, OTHER]), st.booleans(),
              st.booleans()),
    st.booleans(),
)  # fmt: skip


@given(
    st.lists(PEOPLE, max_size=8), st.sampled_from(["S0", "S1", "S2", "S3"]), st.frozensets(BODIES, max_size=2),
    st.dictionaries(st.uuids(), st.integers(1, 9), max_size=3),
)  # fmt: skip
def test_nobody_is_called_who_may_not_read_the_case(people, sensitivity, accused, duty):
    case = CaseFacts(DESK, sensitivity, accused)
    assert all(may_read(one, case, BARRED) for one in call_tree(case, people, duty, BARRED))


START = datetime(2026, 3, 6, 12, tzinfo=UTC)


def told(kind: str, minutes: int = 0, **data) -> Told:
    return Told(kind, START + timedelta(minutes=minutes), "account:1", data)


OPENED = [told("received"), told("understood", urgency="critical"), told("routed")]


@pytest.mark.parametrize(
    ("then", "since"),
    [
        ([], 0),
        ([told("taken", 2)], None),
        ([told("answered", 2)], None),
        ([told("page_answered", 2, reached=True)], None),
        ([told("page_answered", 2, reached=False)], 0),
        ([told("called", 2, reached=False)], 0),
        ([told("taken", 2), told("transferred", 9)], 9),
        ([told("taken", 2), told("returned", 9)], 9),
        ([told("closed", 2)], None),
        ([told("closed", 2), told("reopened", 50)], 50),
        ([told("urgency_changed", 2, after="high")], None),
    ],
)
def test_a_critical_case_is_unheeded_until_somebody_has_it(then, since):
    expected = None if since is None else START + timedelta(minutes=since)
    assert unheeded_since([*OPENED, *then]) == expected


def test_a_case_that_becomes_critical_is_called_out_from_then_on():
    events = [told("received"), told("understood", urgency="normal"), told("routed")]
    assert unheeded_since(events) is None
    assert unheeded_since([*events, told("urgency_raised", 30, after="critical")]) == START + timedelta(minutes=30)
