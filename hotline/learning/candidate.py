"""Trains a candidate from our own examples and what people labelled, and compares it with the model in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hotline.classifier.artefact import model_id, pack
from hotline.classifier.bundle import Bundle
from hotline.classifier.evaluate import ACCUSES_NOBODY
from hotline.classifier.judges import ACCUSES, CATEGORY, URGENT, YES, Judges
from hotline.classifier.load import words_version
from hotline.classifier.scores import Guess
from hotline.classifier.space import Space
from hotline.classifier.understand import QUIET, Understanding
from hotline.domain.findings import Findings
from hotline.domain.taxonomy import Taxonomy
from hotline.learning import checks, figures, shipped
from hotline.learning.documents import WRITERS_NEEDED, Document, count_writers, space_with
from hotline.learning.lessons import Told, say_nothing
from hotline.learning.shipped import CRITICAL, MENTIONS, Judged, Placed, Rows


class Reads(Protocol):
    """What turns a text into findings: the model in force."""

    def understand(self, text: str, *, prior_language: str | None = None) -> Findings:
        """Return what was understood."""
        ...


@dataclass(frozen=True)
class Lessons:
    """What one training may see; `repeats` only say how many people use the same words."""

    live: Rows = ()
    repeats: Rows = ()


@dataclass(frozen=True)
class Exam:
    """What a candidate is measured against: what the model in force had seen, itself, and the texts read blind."""

    before: Lessons
    current: Reads
    gold: Rows = ()


@dataclass(frozen=True)
class School:
    """Where models are trained: our own examples, and what the words say of a text."""

    own: Rows
    understanding: Understanding
    taxonomy: Taxonomy


@dataclass(frozen=True)
class Graduate:
    """A candidate: its files, what was found of it, and whether it passed every check."""

    files: Mapping[str, bytes]
    report: dict[str, Any]
    passed: bool
    words: str

    @property
    def digest(self) -> str:
        """Return the name of the files by their content."""
        return model_id(self.files)


@dataclass(frozen=True)
class _Taught:
    placed: Placed
    rows: Rows
    judged: Mapping[str, Judged]


def train_candidate(school: School, lessons: Lessons, exam: Exam, tell: Told = say_nothing) -> Graduate:
    """Train a candidate and judge it; the same lessons give the same candidate."""
    tell("the model in force, again without what it had seen")
    before = _teach(school, exam.before, tell)
    tell("the candidate")
    after = _teach(school, lessons, tell)
    facts = {"words": words_version()}
    bundle = shipped.bundle_of(after.placed.space, after.judged, after.rows, facts, school.taxonomy)
    found = _checks(school, before, after)
    gold = _gold(school, exam, bundle)
    found.append(checks.gold_no_worse(*gold))
    report = {
        "checks": [check.told() for check in found], "grams": len(bundle.space.grams), "own": len(school.own),
        **figures.report(_guesses(school, before), _guesses(school, after)),
        "curve": figures.learning_curve(after.placed, [row["category"] for row in after.rows]),
    }  # fmt: skip
    return Graduate(pack(bundle), report, all(check.passed for check in found), facts["words"])


def _teach(school: School, lessons: Lessons, tell: Told) -> _Taught:
    rows = [*school.own, *lessons.live]
    documents = shipped.read_documents(rows, school.understanding)
    repeats = shipped.read_documents(lessons.repeats, school.understanding)
    own = len(school.own)
    space = _space(documents[:own], [*documents[own:], *repeats])
    placed = Placed(space, documents, shipped.measuring_weights(rows), own)
    return _Taught(placed, rows, shipped.judge_all(placed, rows, tell))


def _space(own: Sequence[Document], live: Sequence[Document]) -> Space:
    """Choose the grams: those of our own examples, and of citizens' words those that enough different people used."""
    ours, _ = count_writers(own)
    theirs, _ = count_writers(live)
    kept = {gram for gram, texts in ours.items() if texts >= shipped.TEXTS_NEEDED}
    kept |= {gram for gram, writers in theirs.items() if writers >= WRITERS_NEEDED}
    return space_with(kept, *count_writers([*own, *live]), shipped.clues_in([*own, *live]))


def _checks(school: School, before: _Taught, after: _Taught) -> list[checks.Check]:
    old, new = _guesses(school, before), _guesses(school, after)
    accusing = np.array([row["about_force"] not in ACCUSES_NOBODY for row in school.own])
    urgent = np.array([row["urgency"] == CRITICAL for row in school.own])
    return [
        checks.no_worse(old, new),
        checks.no_class_lost(old, new),
        checks.calibrated(old, new),
        checks.urgent_found(_yes(before, URGENT)[: len(urgent)], _yes(after, URGENT)[: len(urgent)], urgent),
        checks.accusations_found(*(_yes(one, ACCUSES)[: len(accusing)][accusing] >= QUIET for one in (before, after))),
        checks.labels_hold(_guessed(after, range(len(school.own), len(after.rows)))),
    ]


def _guesses(school: School, taught: _Taught) -> list[Guess]:
    """Return what was guessed of our own texts by models that had not seen them; mentions are no usual texts."""
    return _guessed(taught, [at for at, row in enumerate(school.own) if row.get("words") != MENTIONS])


def _guessed(taught: _Taught, wanted: Iterable[int]) -> list[Guess]:
    judged = taught.judged[CATEGORY]
    labels, chances = judged.model.labels, judged.chances
    order = np.argsort(-chances, axis=1, kind="stable")[:, :2].tolist()
    return [
        Guess(taught.rows[at]["category"], labels[order[at][0]], labels[order[at][1]], float(chances[at, order[at][0]]))
        for at in wanted
    ]


def _yes(taught: _Taught, name: str) -> NDArray[np.float64]:
    judged = taught.judged[name]
    return np.asarray(judged.chances[:, judged.model.labels.index(YES)])


def _gold(school: School, exam: Exam, bundle: Bundle) -> tuple[list[Guess], list[Guess]]:
    candidate = school.understanding.with_judges(Judges.of(bundle))
    return _read(exam.current, exam.gold), _read(candidate, exam.gold)


def _read(reader: Reads, rows: Rows) -> list[Guess]:
    found = [reader.understand(row["text"]) for row in rows]
    return [
        Guess(row["category"], one.category, one.second or "", one.confidence, not one.needs_person)
        for row, one in zip(rows, found, strict=True)
    ]
