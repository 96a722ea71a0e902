"""Trains the models that ship with the hotline, from our own examples and what the lexicons find in them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotline.classifier import versions
from hotline.classifier.bundle import Bundle
from hotline.classifier.evaluate import ACCUSES_NOBODY
from hotline.classifier.judges import (
    ACCUSES,
    CATEGORY,
    ELSEWHERE,
    NO,
    NOBODY,
    ROUTES,
    SECURITY,
    URGENT,
    YES,
    Judges,
    route_of,
)
from hotline.classifier.linear import Linear, Probabilities
from hotline.classifier.load import words_version
from hotline.classifier.normalise import tokenise
from hotline.classifier.space import Space
from hotline.classifier.understand import Understanding
from hotline.domain.findings import Findings
from hotline.domain.taxonomy import Taxonomy
from hotline.learning.calibrate import Calibration, Weights, calibrate, sure_from
from hotline.learning.documents import Document, space_of
from hotline.learning.fit import deal, matrix
from hotline.learning.lessons import Lessons, Told, calibrated, say_nothing

Rows = Sequence[Mapping[str, str]]
LEARNT, UNSEEN, HELP_CALLS, THANKS = "texts", "unseen", "help_calls", "thanks_accusations"
FOLDS = 5
SEED = 0
# Our examples are nobody's words: a gram needs no five writers, but one that stands twice.
TEXTS_NEEDED = 2
# How often a text must be right before it goes its way without a person.
WANTED = {SECURITY: 0.90, NOBODY: 0.90, ELSEWHERE: 0.85}
# Which share of the texts that accuse nobody may be walled on the model's word; a desk of a force weighs more.
WALLED_NEEDLESSLY = {SECURITY: 0.10, NOBODY: 0.04, ELSEWHERE: 0.04}
CRITICAL = "critical"
# Lexicons were deepened with most of our texts in sight, so they know them too well. Where confidence is measured,
# those count for this share of the texts that were written afterwards: as hard as strangers' texts, by trial.
FRESH, KNOWN_SHARE = "fresh", 0.6
# Texts that name a force without accusing it: a lesson about blame, and no sample of what citizens write.
MENTIONS = "mentions"


@dataclass(frozen=True)
class _Placed:
    """Documents in the space of the models, and how much each counts where confidence is measured."""

    space: Space
    documents: Sequence[Document]
    weights: Weights


@dataclass(frozen=True)
class _Judged:
    """One model with what it made of every text it had not seen."""

    model: Linear
    chances: Probabilities
    truth: NDArray[np.int64]
    weights: Weights


def read_examples(name: str = LEARNT) -> list[dict[str, str]]:
    """Read our own labelled texts: those that are learnt from, or others by name that never are."""
    held = (files("hotline.data.examples") / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(held)))


def train_shipped(rows: Rows, understanding: Understanding, taxonomy: Taxonomy, tell: Told = say_nothing) -> Bundle:
    """Train the models of the category, of accusing, and of hurrying; the same rows give the same bundle."""
    documents = [_document(row, understanding) for row in rows]
    clues = sorted({clue for document in documents for clue in document.hits})
    space = space_of(documents, (), clues, TEXTS_NEEDED)
    answers = {
        CATEGORY: [row["category"] for row in rows],
        ACCUSES: [NO if row["about_force"] in ACCUSES_NOBODY else YES for row in rows],
        URGENT: [YES if row["urgency"] == CRITICAL else NO for row in rows],
    }
    judged, weights = {}, _measuring_weights(rows)
    for name, given in answers.items():
        tell(f"{name}: {len(rows)} texts")
        judged[name] = _judge(_Placed(space, documents, weights), given, tell)
    facts: dict[str, Any] = {
        "rows": len(rows),
        "sure_from": _sure(judged[CATEGORY], taxonomy),
        "wall_from": _walls(judged[ACCUSES], np.array([row.get("words") != MENTIONS for row in rows])),
        "trained_on": trained_on(rows),
    }
    return Bundle(space, {name: one.model for name, one in judged.items()}, "", facts)


def trained_on(rows: Rows) -> str:
    """Name what a training depends on: another word in a lexicon makes other clues, and asks for another training."""
    told = [[row["text"], row["category"], row["about_force"], row["urgency"]] for row in rows]
    return versions.fingerprint([json.dumps(told), words_version()])


def _document(row: Mapping[str, str], understanding: Understanding) -> Document:
    keys, clues = understanding.lessons(row["text"])
    return Document(tuple(keys), clues, row["category"], 1.0, row["text"])


def _measuring_weights(rows: Rows) -> Weights:
    fresh = np.array([row.get("words") == FRESH for row in rows])
    known = KNOWN_SHARE * fresh.sum() / max(1, (~fresh).sum()) if fresh.any() else 1.0
    return np.where(fresh, 1.0, known)


def _judge(placed: _Placed, given: Sequence[str], tell: Told) -> _Judged:
    space, documents = placed.space, placed.documents
    labels = tuple(sorted(set(given)))
    truth = np.array([labels.index(label) for label in given], np.int64)
    lessons = Lessons(matrix(space, documents), truth, np.ones(len(truth)), len(truth), len(labels))
    scores = lessons.out_of_fold(deal([document.keys for document in documents], truth, FOLDS, SEED), tell)
    calibration: Calibration = calibrate(scores, truth, placed.weights)
    model = calibrated(labels, space, lessons.fit(), calibration)
    return _Judged(model, calibration.apply(scores), truth, placed.weights)


def _sure(judged: _Judged, taxonomy: Taxonomy) -> dict[str, float]:
    best = judged.chances.argmax(axis=1)
    routes = np.array([route_of(taxonomy[judged.model.labels[label]]) for label in best])
    confidence, right = judged.chances.max(axis=1), best == judged.truth
    found = {}
    for route in ROUTES:
        on = routes == route
        found[route] = sure_from(confidence[on], right[on], WANTED[route], judged.weights[on])
    return found


def _walls(judged: _Judged, usual: NDArray[np.bool_]) -> dict[str, float]:
    yes = judged.model.labels.index(YES)
    harmless = judged.chances[(judged.truth != yes) & usual, yes]
    return {route: float(np.quantile(harmless, 1 - WALLED_NEEDLESSLY[route])) for route in ROUTES}


def cross_validate_shipped(
    rows: Rows, understanding: Understanding, taxonomy: Taxonomy, *, folds: int = FOLDS, tell: Told = say_nothing
) -> list[Findings]:
    """Return what is understood of every text by models trained without it, in the order given."""
    codes = taxonomy.codes
    truth = np.array([codes.index(row["category"]) for row in rows], np.int64)
    fold = deal([tuple(token.key for token in tokenise(row["text"])) for row in rows], truth, folds, SEED + 1)
    found: dict[int, Findings] = {}
    for number in range(folds):
        tell(f"part {number + 1} of {folds}")
        kept = [row for at, row in enumerate(rows) if fold[at] != number]
        judging = understanding.with_judges(Judges.of(train_shipped(kept, understanding, taxonomy)))
        for at in np.flatnonzero(fold == number).tolist():
            found[at] = judging.understand(rows[at]["text"])
    return [found[at] for at in range(len(rows))]
