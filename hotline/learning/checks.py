"""Whether a candidate may stand beside the model in force: each check compares the two on the same texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotline.classifier.scores import Guess, calibration_error, f1_by_label, found_early, macro_f1, top_two

ROUNDS, SEED = 1_000, 0
# By chance alone two trainings differ a little; of few texts, by one or two of them.
TOLERANCE, CHANCE_TEXTS = 0.01, 4
WALL_TOLERANCE = 0.005
CLASS_ROWS, CLASS_DROP = 20, 0.05
GOOD_CALIBRATION = 0.05
ALARM_SHARE = 0.3
# Of honest labels one in ten at most is neither of the two best guesses of a model that has learnt from all the others.
MOST_UNSUPPORTED, FEWEST_JUDGED = 0.2, 20
FEWEST_GOLD = 100

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: the figure before and after, its lower bound where there is one, and whether it passed."""

    name: str
    passed: bool
    before: float
    after: float
    low: float | None = None
    detail: str = ""

    def told(self) -> dict[str, Any]:
        """Return it as a report holds it."""
        return {key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(self).items()}


def no_worse(before: Sequence[Guess], after: Sequence[Guess]) -> Check:
    """Check that the categories are found as well: by the lower bound of a paired bootstrap."""
    low = lower_bound(before, after)
    room = max(TOLERANCE, CHANCE_TEXTS / max(1, len(after)))
    return Check("macro_f1", low >= -room, macro_f1(before), macro_f1(after), low)


def no_class_lost(before: Sequence[Guess], after: Sequence[Guess]) -> Check:
    """Check that no category with enough texts is found much worse."""
    counts = {label: sum(guess.truth == label for guess in after) for label in {guess.truth for guess in after}}
    old, new = f1_by_label(before), f1_by_label(after)
    judged = [label for label in sorted(new) if counts[label] >= CLASS_ROWS]
    worst = min(judged, key=lambda label: new[label] - old[label], default="")
    if not worst:
        return Check("classes", True, 0.0, 0.0)
    return Check("classes", new[worst] - old[worst] >= -CLASS_DROP, old[worst], new[worst], detail=worst)


def calibrated(before: Sequence[Guess], after: Sequence[Guess]) -> Check:
    """Check that confidence means what it says."""
    old, new = calibration_error(before), calibration_error(after)
    return Check("calibration", new <= max(GOOD_CALIBRATION, old), old, new)


def urgent_found(before: Floats, after: Floats, urgent: NDArray[np.bool_]) -> Check:
    """Check that as many urgent texts stand early in the queue."""
    old, new = (found_early(scores.tolist(), urgent.tolist(), ALARM_SHARE) for scores in (before, after))
    return Check("urgent", new >= old - max(TOLERANCE, 1 / max(1, int(urgent.sum()))), old, new)


def accusations_found(before: NDArray[np.bool_], after: NDArray[np.bool_]) -> Check:
    """Check that as many accusing texts are held before a wall; given for each whether it is."""
    old, new = (float(held.mean()) if len(held) else 1.0 for held in (before, after))
    return Check("accusations", new >= old - WALL_TOLERANCE, old, new)


def labels_hold(guesses: Sequence[Guess]) -> Check:
    """Check that people's labels speak for each other; given what all the others make of each labelled text."""
    share = 1 - top_two(guesses) if guesses else 0.0
    return Check("labels", len(guesses) < FEWEST_JUDGED or share <= MOST_UNSUPPORTED, MOST_UNSUPPORTED, share)


def gold_no_worse(before: Sequence[Guess], after: Sequence[Guess]) -> Check:
    """Check the texts that were read blind: few of them only inform, since chance moves them too much."""
    old, new = macro_f1(before), macro_f1(after)
    passed = len(after) < FEWEST_GOLD or new >= old - TOLERANCE
    return Check("gold", passed, old, new, lower_bound(before, after) if after else None, str(len(after)))


def lower_bound(before: Sequence[Guess], after: Sequence[Guess]) -> float:
    """Return the 2.5 % bound of the difference in macro-F1 over texts drawn again and again, the same for both."""
    labels = sorted({guess.truth for guess in after} | {guess.label for guess in (*before, *after)})
    places = {label: at for at, label in enumerate(labels)}
    truth = np.array([places[guess.truth] for guess in after])
    old, new = (np.array([places[guess.label] for guess in guesses]) for guesses in (before, after))
    dice, found = np.random.default_rng(SEED), []
    for _ in range(ROUNDS):
        drawn = dice.integers(0, len(truth), len(truth))
        found.append(
            _macro_f1(truth[drawn], new[drawn], len(labels)) - _macro_f1(truth[drawn], old[drawn], len(labels))
        )
    return float(np.quantile(found, 0.025))


def _macro_f1(truth: Whole, given: Whole, labels: int) -> float:
    there, said = np.bincount(truth, minlength=labels), np.bincount(given, minlength=labels)
    both = np.bincount(truth[truth == given], minlength=labels)
    judged = there > 0
    return float((2 * both[judged] / (there + said)[judged]).mean())
