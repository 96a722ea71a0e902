"""How a call ended: the answer it was, the next try, the end of the wish; three misses, then one neutral text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hotline.domain import callbacks as rules
from hotline.domain.callbacks import HOURS, NO_LANGUAGE, WISH, Caller, Outcome
from hotline.domain.language import FALLBACK, phrase
from hotline.domain.lifecycle import Action, Status, advance
from hotline.domain.lifecycle import Outcome as Ending
from hotline.services import closing, telling, waiting, wishes, writing
from hotline.services.casework import Mistake, NotFound
from hotline.services.reading import Tools
from hotline.services.writing import Letter
from hotline.store import callbacks, cases, events
from hotline.store.callbacks import Known
from hotline.store.models.calls import Call
from hotline.store.models.casework import Case
from hotline.store.models.people import Contact
from hotline.unit_of_work import UnitOfWork


class Over(Exception):
    """The officer has this call no longer: taken back, run out and taken by another, or walled meanwhile."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody wants to be called: in which hours, and whether to say nothing to whoever else answers."""

    hours: str
    discreet: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """What the officer says of a call; a later time comes with `later`, the wishes for it with `manner`."""

    outcome: Outcome
    later: datetime | None = None
    manner: Manner | None = None


@dataclass
class _Call:
    """A call in hand, with everything it touches locked."""

    unit: UnitOfWork
    tools: Tools
    caller: Caller
    known: Known
    call: Call

    @property
    def actor(self) -> str:
        return events.by_account(self.caller.viewer.account_id)


def finish(unit: UnitOfWork, tools: Tools, caller: Caller, call_id: UUID, ended: Ended) -> UUID:
    """Write down how a call ended, once, and return the id of its wish; raises NotFound, Over and Mistake."""
    call = unit.session.get(Call, call_id)
    if call is None or call.account_id != caller.viewer.account_id:
        raise NotFound
    wishes.hold(unit, call.callback_id)
    unit.session.refresh(call)
    if call.outcome == ended.outcome.value:
        return call.callback_id
    in_hand = _in_hand(unit, tools, caller, call)
    if ended.outcome is Outcome.LATER and (ended.later is None or not rules.is_possible_later(ended.later, unit.now)):
        raise Mistake("bad_time")
    _record(in_hand, ended.outcome)
    if ended.manner is not None:
        tell_manner(unit, in_hand.known.contact, in_hand.known.case, ended.manner, in_hand.actor)
    _DOES[ended.outcome](in_hand, ended)
    in_hand.known.case.version += 1
    return call.callback_id


def tell_manner(unit: UnitOfWork, contact: Contact, case: Case, manner: Manner, actor: str) -> bool:
    """Keep how a phone wants to be called, and say whether that is new; raises Mistake for hours nobody knows."""
    if manner.hours not in HOURS:
        raise Mistake("no_hours")
    if (contact.call_hours, contact.call_discreet) == (manner.hours, manner.discreet):
        return False
    contact.call_hours, contact.call_discreet = manner.hours, manner.discreet
    events.append(unit, case.id, "call_manner_told", actor, hours=manner.hours, discreet=manner.discreet)
    return True


def _in_hand(unit: UnitOfWork, tools: Tools, caller: Caller, call: Call) -> _Call:
    """Take the call in hand if its wish stands and nobody else has taken it up since; late is better than never."""
    known = callbacks.find(unit.session, caller, call.callback_id)
    last = callbacks.last_call(unit.session, call.callback_id)
    if known is None or last is None or last.id != call.id or call.outcome not in (None, wishes.RUN_OUT):
        raise Over
    return _Call(unit, tools, caller, known, call)


def _record(of: _Call, outcome: Outcome) -> None:
    """Write down that the citizen was called, and let go of the number."""
    row, case, reached = of.known.callback, of.known.case, outcome is Outcome.REACHED
    of.call.ended_at, of.call.outcome = of.unit.now, outcome.value
    row.claimed_by = row.claim_until = None
    since = case.waiting_since.isoformat() if case.waiting_since and reached else None
    events.append(of.unit, case.id, "called", of.actor, call=str(of.call.id), n=of.call.n, reached=reached,
                  outcome=outcome.value, started_at=of.call.started_at.isoformat(), waiting_since=since,
                  body=str(of.caller.viewer.body_id))  # fmt: skip


def _reached(of: _Call, _: Ended) -> None:
    """A person answered a person: the wait is over, and the wish fulfilled."""
    case = of.known.case
    _close(of, Outcome.REACHED.value)
    case.first_answered_at = case.first_answered_at or of.unit.now
    if case.status == Status.CLOSED:
        return
    waiting.end_pause(of.unit, case, of.actor, "answered")
    case.status = advance(Status(case.status), Action.ANSWER)
    case.waiting_since, case.due_at = None, case.closure_due_at
    telling.note(of.unit, case, of.actor, telling.CALL)


def _missed(of: _Call, _: Ended) -> None:
    row, case = of.known.callback, of.known.case
    given_up = rules.ends(Outcome.NOT_REACHED, row.misses)
    row.misses += 1
    if not given_up:
        row.next_at = rules.next_try(of.unit.now, of.known.contact.call_hours, case.urgency)
        return
    wishes.end(of.unit, row, "system", Outcome.NOT_REACHED.value)
    _tell_that_we_called(of)
    _end_case(of, Ending.UNREACHABLE)


def _later(of: _Call, ended: Ended) -> None:
    of.known.callback.next_at = ended.later or of.unit.now


def _wrong_number(of: _Call, _: Ended) -> None:
    wishes.end(of.unit, of.known.callback, of.actor, Outcome.WRONG_NUMBER.value)
    _end_case(of, Ending.UNREACHABLE)


def _not_wanted(of: _Call, _: Ended) -> None:
    wishes.end(of.unit, of.known.callback, of.actor, Outcome.NOT_WANTED.value)
    _end_case(of, Ending.NO_ACTION)


def _unsafe(of: _Call, _: Ended) -> None:
    """Mark the phone as its citizen would by dialling; elsewhere it shows as told by them, not by whom they told it."""
    contact, case = of.known.contact, of.known.case
    contact.safe_to_text = False
    for one in cases.open_of(of.unit.session, contact.id):
        events.append(of.unit, one.id, "safety_told", of.actor if one.id == case.id else "citizen", safe=False)
        one.version += 1
    wishes.withdraw(of.unit, contact, Outcome.UNSAFE.value)
    case.supervisor_flag = True


def _close(of: _Call, outcome: str) -> None:
    row = of.known.callback
    row.closed_at, row.outcome = of.unit.now, outcome


def _end_case(of: _Call, ending: Ending) -> None:
    """Close the case that was nothing but the wish; one with a concern of its own goes on."""
    if of.known.case.category == WISH:
        closing.end_unasked(of.unit, of.known.case, ending, of.actor)


def _tell_that_we_called(of: _Call) -> None:
    """Write one neutral text where that is safe, in a language somebody has reviewed."""
    spoken, code = of.tools.languages.read(of.unit.session), of.known.callback.language
    code = FALLBACK if code in NO_LANGUAGE else code
    if not (spoken.is_live(code) and _may_text(of)):
        return
    text = phrase(spoken.languages, code, "call_missed")
    letter = Letter("call_missed", of.known.callback.id, text, code, case_id=of.known.case.id)
    writing.write(of.unit, of.known.contact, letter)


def _may_text(of: _Call) -> bool:
    """Say whether a text may speak of a call: never where others answer, and of what is sensitive on a yes only."""
    contact, case = of.known.contact, of.known.case
    if contact.call_discreet or writing.cannot_text(of.unit, contact):
        return False
    open_enough = case.sensitivity in closing.ASKED and case.wall == "none"
    return contact.safe_to_text is True or open_enough


_DOES: Mapping[Outcome, Callable[[_Call, Ended], None]] = {
    Outcome.REACHED: _reached, Outcome.NOT_REACHED: _missed, Outcome.LATER: _later, Outcome.UNSAFE: _unsafe,
    Outcome.WRONG_NUMBER: _wrong_number, Outcome.NOT_WANTED: _not_wanted,
}  # fmt: skip
