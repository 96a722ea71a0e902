"""How good guesses are: accuracy, F1 a label, calibration, what abstaining leaves, what a ranking finds early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15


@dataclass(frozen=True, slots=True)
class Guess:
    """What a model made of a text whose true label is known."""

    truth: str
    label: str
    second: str = ""
    confidence: float = 1.0
    sure: bool = True

    @property
    def right(self) -> bool:
        """Say whether the label is the true one."""
        return self.label == self.truth


def accuracy(guesses: Sequence[Guess]) -> float:
    """Return the share of right labels; 0 of nothing."""
    return sum(guess.right for guess in guesses) / len(guesses) if guesses else 0.0


def top_two(guesses: Sequence[Guess]) -> float:
    """Return the share of texts whose true label is the first or the second guess."""
    return sum(guess.truth in (guess.label, guess.second) for guess in guesses) / len(guesses) if guesses else 0.0


def f1_by_label(guesses: Sequence[Guess]) -> dict[str, float]:
    """Return the F1 of every label that is the true one of some text."""
    found = {}
    for label in sorted({guess.truth for guess in guesses}):
        both = sum(guess.right for guess in guesses if guess.truth == label)
        either = sum((guess.truth == label) + (guess.label == label) for guess in guesses)
        found[label] = 2 * both / either
    return found


def macro_f1(guesses: Sequence[Guess]) -> float:
    """Return the mean F1 of the labels, each counting alike."""
    each = f1_by_label(guesses)
    return sum(each.values()) / len(each) if each else 0.0


def calibration_error(guesses: Sequence[Guess]) -> float:
    """Return how far confidence and accuracy lie apart, over 15 bins of confidence weighed by their texts."""
    bins: list[list[Guess]] = [[] for _ in range(BINS)]
    for guess in guesses:
        bins[min(int(guess.confidence * BINS), BINS - 1)].append(guess)
    gaps = [abs(sum(guess.confidence - guess.right for guess in held)) for held in bins]
    return sum(gaps) / len(guesses) if guesses else 0.0


def found_early(scores: Sequence[float], wanted: Sequence[bool], share: float) -> float:
    """Return the share of the wanted texts that stand in the first share of the queue ordered by score."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    sought: NDArray[np.bool_] = np.asarray(wanted, bool)[order]
    return float(sought[: round(len(order) * share)].sum() / sought.sum()) if sought.any() else 0.0
