"""What pressing a key makes the house do: keep a concern, find a case, remember a wish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from hotline.domain import ussd
from hotline.domain.callbacks import WISH
from hotline.domain.menu import LOCKED, NEW_PIN, PIN
from hotline.domain.ussd import State
from hotline.services import following, pins, wishes
from hotline.services.talk import Talk, bring, tell
from hotline.store import cases, events, messages
from hotline.store import pins as pins_of
from hotline.store.models.casework import Case

LOOKING_AT_A_CASE = frozenset({PIN, LOCKED, "case", "answer", "closing", "add"})


def _save(talk: Talk, _: State, __: str) -> None:
    talk.state = replace(talk.state, answers=tell(talk, ussd.to_json(talk.state)))


def _take_words(talk: Talk, before: State, typed: str) -> None:
    _save(talk, before, typed)
    answers = talk.state.answers
    with_it = {"topic": answers["topic"], "place": answers.get("place", ""), "first": answers["told"]}
    bring(talk, {**with_it, "words": typed}, answers)


def _call(talk: Talk, before: State, _: str) -> None:
    """Ask for a call; about the case just dialled or looked at, if there is one."""
    answers = tell(talk, ussd.to_json(before))
    language = talk.state.answers.get("language", "")
    talk.contact.language = language or talk.contact.language
    talk.state = replace(talk.state, answers={**talk.state.answers, **answers})
    bring(talk, {"topic": WISH, **_about(before, answers)}, {"language": language})


def _about(before: State, answers: Mapping[str, str]) -> dict[str, str]:
    """Return what a wish for a call is about: the case looked at, code or no code, or the concern just dialled."""
    if before.at in LOOKING_AT_A_CASE:
        return {"case": answers["reference"]}
    return {"first": answers["told"]} if answers.get("told") else {}


def _remember_language(talk: Talk, _: State, __: str) -> None:
    talk.contact.language = talk.state.answers["language"]


def _continue(talk: Talk, before: State, _: str) -> None:
    if before.kept:
        talk.state = ussd.from_json(before.kept)


def _begin_again(talk: Talk, before: State, _: str) -> None:
    tell(talk, before.kept)
    talk.state = replace(talk.state, trail=())


def _unsafe(talk: Talk, before: State, typed: str) -> None:
    """Neither write to nor call a phone that somebody else may hold."""
    _set_safety(False)(talk, before, typed)
    wishes.withdraw(talk.unit, talk.contact, "unsafe")


def _set_safety(safe: bool) -> Callable[[Talk, State, str], None]:
    """Note whether this phone may be texted, in every open case of it."""

    def set_safety(talk: Talk, _: State, __: str) -> None:
        if talk.contact.safe_to_text != safe:
            talk.contact.safe_to_text = safe
            _tell_safety(talk, cases.open_of(talk.unit.session, talk.contact.id), safe)

    return set_safety


def _answer_text(safe: bool) -> Callable[[Talk, State, str], None]:
    """Note at the end of a report whether we may text about it, and offer a code where the concern calls for one.

    The phone's other cases are not told: the moment would show their readers that something was reported. Only a no,
    and a yes that ends one, belong to the phone.
    """

    def answer_text(talk: Talk, _: State, __: str) -> None:
        if not safe or talk.contact.safe_to_text is False:
            talk.contact.safe_to_text = safe
        told = UUID(talk.state.answers["told"])
        opened = pins_of.opened_by(talk.unit.session, talk.contact.id, told)
        if not opened:
            # Whoever is quicker than the workers is heard all the same: the case will be told when it opens.
            message = messages.get(talk.unit.session, told)
            message.dialled = {**(message.dialled or {}), "safe": safe}
        _tell_safety(talk, [cases.locked(talk.unit.session, case_id) for case_id in opened], safe)
        if pins.are_offered(talk.state.answers["topic"], talk.tools.taxonomy, talk.office):
            talk.state = replace(talk.state, at=NEW_PIN)

    return answer_text


def _tell_safety(talk: Talk, told: Iterable[Case], safe: bool) -> None:
    for case in told:
        events.append(talk.unit, case.id, "safety_told", "citizen", safe=safe)
        case.version += 1


def _guard(talk: Talk, _: State, typed: str) -> None:
    pins.choose(talk.unit, talk.contact, UUID(talk.state.answers["told"]), typed)


DOES: Mapping[str, Callable[[Talk, State, str], None]] = {
    "save": _save, "words": _take_words, "call": _call, "language": _remember_language, "continue": _continue,
    "fresh": _begin_again, "find": following.find, "unlock": following.unlock, "read": following.read,
    "close": following.close, "add": following.add, "text": _answer_text(True), "quiet": _answer_text(False),
    "guard": _guard, "unsafe": _unsafe, "safe": _set_safety(True),
}  # fmt: skip
