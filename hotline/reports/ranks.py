"""The value of a rank among several sorted arrays, found without putting them together, or even reading them whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hotline.reports.parts import IN_TIME, LONGEST, NOT_DUE, Array, Part

# Of so many values of an array one is looked at first; what may hold the rank lies between two of these.
STEP = 64


@dataclass(frozen=True, slots=True)
class Skims:
    """What is kept of sorted arrays besides themselves, and what reads a slice of each: from where, up to where."""

    parts: Sequence[Part]
    read: Callable[[Sequence[tuple[int, int]]], Sequence[Array]]


def skim_of(part: Part) -> Part:
    """Return the last value of every step of some waits, the open ones, and in `words` four sums of the ended ones."""
    last = int(part.value[-1]) if len(part.value) else 0
    judged, in_time = int((part.judged != NOT_DUE).sum()), int((part.judged == IN_TIME).sum())
    sums = (len(part.value), judged, in_time, last)
    return Part(value=part.value[STEP - 1 :: STEP], start=part.start, due=part.due, words=tuple(map(str, sums)))


def sums(skim: Part) -> tuple[int, int, int, int]:
    """Return how many waits ended, how many of them were judged, how many came in time, and the longest."""
    n, judged, in_time, last = map(int, skim.words)
    return n, judged, in_time, last


def of_rank(runs: Sequence[Array], rank: int, skims: Skims | None = None) -> int:
    """Return the value that has `rank` smaller or equal ones before it, over arrays that are each sorted."""
    known = skims.parts if skims else ()
    low, high = _bounds([*(run[STEP - 1 :: STEP] for run in runs), *(one.value for one in known)], rank)
    below, between = 0, [np.zeros(0, np.int32)]
    slices = [_slice(one, low, high) for one in known]
    for run, before in [
        *((run, 0) for run in runs),
        *zip(skims.read(slices) if skims else (), (begin for begin, _ in slices), strict=True),
    ]:
        begin, end = int(run.searchsorted(low, "left")), int(run.searchsorted(high, "right"))
        below += before + begin
        between.append(run[begin:end])
    return int(np.partition(np.concatenate(between), rank - below)[rank - below])


def _bounds(steps: Sequence[Array], rank: int) -> tuple[int, int]:
    """Return two values between which the one of this rank lies, from the last values of all steps."""
    probes = np.sort(np.concatenate([np.zeros(0, np.int32), *steps]))
    # Before a probe lie at most so many whole steps as probes before it, and less than a step of each array.
    first, last = rank // STEP - len(steps), -(-(rank + 1) // STEP) - 1
    low = int(probes[first]) if first >= 0 else 0
    return low, int(probes[last]) if last < len(probes) else LONGEST


def _slice(skim: Part, low: int, high: int) -> tuple[int, int]:
    """Return from where up to where an array is to be read so that all between two values is in it."""
    begin, end = int(skim.value.searchsorted(low, "left")), int(skim.value.searchsorted(high, "right"))
    return begin * STEP, min((end + 1) * STEP, sums(skim)[0])
