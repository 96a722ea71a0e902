"""Figures for the public: small ones hidden, the others rounded, and what moved when they are stated again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

SMALLEST = 5
MINUTE = 60
# Why figures are stated again; nothing else moves a figure once it is published.
REASONS = ("late_news", "corrected", "rules_changed")
Figure = Mapping[str, Any]
_TIMES = ("median_s", "p90_s", "max_s")


def rounded(rows: Sequence[Figure]) -> list[Figure]:
    """Return rows as the public sees them: counts in fives, times in minutes, shares whole; under five nothing."""
    return [_rounded(row) for row in rows]


def canonical(statement: Mapping[str, Any], what: str = "figures") -> bytes:
    """Return what is signed: the same statement is always the same bytes, and never those of another kind."""
    written = json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return f"hotline {what} 1\n".encode() + written.encode()


def moved(before: Sequence[Figure], after: Sequence[Figure]) -> list[str]:
    """Return in order which rows and columns are no longer what was published."""
    old, new = ({row["metric"]: row for row in rows} for rows in (before, after))
    return [
        f"{metric}.{column}"
        for metric in dict.fromkeys([*old, *new])
        for column in ("n", *_TIMES, "within_target_pct")
        if old.get(metric, {}).get(column) != new.get(metric, {}).get(column)
    ]


def hidden(row: Figure) -> Figure:
    """Return a row of which nothing but the name is shown."""
    return {**row, **dict.fromkeys((*_TIMES, "within_target_pct")), "n": None, "at_least": "", "suppressed": 1}


def _rounded(row: Figure) -> Figure:
    n = row["n"]
    if n is None or 0 < n < SMALLEST:
        return hidden(row)
    times = {name: None if row[name] is None else row[name] // MINUTE * MINUTE for name in _TIMES}
    share = row["within_target_pct"]
    return {**row, **times, "n": n // SMALLEST * SMALLEST, "within_target_pct": None if share is None else round(share)}
