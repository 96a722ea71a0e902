"""How a citizen follows a case by keypad: found for its own phone, opened by its code, read, answered, added to."""

from __future__ import annotations

from dataclasses import replace

from hotline.domain import ussd
from hotline.domain.menu import FOLLOW, LOCKED, PIN
from hotline.domain.ussd import State
from hotline.services import intake, outcomes, pins, waiting
from hotline.services.replies import READABLE, in_words
from hotline.services.talk import Talk, bring
from hotline.store import cases, events, outbound, questions
from hotline.store.models.casework import Case

_FLAGS = ("readable", "asked", "unlocked", "guarded")


def find(talk: Talk, before: State, _: str) -> None:
    """Find the case of this phone with that reference; another phone's is as unknown as none."""
    case = _locked(talk)
    if case is None:
        talk.state = ussd.miss(talk.menu, replace(before, at=FOLLOW), "unknown_reference")
        return
    events.append(talk.unit, case.id, "status_asked", "citizen")
    # What was open for a case looked at before says nothing about this one.
    talk.state = replace(talk.state, answers={**talk.state.answers, **dict.fromkeys(_FLAGS, "")})
    if pins.is_locked(talk.unit, case):
        talk.state = replace(talk.state, at=LOCKED)
    elif pins.guards(talk.unit, case):
        # The words of its state say already that an answer is there; of a closed one they do not.
        guarded = "1" if in_words(case) == "answered" else ""
        talk.state = replace(talk.state, at=PIN, answers={**talk.state.answers, "guarded": guarded})
    else:
        _offer(talk, case, readable=case.sensitivity in READABLE)


def unlock(talk: Talk, before: State, typed: str) -> None:
    """Take the code of a case; with the right one everything about it is on offer."""
    case = _locked(talk)
    if case is None:
        return
    said = pins.say(talk.unit, case, typed)
    if said is pins.Said.ACCEPTED:
        talk.state = replace(talk.state, answers={**talk.state.answers, "unlocked": "1"})
        _offer(talk, case, readable=True)
    elif said is pins.Said.LOCKED:
        talk.state = replace(talk.state, at=LOCKED)
    else:
        talk.state = ussd.miss(talk.menu, before, "wrong_pin")


def read(talk: Talk, _: State, __: str) -> None:
    """Note that the answer is being read; one that waited to be asked for has thereby arrived."""
    case = _locked(talk)
    row = outbound.last_answer(talk.unit.session, case.id) if case else None
    if case is None or row is None:
        return
    events.append(talk.unit, case.id, "answer_read", "citizen", text=str(row.id))
    if row.state == "held":
        row.gateway = talk.row.gateway
        outcomes.move(talk.unit, row, "delivered", None)
        waiting.question_reached(talk.unit, case, [row.id])
        case.version += 1


def close(talk: Talk, _: State, __: str) -> None:
    """Hand the answer to the closing question over as the text that it would be by SMS."""
    intake.accept_dialled(talk.unit, talk.row, talk.state.answers["digit"], None)


def add(talk: Talk, _: State, typed: str) -> None:
    """Bring words for the case that was dialled."""
    bring(talk, {"case": talk.state.answers["reference"], "words": typed}, talk.state.answers)


def _offer(talk: Talk, case: Case, *, readable: bool) -> None:
    asked = questions.open_for(talk.unit.session, talk.contact.id, talk.unit.now)
    flags = {
        "readable": "1" if readable and case.first_answered_at is not None else "",
        "asked": "1" if asked and asked.case_id == case.id else "",
        "guarded": "",
    }
    talk.state = replace(talk.state, answers={**talk.state.answers, **flags})


def _locked(talk: Talk) -> Case | None:
    """Return the case that was dialled, locked: whoever appends to its trail holds it."""
    found = talk.case()
    return cases.locked(talk.unit.session, found.id) if found else None
