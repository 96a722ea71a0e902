"""The lines of a report out of arrays: the rules of `domain/metrics.py`, which a test holds them to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np

from hotline.domain.metrics import SMALLEST_SHOWN
from hotline.reports.base import COLUMNS, Drawn, Row
from hotline.reports.parts import IN_TIME, LONGEST, NOT_DUE, SECOND, Array, Part, micros
from hotline.reports.ranks import Skims, of_rank, sums

_PERCENTILES = {"median_s": 50, "p90_s": 90}
_HIDDEN = dict.fromkeys(("median_s", "p90_s", "max_s", "within_target_pct", "in_time", "judged"))


def empty(metric: str) -> Row:
    """Return the row of nothing at all."""
    return dict.fromkeys(COLUMNS) | {"metric": metric, "n": 0, "at_least": "", "suppressed": 1}


def line(metric: str, waits: Sequence[Part], now: datetime, skims: Skims | None = None) -> Row:
    """Return the row of some waits: nearest rank over ended ones and open ones at their age; hidden below five."""
    known = skims.parts if skims else ()
    open_ages = ages([*waits, *known], now)
    runs = [*(part.value for part in waits), open_ages]
    n = sum(map(len, runs)) + sum(sums(one)[0] for one in known)
    bare = {**empty(metric), "n": n}
    if n < SMALLEST_SHOWN:
        return bare
    ranks = {name: math.ceil(n * percent / 100) - 1 for name, percent in _PERCENTILES.items()}
    columns = {name: of_rank(runs, rank, skims) for name, rank in ranks.items()}
    columns["max_s"] = max([int(run[-1]) for run in runs if len(run)] + [sums(one)[3] for one in known])
    youngest = open_ages[0] if len(open_ages) else math.inf
    in_time, judged = _judged(waits, known, now)
    return bare | columns | {
        "within_target_pct": round(100 * in_time / judged, 1) if judged else None,
        # What the share is of: no column of a file, and shown where the share is.
        "in_time": in_time, "judged": judged,
        "at_least": "|".join(name for name, seconds in columns.items() if youngest <= seconds),
        "suppressed": 0,
    }  # fmt: skip


def ages(waits: Sequence[Part], now: datetime) -> Array:
    """Return how many seconds the open waits have lasted by now, the youngest first."""
    start = np.concatenate([np.zeros(0, np.int64), *(part.start for part in waits)])
    lasted: Array = np.clip((micros(now) - start) // SECOND, 0, LONGEST).astype(np.int32)
    return np.sort(lasted)


def overdue(waits: Sequence[Part], now: datetime) -> int:
    """Return how many open waits are past their target."""
    return sum(int((part.due < micros(now)).sum()) for part in waits)


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


def _judged(waits: Sequence[Part], skims: Sequence[Part], now: datetime) -> tuple[int, int]:
    """Return how many waits ended in time, of how many that can be judged by now."""
    judged = sum(int((part.judged != NOT_DUE).sum()) for part in waits) + sum(sums(one)[1] for one in skims)
    in_time = sum(int((part.judged == IN_TIME).sum()) for part in waits) + sum(sums(one)[2] for one in skims)
    return in_time, judged + overdue([*waits, *skims], now)
