"""Waiting times out of case events alone: who waits still counts, and what never arrived was no answer.

Times are wall-clock seconds. A wait belongs to a cycle of its case; the first begins with the first text.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

RECEIVED, ACKNOWLEDGED, ANSWERED, CALLED = "received", "acknowledged", "answered", "called"
DELIVERED, UNDELIVERED = "delivered", "undelivered"

# Fewer cases than this say something about persons, not about the service (definition 14).
SMALLEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a case; `message_id` ties receipts to answers, `due_at` is the target set on receiving."""

    case_id: UUID
    kind: str
    at: datetime
    message_id: UUID | None = None
    human: bool = False
    reached: bool = False
    due_at: datetime | None = None


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


def acknowledgements(happenings: Iterable[Happening]) -> tuple[Wait, ...]:
    """Return for each case the wait from its first text to the automatic acknowledgement."""
    return tuple(_wait(story, _acknowledged_at(story)) for story in _stories(happenings))


def first_responses(happenings: Iterable[Happening]) -> tuple[Wait, ...]:
    """Return for each case the wait from its first text to its first qualifying response."""
    return tuple(_wait(story, _responded_at(story)) for story in _stories(happenings))


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


def _stories(happenings: Iterable[Happening]) -> list[list[Happening]]:
    """Group by case, texts received first and each in order of time; a case without a text has no clock."""
    cases: defaultdict[UUID, list[Happening]] = defaultdict(list)
    for happening in sorted(happenings, key=lambda one: (one.kind != RECEIVED, one.at)):
        cases[happening.case_id].append(happening)
    return [story for story in cases.values() if story[0].kind == RECEIVED]


def _wait(story: list[Happening], ended_at: datetime | None) -> Wait:
    return Wait(story[0].case_id, story[0].at, ended_at, story[0].due_at)


def _acknowledged_at(story: list[Happening]) -> datetime | None:
    return next((one.at for one in story if one.kind == ACKNOWLEDGED), None)


def _responded_at(story: list[Happening]) -> datetime | None:
    """Return the earliest response: a call that reached the citizen, or an officer's answer that stands."""
    calls = [one.at for one in story if one.kind == CALLED and one.reached]
    answers = [_stands_since(one, story) for one in story if one.kind == ANSWERED and one.human]
    return min((at for at in (*calls, *answers) if at), default=None)


def _stands_since(answer: Happening, story: list[Happening]) -> datetime | None:
    """Return since when an answer counts: never while undelivered, after a failure from its delivery on."""
    ours = [one for one in story if one.message_id == answer.message_id]
    receipts = [one for one in ours if one.kind in (DELIVERED, UNDELIVERED)]
    if answer.message_id is None or all(one.kind == DELIVERED for one in receipts):
        return answer.at
    return None if receipts[-1].kind == UNDELIVERED else receipts[-1].at
