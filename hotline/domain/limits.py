"""The limits of the steps of a case: defaults of the standards checklist, and what administrators make of them.

A set of limits belongs to a version of working hours: what is counted by that version keeps its limits whatever is
changed later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """A limit, in seconds round the clock or in working days of the desk's calendar."""

    seconds: int = 0
    working_days: int = 0


Limits = Mapping[str, Target]

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
TRIAGE, FIRST_ANSWER, IDLE = "triage", "first_answer", "idle"
CLOSURE, COMPLEX_CLOSURE, SEEN = "closure", "complex_closure", "sensitive_seen"
PROGRESS, APPEAL, REFERRAL = "progress", "appeal", "referral"
# R3, R7, R9 (`complex` cases are S2 and S3); R5 and R6: a sensitive case is seen within a day, holidays or not; R8,
# R11, and R6 for what is said of the hotline's own staff. Idle: how long an owner may let a citizen wait idly.
DEFAULTS: Limits = {
    "triage.critical": Target(15 * MINUTE), "triage.high": Target(2 * HOUR),
    "triage.normal": Target(working_days=1), "triage.low": Target(working_days=3),
    "first_answer.critical": Target(2 * HOUR), "first_answer.high": Target(24 * HOUR),
    "first_answer.normal": Target(working_days=5), "first_answer.low": Target(working_days=10),
    "idle.critical": Target(HOUR), "idle.high": Target(6 * HOUR),
    "idle.normal": Target(working_days=2), "idle.low": Target(working_days=4),
    SEEN: Target(24 * HOUR), REFERRAL: Target(48 * HOUR), CLOSURE: Target(15 * DAY),
    COMPLEX_CLOSURE: Target(30 * DAY), PROGRESS: Target(14 * DAY), APPEAL: Target(15 * DAY),
}  # fmt: skip
# Why limits are changed.
REASONS = ("standard", "agreement", "practice", "mistake")
# Nobody means a limit ten times the standard's; and a limit of nothing is none.
_MOST = 10
# The first of each pair never has longer than the second.
_ORDER = (
    *((f"{what}.critical", f"{what}.high") for what in (TRIAGE, FIRST_ANSWER, IDLE)),
    *((f"{what}.normal", f"{what}.low") for what in (TRIAGE, FIRST_ANSWER, IDLE)),
    (CLOSURE, COMPLEX_CLOSURE),
)  # fmt: skip


def read(written: Mapping[str, Any]) -> Limits:
    """Return limits as a version of working hours keeps them; what it does not say is as the standard has it."""
    return {name: Target(*written[name]) if name in written else target for name, target in DEFAULTS.items()}


def written(limits: Limits) -> dict[str, list[int]]:
    """Return limits as a version of working hours keeps them: what differs from the standard."""
    return {name: [target.seconds, target.working_days] for name, target in limits.items() if target != DEFAULTS[name]}


def unit_of(name: str) -> int:
    """Return in which unit people say a limit: seconds of a minute, an hour, a day; 0 for working days."""
    target = DEFAULTS[name]
    if target.working_days:
        return 0
    return next(unit for unit in (DAY, HOUR, MINUTE) if target.seconds % unit == 0 and target.seconds > unit)


def in_units(name: str, target: Target) -> int:
    """Return a limit in the unit people say it in."""
    unit = unit_of(name)
    return target.seconds // unit if unit else target.working_days


def of_units(name: str, count: int) -> Target:
    """Return the limit of so many units."""
    unit = unit_of(name)
    return Target(count * unit) if unit else Target(working_days=count)


def most(name: str) -> int:
    """Return the largest number of units a limit may have."""
    return _MOST * in_units(name, DEFAULTS[name])


def crossed(limits: Limits) -> Iterator[str]:
    """Yield each limit that is longer than that of what may wait longer."""
    for urgent, calm in _ORDER:
        if (limits[urgent].seconds, limits[urgent].working_days) > (limits[calm].seconds, limits[calm].working_days):
            yield urgent
