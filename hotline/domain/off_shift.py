"""When somebody is at work: within the hours of their desk, or while the roster names them. Else nobody tells them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from hotline.domain.calendars import Calendar
from hotline.domain.quiet import QuietHours
from hotline.domain.roster import Shift

# The longest feast with its week-ends is shorter; beyond it what waits is told at last.
_FURTHEST = 15


@dataclass(frozen=True, slots=True)
class Hours:
    """When one person works: the hours of their desk, or of the office, and their own lines of the roster."""

    calendar: Calendar
    shifts: tuple[Shift, ...] = ()

    def at_work(self, at: datetime) -> bool:
        """Say whether the person works at that moment."""
        minute = at.hour * 60 + at.minute
        in_hours = any(opens <= minute < closes for opens, closes in self.calendar.spans_on(at.date()))
        return in_hours or any(shift.covers(at) for shift in self._worked())

    def next_at_work(self, at: datetime) -> datetime:
        """Return that moment where the person works then, else the moment their next work begins."""
        if self.at_work(at):
            return at
        starts = sorted(start for start in self._starts(at) if start > at and self.at_work(start))
        return starts[0] if starts else at + timedelta(days=_FURTHEST)

    def began(self, at: datetime) -> datetime | None:
        """Return when the day's work began: the desk's hours, else the roster's, not at night; None where none has."""
        midnight = datetime.combine(at.date(), time(0), UTC)
        spans = self.calendar.spans_on(at.date())
        first = (
            midnight + timedelta(minutes=spans[0][0]) if spans else QuietHours().over_at(self.next_at_work(midnight))
        )
        return first if first <= at else None

    def _worked(self) -> tuple[Shift, ...]:
        """Return the lines of the roster that are work: whoever is on call round the clock sleeps as well."""
        return tuple(shift for shift in self.shifts if shift.opens != shift.closes)

    def _starts(self, at: datetime) -> Iterator[datetime]:
        for n in range(_FURTHEST):
            midnight = datetime.combine(at.date(), time(0), UTC) + timedelta(days=n)
            spans = self.calendar.spans_on(midnight.date())
            yield from (midnight + timedelta(minutes=opens) for opens, _ in spans)
            yield from (midnight + timedelta(minutes=shift.opens) for shift in self._worked())
