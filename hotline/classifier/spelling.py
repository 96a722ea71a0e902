"""How far two spellings are apart, and quick look-up of the nearest known one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class NearWords:
    """Known words, found again through a letter left out, added or changed."""

    def __init__(self, words: Iterable[str], errors: int) -> None:
        """Index every word under itself with up to so many letters left out."""
        self._errors = errors
        self._near: dict[str, set[str]] = defaultdict(set)
        for word in words:
            for variant in variants(word, errors):
                self._near[variant].add(word)

    def nearest(self, word: str) -> list[tuple[int, str]]:
        """Return the known words within reach with their distance, nearest first."""
        candidates = {known for variant in variants(word, self._errors) for known in self._near.get(variant, ())}
        ranked = sorted((distance(word, known), known) for known in candidates)
        return [pair for pair in ranked if pair[0] <= self._errors]


def variants(word: str, errors: int) -> set[str]:
    """Return the word with up to so many letters left out; words within that distance share a variant."""
    found = {word}
    edge = {word}
    for _ in range(errors):
        edge = {each[:index] + each[index + 1 :] for each in edge for index in range(len(each))}
        found |= edge
    return found


def distance(first: str, second: str) -> int:
    """Count the letters to add, drop, change or swap with the next one (optimal string alignment)."""
    before: list[int] = []
    previous = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        current = [row]
        for column, other in enumerate(second, 1):
            cheapest = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cheapest = min(cheapest, before[column - 2] + 1)
            current.append(cheapest)
        before, previous = previous, current
    return previous[-1]
