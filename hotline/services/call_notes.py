"""What somebody said on the phone: understood and walled like a text, then a new case or more of one they have."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from uuid import UUID

from hotline.domain import joining
from hotline.domain.callbacks import NO_LANGUAGE, WISH, Caller, Outcome
from hotline.domain.joining import Place
from hotline.domain.lifecycle import Outcome as Ending
from hotline.services import by_hand, closing, opening, replies, wishes, writing
from hotline.services.by_hand import Told
from hotline.services.call_outcomes import Manner, tell_manner
from hotline.services.casework import Mistake, NotFound
from hotline.services.reading import Reading, Tools
from hotline.services.triage import SURE_LANGUAGES
from hotline.store import callbacks, cases, events, scope
from hotline.store.models.calls import Call, Callback
from hotline.store.models.casework import Case
from hotline.store.models.people import Contact
from hotline.unit_of_work import UnitOfWork

SPOKEN = ("fr", "bm", "ff", "ses", "taq", "ar", "en", "snk", "oth")
CONSENTS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Said:
    """What the officer wrote down: words and choices, language, the case they add to (none: a new one), consents."""

    told: Told
    language: str
    into: str = ""
    sms: str = ""
    referral: str = ""
    manner: Manner | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call whose words wait to be written down, with its wish, its citizen and its case."""

    call: Call
    callback: Callback
    contact: Contact
    case: Case


@dataclass
class _Talk:
    """A call that reached its citizen, and was not written down yet; everything it touches is locked."""

    unit: UnitOfWork
    caller: Caller
    call: Call
    contact: Contact
    case: Case

    @property
    def actor(self) -> str:
        return events.by_account(self.caller.viewer.account_id)


def take_down(unit: UnitOfWork, tools: Tools, caller: Caller, call_id: UUID, said: Said) -> Case | None:
    """Write down what was said, once, and return the case it went to; None if that was done before.

    Raises NotFound and Mistake. Whoever wrote it down may turn out not to be its reader.
    """
    talk = _talk(unit, caller, call_id)
    if talk is None:
        return None
    if said.language not in SPOKEN:
        raise Mistake("no_language")
    into = _chosen(talk, said.into)
    if said.language not in NO_LANGUAGE:
        talk.contact.language = talk.contact.language or said.language
    reading = by_hand.read(unit, tools, talk.contact, said.told)
    place = _place(reading, into) if into else Place("open", None)
    if place.how == "open" or place.case_id is None:
        reading.findings = dataclasses.replace(reading.findings, language=said.language)
        case = opening.enter(reading, talk.case.id, talk.actor)
    else:
        case = _add(talk, reading, place, into)
    _agree(talk, reading, case, said)
    _written(talk)
    return case


def take_nothing_down(unit: UnitOfWork, caller: Caller, call_id: UUID) -> None:
    """Say that nothing of a call needs a case: it was answered on the phone; raises NotFound."""
    talk = _talk(unit, caller, call_id)
    if talk is not None:
        _written(talk)


def to_write_down(unit: UnitOfWork, caller: Caller, callback_id: UUID) -> Waiting | None:
    """Return this account's call that reached its citizen and waits for its words, whatever walls went up since."""
    call = callbacks.last_call(unit.session, callback_id)
    if call is None or not _waits(call, caller):
        return None
    row = unit.session.get_one(Callback, callback_id)
    contact, case = unit.session.get_one(Contact, row.contact_id), unit.session.get_one(Case, row.case_id)
    return Waiting(call, row, contact, case)


def _talk(unit: UnitOfWork, caller: Caller, call_id: UUID) -> _Talk | None:
    call = unit.session.get(Call, call_id)
    if call is None or call.account_id != caller.viewer.account_id or call.outcome != Outcome.REACHED:
        raise NotFound
    held = wishes.hold(unit, call.callback_id)
    unit.session.refresh(call)
    if held is None or not _waits(call, caller):
        return None
    return _Talk(unit, caller, call, held[0], held[1])


def _waits(call: Call, caller: Caller) -> bool:
    mine = call.account_id == caller.viewer.account_id
    return mine and call.outcome == Outcome.REACHED and call.noted_at is None


def _chosen(talk: _Talk, reference: str) -> Case | None:
    """Return the case to add to: one of this citizen's, which the officer reads."""
    if not reference:
        return None
    case = scope.case_for(talk.unit.session, talk.caller.viewer, reference)
    if case is None or case.contact_id != talk.contact.id or case.category == WISH:
        raise Mistake("no_case")
    return case


def _place(reading: Reading, into: Case) -> Place:
    """Find where the words go: to the chosen case, unless somebody who reads it is barred from them."""
    found = reading.findings
    text = joining.Text(
        category=found.category, sensitivity=found.sensitivity, accused=reading.accused,
        understood=found.language in SURE_LANGUAGES, unsure=found.needs_person, thanks_only=False,
        names=frozenset({into.reference}),
    )  # fmt: skip
    candidates = cases.candidates(reading.unit.session, reading.contact.id)
    return joining.find_place(text, candidates, reading.office.barred, reading.unit.now)


def _add(talk: _Talk, reading: Reading, place: Place, into: Case | None) -> Case:
    """Add the words to a case; the officer has just talked with its citizen, so that nobody waits because of them."""
    if place.how != "join" or into is None or place.case_id != into.id:
        opening.add_to_case(reading, place.case_id or talk.case.id, place.how, tell=False)
        return cases.locked(talk.unit.session, place.case_id or talk.case.id)
    case, urgency = cases.locked(talk.unit.session, into.id), into.urgency
    opening.attach(reading, case)
    case.version += 1
    events.append(talk.unit, case.id, "call_noted", talk.actor, call=str(talk.call.id), message=str(reading.message.id))
    opening.raise_urgency(reading, case)
    if case.urgency != urgency:
        opening.wait_again(case, reading.office, talk.unit.now)
    return case


def _agree(talk: _Talk, reading: Reading, case: Case, said: Said) -> None:
    """Keep what the citizen agreed to, and acknowledge a new case where they want texts."""
    unit, safe, referral = talk.unit, CONSENTS.get(said.sms), CONSENTS.get(said.referral)
    if said.manner is not None:
        told_here = tell_manner(unit, talk.contact, talk.case, said.manner, talk.actor) and case.id == talk.case.id
        if safe is False and not told_here:
            # Who refuses texts and names hours in one breath may be called: the case of these words must know it.
            manner = said.manner
            events.append(unit, case.id, "call_manner_told", talk.actor, hours=manner.hours, discreet=manner.discreet)
    if referral is not None:
        events.append(unit, case.id, "consent_recorded", talk.actor, what="referral", given=referral)
    if safe is None:
        return
    talk.contact.safe_to_text = safe
    events.append(unit, case.id, "safety_told", talk.actor, safe=safe)
    if safe:
        writing.release(unit, case.id)
        replies.acknowledge(reading, case)


def _written(talk: _Talk) -> None:
    """Mark the call as written down, and close a case that was nothing but the wish.

    A case with a concern of its own shows nothing of words that went elsewhere: that could be behind a wall.
    """
    talk.call.noted_at = talk.unit.now
    if talk.case.category == WISH:
        events.append(talk.unit, talk.case.id, "call_noted", talk.actor, call=str(talk.call.id))
        closing.end_unasked(talk.unit, talk.case, Ending.RESOLVED, talk.actor)
