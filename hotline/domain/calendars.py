"""Calendars and working time: spans a day, seasons with hours of their own, days off.

Africa/Bamako is UTC all year, so a day here is a day of UTC.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise

from hotline.domain.limits import DEFAULTS, Limits

Span = tuple[int, int]
Week = Mapping[int, tuple[Span, ...]]

_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
_DAY_MINUTES = 24 * 60
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
# Ramadan is a month; what lasts longer is another calendar.
LONGEST_SEASON = 92

# Usual office hours, Friday with its prayer break; minutes of the day, Monday is 0. Editable per desk.
OFFICE_SPANS: Week = dict.fromkeys(range(4), ((450, 960),)) | {4: ((450, 750), (870, 1020))}


class CalendarError(ValueError):
    """A calendar that cannot be: spans that overlap or run backwards, seasons that do, no working time in a week."""


@dataclass(frozen=True)
class Season:
    """Days from `first` to `last`, both included, with hours of their own: Ramadan."""

    first: date
    last: date
    spans: Week

    def __post_init__(self) -> None:
        if not self.first <= self.last < self.first + timedelta(days=LONGEST_SEASON):
            raise CalendarError(f"the season from {self.first} to {self.last} runs backwards or is too long")
        _check_week(self.spans)


@dataclass(frozen=True)
class Calendar:
    """Working spans per weekday (0 is Monday; minutes of the day, end excluded), days off, seasons; and the limits that
    hold for what is counted by this version.
    """

    id: str
    version: int
    spans: Week
    holidays: frozenset[date] = frozenset()
    seasons: tuple[Season, ...] = ()
    limits: Limits = field(default_factory=lambda: DEFAULTS)
    _days: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _off: tuple[tuple[int, int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_week(self.spans)
        seasons = sorted(self.seasons, key=lambda season: season.first)
        for before, after in pairwise(seasons):
            if after.first <= before.last:
                raise CalendarError(f"two seasons overlap on {after.first}")
        days = tuple(_minutes(self.spans.get(weekday, ())) for weekday in range(7))
        if not any(days):
            raise CalendarError("a calendar needs working time on some weekday")
        object.__setattr__(self, "_days", days)
        object.__setattr__(self, "_off", self._lost_minutes())

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
        return self.spans_on((_MONDAY + day * _DAY).date())

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Return the working spans of a day."""
        if day in self.holidays:
            return ()
        season = next((one for one in self.seasons if one.first <= day <= one.last), None)
        return tuple((season.spans if season else self.spans).get(day.weekday(), ()))

    def _lost_minutes(self) -> tuple[tuple[int, int], ...]:
        """Return (day number, working minutes lost so far) over the days that are not as usual, in order."""
        unusual = set(self.holidays)
        for season in self.seasons:
            unusual.update(season.first + timedelta(days=n) for n in range((season.last - season.first).days + 1))
        days = sorted(unusual)
        lost = (self._days[day.weekday()] - _minutes(self.spans_on(day)) for day in days)
        numbers = ((day - _MONDAY.date()).days for day in days)
        return tuple(zip(numbers, accumulate(lost), strict=True))


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


def _check_week(spans: Week) -> None:
    for weekday, parts in spans.items():
        _check_day(weekday, parts)


def _check_day(weekday: int, spans: tuple[Span, ...]) -> None:
    if weekday not in range(7):
        raise CalendarError(f"weekday {weekday} is not 0 to 6")
    for start, end in spans:
        if not 0 <= start < end <= _DAY_MINUTES:
            raise CalendarError(f"weekday {weekday}: the span {start} to {end} is not within a day")
    for (_, closes), (opens, _) in pairwise(spans):
        if opens < closes:
            raise CalendarError(f"weekday {weekday}: spans overlap or are out of order at minute {opens}")


def _minutes(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


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
