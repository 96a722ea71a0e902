"""Where a text lies for a trained model: one column a gram it knows, and one a label that lexicons speak for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hotline.classifier.grams import letter_groups, whole_words

Floats = NDArray[np.float32]
Block = tuple[list[int], list[float], list[int]]


@dataclass(frozen=True, slots=True)
class Point:
    """The columns a text fills, with their values, and how often each gram was met."""

    columns: NDArray[np.int32]
    values: Floats
    counts: NDArray[np.int32]


@dataclass(frozen=True)
class Space:
    """The grams a model knows, how much each tells, and the labels whose lexicon hits it counts."""

    grams: tuple[str, ...]
    rarity: Floats
    hit_labels: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Count the columns; those of the hits stand behind those of the grams."""
        return len(self.grams) + len(self.hit_labels)

    def place(self, keys: Sequence[str], hits: Mapping[str, float]) -> Point:
        """Return where a text lies; its letters weigh as much as its words, however long it is."""
        letters = self._block(group for key in keys for group in letter_groups(key))
        words = self._block(word for word, _ in whole_words(keys))
        found = [(index, hits[label]) for index, label in enumerate(self.hit_labels) if hits.get(label)]
        columns = [*letters[0], *words[0], *(len(self.grams) + index for index, _ in found)]
        values = [*letters[1], *words[1], *(math.sqrt(weight) for _, weight in found)]
        counts = [*letters[2], *words[2], *(1 for _ in found)]
        return Point(np.array(columns, np.int32), np.array(values, np.float32), np.array(counts, np.int32))

    def share_out(self, keys: Sequence[str], weights: Floats) -> list[float]:
        """Split the sum of weight times value among the words of a text: which of them spoke, and how loudly."""
        point = self.place(keys, {})
        each = dict(zip(point.columns.tolist(), weights[point.columns] * point.values / point.counts, strict=True))
        shares = [sum(each.get(self._column.get(group, -1), 0.0) for group in letter_groups(key)) for key in keys]
        for word, places in whole_words(keys):
            for at in places:
                shares[at] += each.get(self._column.get(word, -1), 0.0) / len(places)
        return [float(share) for share in shares]

    @cached_property
    def _column(self) -> dict[str, int]:
        return {gram: index for index, gram in enumerate(self.grams)}

    def _block(self, grams: Iterable[str]) -> Block:
        found = [(self._column[gram], count) for gram, count in Counter(grams).items() if gram in self._column]
        values = [(1 + math.log(count)) * float(self.rarity[column]) for column, count in found]
        length = math.sqrt(sum(value * value for value in values)) or 1.0
        return [column for column, _ in found], [value / length for value in values], [count for _, count in found]
