"""Confidence that means what it says: a temperature and a bias a label, and the confidence from which to trust it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from hotline.classifier.linear import Probabilities, softmax

# How strongly a bias is drawn to 0; chosen by cross-validation, as was the weight of small labels in fit.py.
BIAS_PULL = 0.1
WANTED_ACCURACY = 0.85
FEWEST_COVERED = 30
# Above any confidence: every text goes to a person.
NEVER = 2.0


Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """What makes scores into honest probabilities."""

    scale: float
    bias: NDArray[np.float64]

    def apply(self, scores: Probabilities) -> Probabilities:
        """Return the probabilities of rows of scores."""
        return softmax(scores * self.scale + self.bias)


def calibrate(scores: Probabilities, truth: NDArray[np.int64], weights: Weights | None = None) -> Calibration:
    """Fit the calibration on scores of texts that the model had not seen."""
    rows, count = np.arange(len(truth)), scores.shape[1]
    shares = np.full(len(truth), 1 / len(truth)) if weights is None else weights / weights.sum()

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scale, bias = float(np.exp(values[0])), values[1:]
        chances = softmax(scores * scale + bias)
        surprise = -np.log(chances[rows, truth] + 1e-12) @ shares + BIAS_PULL * bias @ bias
        chances[rows, truth] -= 1
        slopes = chances * shares[:, None]
        slope = np.concatenate([[(slopes * scores).sum() * scale], slopes.sum(axis=0) + 2 * BIAS_PULL * bias])
        return float(surprise), slope

    found: Any = minimize(loss, np.zeros(count + 1), jac=True, method="L-BFGS-B")
    return Calibration(float(np.exp(found.x[0])), found.x[1:])


def sure_from(
    confidence: Probabilities, right: NDArray[np.bool_], wanted: float = WANTED_ACCURACY, weights: Weights | None = None
) -> float:
    """Return the lowest confidence above which so many texts were right; NEVER when there is none."""
    order = np.argsort(-confidence, kind="stable")
    each = np.ones(len(order)) if weights is None else weights[order]
    accuracy = np.cumsum(right[order] * each) / np.cumsum(each)
    # Equal confidences stand or fall together.
    ends = np.append(confidence[order][1:] != confidence[order][:-1], True)
    good = np.flatnonzero((accuracy >= wanted) & ends & (np.arange(1, len(order) + 1) >= FEWEST_COVERED))
    return float(confidence[order][good[-1]]) if len(good) else NEVER
