"""How like two texts are: the letter groups they share, whatever the spelling, the accents and a few lost words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from hotline.classifier.normalise import tokenise

SHORTEST, LONGEST = 3, 4
# From the first on, a text is the same one sent again (among 1,300 texts of strangers 99.8 % found, 98 % right); from
# the second on, it tells the same in other words (96 % found, 95 % right; of our own shorter texts 88 % and 98 %).
SENT_AGAIN, REWORDED = 0.7, 0.58

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Shingles:
    """The letter groups of a text with their weights, of length one together; made once, compared often."""

    weights: Mapping[str, float]


def shingles(text: str) -> Shingles:
    """Cut a text into groups of 3 and 4 letters that also reach across words; a text without a word is its own one."""
    words = " ".join(token.key for token in tokenise(text))
    padded = f" {words} " if words else ""
    counts = Counter(
        padded[begin : begin + size] for size in range(SHORTEST, LONGEST + 1) for begin in range(len(padded) - size + 1)
    )
    raw = {group: 1 + math.log(count) for group, count in counts.items()} or {text.strip(): 1.0}
    length = math.sqrt(sum(weight * weight for weight in raw.values()))
    return Shingles({group: weight / length for group, weight in raw.items()})


def likeness(one: str, other: str) -> float:
    """Say how like two texts are, from 0 for nothing in common to 1 for the same."""
    return compare(shingles(one), shingles(other))


def compare(one: Shingles, other: Shingles) -> float:
    """Say how like two texts are whose shingles are already at hand."""
    few, many = sorted((one.weights, other.weights), key=len)
    return _bounded(sum(weight * many[group] for group, weight in few.items() if group in many))


class Likenesses(Generic[Key]):
    """Many texts by a key, among which those like a new one are found without comparing each."""

    def __init__(self) -> None:
        """Begin with no text."""
        self._holders: dict[str, list[tuple[Key, float]]] = defaultdict(list)

    def add(self, key: Key, one: Shingles) -> None:
        """Keep a text under a key."""
        for group, weight in one.weights.items():
            self._holders[group].append((key, weight))

    def like(self, one: Shingles, at_least: float) -> list[tuple[Key, float]]:
        """List the keys of the texts that are at least so like it, each with how like, the most alike first."""
        found: dict[Key, float] = {}
        for group, weight in one.weights.items():
            for key, held in self._holders.get(group, ()):
                found[key] = found.get(key, 0.0) + weight * held
        near = [(key, _bounded(value)) for key, value in found.items() if _bounded(value) >= at_least]
        return sorted(near, key=lambda pair: -pair[1])


def _bounded(value: float) -> float:
    """Let rounding make nothing more alike than the same."""
    return min(1.0, round(value, 6))
