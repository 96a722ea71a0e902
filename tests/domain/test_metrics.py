"""Waiting times: the golden stories, then the figures drawn from many of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.metrics import (
    Happening,
    acknowledgements,
    figures,
    first_responses,
    nearest_rank,
    summary,
)

START = datetime(2026, 9, 21, 8, tzinfo=UTC)
CASE = UUID(int=1)
ONE, TWO = UUID(int=11), UUID(int=12)


def minute(passed: float) -> datetime:
    return START + timedelta(minutes=passed)


def received(passed=0.0, case=CASE, due=None) -> Happening:
    return Happening(case, "received", minute(passed), due_at=None if due is None else minute(due))


def acknowledged(passed) -> Happening:
    return Happening(CASE, "acknowledged", minute(passed))


def answered(passed, message=ONE, *, human=True, case=CASE) -> Happening:
    return Happening(case, "answered", minute(passed), message, human=human)


def receipt(kind, passed, message=ONE) -> Happening:
    return Happening(CASE, kind, minute(passed), message)


def called(passed, *, reached) -> Happening:
    return Happening(CASE, "called", minute(passed), reached=reached)


@pytest.mark.parametrize(
    ("story", "minutes"),
    [
        pytest.param([received(), acknowledged(1)], None, id="the acknowledgement alone is no response"),
        pytest.param([received(), answered(5, human=False)], None, id="an automatic answer is no response"),
        pytest.param([received(), acknowledged(1), answered(30)], 30, id="a person's answer is"),
        pytest.param(
            [received(), *(received(5 * n) for n in range(1, 5)), answered(30)], 30, id="five texts, one wait"
        ),
        pytest.param([received(), answered(30), answered(40, TWO)], 30, id="the first answer counts"),
        pytest.param([received(), answered(30), receipt("delivered", 31)], 30, id="delivered as sent"),
        pytest.param([received(), answered(30), receipt("delivered", 999)], 30, id="a late receipt moves nothing"),
        pytest.param([received(), answered(30), receipt("undelivered", 40)], None, id="undelivered reopens the wait"),
        pytest.param(
            [received(), answered(30), receipt("undelivered", 40), answered(50, TWO)],
            50,
            id="the next answer ends it",
        ),
        pytest.param(
            [received(), answered(30), receipt("undelivered", 40), receipt("delivered", 70)],
            70,
            id="sent again it counts from its delivery",
        ),
        pytest.param(
            [received(), answered(30), receipt("delivered", 35), receipt("undelivered", 40)],
            None,
            id="last receipt wins",
        ),
        pytest.param([received(), answered(30), receipt("undelivered", 40, TWO)], 30, id="another message's receipt"),
        pytest.param(
            [received(), answered(30, None), receipt("undelivered", 40, None)],
            30,
            id="no message, no receipt",
        ),
        pytest.param([received(), called(10, reached=False)], None, id="a call nobody took is no response"),
        pytest.param(
            [received(), called(10, reached=False), called(20, reached=True)], 20, id="a call that reached is"
        ),
        pytest.param([answered(30), acknowledged(1), received()], 30, id="events out of order"),
    ],
)
def test_the_first_response_is_what_reached_the_citizen_from_a_person(story, minutes):
    (wait,) = first_responses(story)
    assert wait.started_at == START
    assert wait.ended_at == (None if minutes is None else minute(minutes))


def test_an_open_wait_has_the_age_it_has_now():
    (wait,) = first_responses([received()])
    assert wait.seconds(minute(3)) == 180


def test_the_acknowledgement_is_its_own_figure():
    (wait,) = acknowledgements([received(), answered(1), acknowledged(0.5)])
    assert wait.seconds(minute(9)) == 30


def test_a_clock_set_back_gives_no_negative_wait():
    (wait,) = acknowledgements([received(), acknowledged(-2)])
    assert wait.seconds(minute(9)) == 0


def test_a_case_without_a_text_has_no_clock():
    assert first_responses([answered(3)]) == ()


def test_cases_do_not_mix():
    other = UUID(int=2)
    waits = first_responses([received(), received(1, other), answered(4, case=other)])
    assert {wait.case_id: wait.ended_at for wait in waits} == {CASE: None, other: minute(4)}


def cases(*answers, due) -> list[Happening]:
    """One case an answer minute, or None for none, all received at the start and due at one minute."""
    story = []
    for number, passed in enumerate(answers, start=1):
        case = UUID(int=number)
        story.append(received(0, case, due))
        if passed is not None:
            story.append(answered(passed, UUID(int=100 + number), case=case))
    return story


def test_the_share_in_time_counts_the_overdue_and_leaves_out_what_is_not_yet_due():
    story = cases(1, 2, 30, None, due=10)
    waiting = [received(55, UUID(int=99), due=65)]
    line = figures("first_response", first_responses(story + waiting), minute(60))
    assert (line.metric, line.n, line.within_target_pct) == ("first_response", 5, 50.0)


def test_nothing_to_judge_gives_no_share():
    assert figures("x", first_responses(cases(*[None] * 5, due=90)), minute(60)).within_target_pct is None
    assert figures("x", first_responses(cases(*[5] * 5, due=None)), minute(60)).within_target_pct is None


def test_never_answering_does_not_look_fast():
    line = summary([10, 20, 30], [500, 600, 700])
    assert (line.n, line.median_s, line.p90_s, line.max_s) == (6, 30, 700, 700)
    assert line.at_least == ("p90_s", "max_s")


def test_a_young_open_case_can_still_raise_every_figure_above_its_age():
    assert summary([10, 20, 30, 40], [1]).at_least == ("median_s", "p90_s", "max_s")
    assert summary([10, 20, 30, 40], [20]).at_least == ("median_s", "p90_s", "max_s")


def test_without_open_cases_every_figure_is_exact():
    line = summary([5, 1, 4, 2, 3, 6, 7, 8, 9, 10], [])
    assert (line.median_s, line.p90_s, line.max_s, line.at_least) == (5, 9, 10, ())


@pytest.mark.parametrize(("values", "ages"), [([], []), ([1, 2], [3, 4])])
def test_fewer_than_five_cases_are_hidden(values, ages):
    line = summary(values, ages, within_target_pct=50.0)
    assert line.suppressed
    assert line.n == len(values) + len(ages)
    assert (line.median_s, line.p90_s, line.max_s, line.within_target_pct, line.at_least) == (*[None] * 4, ())


SECONDS = st.lists(st.integers(0, 10_000), max_size=20)


@settings(max_examples=60, deadline=None)
@given(SECONDS, SECONDS, st.integers(1, 10_000))
def test_waiting_longer_only_raises_what_is_marked_at_least(values, open_ages, longer):
    if len(values) + len(open_ages) < 5:
        return
    now, later = summary(values, open_ages), summary(values, [age + longer for age in open_ages])
    for column in ("median_s", "p90_s", "max_s"):
        before, after = getattr(now, column), getattr(later, column)
        assert after == before or (after > before and column in now.at_least)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=30), st.integers(1, 100))
def test_a_percentile_is_the_first_value_that_enough_cases_do_not_exceed(values, percent):
    rank = nearest_rank(sorted(values), percent)
    share = sum(value <= rank for value in values) * 100
    below = sum(value < rank for value in values) * 100
    assert rank in values
    assert below < percent * len(values) <= share
