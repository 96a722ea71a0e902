"""One dialogue in hand: what its screens are made of, and what it brings triage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from hotline.domain import dialled, paging, screenwords, ussd
from hotline.domain.paging import Limits, Shown
from hotline.domain.references import show_reference
from hotline.domain.ussd import Menu, State
from hotline.services import intake, pins, replies, writing
from hotline.services.languages import Spoken
from hotline.services.reading import Tools
from hotline.store import cases, contacts, messages, outbound, paces
from hotline.store.models.casework import Case
from hotline.store.models.dialogues import Dialogue
from hotline.store.models.people import Contact
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

CONCERN, PRESS = "concern", "press"


@dataclass
class Talk:
    """One dialogue in hand: its row, its contact, where it stands, and what the screens are made of."""

    unit: UnitOfWork
    tools: Tools
    office: Office
    spoken: Spoken
    contact: Contact
    row: Dialogue
    state: State
    limits: Limits
    menu: Menu

    @classmethod
    def over(cls, unit: UnitOfWork, tools: Tools, row: Dialogue, limits: Limits | None = None) -> Talk:
        """Take a stored dialogue in hand."""
        room, office = limits or Limits(), tools.office.read(unit.session)
        contact, spoken = contacts.get(unit.session, row.contact_id), tools.languages.read(unit.session)
        state, menu = ussd.from_json(row.state), spoken.screens.menu(office, room)
        return cls(unit, tools, office, spoken, contact, row, state, room, menu)

    def show(self) -> Shown:
        """Return the screen as it goes to the phone."""
        words = self.spoken.screens.words(self.state.answers.get("language"), self.limits)
        values = _values(self, words)
        return paging.show(self.menu, self.state, lambda name: words[name].format_map(values), self.limits)

    def case(self) -> Case | None:
        """Return the case that was dialled, if this phone has it."""
        return cases.by_reference(self.unit.session, self.contact.id, self.state.answers.get("reference", ""))


def tell(talk: Talk, state: Mapping[str, Any] | None) -> dict[str, str]:
    """Bring triage what a state holds and it was not told yet; return the answers with that noted."""
    answers: dict[str, str] = dict(state["answers"]) if state else {}
    owed = dialled.owed(answers)
    if not owed:
        return answers
    message_id = bring(talk, owed, answers)
    return dialled.told(answers, str(message_id))


def tell_all(talk: Talk) -> State:
    """Bring triage everything a dialogue still holds, also what it was cut off from."""
    kept = {**talk.state.kept, "answers": tell(talk, talk.state.kept)} if talk.state.kept else None
    return replace(talk.state, answers=tell(talk, ussd.to_json(talk.state)), kept=kept)


def bring(talk: Talk, what: Mapping[str, str], answers: Mapping[str, str]) -> UUID:
    """Enter what was dialled as a message: its body is what was typed, or else says what was pressed."""
    facts = {key: value for key, value in what.items() if key != "words" and value}
    if answers.get("language"):
        facts["language"] = answers["language"]
    if not facts.keys() & {"first", "case"}:
        paces.add(talk.unit.session, talk.contact.id, CONCERN, talk.tools.paces.concerns, talk.unit.now)
    body = what.get("words") or _in_words(talk.office, facts)
    return intake.accept_dialled(talk.unit, talk.row, body, {**facts, "typed": "words" in what})


def _in_words(office: Office, facts: Mapping[str, str]) -> str:
    """Say what was pressed, for the officer who reads it."""
    category = office.categories.get(facts.get("topic", ""))
    names = [office.places[code].name for code in reversed(office.path(facts.get("place")))]
    said = [category.label_fr if category else "", ", ".join(dict.fromkeys(names))]
    return f"Composé par menu : {', '.join(part for part in said if part)}"


def _values(talk: Talk, words: Mapping[str, str]) -> dict[str, str]:
    language = talk.spoken.languages.get(talk.state.answers.get("language", ""))
    values = {"numbers": talk.office.numbers, "language": language.screens["language"] if language else ""}
    case = talk.case() if talk.state.at in ("case", "answer") else None
    if case is not None:
        values["reference"] = show_reference(case.reference)
        state = words[f"status_{replies.in_words(case)}"]
        values["status"] = screenwords.answered(words) if _waits(talk, case) else state
        values["answer"] = _answer(talk, case) or words["no_answer"]
    if talk.state.at == "done":
        values["note"] = _note(talk, words)
    return values


def _waits(talk: Talk, case: Case) -> bool:
    """Say whether an answer waits until its citizen asks for it by text, and that text would bring it."""
    if replies.in_words(case) != "answered" or case.sensitivity in replies.READABLE or pins.guards(talk.unit, case):
        return False
    row = outbound.last_answer(talk.unit.session, case.id)
    return row is not None and row.state == "held" and writing.cannot_text(talk.unit, talk.contact) is None


def _answer(talk: Talk, case: Case) -> str:
    row = outbound.last_answer(talk.unit.session, case.id)
    return outbound.body(talk.unit.vault, row) if row else ""


def _note(talk: Talk, words: Mapping[str, str]) -> str:
    """Say the reference where triage has one already, else how it will come."""
    told = talk.state.answers.get("told")
    reference = messages.reference_of(talk.unit.session, UUID(told)) if told else None
    if reference:
        return words["note_number"].format(reference=show_reference(reference))
    return "" if talk.contact.safe_to_text is False else words["note_by_text"]
