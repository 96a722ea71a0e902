"""Many cases' facts as arrays: one part a name, so that a year of a million cases is a few additions and one partition.

A page is the parts of the cases received in one month that accuse the same bodies. `of` says to which case of its page
each value belongs. Names begin with their kind: `case:`, `trait:`, `wait:`, `count:`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from hotline.domain.metrics import Wait

Array = NDArray[Any]
EPOCH, MICROSECOND, SECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1), 1_000_000
NEVER = np.iinfo(np.int64).max
NOT_DUE, LATE, IN_TIME = 0, 1, 2
IDS, TOLD = "case:id", "case:told"
ID = np.dtype("V16")
LONGEST = np.iinfo(np.int32).max
# Waits that are so often asked for by urgency that each urgency has its own part as well.
BY_URGENCY = frozenset({"sorted", "first_response", "waiting"})
TYPES = {"of": np.int32, "value": np.int32, "judged": np.int8, "open_of": np.int32, "start": np.int64, "due": np.int64}


def _empty(name: str) -> Array:
    return np.zeros(0, TYPES[name])


@dataclass(frozen=True, slots=True)
class Part:
    """One name's values: ended waits with how they were judged, open ones with their start and due time; or counts;
    or for each case of the page a code of `words`. Ended waits come shortest first, so that a rank is soon found.
    """

    of: Array = field(default_factory=lambda: _empty("of"))
    value: Array = field(default_factory=lambda: _empty("value"))
    judged: Array = field(default_factory=lambda: _empty("judged"))
    open_of: Array = field(default_factory=lambda: _empty("open_of"))
    start: Array = field(default_factory=lambda: _empty("start"))
    due: Array = field(default_factory=lambda: _empty("due"))
    words: tuple[str, ...] = ()


ARRAYS = tuple(one.name for one in fields(Part) if one.name != "words")
Page = Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Facts:
    """What one case adds to the figures: its traits, its waits and its counts by name; `told`: of how many events."""

    case_id: UUID
    told: int
    traits: Mapping[str, str]
    waits: Sequence[tuple[str, Wait]]
    counts: Mapping[str, int]


def by_urgency(wait: str, urgency: str) -> str:
    """Return the name of the waits of one urgency."""
    return f"{wait}/{urgency}"


def size(page: Page) -> int:
    """Return how many cases a page holds."""
    return len(page[IDS].value) if IDS in page else 0


def page_of(told: Sequence[Facts]) -> Page:
    """Return the facts of some cases as a page."""
    page: dict[str, Part] = {
        IDS: Part(value=np.array([one.case_id.bytes for one in told], ID)),
        TOLD: Part(value=np.array([one.told for one in told], np.int32)),
    }
    for name in sorted({name for one in told for name in one.traits}):
        page[f"trait:{name}"] = _coded([one.traits.get(name, "") for one in told])
    waits: dict[str, list[tuple[int, Wait]]] = {}
    counts: dict[str, list[tuple[int, int]]] = {}
    for index, one in enumerate(told):
        for name, wait in one.waits:
            waits.setdefault(f"wait:{name}", []).append((index, wait))
        for name, n in one.counts.items():
            counts.setdefault(f"count:{name}", []).append((index, n))
    page |= {name: _waits(found) for name, found in waits.items()}
    for name, tally in counts.items():
        of, numbers = zip(*tally, strict=True)
        page[name] = Part(of=np.array(of, np.int32), value=np.array(numbers, np.int32))
    return page


def without(page: Page, gone: Collection[UUID]) -> Page:
    """Return the page without some of its cases."""
    wanted = {one.bytes for one in gone}
    return kept(page, np.array([bytes(one) not in wanted for one in page[IDS].value], bool))


def kept(page: Page, keep: Array) -> Page:
    """Return the page with those of its cases for which `keep` is true."""
    number = np.cumsum(keep, dtype=np.int32) - 1
    return {
        name: Part(value=part.value[keep], words=part.words) if _each(name) else _renumbered(part, keep, number)
        for name, part in page.items()
    }


def joined(first: Page, second: Page) -> Page:
    """Return two pages as one, the cases of the second behind those of the first."""
    before, more = size(first), size(second)
    if not before or not more:
        return second if not before else first
    return {name: _joined(name, first, second, (before, more)) for name in sorted({*first, *second})}


def micros(at: datetime) -> int:
    """Return a moment as microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def in_order(part: Part) -> Part:
    """Return waits with the ended ones shortest first."""
    order = np.argsort(part.value, kind="stable")
    return replace(part, of=part.of[order], value=part.value[order], judged=part.judged[order])


def chosen(part: Part, keep: Array) -> Part:
    """Return the values of those cases for which `keep` is true."""
    ended, still = keep[part.of], keep[part.open_of]
    return Part(
        of=part.of[ended], value=part.value[ended], judged=part.judged[ended] if len(part.judged) else part.judged,
        open_of=part.open_of[still], start=part.start[still], due=part.due[still],
    )  # fmt: skip


def _each(name: str) -> bool:
    """Say whether a part has one value for each case."""
    return name.startswith(("case:", "trait:"))


def _renumbered(part: Part, keep: Array, number: Array) -> Part:
    found = chosen(part, keep)
    return Part(number[found.of], found.value, found.judged, number[found.open_of], found.start, found.due)


def _joined(name: str, first: Page, second: Page, sizes: tuple[int, int]) -> Part:
    one, other = first.get(name), second.get(name)
    if name.startswith("trait:"):
        return _recoded(one or _coded([""] * sizes[0]), other or _coded([""] * sizes[1]))
    one, other, before = one or Part(), other or Part(), np.int32(sizes[0])
    moved = replace(other, of=other.of + before, open_of=other.open_of + before)
    of, value, judged, open_of, start, due = (
        np.concatenate([getattr(one, array), getattr(moved, array)]) for array in ARRAYS
    )
    both = Part(of, value, judged, open_of, start, due)
    return in_order(both) if name.startswith("wait:") else both


def _recoded(one: Part, other: Part) -> Part:
    words = (*one.words, *(word for word in other.words if word not in one.words))
    codes = np.array([words.index(word) for word in other.words] or [0], np.int32)
    return Part(value=np.concatenate([one.value, codes[other.value]]), words=words)


def _coded(values: Sequence[str]) -> Part:
    words = tuple(dict.fromkeys(values))
    numbers = {word: number for number, word in enumerate(words)}
    return Part(value=np.array([numbers[value] for value in values], np.int32), words=words)


def _waits(found: Sequence[tuple[int, Wait]]) -> Part:
    ended = [(index, wait) for index, wait in found if wait.ended_at is not None]
    still = [(index, wait) for index, wait in found if wait.ended_at is None]
    unsorted = Part(
        of=np.array([index for index, _ in ended], np.int32),
        value=np.array([min(wait.seconds(EPOCH), LONGEST) for _, wait in ended], np.int32),
        judged=np.array([_judged(wait) for _, wait in ended], np.int8),
        open_of=np.array([index for index, _ in still], np.int32),
        start=np.array([micros(wait.started_at) for _, wait in still], np.int64),
        due=np.array([micros(wait.due_at) if wait.due_at else NEVER for _, wait in still], np.int64),
    )
    return in_order(unsorted)


def _judged(wait: Wait) -> int:
    if wait.due_at is None:
        return NOT_DUE
    return IN_TIME if wait.is_in_time() else LATE
