"""The numbers behind the pictures: how long first answers took, week by week, where, when texts come, who waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from hotline.reports import cercles, summaries
from hotline.reports.base import Row
from hotline.reports.parts import EPOCH, Part
from hotline.reports.sheet import Sheet
from hotline.store import trail

HOUR = 3600
STEPS = 12
BLOCKS, BLOCK_H = 6, 4
AGES = (4 * HOUR, 24 * HOUR, 72 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR)


@dataclass(frozen=True, slots=True)
class Step:
    """So many waits from this many seconds on, up to the next step."""

    start_s: int
    n: int


def spread(sheet: Sheet, target_h: float | None) -> Sequence[Step]:
    """Return first answers by how long they took, open ones at their age; the target is the sixth step's end."""
    width = int((target_h or 24) * HOUR / (STEPS / 2))
    waits = sheet.waits("first_response")
    runs = [*(part.value for part in waits), summaries.ages(waits, sheet.view.now)]
    # In sorted arrays the place of each edge says how many lie below it.
    below = np.sum([run.searchsorted(np.arange(1, STEPS + 1) * width) for run in runs], axis=0)
    counts = np.diff([0, *below, sum(map(len, runs))])
    return [Step(index * width, int(n)) for index, n in enumerate(counts)]


def not_due(sheet: Sheet) -> int:
    """Return how many cases wait for their first answer and are not late: they count, and no share judges them."""
    waits = sheet.waits("first_response")
    return sum(len(part.start) for part in waits) - summaries.overdue(waits, sheet.view.now)


def weeks(sheet: Sheet) -> Mapping[date, Row]:
    """Return for each week, by its Monday, the line of the first answers to what came in it."""
    found: dict[date, list[Part]] = {}
    for word, parts in sheet.parted("first_response", "day").items():
        day = EPOCH.date() + timedelta(days=int(word))
        found.setdefault(day - timedelta(days=day.weekday()), []).extend(parts)
    first, last = min(found, default=date.max), max(found, default=date.min)
    mondays = [first + timedelta(days=7 * step) for step in range((last - first).days // 7 + 1)] if found else []
    return {day: summaries.line(day.isoformat(), found.get(day, []), sheet.view.now) for day in mondays}


def hours(sheet: Sheet) -> Sequence[Sequence[int]]:
    """Return for each weekday how many cases came in each stretch of four hours."""
    cells = [[0] * BLOCKS for _ in range(7)]
    for word, n in sheet.tally("hour").items():
        weekday, hour = divmod(int(word), 24)
        cells[weekday][hour // BLOCK_H] += n
    return cells


def ages(sheet: Sheet) -> Sequence[Step]:
    """Return who still waits, by how long already."""
    waits = summaries.ages(sheet.waits("waiting"), sheet.view.now)
    place = np.searchsorted(np.array(AGES), waits, side="right")
    counts = np.bincount(place, minlength=len(AGES) + 1)
    return [Step(start, int(n)) for start, n in zip((0, *AGES), counts, strict=True)]


def by_cercle(sheet: Sheet) -> Mapping[str, Row]:
    """Return for each cercle of before 2023 the line of its first answers; newer ones count in their parent."""
    codes, found = trail.place_codes(sheet.session), dict[str, list[Part]]()
    for word, mine in sheet.parted("first_response", "place").items():
        cercle = cercles.parents().get(codes.get(word, ""))
        if cercle:
            found.setdefault(cercle, []).extend(mine)
    lines = (summaries.line(code, parts, sheet.view.now) for code, parts in found.items())
    return {str(row["metric"]): row for row in summaries.largest_first(lines)}


def shares(rows: Iterable[Row]) -> Mapping[str, float | None]:
    """Return the share in time of each cercle; None where it is hidden or nothing is due."""
    return {
        str(row["metric"]): float(str(row["within_target_pct"])) if row["within_target_pct"] is not None else None
        for row in rows
    }
