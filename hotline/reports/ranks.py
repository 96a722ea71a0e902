"""The value of a rank among several sorted arrays, found without putting them together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hotline.reports.parts import Array

# Of so many values of an array one is looked at first; what may hold the rank lies between two of these.
STEP = 64


def of_rank(runs: Sequence[Array], rank: int) -> int:
    """Return the value that has `rank` smaller or equal ones before it, over arrays that are each sorted."""
    low, high = _bounds(runs, rank)
    below, between = 0, []
    for run in runs:
        begin, end = int(run.searchsorted(low, "left")), int(run.searchsorted(high, "right"))
        below += begin
        between.append(run[begin:end])
    return int(np.partition(np.concatenate(between), rank - below)[rank - below])


def _bounds(runs: Sequence[Array], rank: int) -> tuple[int, int]:
    """Return two values between which the one of this rank lies."""
    probes = np.sort(np.concatenate([run[STEP - 1 :: STEP] for run in runs]))
    # Before a probe lie at most so many whole steps as probes before it, and less than a step of each array.
    first, last = rank // STEP - len(runs), -(-(rank + 1) // STEP) - 1
    low = int(probes[first]) if first >= 0 else min(int(run[0]) for run in runs if len(run))
    high = int(probes[last]) if last < len(probes) else max(int(run[-1]) for run in runs if len(run))
    return low, high
