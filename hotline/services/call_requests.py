"""An officer wants the citizen called: a wish like the citizen's own, so that the same walls say who may call."""

from __future__ import annotations

from hotline import ids
from hotline.domain import callbacks as rules
from hotline.domain import deadlines, phones
from hotline.services import casework
from hotline.services.casework import Asked, Mistake, NotFound
from hotline.store import callbacks, contacts, scope
from hotline.store.models.calls import Callback
from hotline.store.models.casework import Case
from hotline.store.models.people import Contact
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork


def want(unit: UnitOfWork, asked: Asked, office: Office) -> Case:
    """Put the citizen of a case among those to be called; raises Mistake where nobody may call them, or one waits."""
    seen = scope.case_for(unit.session, asked.viewer, asked.reference)
    if seen is None:
        raise NotFound
    if seen.contact_id is None:
        raise Mistake("no_phone")
    # First the contact, then the case: the order in which triage locks them.
    contact = contacts.locked(unit.session, seen.contact_id)
    case = casework.find(unit, asked)
    hindrance = hinders(unit, case, contact)
    if hindrance is not None:
        raise Mistake(hindrance)
    if callbacks.open_for(unit.session, case.id) is not None:
        raise Mistake("call_waits")
    due = deadlines.due_times(case.urgency, case.sensitivity, unit.now, office.calendar_for(case.desk_id))
    row = Callback(
        id=ids.new_id(), contact_id=contact.id, case_id=case.id, language=contact.language or case.language,
        asked_at=unit.now, last_asked_at=unit.now, due_at=due.first_answer, misses=0,
        next_at=rules.first_try_unasked(unit.now, contact.call_hours, case.urgency),
    )  # fmt: skip
    unit.session.add(row)
    casework.record(unit, case, asked, "call_wanted", callback=str(row.id), language=row.language)
    return case


def hinders(unit: UnitOfWork, case: Case, contact: Contact) -> str | None:
    """Return why nobody may be asked to call this citizen, as a code, or None: what a page offers is not refused."""
    if contact.opted_out_at is not None:
        return "opted_out"
    said = callbacks.said_of(unit.session, case) if contact.safe_to_text is False else None
    if said is not None and not rules.may_ring(said):
        return "not_to_ring" if rules.is_warned_of(said) else "texts_refused"
    return None if phones.is_e164(contacts.number(unit.vault, contact)) else "no_phone"
