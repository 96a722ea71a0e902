"""Lines of a report out of waits, and a report as the file that was published."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

COLUMNS = ("metric", "n", "median_s", "p90_s", "max_s", "within_target_pct", "at_least", "suppressed")
SMALLEST_SHOWN = 5
Line = dict[str, Any]


@dataclass(frozen=True)
class Wait:
    """A wait, open while it has no end, with the moment by which it should have ended."""

    start: datetime
    end: datetime | None
    due: datetime | None = None


def line(metric: str, waits: Iterable[Wait], now: datetime) -> Line:
    """Return nearest-rank figures over all waits, open ones at their age; hidden below five (definitions 13, 14)."""
    known = list(waits)
    ages = sorted(_seconds(wait, now) for wait in known)
    found: Line = dict.fromkeys(COLUMNS) | {"metric": metric, "n": len(ages), "at_least": "", "suppressed": 1}
    if len(ages) < SMALLEST_SHOWN:
        return found
    ranks = {"median_s": 50, "p90_s": 90, "max_s": 100}
    figures = {name: ages[-(-len(ages) * percent // 100) - 1] for name, percent in ranks.items()}
    still = [_seconds(wait, now) for wait in known if wait.end is None]
    bounds = [name for name, seconds in figures.items() if still and min(still) <= seconds]
    return found | figures | {"within_target_pct": _within(known, now), "at_least": "|".join(bounds), "suppressed": 0}


def number(metric: str, n: int) -> Line:
    """Return a bare count."""
    return dict.fromkeys(COLUMNS) | {"metric": metric, "n": n, "suppressed": 0}


def share(metric: str, kept: int, changed: int) -> Line:
    """Return how many of a hundred stayed as they were; hidden below five."""
    n = kept + changed
    found: Line = dict.fromkeys(COLUMNS) | {"metric": metric, "n": n, "at_least": "", "suppressed": 1}
    return found if n < SMALLEST_SHOWN else found | {"within_target_pct": round(100 * kept / n, 1), "suppressed": 0}


def silent(metric: str, days: Mapping[int, int], today: int) -> Line | None:
    """Return the line of a place that has written nothing for longer than ever before; None where it has."""
    written = sorted(days)
    gaps = sorted(after - before for before, after in zip(written, written[1:], strict=False))
    quiet = today - written[-1]
    if len(written) < 3 or quiet <= max(gaps[-1], 3):
        return None
    middle, nine = gaps[(len(gaps) - 1) // 2], gaps[-(-len(gaps) * 90 // 100) - 1]
    day, found = 86_400, number(metric, sum(days.values()))
    return found | {"median_s": day * middle, "p90_s": day * nine, "max_s": day * quiet, "at_least": "max_s"}


def guarded(lines: Sequence[Line]) -> list[Line]:
    """Hide a second line where a single one of a whole is hidden, so that it cannot be had by subtraction."""
    small = [one for one in lines if one["suppressed"] and one["n"]]
    shown = [one for one in lines if not one["suppressed"]]
    if len(small) != 1 or not shown:
        return list(lines)
    other = min(shown, key=lambda one: (one["n"], one["metric"]))
    bare = {name: None for name in COLUMNS if name.endswith(("_s", "_pct"))} | {"at_least": "", "suppressed": 1}
    return [one | bare if one is other else one for one in lines]


def largest_first(lines: Iterable[Line]) -> list[Line]:
    """Return lines that share a whole, the largest first."""
    return guarded(sorted(lines, key=lambda one: (-one["n"], one["metric"])))


def as_csv(lines: Iterable[Mapping[str, Any]]) -> str:
    """Return the file as it is published: no cell of it is taken for a formula."""
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in lines:
        writer.writerow([_harmless(one[name]) for name in COLUMNS])
    return file.getvalue()


def _seconds(wait: Wait, now: datetime) -> int:
    return max(0, int(((wait.end or now) - wait.start).total_seconds()))


def _within(waits: Iterable[Wait], now: datetime) -> float | None:
    """Return how many of a hundred ended in time, of those that ended or are overdue; not yet due is not judged."""
    judged = [wait for wait in waits if wait.due and (wait.end or wait.due < now)]
    in_time = [wait for wait in judged if wait.end and wait.due and wait.end <= wait.due]
    return round(100 * len(in_time) / len(judged), 1) if judged else None


def _harmless(cell: Any) -> Any:
    if not isinstance(cell, str) or not cell.startswith(("@", "+", "-", "=", "|", "%")):
        return cell
    return cell if re.match(r"^-?[0-9,\.]+$", cell) else "'" + cell.replace("|", "\\|")
