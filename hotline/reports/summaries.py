"""The lines of a report out of arrays: the rules of `domain/metrics.py`, which a test holds them to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np

from hotline.domain.metrics import SMALLEST_SHOWN
from hotline.reports.base import COLUMNS, Drawn, Row
from hotline.reports.parts import IN_TIME, LONGEST, NOT_DUE, SECOND, Array, Part, micros

_HIDDEN = dict.fromkeys(("median_s", "p90_s", "max_s", "within_target_pct"))


def empty(metric: str) -> Row:
    """Return the row of nothing at all."""
    return dict.fromkeys(COLUMNS) | {"metric": metric, "n": 0, "at_least": "", "suppressed": 1}


def line(metric: str, waits: Part, now: datetime) -> Row:
    """Return the row of some waits: nearest rank over ended ones and open ones at their age; hidden below five."""
    open_ages = ages(waits, now)
    everyone = np.concatenate([waits.value, open_ages])
    bare = {**empty(metric), "n": len(everyone)}
    if len(everyone) < SMALLEST_SHOWN:
        return bare
    ranks = [math.ceil(len(everyone) * percent / 100) - 1 for percent in (50, 90, 100)]
    found = np.partition(everyone, ranks)[ranks]
    columns = dict(zip(("median_s", "p90_s", "max_s"), (int(one) for one in found), strict=True))
    youngest = open_ages.min() if len(open_ages) else math.inf
    return bare | columns | {
        "within_target_pct": _within(waits, now),
        "at_least": "|".join(name for name, seconds in columns.items() if youngest <= seconds),
        "suppressed": 0,
    }  # fmt: skip


def ages(waits: Part, now: datetime) -> Array:
    """Return how many seconds the open waits have lasted by now."""
    lasted: Array = np.clip((micros(now) - waits.start) // SECOND, 0, LONGEST).astype(np.int32)
    return lasted


def overdue(waits: Part, now: datetime) -> int:
    """Return how many open waits are past their target."""
    return int((waits.due < micros(now)).sum())


def number(metric: str, n: int) -> Row:
    """Return the row of a bare count."""
    return dict.fromkeys(COLUMNS) | {"metric": metric, "n": n, "suppressed": 0}


def left_out(drawn: Drawn) -> list[Row]:
    """Return one row a reason for which cases do not count."""
    return [number(f"excluded_{reason}", n) for reason, n in drawn.counts("excluded_").items()]


def largest_first(rows: Iterable[Row]) -> list[Row]:
    """Return rows by how much they hold, none of them to be had by difference."""
    return guarded(sorted(rows, key=lambda row: (-int(str(row["n"])), str(row["metric"]))))


def guarded(rows: Sequence[Row]) -> list[Row]:
    """Return rows that share a whole so that no hidden one can be had by taking the others from it.

    Where a single one is hidden for being small, the next smallest is hidden with it.
    """
    small = [row for row in rows if row["suppressed"] and row["n"]]
    shown = [row for row in rows if not row["suppressed"]]
    if len(small) != 1 or not shown:
        return list(rows)
    other = min(shown, key=lambda row: (int(str(row["n"])), str(row["metric"])))
    return [{**row, **_HIDDEN, "at_least": "", "suppressed": 1} if row is other else row for row in rows]


def _within(waits: Part, now: datetime) -> float | None:
    judged = int((waits.judged != NOT_DUE).sum()) + overdue(waits, now)
    return round(100 * int((waits.judged == IN_TIME).sum()) / judged, 1) if judged else None
