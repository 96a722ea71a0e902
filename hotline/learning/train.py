"""From labelled texts and a lexicon to a model: choose grams, fit, calibrate out of fold, pick when to trust it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import vstack

from hotline.classifier.examples import Example
from hotline.classifier.lexicon_file import Lexicon
from hotline.classifier.load import everyday_words
from hotline.classifier.trained import Trained, read_lexicon
from hotline.learning.calibrate import NEVER, Calibration, calibrate, sure_from
from hotline.learning.documents import read_examples, seeds, space_of
from hotline.learning.fit import Whole, deal, matrix
from hotline.learning.lessons import Lessons, Told, calibrated, say_nothing
from hotline.learning.lexicon_only import from_lexicon
from hotline.learning.sharpen import sharpen

FOLDS = 5
# Below this many labels a threshold is a guess: everything goes to a person.
ENOUGH_TO_ROUTE = 500
FEWEST_TO_CALIBRATE = 2 * FOLDS


class NothingToLearn(Exception):
    """There are neither labelled texts nor lexicon words; the message is one plain line."""

    is_plain = True


def train(examples: Sequence[Example], lexicon: str = "", seed: int = 0, tell: Told = say_nothing) -> Trained:
    """Train a model; the same rows, lexicon and seed give the same one. Raises NothingToLearn, DataFault."""
    lexicon = sharpen(read_lexicon(lexicon, "lexicon"), everyday_words()) if lexicon else ""
    words = read_lexicon(lexicon, "lexicon") if lexicon else None
    labels = labels_of(examples, words)
    documents = read_examples(examples, words)
    if not documents and words and labels:
        return from_lexicon(words, lexicon)
    if not documents:
        raise NothingToLearn("there is nothing to learn from: no labelled texts, and no lexicon with labels")
    speaking = [p for p in words.patterns if p.label in labels] if words else []
    sown = seeds(speaking, Counter(document.label for document in documents))
    space = space_of(documents, words.patterns if words else (), words.labels if words else ())
    tell(f"{len(documents)} texts, {len(labels)} labels, {len(space.grams)} letter groups and words")
    truth = np.array([labels.index(document.label) for document in [*documents, *sown]], np.int64)
    weights = np.array([document.weight for document in [*documents, *sown]])
    placed = vstack([matrix(space, documents), matrix(space, sown)]).tocsr()
    lessons = Lessons(placed, truth, weights, len(documents), len(labels))
    fold = deal([document.keys for document in documents], truth[: len(documents)], FOLDS, seed)
    calibration, trusted, facts = _judge(lessons, fold, tell)
    linear = calibrated(labels, space, lessons.fit(), calibration)
    return Trained(linear, trusted, lexicon, {**facts, "seed": seed})


def labels_of(examples: Sequence[Example], lexicon: Lexicon | None) -> tuple[str, ...]:
    """List the labels: those of the rows, and those of a lexicon that speaks of the same labels as the rows.

    A lexicon of other labels still helps: its hits are counted, but none of its labels is ever given.
    """
    given = {example.label for example in examples}
    spoken = set(lexicon.labels) if lexicon else set()
    return tuple(sorted(given | spoken if not given or given & spoken else given))


def _judge(lessons: Lessons, fold: Whole, tell: Told) -> tuple[Calibration, float, dict[str, object]]:
    """Calibrate on texts held out, and pick the confidence from which the wanted share of them is right."""
    count, truth = lessons.texts, lessons.truth[: lessons.texts]
    facts: dict[str, object] = {"rows": count}
    if count < FEWEST_TO_CALIBRATE or len(set(fold.tolist())) < FOLDS or lessons.labels < 2:
        return Calibration(1.0, np.zeros(lessons.labels)), NEVER, facts
    scores = lessons.out_of_fold(fold, tell)
    calibration = calibrate(scores, truth)
    chances = calibration.apply(scores)
    right = chances.argmax(axis=1) == truth
    trusted = sure_from(chances.max(axis=1), right) if count >= ENOUGH_TO_ROUTE else NEVER
    sure = chances.max(axis=1) >= trusted
    facts["out_of_fold"] = {
        "accuracy": round(float(right.mean()), 4),
        "sure": round(float(sure.mean()), 4),
        "accuracy_when_sure": round(float(right[sure].mean()), 4) if sure.any() else None,
    }
    return calibration, trusted, facts
