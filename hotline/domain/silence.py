"""When a gateway that usually hears from citizens has fallen silent, by its own last fourteen days.

What is usual is told by the hour of the day: how many texts came in that hour on an ordinary day, or at least how often
any came at all, so that one busy hour does not make every quiet one look broken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

DAYS = 14
# Below this many days of hearing nothing is usual yet.
FEWEST_DAYS = 3
# A silence is odd once so many texts should have come: by chance that happens once in two hundred times.
ODD = math.log(200)
FLOOR = timedelta(minutes=30)
# Whoever is heard on most days is missed after so long, however few the texts.
CEILING = timedelta(days=3)
MOST_DAYS = 0.7
HEARTBEAT = timedelta(minutes=10)

NO_HEARTBEAT, NO_TEXTS = "no_heartbeat", "no_texts"
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hearing:
    """When a gateway was last heard, and what came through it hour by hour in the days before.

    `beat_at`: its last sign of life, where it gives any.
    """

    heard_at: datetime | None
    by_hour: Mapping[datetime, int]
    beat_at: datetime | None = None


def why_silent(hearing: Hearing, now: datetime) -> str | None:
    """Return why a gateway counts as silent, as a code, or None."""
    if hearing.beat_at is not None and now - hearing.beat_at > HEARTBEAT:
        return NO_HEARTBEAT
    if hearing.heard_at is None:
        return None
    gap = expected_gap(hearing, hearing.heard_at)
    return NO_TEXTS if gap is not None and now - hearing.heard_at > gap else None


def expected_gap(hearing: Hearing, since: datetime) -> timedelta | None:
    """Return how long a silence that begins then may last before it is odd; None while nothing is usual."""
    days = _days(hearing.by_hour, since)
    if len(days) < FEWEST_DAYS:
        return None
    usual = [_usual(hearing.by_hour, hour, days) for hour in range(24)]
    heard_on = sum(1 for day in days if any(moment in hearing.by_hour for moment in _hours(day)))
    missed = CEILING if heard_on >= MOST_DAYS * len(days) else None
    odd_after = _until_odd(usual, since)
    shortest = min((gap for gap in (odd_after, missed) if gap is not None), default=None)
    return None if shortest is None else max(FLOOR, shortest)


def _days(by_hour: Mapping[datetime, int], since: datetime) -> list[datetime]:
    """Return the beginnings of the whole days before, from the first on which anything was heard."""
    today = since.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first = min(by_hour, default=today)
    days = [today - timedelta(days=back) for back in range(1, DAYS + 1)]
    return [day for day in days if day + timedelta(days=1) > first]


def _usual(by_hour: Mapping[datetime, int], hour: int, days: list[datetime]) -> float:
    """Return how many texts an hour of the day brings as a rule: on the middle day, or by how often it brings any."""
    counts = [by_hour.get(day + hour * _HOUR, 0) for day in days]
    heard = sum(1 for count in counts if count) / (len(days) + 1)
    return max(float(median(counts)), -math.log(1 - heard))


def _until_odd(usual: list[float], since: datetime) -> timedelta | None:
    """Return when so many texts should have come that their absence is odd; None: not in the days to come."""
    moment, missing = since.astimezone(UTC), ODD
    for _ in range(24 * DAYS):
        end = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
        due = usual[moment.hour] * ((end - moment) / _HOUR)
        if due >= missing:
            return moment + _HOUR * (missing / usual[moment.hour]) - since
        moment, missing = end, missing - due
    return None


def _hours(day: datetime) -> Iterator[datetime]:
    return (day + hour * _HOUR for hour in range(24))
