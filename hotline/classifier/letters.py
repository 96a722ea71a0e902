"""Which language a word is spelt in: how common its letter groups are in each language, learnt from sentences."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hotline.classifier.artefact import BadModel
from hotline.classifier.bundle import Bundle
from hotline.classifier.linear import Linear

LETTERS = "letters"
SHORTEST, LONGEST = 1, 5
LONGEST_WORD = 24
# Groups of letters overlap: taken at their word, a few of them would make any guess a certainty.
TEMPER = 0.2


@dataclass(frozen=True)
class Letters:
    """The chance of each letter group in each language."""

    table: Linear

    @classmethod
    def of(cls, bundle: Bundle) -> Letters:
        """Take up what was kept; raises BadModel when it was trained for something else."""
        if LETTERS not in bundle.models:
            raise BadModel("this model was not trained to tell languages apart")
        return cls(bundle.models[LETTERS])

    @property
    def languages(self) -> tuple[str, ...]:
        """List the languages it can tell apart."""
        return self.table.labels

    def likelihoods(self, word: str) -> dict[str, float]:
        """Return how well a plainly written word fits each language, the best being 1."""
        counts = Counter(column for group in groups(word) if (column := self._column.get(group)) is not None)
        known = self.table.weights[:, list(counts)].astype(np.float64)
        sums = TEMPER * (known @ np.fromiter(counts.values(), np.float64, len(counts)))
        return dict(zip(self.languages, np.exp(sums - sums.max()).tolist(), strict=True))

    @cached_property
    def _column(self) -> dict[str, int]:
        return {gram: index for index, gram in enumerate(self.table.space.grams)}


def groups(word: str) -> list[str]:
    """List the groups of 1 to 5 letters of a word, its edges being spaces."""
    padded = f" {word[:LONGEST_WORD]} "
    return [
        padded[begin : begin + size]
        for size in range(SHORTEST, LONGEST + 1)
        for begin in range(len(padded) - size + 1)
        if padded[begin : begin + size] != " "
    ]
