"""Waiting times: the golden stories, then the figures drawn from many of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.metrics import Wait, figures, nearest_rank, summary

START = datetime(2026, 9, 21, 8, tzinfo=UTC)


def minute(passed: float) -> datetime:
    return START + timedelta(minutes=passed)


def test_an_open_wait_has_the_age_it_has_now():
    assert Wait(UUID(int=1), START, None).seconds(minute(3)) == 180


def test_a_clock_set_back_gives_no_negative_wait():
    assert Wait(UUID(int=1), START, minute(-2)).seconds(minute(9)) == 0


def cases(*answers, due) -> list[Wait]:
    """One wait an answer minute, or None for none, all begun at the start and due at one minute."""
    ends = [None if passed is None else minute(passed) for passed in answers]
    return [Wait(UUID(int=n), START, end, due and minute(due)) for n, end in enumerate(ends, start=1)]


def test_the_share_in_time_counts_the_overdue_and_leaves_out_what_is_not_yet_due():
    waiting = Wait(UUID(int=99), minute(55), None, minute(65))
    line = figures("first_response", [*cases(1, 2, 30, None, due=10), waiting], minute(60))
    assert (line.metric, line.n, line.within_target_pct) == ("first_response", 5, 50.0)


def test_nothing_to_judge_gives_no_share():
    assert figures("x", cases(*[None] * 5, due=90), minute(60)).within_target_pct is None
    assert figures("x", cases(*[5] * 5, due=None), minute(60)).within_target_pct is None


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
