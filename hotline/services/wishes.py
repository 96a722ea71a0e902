"""Wishes for a call: noted by triage, placed by a person, taken back by the citizen, put in order by the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from hotline import ids
from hotline.domain import callbacks as rules
from hotline.domain import deadlines, phones
from hotline.domain.callbacks import NO_LANGUAGE, WISH
from hotline.services.reading import Reading
from hotline.store import callbacks, cases, contacts, events
from hotline.store.models.calls import Callback
from hotline.store.models.casework import Case
from hotline.store.models.people import Contact
from hotline.unit_of_work import UnitOfWork

RUN_OUT = "run_out"
Units = Callable[[], UnitOfWork]


def note(reading: Reading, case_id: UUID, *, beside: bool = False) -> None:
    """Note a wish for a call about its case, once while it is open; a sender that is no phone cannot be called.

    `beside`: the text is an answer that asks for a call as well.
    """
    unit, contact = reading.unit, reading.contact
    if not (is_one(reading) or (beside and _has_number(reading))):
        return
    case = cases.locked(unit.session, case_id)
    # After a STOP a new wish counts, even one that was sent earlier and is only read now.
    asked_at = max(filter(None, (reading.message.received_at, contact.opted_out_at)))
    row = callbacks.open_for(unit.session, case_id) or _add(reading, case, asked_at)
    row.last_asked_at = max(row.last_asked_at, asked_at)
    row.language = _language(reading) or row.language
    unit.session.flush()


def is_one(reading: Reading) -> bool:
    """Say whether a text asks for a call that somebody can make."""
    return reading.findings.category == WISH and _has_number(reading)


def place(unit: UnitOfWork, case: Case, desk_id: UUID) -> None:
    """Let a desk make the call that its case asks for, as a person decided; the case is locked, the event is theirs."""
    row = callbacks.open_for(unit.session, case.id)
    if row is not None:
        row.placed_desk_id = desk_id


def withdraw(unit: UnitOfWork, contact: Contact, why: str) -> None:
    """Call nobody who does not want it any more, or for whom it is dangerous; call it with the contact locked."""
    for found in callbacks.open_of(unit.session, contact.id):
        cases.locked(unit.session, found.case_id)
        row = callbacks.locked(unit.session, found.id)
        if row is not None and row.closed_at is None:
            end(unit, row, "citizen", why)


def end(unit: UnitOfWork, row: Callback, actor: str, why: str) -> None:
    """Settle a wish for a reason, and end the try that is under way; its case is locked."""
    call = callbacks.last_call(unit.session, row.id)
    if call is not None and call.ended_at is None:
        call.ended_at, call.outcome = unit.now, "withdrawn"
    row.closed_at, row.outcome = unit.now, why
    row.claimed_by = row.claim_until = None
    events.append(unit, row.case_id, "call_ended", actor, callback=str(row.id), why=why)


def give_back(unit: UnitOfWork, row: Callback) -> None:
    """Take a wish back from whoever held it for too long; the case is locked."""
    call = callbacks.last_call(unit.session, row.id)
    if call is not None and call.ended_at is None:
        call.ended_at, call.outcome = row.claim_until, RUN_OUT
        events.append(unit, row.case_id, "call_returned", "system", call=str(call.id), n=call.n)
    row.claimed_by = row.claim_until = None


def put_in_order(units: Units) -> int:
    """Give back claims that ran out, and settle what a STOP or a closing ended meanwhile; return how many."""
    with units() as unit:
        found = callbacks.spent(unit.session, unit.now)
    for callback_id in found:
        with units() as unit:
            _put_in_order(unit, callback_id)
    return len(found)


def hold(unit: UnitOfWork, callback_id: UUID) -> tuple[Contact, Case, Callback] | None:
    """Lock a wish with its contact and its case, in the order in which triage locks them."""
    found = unit.session.get(Callback, callback_id)
    if found is None:
        return None
    contact = contacts.locked(unit.session, found.contact_id)
    case = cases.locked(unit.session, found.case_id)
    row = callbacks.locked(unit.session, callback_id)
    return (contact, case, row) if row else None


def _has_number(reading: Reading) -> bool:
    return phones.is_e164(contacts.number(reading.unit.vault, reading.contact))


def _add(reading: Reading, case: Case, asked_at: datetime) -> Callback:
    unit = reading.unit
    calendar = reading.office.calendar_for(case.desk_id)
    due = deadlines.due_times(case.urgency, case.sensitivity, asked_at, calendar)
    row = Callback(
        id=ids.new_id(), contact_id=reading.contact.id, case_id=case.id, language=_language(reading) or "und",
        asked_at=asked_at, last_asked_at=asked_at, due_at=due.first_answer, misses=0,
        next_at=rules.first_try(asked_at, reading.contact.call_hours),
    )  # fmt: skip
    unit.session.add(row)
    events.append(unit, case.id, "call_asked", "citizen", callback=str(row.id), language=row.language)
    case.version += 1
    return row


def _language(reading: Reading) -> str | None:
    """Return the language the citizen wants: chosen on the keypad, else known of the phone, else read in the words."""
    dialled = (reading.message.dialled or {}).get("language")
    for code in (dialled, reading.contact.language, reading.findings.language):
        if code and code not in NO_LANGUAGE:
            return str(code)
    return None


def _put_in_order(unit: UnitOfWork, callback_id: UUID) -> None:
    held = hold(unit, callback_id)
    if held is None or held[2].closed_at is not None:
        return
    contact, case, row = held
    if case.status == "closed" and case.category == WISH:
        end(unit, row, "system", "case_closed")
    elif contact.opted_out_at is not None and contact.opted_out_at > row.last_asked_at:
        end(unit, row, "citizen", "opted_out")
    elif row.claim_until is not None and row.claim_until <= unit.now:
        give_back(unit, row)
