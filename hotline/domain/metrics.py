"""Waiting times out of case events alone: who waits still counts, and what never arrived was no answer.

Times are wall-clock seconds. A wait belongs to a cycle of its case; the first begins with the first text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

# Fewer cases than this say something about persons, not about the service (definition 14).
SMALLEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Wait:
    """A citizen's wait, open while it has no end; `due_at` is when its target falls, if it has one."""

    case_id: UUID
    started_at: datetime
    ended_at: datetime | None
    due_at: datetime | None = None
    cycle: int = 1

    def seconds(self, now: datetime) -> int:
        """Return how long it lasted, or has lasted by `now` if open; never negative."""
        return max(0, int(((self.ended_at or now) - self.started_at).total_seconds()))

    def is_in_time(self) -> bool:
        """Say whether it ended by its target."""
        return self.ended_at is not None and self.due_at is not None and self.ended_at <= self.due_at

    def is_judged(self, now: datetime) -> bool:
        """Say whether its target can be judged: it ended, or is open and overdue."""
        return self.due_at is not None and (self.ended_at is not None or self.due_at < now)


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a report in whole seconds; `at_least` names the columns open cases can still raise."""

    metric: str
    n: int
    median_s: int | None
    p90_s: int | None
    max_s: int | None
    within_target_pct: float | None
    at_least: tuple[str, ...]
    suppressed: bool


def figures(metric: str, waits: Iterable[Wait], now: datetime) -> Summary:
    """Return the report line of some waits, with the share that met its target."""
    known = tuple(waits)
    ended = [wait.seconds(now) for wait in known if wait.ended_at]
    open_ages = [wait.seconds(now) for wait in known if not wait.ended_at]
    return summary(ended, open_ages, metric=metric, within_target_pct=within_target(known, now))


def within_target(waits: Iterable[Wait], now: datetime) -> float | None:
    """Return in time / (answered + already overdue) as a percentage, or None while none can be judged."""
    judged = [wait for wait in waits if wait.is_judged(now)]
    return round(100 * sum(wait.is_in_time() for wait in judged) / len(judged), 1) if judged else None


def summary(
    values: Sequence[int],
    open_ages: Sequence[int],
    *,
    metric: str = "",
    within_target_pct: float | None = None,
) -> Summary:
    """Return nearest-rank figures over ended waits and open ones at their age; hidden below five cases."""
    ages = sorted((*values, *open_ages))
    if len(ages) < SMALLEST_SHOWN:
        return Summary(metric, len(ages), None, None, None, None, (), True)
    median, p90, most = nearest_rank(ages, 50), nearest_rank(ages, 90), ages[-1]
    youngest = min(open_ages, default=math.inf)
    columns = {"median_s": median, "p90_s": p90, "max_s": most}
    at_least = tuple(name for name, seconds in columns.items() if youngest <= seconds)
    return Summary(metric, len(ages), median, p90, most, within_target_pct, at_least, False)


def nearest_rank(ordered: Sequence[int], percent: int) -> int:
    """Return the percentile of a sorted, non-empty sequence as one of its own values."""
    return ordered[math.ceil(len(ordered) * percent / 100) - 1]
