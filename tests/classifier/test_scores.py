"""The measures are what their names say, on cases that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from hotline.classifier.scores import Guess, accuracy, calibration_error, f1_by_label, found_early, macro_f1, top_two
from hotline.learning.calibrate import NEVER, calibrate, sure_from

GUESSES = [Guess("a", "a", "b", 0.9), Guess("a", "b", "a", 0.6), Guess("b", "b", "a", 0.6), Guess("c", "a", "b", 0.3)]


def test_shares_and_f1_count_what_they_should() -> None:
    assert accuracy(GUESSES) == 0.5
    assert top_two(GUESSES) == 0.75
    assert f1_by_label(GUESSES) == {"a": 0.5, "b": pytest.approx(2 / 3), "c": 0.0}
    assert macro_f1(GUESSES) == pytest.approx(7 / 18)
    assert (accuracy([]), top_two([]), macro_f1([]), calibration_error([])) == (0, 0, 0, 0)


def test_calibration_error_is_the_gap_between_promise_and_truth() -> None:
    assert calibration_error([Guess("a", "a", confidence=1.0)] * 3) == 0
    assert calibration_error([Guess("a", "b", confidence=1.0)] * 3) == 1
    assert calibration_error(GUESSES) == pytest.approx((0.1 + 0.2 + 0.3) / 4)


def test_a_queue_is_judged_by_what_stands_early_in_it() -> None:
    assert found_early([0.9, 0.1, 0.8, 0.2], [True, False, False, True], 0.5) == 0.5
    assert found_early([0.9, 0.1], [False, False], 0.5) == 0.0


def test_calibration_makes_overdone_scores_honest() -> None:
    dice = np.random.default_rng(1)
    truth = dice.integers(0, 3, 2_000)
    scores = dice.normal(size=(2_000, 3))
    scores[np.arange(2_000), truth] += 1.5
    chances = calibrate(scores * 6, truth).apply(scores * 6)
    guesses = [Guess(str(t), str(row.argmax()), confidence=row.max()) for t, row in zip(truth, chances, strict=True)]
    assert calibration_error(guesses) < 0.03


def test_the_threshold_keeps_its_promise_and_equal_confidences_stand_together() -> None:
    confidence = np.repeat([0.9, 0.6, 0.3], 40)
    right = np.array([True] * 40 + [True] * 28 + [False] * 12 + [False] * 40)
    assert sure_from(confidence, right, 0.85) == 0.6
    assert sure_from(confidence, right, 0.95) == 0.9
    assert sure_from(confidence, ~right, 0.85) == NEVER
    assert sure_from(confidence[:20], right[:20], 0.85) == NEVER
