"""The story of a case for those who read it: citizen, officer, note, and what the system did in between, folded.

The order is the trail's: every event that speaks of a text or a note puts it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from hotline.store import casefile, messages, outbound
from hotline.store.models.casework import Event, Note
from hotline.store.models.traffic import Message, Outbound
from hotline.vault import Vault
from hotline.web import eventwords, sent
from hotline.web.because import capital, quoted, route_reasons
from hotline.web.casewords import TEXT_STATES
from hotline.web.i18n import gettext
from hotline.web.names import Names
from hotline.web.rows import CLOSING_WORDS
from hotline.web.sent import Sent

_QUESTIONS = frozenset({"info_requested", "question_kept"})
# The text itself says it all.
_SPOKEN = frozenset({"text_joined", "text_repeated", "citizen_thanked", "answered", "noted", "closing_answered"})


@dataclass(frozen=True, slots=True)
class Said:
    """What the citizen wrote or said; `meaning`: what a key of the closing question says."""

    text: str
    language: str | None
    channel: str
    kind: str | None
    at: datetime
    again: str = ""
    meaning: str = ""
    id: UUID | None = None
    shape: str = "citizen"


@dataclass(frozen=True, slots=True)
class Memo:
    """A note between colleagues, or the reason they gave."""

    text: str
    author: str
    is_reason: bool
    at: datetime
    about: str = ""
    shape: str = "note"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the system or an officer did: a sentence, the citizen's words behind it, the text it sent."""

    words: str
    at: datetime
    because: list[str] = field(default_factory=list)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps that follow each other, folded into one line."""

    steps: list[Step]
    shape: str = "system"


Entry = Said | Sent | Memo | Steps


@dataclass(frozen=True, slots=True)
class Material:
    """What a case's story is told from."""

    trail: list[Event]
    messages: Mapping[str, Message]
    texts: Mapping[str, Outbound]
    notes: Mapping[str, Note]
    names: Names
    vault: Vault


def tell(material: Material) -> list[Entry]:
    """Return the entries of a case's page in the order things happened."""
    return _Teller(material).tell()


class _Teller:
    def __init__(self, material: Material) -> None:
        self._of = material
        self._entries: list[Entry] = []
        self._told: set[str] = set()
        self._last_said = ""
        self._questions = {event.data.get("text") for event in material.trail if event.kind in _QUESTIONS}

    def tell(self) -> list[Entry]:
        for event in self._of.trail:
            self._show_texts_of(event)
            if event.kind not in _SPOKEN and not event.kind.startswith("text_"):
                self._step(self._line(event))
            if event.data.get("note") in self._of.notes:
                self._show_note(event.data["note"], event.kind)
        for key in self._of.texts:
            self._show_text(key)
        return self._entries

    def _show_texts_of(self, event: Event) -> None:
        if event.data.get("message") in self._of.messages:
            self._show_message(event)
        if event.data.get("text") in self._of.texts:
            self._show_text(event.data["text"])

    def _line(self, event: Event) -> Step:
        words = eventwords.line(event, self._of.names)
        if event.kind == "understood":
            return Step(words, event.at, quoted(event, self._last_said))
        if event.kind == "routed":
            return Step(f"{words} {capital(route_reasons(event))}".strip(), event.at)
        return Step(words, event.at)

    def _step(self, step: Step) -> None:
        last = self._entries[-1] if self._entries else None
        if isinstance(last, Steps):
            last.steps.append(step)
        else:
            self._entries.append(Steps([step]))

    def _show_message(self, event: Event) -> None:
        key = str(event.data["message"])
        if key in self._told:
            return
        self._told.add(key)
        row = self._of.messages[key]
        self._last_said = messages.body(self._of.vault, row)
        # Only beside its first: of a case that holds the other one, this case's readers may know nothing.
        again = "repeat" if event.kind == "text_repeated" else "reread"
        again = again if str(row.duplicate_of) in self._of.messages else ""
        if (row.dialled or {}).get("first") in self._of.messages:
            again = "resumed"
        meaning = gettext(CLOSING_WORDS[str(event.data["answer"])]) if event.kind == "closing_answered" else ""
        self._entries.append(
            Said(self._last_said, row.language, row.channel, row.kind, row.received_at, again, meaning, row.id)
        )

    def _show_text(self, key: str) -> None:
        if key in self._told:
            return
        self._told.add(key)
        row = self._of.texts[key]
        if row.kind == "acknowledgement" and not sent.is_dead(row):
            state = gettext(TEXT_STATES[row.state])
            told = gettext("Accusé de réception : %(state)s.", state=state.lower())
            words = outbound.body(self._of.vault, row)
            self._step(Step(f"{told} {sent.reason(row)}".strip(), row.created_at, text=words))
            return
        shown = sent.show(self._of.vault, row, self._title(row.author_id))
        self._entries.append(replace(shown, is_question=key in self._questions))

    def _show_note(self, key: str, why: str) -> None:
        row = self._of.notes[key]
        words = casefile.note_text(self._of.vault, row)
        author = self._title(row.author_id) or gettext("Compte retiré")
        self._entries.append(Memo(words, author, row.kind == "reason", row.created_at, why))

    def _title(self, account_id: UUID | None) -> str | None:
        return self._of.names.titles.get(account_id) if account_id else None
