"""Limits and due times: how long each step of a case may take, and when that is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain import clocks, limits
from hotline.domain.calendars import Calendar, due
from hotline.domain.clocks import Clock
from hotline.domain.limits import Limits, Target

# Less than this left is soon.
SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class DueTimes:
    """When a case must have been triaged, first answered and closed."""

    triage: datetime
    first_answer: datetime
    closure: datetime


_SENSITIVE = frozenset({"S2", "S3"})


def due_by(target: Target, calendar: Calendar, start: datetime, percent: int = 100) -> datetime:
    """Return when a target set at `start` falls due, or that share of it is used up."""
    working = due(calendar, start, target.working_days * calendar.working_day_seconds * percent // 100)
    return working + timedelta(seconds=target.seconds * percent // 100)


def due_times(urgency: str, sensitivity: str, received_at: datetime, calendar: Calendar) -> DueTimes:
    """Return the due times of a case by the limits of its calendar's version."""
    known, sensitive = calendar.limits, sensitivity in _SENSITIVE
    triage = due_by(known[f"{limits.TRIAGE}.{urgency}"], calendar, received_at)
    if sensitive:
        triage = min(triage, due_by(known[limits.SEEN], calendar, received_at))
    return DueTimes(
        triage,
        due_by(known[f"{limits.FIRST_ANSWER}.{urgency}"], calendar, received_at),
        due_by(known[limits.COMPLEX_CLOSURE if sensitive else limits.CLOSURE], calendar, received_at),
    )


def limits_of(clock: Clock, known: Limits) -> tuple[Target, ...]:
    """Return the limits of a clock, of which the earliest counts; a moment that was named needs none."""
    urgency, sensitive = clock.urgency, clock.sensitivity in _SENSITIVE
    table = {
        clocks.TRIAGE: (f"{limits.TRIAGE}.{urgency}", *((limits.SEEN,) if sensitive else ())),
        clocks.FIRST_ANSWER: (f"{limits.FIRST_ANSWER}.{urgency}",),
        clocks.NEXT_ANSWER: (f"{limits.FIRST_ANSWER}.{urgency}",),
        clocks.PROGRESS: (limits.PROGRESS,),
        clocks.CLOSURE: (limits.COMPLEX_CLOSURE if sensitive else limits.CLOSURE,),
        clocks.APPEAL: (limits.APPEAL,),
        clocks.REFERRAL: (limits.REFERRAL,),
        clocks.IDLE: (f"{limits.IDLE}.{urgency}",),
    }
    return tuple(known[name] for name in table[clock.name])


def moment_of(clock: Clock, calendar: Calendar, percent: int = 100) -> datetime:
    """Return when that share of a clock's limit is used up; pauses of the case lie outside it."""
    if clock.until is not None:
        return clock.start + (clock.until - clock.start) * percent / 100
    reached = min(due_by(target, calendar, clock.start, percent) for target in limits_of(clock, calendar.limits))
    for begins, ends in clock.pauses:
        if begins < reached:
            reached += ends - begins
    return reached
