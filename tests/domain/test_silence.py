"""A gateway is missed by its own habits: busy ones soon, quiet ones late, new ones not at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from hotline.domain import silence
from hotline.domain.silence import DAYS, NO_HEARTBEAT, NO_TEXTS, Hearing

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
NINE = MIDNIGHT + timedelta(hours=9)


def _habit(per_hour: int, hours: Iterable[int] = range(24), days: Iterable[int] = range(1, DAYS + 1)) -> Hearing:
    """A gateway that brought so many texts in these hours of these days before, and was last heard at nine."""
    came = {MIDNIGHT - timedelta(days=day) + timedelta(hours=hour): per_hour for day in days for hour in hours}
    return Hearing(NINE, came)


def _gap(hearing: Hearing, since: datetime = NINE) -> timedelta:
    gap = silence.expected_gap(hearing, since)
    assert gap is not None
    return gap


def test_a_busy_gateway_is_missed_after_the_floor() -> None:
    busy = _habit(50)
    assert _gap(busy) == silence.FLOOR
    assert silence.why_silent(busy, NINE + silence.FLOOR) is None
    assert silence.why_silent(busy, NINE + silence.FLOOR + timedelta(seconds=1)) == NO_TEXTS


def test_a_text_an_hour_is_missed_after_some_hours() -> None:
    assert timedelta(hours=1) < _gap(_habit(1)) < timedelta(hours=6)


def test_the_night_of_a_gateway_that_sleeps_is_no_silence() -> None:
    by_day = _habit(4, range(7, 20))
    evening = MIDNIGHT + timedelta(hours=19, minutes=50)
    assert evening + _gap(by_day, evening) > MIDNIGHT + timedelta(days=1, hours=8)
    assert _gap(by_day, NINE) < timedelta(hours=2)


def test_one_busy_hour_of_one_day_makes_nothing_usual() -> None:
    burst = _habit(500, [9], [3])
    assert _gap(Hearing(NINE, {**burst.by_hour, **_habit(1, [8], range(1, DAYS + 1)).by_hour})) > timedelta(days=1)


def test_few_texts_on_most_days_are_missed_after_the_ceiling_and_on_few_days_never() -> None:
    at_any_hour = {MIDNIGHT - timedelta(days=day) + timedelta(hours=day + 5): 1 for day in range(1, 13)}
    assert _gap(Hearing(NINE, at_any_hour)) == silence.CEILING
    assert silence.expected_gap(_habit(1, [15], [2, 9]), NINE) is None


@pytest.mark.parametrize("days", [0, 1, 2])
def test_what_was_heard_for_less_than_three_days_has_no_habits(days: int) -> None:
    assert silence.expected_gap(_habit(50, days=range(1, days + 1)), NINE) is None
    assert silence.why_silent(_habit(50, days=range(1, days + 1)), NINE + timedelta(days=30)) is None


def test_a_young_gateway_has_habits_after_three_days() -> None:
    assert _gap(_habit(50, days=range(1, 4))) == silence.FLOOR


def test_nobody_is_missed_who_was_never_heard() -> None:
    assert silence.why_silent(Hearing(None, {}), NINE) is None


@pytest.mark.parametrize(("minutes", "why"), [(0, None), (10, None), (10.1, NO_HEARTBEAT), (60 * 24, NO_HEARTBEAT)])
def test_a_heart_that_stops_for_ten_minutes_is_missed(minutes: float, why: str | None) -> None:
    assert silence.why_silent(Hearing(None, {}, NINE), NINE + timedelta(minutes=minutes)) == why


def test_a_heartbeat_does_not_stand_for_texts() -> None:
    busy = _habit(50)
    late = NINE + timedelta(hours=5)
    assert silence.why_silent(Hearing(NINE, busy.by_hour, late), late) == NO_TEXTS


def test_a_clock_that_went_back_misses_nobody() -> None:
    assert silence.why_silent(_habit(50), NINE - timedelta(hours=1)) is None
