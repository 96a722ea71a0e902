"""The labels as they stand, opened for one training: texts, what they are, and which of them are only measured on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from hotline.classifier.normalise import tokenise
from hotline.domain import learning as rules
from hotline.domain.learning import Chosen, Label
from hotline.store import learning, messages
from hotline.store.learning import Said
from hotline.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text that a person labelled, and a sign for whose words it holds."""

    text: str
    category: str
    urgency: str
    accuses: bool
    writer: str


@dataclass(frozen=True)
class Snapshot:
    """What may be learnt from up to one label event, what only counts as more people's words, and the gold set."""

    upto: int
    digest: str
    lessons: tuple[Lesson, ...]
    repeats: tuple[Lesson, ...]
    gold: tuple[Lesson, ...]
    left_out: Mapping[str, int]
    officers: int
    agreement: float | None


def take(unit: UnitOfWork, categories: Collection[str], upto: int | None = None) -> Snapshot:
    """Open what people labelled; the same `upto` gives the same snapshot while its cases stay as they are."""
    last = learning.last_label(unit.session) if upto is None else upto
    told, texts = list(learning.said(unit.session, last)), dict[UUID, str]()
    for one in told:
        texts.setdefault(one.message.id, messages.body(unit.vault, one.message))
    words = {message_id: _words(text) for message_id, text in texts.items()}
    labels = [_label(one, words[one.message.id]) for one in told if words[one.message.id]]
    chosen: Chosen = rules.choose(labels, categories)
    blind = [label for label in labels if label.blind and label.category in categories]
    writers = {one.message.id: str(one.message.contact_id or one.message.id) for one in told}

    def opened(these: Iterable[Label]) -> tuple[Lesson, ...]:
        return tuple(
            Lesson(texts[one.message_id], one.category, one.urgency, one.accuses, writers[one.message_id])
            for one in these
        )

    return Snapshot(
        last, chosen.digest, opened(chosen.labels), opened(chosen.repeats),
        opened({label.words: label for label in blind}.values()), chosen.left_out, chosen.officers,
        rules.agreement(_pairs(blind)),
    )  # fmt: skip


def _label(one: Said, words: str) -> Label:
    row = one.label
    # Of civil offices and of the rest the words may tell; the model of blame is about forces.
    accuses = row.new_accuses and (one.forces or not row.suggestion_visible)
    return Label(
        row.number, row.message_id, row.account_id, row.new_category, row.new_urgency, accuses, words,
        not row.suggestion_visible,
    )  # fmt: skip


def _words(text: str) -> str:
    keys = " ".join(token.key for token in tokenise(text))
    return sha256(keys.encode()).hexdigest() if keys else ""


def _pairs(blind: Iterable[Label]) -> list[tuple[str, str]]:
    """Return what the first two people said of each text that two people read."""
    said: dict[UUID, list[str]] = defaultdict(list)
    for label in blind:
        said[label.message_id].append(label.category)
    return [(told[0], told[1]) for told in said.values() if len(told) > 1]
