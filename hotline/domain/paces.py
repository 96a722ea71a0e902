"""How fast one phone may come: counted from the first of its kind, and again from the start once the span is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """So many of one kind within a span are ordinary; one more is a flood."""

    most: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one kind a phone has brought since the count began."""

    begun_at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Paces:
    """What an installation takes from one phone: presses of keys, and new concerns."""

    presses: Pace = Pace(60, MINUTE)
    concerns: Pace = Pace(30, HOUR)


def current(count: Count | None, pace: Pace, now: datetime) -> int:
    """Return how many still count: none once the span is over."""
    return count.number if count is not None and now < count.begun_at + pace.within else 0


def one_more(count: Count | None, pace: Pace, now: datetime) -> Count:
    """Return the count with one more in it."""
    known = current(count, pace, now)
    return Count(count.begun_at if count is not None and known else now, known + 1)


def is_flood(number: int, pace: Pace) -> bool:
    """Say whether so many are more than a person brings."""
    return number > pace.most
