"""Calendars and due times: golden days, the bad calendars, and the two functions as each other's inverse."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.calendars import OFFICE_SPANS, Calendar, CalendarError, due, working_seconds
from hotline.domain.deadlines import Target, due_by, due_times

HOUR = 3600
OFFICE = Calendar("office", 1, OFFICE_SPANS, frozenset({date(2026, 9, 22)}))
# 21 September 2026 is a Monday, the 22nd Independence Day, the 25th a Friday.
MONDAY = datetime(2026, 9, 21, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("start", "end", "worked"),
    [
        (at(0, 8), at(0, 9), 1 * HOUR),
        (at(0, 0), at(1, 0), 8.5 * HOUR),
        (at(0, 15), at(2, 8, 30), 2 * HOUR),
        (at(1, 8), at(1, 16), 0),
        (at(4, 12), at(4, 15), 1 * HOUR),
        (at(5, 0), at(7, 0), 0),
        (at(0, 16), at(0, 16), 0),
        (at(2, 9), at(2, 8), 0),
        (at(-365, 0), at(0, 0), 52 * (4 * 8.5 + 7.5) * HOUR),
    ],
)
def test_working_time_stops_at_night_on_friday_noon_at_weekends_and_on_holidays(start, end, worked):
    assert working_seconds(OFFICE, start, end) == worked


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        (at(0, 8), 1, at(0, 9)),
        (at(0, 15), 1, at(0, 16)),
        (at(0, 15), 2, at(2, 8, 30)),
        (at(0, 23), 8.5, at(2, 16)),
        (at(4, 12), 1, at(4, 15)),
        (at(4, 16), 1, at(4, 17)),
        (at(4, 16), 2, at(7, 8, 30)),
        (at(5, 12), 0, at(5, 12)),
    ],
)
def test_what_is_due_waits_for_the_desk_to_work(start, hours, expected):
    assert due(OFFICE, start, int(hours * HOUR)) == expected


def test_a_year_of_working_time_is_found_at_once():
    year = working_seconds(OFFICE, at(0, 0), at(3650, 0))
    assert due(OFFICE, at(0, 0), year) == at(3649, 16)


def test_a_holiday_at_a_weekend_takes_nothing_away():
    saturday = Calendar("office", 1, OFFICE_SPANS, frozenset({date(2026, 9, 26)}))
    assert working_seconds(saturday, at(0, 0), at(7, 0)) == (4 * 8.5 + 7.5) * HOUR


def test_five_working_days_are_a_usual_week():
    assert OFFICE.working_day_seconds * 5 == (4 * 8.5 + 7.5) * HOUR
    assert due_by(Target(working_days=5), OFFICE, at(7, 7, 30)) == at(11, 17)


@pytest.mark.parametrize(
    ("spans", "said"),
    [
        ({0: ((480, 720), (700, 900))}, "weekday 0: spans overlap or are out of order at minute 700"),
        ({0: ((700, 900), (480, 600))}, "weekday 0: spans overlap or are out of order at minute 480"),
        ({3: ((900, 480),)}, "weekday 3: the span 900 to 480 is not within a day"),
        ({3: ((0, 1441),)}, "weekday 3: the span 0 to 1441 is not within a day"),
        ({7: ((0, 60),)}, "weekday 7 is not 0 to 6"),
        ({0: ()}, "a calendar needs working time on some weekday"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_by_name(spans, said):
    with pytest.raises(CalendarError, match=said):
        Calendar("bad", 1, spans)


@pytest.mark.parametrize(
    ("urgency", "sensitivity", "triage", "first_answer", "closure_days"),
    [
        ("critical", "S1", at(5, 3, 15), at(5, 5), 15),
        ("critical", "S3", at(5, 3, 15), at(5, 5), 30),
        ("high", "S0", at(5, 5), at(6, 3), 15),
        ("normal", "S1", at(7, 15, 48), at(11, 17), 15),
        ("normal", "S2", at(6, 3), at(11, 17), 30),
        ("low", "S0", at(9, 15, 24), at(18, 17), 15),
        ("low", "S3", at(6, 3), at(18, 17), 30),
    ],
)
def test_due_times_of_a_text_on_a_saturday_night(urgency, sensitivity, triage, first_answer, closure_days):
    received = at(5, 3)
    times = due_times(urgency, sensitivity, received, OFFICE)
    assert (times.triage, times.first_answer) == (triage, first_answer)
    assert times.closure == received + timedelta(days=closure_days)


MINUTES = st.integers(0, 1440)


@st.composite
def calendars(draw):
    spans = {}
    for weekday in draw(st.sets(st.integers(0, 6), min_size=1)):
        edges = sorted(draw(st.sets(MINUTES, min_size=2, max_size=4)))
        spans[weekday] = tuple(zip(edges[::2], edges[1::2], strict=False))
    days_off = draw(st.sets(st.integers(-5, 30), max_size=4))
    return Calendar("any", 1, spans, frozenset((MONDAY + timedelta(days=day)).date() for day in days_off))


MOMENTS = st.timedeltas(timedelta(0), timedelta(days=20)).map(lambda passed: MONDAY + passed)


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, st.integers(1, 400_000))
def test_due_and_working_seconds_are_each_others_inverse(calendar, start, seconds):
    end = due(calendar, start, seconds)
    assert working_seconds(calendar, start, end) == seconds
    assert working_seconds(calendar, start, end - timedelta(microseconds=1)) == seconds - 1


@settings(max_examples=40, deadline=None)
@given(calendars(), MOMENTS, MOMENTS)
def test_working_seconds_agree_with_counting_minute_by_minute(calendar, one, other):
    start, end = sorted(moment.replace(second=0, microsecond=0) for moment in (one, other))
    end = min(end, start + timedelta(days=2))
    minutes = (start + timedelta(minutes=passed) for passed in range(int((end - start).total_seconds()) // 60))
    worked = sum(
        any(opens <= now.hour * 60 + now.minute < closes for opens, closes in calendar.spans.get(now.weekday(), ()))
        for now in minutes
        if now.date() not in calendar.holidays
    )
    assert working_seconds(calendar, start, end) == worked * 60
