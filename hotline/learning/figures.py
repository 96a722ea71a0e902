"""What a person looks at before promoting a candidate: what is taken for what, how sure, and what more labels bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from hotline.classifier.scores import BINS, Guess, accuracy, f1_by_label, macro_f1, top_two
from hotline.learning.fit import matrix
from hotline.learning.lessons import Lessons
from hotline.learning.shipped import Placed

SHARES = (0.25, 0.5, 0.75, 1.0)


def report(before: Sequence[Guess], after: Sequence[Guess]) -> dict[str, Any]:
    """Return the figures of a candidate beside those of the model in force."""
    old, new = f1_by_label(before), f1_by_label(after)
    rows = Counter(guess.truth for guess in after)
    return {
        "accuracy": [round(accuracy(before), 4), round(accuracy(after), 4)],
        "top_two": [round(top_two(before), 4), round(top_two(after), 4)],
        "classes": {label: [rows[label], round(old[label], 4), round(new[label], 4)] for label in sorted(new)},
        "confusion": confusion(after),
        "bins": calibration(after),
    }


def confusion(guesses: Sequence[Guess]) -> list[list[Any]]:
    """Return what was taken for what how often, as (true, given, times), the most frequent mistakes first."""
    pairs = Counter((guess.truth, guess.label) for guess in guesses)
    order = sorted(pairs.items(), key=lambda pair: (pair[0][0] == pair[0][1], -pair[1], pair[0]))
    return [[truth, label, times] for (truth, label), times in order]


def calibration(guesses: Sequence[Guess]) -> list[list[float]]:
    """Return for every bin of confidence that holds a text: the mean confidence, the share of right ones, how many."""
    bins: list[list[Guess]] = [[] for _ in range(BINS)]
    for guess in guesses:
        bins[min(int(guess.confidence * BINS), BINS - 1)].append(guess)
    return [
        [round(sum(guess.confidence for guess in held) / len(held), 4), round(accuracy(held), 4), len(held)]
        for held in bins
        if held
    ]


def learning_curve(placed: Placed, given: Sequence[str]) -> list[list[float]]:
    """Return how well categories are found by a model that has learnt from a part of the texts, part by part."""
    labels = tuple(sorted(set(given)))
    truth = np.array([labels.index(label) for label in given], np.int64)
    at = matrix(placed.space, placed.documents)
    lessons = Lessons(at, truth, np.ones(len(truth)), len(truth), len(labels))
    fold = placed.folds(given)
    held = np.flatnonzero(fold == 0)
    learnt = np.random.default_rng(0).permutation(np.flatnonzero(fold != 0))
    points = []
    for share in SHARES:
        part = np.zeros(len(truth), bool)
        part[learnt[: max(2, round(len(learnt) * share))]] = True
        weights, offsets = lessons.fit(part)
        best = (at[held] @ weights.T + offsets).argmax(axis=1)
        guesses = [Guess(given[row], labels[label]) for row, label in zip(held.tolist(), best.tolist(), strict=True)]
        points.append([int(part.sum()), round(macro_f1(guesses), 4)])
    return points
