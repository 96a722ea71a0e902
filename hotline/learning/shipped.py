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
# Written in the manner of many hands, each before an error of it was looked at, and never learnt from.
STRANGERS = "strangers"
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
# Texts of citizens that people labelled.
LIVE = "live"


@dataclass(frozen=True)
class Placed:
    """Documents in the space of the models, how much each counts where confidence is measured, and how many are ours.

    Ours stand first and are dealt into the same parts whatever stands behind them, so that two trainings compare.
    """

    space: Space
    documents: Sequence[Document]
    weights: Weights
    own: int

    def folds(self, given: Sequence[str]) -> NDArray[np.int64]:
        """Deal the documents into parts; equal texts share one."""
        keys, labels = [document.keys for document in self.documents], sorted(set(given[: self.own]))
        places = {label: at for at, label in enumerate([*labels, *sorted(set(given) - set(labels))])}
        truth = np.array([places[label] for label in given], np.int64)
        first = deal(keys[: self.own], truth[: self.own], FOLDS, SEED)
        known = dict(zip(keys, first.tolist(), strict=False))
        rest = deal(keys[self.own :], truth[self.own :], FOLDS, SEED)
        behind = [known.get(key, at) for key, at in zip(keys[self.own :], rest.tolist(), strict=True)]
        return np.concatenate([first, np.array(behind, np.int64)])


@dataclass(frozen=True)
class Judged:
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
    documents = read_documents(rows, understanding)
    space = space_of(documents, (), clues_in(documents), TEXTS_NEEDED)
    judged = judge_all(Placed(space, documents, measuring_weights(rows), len(rows)), rows, tell)
    return bundle_of(space, judged, rows, {"trained_on": trained_on(rows)}, taxonomy)


def read_documents(rows: Rows, understanding: Understanding) -> list[Document]:
    """Read labelled texts; of a text of ours its own words are the writer."""
    lessons = ((row, understanding.lessons(row["text"])) for row in rows)
    return [
        Document(tuple(keys), clues, row["category"], 1.0, row.get("writer") or row["text"])
        for row, (keys, clues) in lessons
    ]


def clues_in(documents: Sequence[Document]) -> list[str]:
    """List what lexicons and grammar found in any of the documents."""
    return sorted({clue for document in documents for clue in document.hits})


def judge_all(placed: Placed, rows: Rows, tell: Told) -> dict[str, Judged]:
    """Train every model, and judge each on the texts it had not seen."""
    answers = {
        CATEGORY: [row["category"] for row in rows],
        ACCUSES: [NO if row["about_force"] in ACCUSES_NOBODY else YES for row in rows],
        URGENT: [YES if row["urgency"] == CRITICAL else NO for row in rows],
    }
    judged = {}
    for name, given in answers.items():
        tell(f"{name}: {len(rows)} texts")
        judged[name] = _judge(placed, given, tell)
    return judged


def bundle_of(
    space: Space, judged: Mapping[str, Judged], rows: Rows, facts: Mapping[str, Any], taxonomy: Taxonomy
) -> Bundle:
    """Put models and the confidences from which they are trusted together."""
    sure = _sure(judged[CATEGORY], taxonomy)
    walls = _walls(judged[ACCUSES], np.array([row.get("words") != MENTIONS for row in rows]))
    facts = {"rows": len(rows), "sure_from": sure, "wall_from": walls, **facts}
    return Bundle(space, {name: one.model for name, one in judged.items()}, "", facts)


def trained_on(rows: Rows) -> str:
    """Name what a training depends on: another word in a lexicon makes other clues, and asks for another training."""
    told = [[row["text"], row["category"], row["about_force"], row["urgency"]] for row in rows]
    return versions.fingerprint([json.dumps(told), words_version()])


def measuring_weights(rows: Rows) -> Weights:
    """Say how much each text counts where confidence is measured."""
    fresh = np.array([row.get("words") in (FRESH, LIVE) for row in rows])
    known = KNOWN_SHARE * fresh.sum() / max(1, (~fresh).sum()) if fresh.any() else 1.0
    return np.where(fresh, 1.0, known)


def _judge(placed: Placed, given: Sequence[str], tell: Told) -> Judged:
    space, documents = placed.space, placed.documents
    labels = tuple(sorted(set(given)))
    truth = np.array([labels.index(label) for label in given], np.int64)
    lessons = Lessons(matrix(space, documents), truth, np.ones(len(truth)), len(truth), len(labels))
    scores = lessons.out_of_fold(placed.folds(given), tell)
    calibration: Calibration = calibrate(scores, truth, placed.weights)
    model = calibrated(labels, space, lessons.fit(), calibration)
    return Judged(model, calibration.apply(scores), truth, placed.weights)


def _sure(judged: Judged, taxonomy: Taxonomy) -> dict[str, float]:
    best = judged.chances.argmax(axis=1)
    routes = np.array([route_of(taxonomy[judged.model.labels[label]]) for label in best])
    confidence, right = judged.chances.max(axis=1), best == judged.truth
    found = {}
    for route in ROUTES:
        on = routes == route
        found[route] = sure_from(confidence[on], right[on], WANTED[route], judged.weights[on])
    return found


def _walls(judged: Judged, usual: NDArray[np.bool_]) -> dict[str, float]:
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
