"""A linear model over grams and lexicon hits: plain arrays, calibrated when it was trained, quick to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hotline.classifier.space import Floats, Point, Space

Probabilities = NDArray[np.float64]


@dataclass(frozen=True)
class Linear:
    """One row of weights a label; the calibration is part of the weights and offsets."""

    labels: tuple[str, ...]
    space: Space
    weights: Floats
    offsets: Floats

    def weigh(self, keys: Sequence[str], hits: Mapping[str, float]) -> Probabilities:
        """Return how likely each label is for a text, given as the keys of its words and what lexicons found."""
        return self.at(self.space.place(keys, hits))

    def at(self, point: Point) -> Probabilities:
        """Return how likely each label is at a point of the space."""
        scores = self.weights[:, point.columns].astype(np.float64) @ point.values + self.offsets
        return np.asarray(softmax(scores[None, :])[0])

    def speaking(self, keys: Sequence[str], label: str, against: str) -> list[float]:
        """Return how much each word speaks for one label and against another."""
        for_it, other = (self.weights[self.labels.index(code)] for code in (label, against))
        return self.space.share_out(keys, for_it - other)


def softmax(scores: Probabilities) -> Probabilities:
    """Turn rows of scores into rows of probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
