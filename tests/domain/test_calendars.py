"""Seasons: Ramadan has hours of its own, dates may move, and working time still adds up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.calendars import OFFICE_SPANS, Calendar, CalendarError, Season, due, working_seconds
from hotline.domain.deadlines import due_times

HOUR = 3600
RAMADAN = Season(date(2027, 2, 8), date(2027, 3, 9), dict.fromkeys(range(4), ((480, 870),)) | {4: ((480, 750),)})
KORITE = date(2027, 3, 10)
OFFICE = Calendar("office", 1, OFFICE_SPANS, frozenset({KORITE}), (RAMADAN,))


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "worked"),
    [
        # Sunday to Monday, the first day of Ramadan.
        (at(2, 7, 0), at(2, 9, 0), 6.5 * HOUR),
        # A Friday of Ramadan closes at 12:30, one after it has its break.
        (at(2, 12, 0), at(2, 13, 0), 4.5 * HOUR),
        (at(3, 12, 0), at(3, 13, 0), 7.5 * HOUR),
        # The last day of Ramadan, Korité, and a usual Thursday.
        (at(3, 9, 0), at(3, 10, 0), 6.5 * HOUR),
        (at(3, 10, 0), at(3, 11, 0), 0),
        (at(3, 11, 0), at(3, 12, 0), 8.5 * HOUR),
    ],
)
def test_ramadan_has_hours_of_its_own_from_its_first_day_to_its_last(start, end, worked):
    assert working_seconds(OFFICE, start, end) == worked


def test_a_text_before_ramadan_falls_due_by_the_hours_of_ramadan():
    friday = at(2, 5, 16)
    assert due(OFFICE, friday, 2 * HOUR) == at(2, 8, 9)


def test_the_moon_moves_a_due_time_only_in_the_version_that_knows_of_it():
    early = Calendar("office", 2, OFFICE_SPANS, frozenset({date(2027, 3, 9)}), (RAMADAN,))
    start = at(3, 8, 9)
    assert due_times("normal", "S0", start, OFFICE).triage < due_times("normal", "S0", start, early).triage


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2027, 3, 9), date(2027, 2, 8), "runs backwards"),
        (date(2027, 1, 1), date(2027, 12, 31), "too long"),
    ],
)
def test_a_season_that_cannot_be_is_refused_by_name(first, last, said):
    with pytest.raises(CalendarError, match=said):
        Season(first, last, {})


def test_seasons_that_overlap_are_refused():
    other = Season(date(2027, 3, 9), date(2027, 3, 20), {})
    with pytest.raises(CalendarError, match="two seasons overlap on 2027-03-09"):
        Calendar("office", 1, OFFICE_SPANS, seasons=(other, RAMADAN))


def test_a_season_may_be_a_time_without_any_work():
    closed = Season(date(2027, 8, 1), date(2027, 8, 31), {})
    calendar = Calendar("office", 1, OFFICE_SPANS, seasons=(closed,))
    assert working_seconds(calendar, at(8, 1, 0), at(9, 1, 0)) == 0
    assert due(calendar, at(7, 30, 16), 2 * HOUR) == at(9, 1, 8, 30)


MONDAY = datetime(2026, 9, 21, tzinfo=UTC)
MINUTES = st.integers(0, 1440)


@st.composite
def weeks(draw, least=1):
    spans = {}
    for weekday in draw(st.sets(st.integers(0, 6), min_size=least)):
        edges = sorted(draw(st.sets(MINUTES, min_size=2, max_size=6)))
        spans[weekday] = tuple(zip(edges[::2], edges[1::2], strict=False))
    return spans


@st.composite
def calendars(draw):
    day = MONDAY.date()
    edges = sorted(draw(st.sets(st.integers(0, 40), min_size=0, max_size=4)))
    seasons = tuple(
        Season(day + timedelta(days=first), day + timedelta(days=last - 1), draw(weeks(least=0)))
        for first, last in zip(edges[::2], edges[1::2], strict=False)
    )
    off = frozenset(day + timedelta(days=n) for n in draw(st.sets(st.integers(-5, 40), max_size=4)))
    return Calendar("any", 1, draw(weeks()), off, seasons)


MOMENTS = st.timedeltas(timedelta(0), timedelta(days=45)).map(lambda passed: MONDAY + passed)


@settings(max_examples=80, deadline=None)
@given(calendars(), MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up_and_is_never_negative(calendar, one, two, three):
    first, middle, last = sorted((one, two, three))
    whole = working_seconds(calendar, first, last)
    parts = working_seconds(calendar, first, middle) + working_seconds(calendar, middle, last)
    assert 0 <= whole - parts <= 1
    assert 0 <= whole <= (last - first).total_seconds()
    assert working_seconds(calendar, last, first) == 0


@settings(max_examples=80, deadline=None)
@given(calendars(), MOMENTS, st.integers(1, 400_000))
def test_due_is_the_inverse_of_working_time_in_and_out_of_season(calendar, start, seconds):
    end = due(calendar, start, seconds)
    assert working_seconds(calendar, start, end) == seconds
    assert working_seconds(calendar, start, end - timedelta(microseconds=1)) == seconds - 1


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(0, 45))
def test_a_day_is_worked_as_its_spans_say(calendar, number):
    midnight = MONDAY + timedelta(days=number)
    spans = calendar.spans_on(midnight.date())
    worked = working_seconds(calendar, midnight, midnight + timedelta(days=1))
    assert worked == 60 * sum(closes - opens for opens, closes in spans)
