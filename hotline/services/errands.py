"""What pressing a key makes the house do: keep a concern, find a case, read an answer, remember a wish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from hotline.domain import dialled, paging, ussd
from hotline.domain.callbacks import WISH
from hotline.domain.menu import FOLLOW
from hotline.domain.paging import Limits, Shown
from hotline.domain.references import show_reference
from hotline.domain.ussd import Menu, State
from hotline.services import intake, replies, wishes
from hotline.services.languages import Spoken
from hotline.services.reading import Tools
from hotline.store import cases, contacts, events, messages, outbound, questions
from hotline.store.models.casework import Case
from hotline.store.models.dialogues import Dialogue
from hotline.store.models.people import Contact
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

# Without a word of their own to prove who holds the phone, nobody reads the answer to a protected case on it.
READABLE = frozenset({"S0", "S1", "S2"})
LOOKING_AT_A_CASE = frozenset({"case", "answer", "closing", "add"})


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


def tell(talk: Talk, state: Mapping[str, Any] | None) -> dict[str, str]:
    """Bring triage what a state holds and it was not told yet; return the answers with that noted."""
    answers: dict[str, str] = dict(state["answers"]) if state else {}
    owed = dialled.owed(answers)
    if not owed:
        return answers
    message_id = _bring(talk, owed, answers)
    return dialled.told(answers, str(message_id))


def tell_all(talk: Talk) -> State:
    """Bring triage everything a dialogue still holds, also what it was cut off from."""
    kept = {**talk.state.kept, "answers": tell(talk, talk.state.kept)} if talk.state.kept else None
    return replace(talk.state, answers=tell(talk, ussd.to_json(talk.state)), kept=kept)


def _save(talk: Talk, _: State, __: str) -> None:
    talk.state = replace(talk.state, answers=tell(talk, ussd.to_json(talk.state)))


def _take_words(talk: Talk, before: State, typed: str) -> None:
    _save(talk, before, typed)
    answers = talk.state.answers
    with_it = {"topic": answers["topic"], "place": answers.get("place", ""), "first": answers["told"]}
    _bring(talk, {**with_it, "words": typed}, answers)


def _call(talk: Talk, before: State, _: str) -> None:
    """Ask for a call; about the case just dialled or looked at, if there is one."""
    answers = tell(talk, ussd.to_json(before))
    language = talk.state.answers.get("language", "")
    talk.contact.language = language or talk.contact.language
    talk.state = replace(talk.state, answers={**talk.state.answers, **answers})
    about = {"first": answers["told"]} if answers.get("told") else {}
    if before.at in LOOKING_AT_A_CASE:
        about = {"case": answers["reference"]}
    _bring(talk, {"topic": WISH, **about}, {"language": language})


def _remember_language(talk: Talk, _: State, __: str) -> None:
    talk.contact.language = talk.state.answers["language"]


def _continue(talk: Talk, before: State, _: str) -> None:
    if before.kept:
        talk.state = ussd.from_json(before.kept)


def _begin_again(talk: Talk, before: State, _: str) -> None:
    tell(talk, before.kept)
    talk.state = replace(talk.state, trail=())


def _find(talk: Talk, before: State, _: str) -> None:
    """Find the case of this phone with that reference; another phone's is as unknown as none."""
    case = _case(talk)
    if case is None:
        talk.state = ussd.miss(talk.menu, replace(before, at=FOLLOW), "unknown_reference")
        return
    events.append(talk.unit, case.id, "status_asked", "citizen")
    asked = questions.open_for(talk.unit.session, talk.contact.id, talk.unit.now)
    readable = case.sensitivity in READABLE and case.first_answered_at is not None
    flags = {"readable": "1" if readable else "", "asked": "1" if asked and asked.case_id == case.id else ""}
    talk.state = replace(talk.state, answers={**talk.state.answers, **flags})


def _read(talk: Talk, _: State, __: str) -> None:
    case = _case(talk)
    if case is not None:
        events.append(talk.unit, case.id, "answer_read", "citizen")


def _close(talk: Talk, _: State, __: str) -> None:
    """Hand the answer to the closing question over as the text that it would be by SMS."""
    intake.accept_dialled(talk.unit, talk.row, talk.state.answers["digit"], None)


def _add(talk: Talk, _: State, typed: str) -> None:
    _bring(talk, {"case": talk.state.answers["reference"], "words": typed}, talk.state.answers)


def _unsafe(talk: Talk, before: State, typed: str) -> None:
    """Neither write to nor call a phone that somebody else may hold."""
    _may_text(False)(talk, before, typed)
    wishes.withdraw(talk.unit, talk.contact, "unsafe")


def _may_text(safe: bool) -> Callable[[Talk, State, str], None]:
    def set_safety(talk: Talk, _: State, __: str) -> None:
        if talk.contact.safe_to_text == safe:
            return
        talk.contact.safe_to_text = safe
        for case in cases.open_of(talk.unit.session, talk.contact.id):
            events.append(talk.unit, case.id, "safety_told", "citizen", safe=safe)
            case.version += 1

    return set_safety


DOES: Mapping[str, Callable[[Talk, State, str], None]] = {
    "save": _save, "words": _take_words, "call": _call, "language": _remember_language, "continue": _continue,
    "fresh": _begin_again, "find": _find, "read": _read, "close": _close, "add": _add, "text": _may_text(True),
    "quiet": _may_text(False), "unsafe": _unsafe, "safe": _may_text(True),
}  # fmt: skip


def _bring(talk: Talk, what: Mapping[str, str], answers: Mapping[str, str]) -> UUID:
    """Enter what was dialled as a message: its body is what was typed, or else says what was pressed."""
    facts = {key: value for key, value in what.items() if key != "words" and value}
    if answers.get("language"):
        facts["language"] = answers["language"]
    body = what.get("words") or _in_words(talk.office, facts)
    return intake.accept_dialled(talk.unit, talk.row, body, {**facts, "typed": "words" in what})


def _in_words(office: Office, facts: Mapping[str, str]) -> str:
    """Say what was pressed, for the officer who reads it."""
    category = office.categories.get(facts.get("topic", ""))
    names = [office.places[code].name for code in reversed(office.path(facts.get("place")))]
    said = [category.label_fr if category else "", " > ".join(names)]
    return f"[USSD] {', '.join(part for part in said if part)}"


def _case(talk: Talk) -> Case | None:
    return cases.by_reference(talk.unit.session, talk.contact.id, talk.state.answers.get("reference", ""))


def _values(talk: Talk, words: Mapping[str, str]) -> dict[str, str]:
    language = talk.spoken.languages.get(talk.state.answers.get("language", ""))
    values = {"numbers": talk.office.numbers, "language": language.screens["language"] if language else ""}
    case = _case(talk) if talk.state.at in ("case", "answer") else None
    if case is not None:
        values["reference"] = show_reference(case.reference)
        values["status"] = words[f"status_{replies.in_words(case)}"]
        values["answer"] = _answer(talk, case) or words["no_answer"]
    if talk.state.at == "done":
        values["note"] = _note(talk, words)
    return values


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
