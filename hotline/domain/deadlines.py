"""Limits and due times: how long each step of a case may take, and when that is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain import clocks
from hotline.domain.calendars import Calendar, due
from hotline.domain.clocks import Clock

# Less than this left is soon.
SOON = timedelta(hours=2)


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
# R8, R11, and R6 for what is said of the hotline's own staff.
PROGRESS, APPEAL = Target(seconds=14 * _ROUND_DAY), Target(seconds=15 * _ROUND_DAY)
REFERRAL = Target(seconds=48 * _HOUR)
# How long an owner may leave a citizen waiting without any act before the case goes back to its desk.
IDLE = {
    "critical": Target(seconds=_HOUR),
    "high": Target(seconds=6 * _HOUR),
    "normal": Target(working_days=2),
    "low": Target(working_days=4),
}


def due_by(target: Target, calendar: Calendar, start: datetime, percent: int = 100) -> datetime:
    """Return when a target set at `start` falls due, or that share of it is used up."""
    working = due(calendar, start, target.working_days * calendar.working_day_seconds * percent // 100)
    return working + timedelta(seconds=target.seconds * percent // 100)


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


def limits(clock: Clock) -> tuple[Target, ...]:
    """Return the limits of a clock, of which the earliest counts; a moment that was named needs none."""
    urgency, sensitive = clock.urgency, clock.sensitivity in _SENSITIVE
    table = {
        clocks.TRIAGE: (TRIAGE[urgency], *((SENSITIVE_SEEN,) if sensitive else ())),
        clocks.FIRST_ANSWER: (FIRST_ANSWER[urgency],),
        clocks.NEXT_ANSWER: (FIRST_ANSWER[urgency],),
        clocks.PROGRESS: (PROGRESS,),
        clocks.CLOSURE: (COMPLEX_CLOSURE if sensitive else CLOSURE,),
        clocks.APPEAL: (APPEAL,),
        clocks.REFERRAL: (REFERRAL,),
        clocks.IDLE: (IDLE[urgency],),
    }
    return table[clock.name]


def moment_of(clock: Clock, calendar: Calendar, percent: int = 100) -> datetime:
    """Return when that share of a clock's limit is used up; pauses of the case lie outside it."""
    if clock.until is not None:
        return clock.start + (clock.until - clock.start) * percent / 100
    reached = min(due_by(target, calendar, clock.start, percent) for target in limits(clock))
    for begins, ends in clock.pauses:
        if begins < reached:
            reached += ends - begins
    return reached
