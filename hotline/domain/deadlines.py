"""Calendars, working time and due times. Africa/Bamako is UTC all year, so a day here is a day of UTC."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise

Span = tuple[int, int]

_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
_DAY_MINUTES = 24 * 60
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)

# Usual office hours, Friday with its prayer break; minutes of the day, Monday is 0. Editable per desk.
OFFICE_SPANS: Mapping[int, tuple[Span, ...]] = dict.fromkeys(range(4), ((450, 960),)) | {4: ((450, 750), (870, 1020))}


class CalendarError(ValueError):
    """A calendar that cannot be: spans that overlap or run backwards, or no working time in a week."""


@dataclass(frozen=True)
class Calendar:
    """Working spans per weekday (0 is Monday; minutes of the day, end excluded) and days off."""

    id: str
    version: int
    spans: Mapping[int, tuple[Span, ...]]
    holidays: frozenset[date] = frozenset()
    _days: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _off: tuple[tuple[int, int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for weekday, spans in self.spans.items():
            _check_day(weekday, spans)
        days = tuple(sum(end - start for start, end in self.spans.get(weekday, ())) for weekday in range(7))
        if not any(days):
            raise CalendarError("a calendar needs working time on some weekday")
        object.__setattr__(self, "_days", days)
        object.__setattr__(self, "_off", _lost_minutes(self.holidays, days))

    @property
    def working_day_seconds(self) -> int:
        """Return the mean length of a day with working time, so that five of them are a usual week."""
        return 60 * sum(self._days) // sum(map(bool, self._days))

    def minutes_before(self, day: int) -> int:
        """Return the working minutes from the first Monday of 1970 up to the start of day number `day`."""
        weeks, weekday = divmod(day, 7)
        passed = bisect_left(self._off, (day,))
        off = self._off[passed - 1][1] if passed else 0
        return weeks * sum(self._days) + sum(self._days[:weekday]) - off

    def spans_of(self, day: int) -> tuple[Span, ...]:
        """Return the working spans of day number `day`."""
        return () if (_MONDAY + day * _DAY).date() in self.holidays else tuple(self.spans.get(day % 7, ()))


@dataclass(frozen=True, slots=True)
class Target:
    """A limit, in seconds round the clock or in working days of the desk's calendar."""

    seconds: int = 0
    working_days: int = 0


@dataclass(frozen=True, slots=True)
class DueTimes:
    """When a case must have been triaged, first answered and closed."""

    triage: datetime
    first_answer: datetime
    closure: datetime


_HOUR, _ROUND_DAY = 3600, 24 * 3600
_SENSITIVE = frozenset({"S2", "S3"})

# Defaults of the standards checklist: triage R3, first answer R7, closure R9 (`complex` cases are S2 and S3).
TRIAGE = {
    "critical": Target(seconds=15 * 60),
    "high": Target(seconds=2 * _HOUR),
    "normal": Target(working_days=1),
    "low": Target(working_days=3),
}
FIRST_ANSWER = {
    "critical": Target(seconds=2 * _HOUR),
    "high": Target(seconds=24 * _HOUR),
    "normal": Target(working_days=5),
    "low": Target(working_days=10),
}
CLOSURE, COMPLEX_CLOSURE = Target(seconds=15 * _ROUND_DAY), Target(seconds=30 * _ROUND_DAY)
# R5, R6: a cleared officer, or the focal point, sees a sensitive case within a day, holidays or not.
SENSITIVE_SEEN = Target(seconds=24 * _HOUR)


def working_seconds(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Return the whole working seconds in [start, end), 0 if that runs backwards."""
    passed = _worked(calendar, end) - _worked(calendar, start)
    return max(passed, timedelta(0)) // timedelta(seconds=1)


def due(calendar: Calendar, start: datetime, seconds: int) -> datetime:
    """Return the first moment by which `seconds` of working time have passed since `start`."""
    if seconds <= 0:
        return start
    target = _worked(calendar, start) + timedelta(seconds=seconds)
    day = _day_reaching(calendar, (start - _MONDAY).days, target)
    left = target - calendar.minutes_before(day) * _MINUTE
    for opens, closes in calendar.spans_of(day):
        length = (closes - opens) * _MINUTE
        if left <= length:
            break
        left -= length
    return _MONDAY + day * _DAY + opens * _MINUTE + left


def due_by(target: Target, calendar: Calendar, start: datetime) -> datetime:
    """Return when a target set at `start` falls due."""
    working = due(calendar, start, target.working_days * calendar.working_day_seconds)
    return working + timedelta(seconds=target.seconds)


def due_times(urgency: str, sensitivity: str, received_at: datetime, calendar: Calendar) -> DueTimes:
    """Return the default due times of a case; critical and high run round the clock (R3)."""
    triage = due_by(TRIAGE[urgency], calendar, received_at)
    sensitive = sensitivity in _SENSITIVE
    if sensitive:
        triage = min(triage, due_by(SENSITIVE_SEEN, calendar, received_at))
    return DueTimes(
        triage,
        due_by(FIRST_ANSWER[urgency], calendar, received_at),
        due_by(COMPLEX_CLOSURE if sensitive else CLOSURE, calendar, received_at),
    )


def _check_day(weekday: int, spans: tuple[Span, ...]) -> None:
    if weekday not in range(7):
        raise CalendarError(f"weekday {weekday} is not 0 to 6")
    for start, end in spans:
        if not 0 <= start < end <= _DAY_MINUTES:
            raise CalendarError(f"weekday {weekday}: the span {start} to {end} is not within a day")
    for (_, closes), (opens, _) in pairwise(spans):
        if opens < closes:
            raise CalendarError(f"weekday {weekday}: spans overlap or are out of order at minute {opens}")


def _lost_minutes(holidays: frozenset[date], days: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Return (day number, working minutes lost to holidays so far), in order."""
    numbers = sorted((holiday - _MONDAY.date()).days for holiday in holidays)
    return tuple(zip(numbers, accumulate(days[number % 7] for number in numbers), strict=True))


def _worked(calendar: Calendar, at: datetime) -> timedelta:
    """Return the working time from the first Monday of 1970 to `at`."""
    day, since_midnight = divmod(at - _MONDAY, _DAY)
    today = (
        min(max(since_midnight - opens * _MINUTE, timedelta(0)), (closes - opens) * _MINUTE)
        for opens, closes in calendar.spans_of(day)
    )
    return calendar.minutes_before(day) * _MINUTE + sum(today, timedelta(0))


def _day_reaching(calendar: Calendar, day: int, target: timedelta) -> int:
    """Return the first day, from `day` on, by whose end the working time reaches the target."""
    step = 1
    while calendar.minutes_before(day + step) * _MINUTE < target:
        step *= 2
    return day + bisect_left(range(1, step + 1), target, key=lambda days: calendar.minutes_before(day + days) * _MINUTE)
