"""Documents placed in the space of a model, so that it can be fitted, judged out of fold, and calibrated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from hotline.classifier.linear import Linear, Probabilities
from hotline.classifier.space import Floats, Space
from hotline.learning.calibrate import Calibration
from hotline.learning.fit import Whole, fit

Told = Callable[[str], None]


def say_nothing(line: str) -> None:
    """Be told how far a training is, and keep it to oneself."""


@dataclass(frozen=True)
class Lessons:
    """Placed documents with their labels and weights: first the texts, then the seeds, which no fold is judged on."""

    placed: csr_matrix
    truth: Whole
    weights: NDArray[np.float64]
    texts: int
    labels: int

    def fit(self, kept: NDArray[np.bool_] | None = None) -> tuple[Probabilities, ...]:
        """Fit on the kept texts and all seeds."""
        rows = np.flatnonzero(np.append(kept, np.ones(len(self.truth) - self.texts, bool))) if kept is not None else ...
        return fit(self.placed[rows], self.truth[rows], self.weights[rows], self.labels)

    def out_of_fold(self, fold: Whole, tell: Told = say_nothing) -> Probabilities:
        """Return the scores of every text by a model that had not seen it."""
        scores = np.zeros((self.texts, self.labels))
        for number in range(int(fold.max()) + 1):
            tell(f"fold {number + 1} of {int(fold.max()) + 1}")
            weights, offsets = self.fit(fold != number)
            held = np.flatnonzero(fold == number)
            scores[held] = self.placed[held] @ weights.T + offsets
        return scores


def calibrated(
    labels: tuple[str, ...], space: Space, fitted: tuple[Probabilities, ...], calibration: Calibration
) -> Linear:
    """Return the fitted model with its calibration worked into the weights."""
    rows, offsets = fitted
    return Linear(
        labels, space, _rounded(rows * calibration.scale), _rounded(offsets * calibration.scale + calibration.bias)
    )


def _rounded(values: Probabilities) -> Floats:
    """Keep three digits: a kept model takes half the room, and no prediction changes by it."""
    return np.asarray(values, np.float16).astype(np.float32)
