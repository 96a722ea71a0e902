"""What an officer decides of a text that did not arrive, or may not have: send it again, or leave it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hotline.domain.lifecycle import Action, Status, advance
from hotline.domain.messages import awaits_person
from hotline.jobnames import Job
from hotline.services import outcomes, pins, writing
from hotline.services.casework import Asked, Mistake, NotFound, find, record
from hotline.store import contacts, outbound, questions, scope
from hotline.store.models.casework import Case
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Outbound
from hotline.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Which:
    """One text of a case, as the officer saw it: after how many attempts."""

    text_id: UUID
    attempts: int


def send_again(unit: UnitOfWork, asked: Asked, which: Which) -> Case:
    """Queue a text once more; a second click on the same button changes nothing.

    It stays the same text: if an earlier attempt turns out to have arrived before the new one begins, none is made.
    """
    case, text = taken(unit, asked, which.text_id)
    if text.attempts != which.attempts:
        raise Mistake("sent_again_already")
    if not awaits_person(text.state, text.settled_at):
        return case
    contact = contacts.get(unit.session, text.contact_id)
    by_code = text.kind == outcomes.HUMAN and pins.guards(unit, case)
    if not by_code:
        _refuse_unsafe(unit, contact)
    status = _status_after(unit, case, text)
    held = by_code or text.kind == outcomes.HUMAN and pins.is_unsafe(case, contact)
    text.state, text.failure, text.due_at = "held" if held else "queued", None, unit.now
    text.tries_from, text.via = text.attempts, None
    text.settled_at = text.stuck_at = text.handled_at = None
    unit.wake(Job.DELIVERY)
    since = case.waiting_since.isoformat() if case.waiting_since else None
    record(unit, case, asked, "sent_again", text=str(text.id), purpose=text.kind, waiting_since=since,
           body=str(asked.viewer.body_id))  # fmt: skip
    if text.kind == outcomes.HUMAN:
        case.status, case.first_answered_at = status, case.first_answered_at or unit.now
        case.waiting_since, case.due_at = None, case.closure_due_at
        outcomes.recount_failures(unit, case)
    return case


def leave(unit: UnitOfWork, asked: Asked, which: Which) -> Case:
    """Write down that nothing more is done about a text; a second click changes nothing."""
    case, text = taken(unit, asked, which.text_id)
    if text.handled_at is not None or not awaits_person(text.state, text.settled_at):
        return case
    text.handled_at = unit.now
    record(unit, case, asked, "left_unsent", text=str(text.id), purpose=text.kind)
    outcomes.recount_failures(unit, case)
    return case


def taken(unit: UnitOfWork, asked: Asked, text_id: UUID) -> tuple[Case, Outbound]:
    """Return the case and the text, both locked: the text first, as everybody does who moves one."""
    seen = scope.case_for(unit.session, asked.viewer, asked.reference)
    text = outbound.of(unit.session, seen.id, text_id) if seen else None
    if seen is None or text is None:
        raise NotFound
    unit.session.expire(seen)
    return find(unit, asked), text


def _refuse_unsafe(unit: UnitOfWork, contact: Contact) -> None:
    code = writing.cannot_text(unit, contact)
    if code:
        raise Mistake(code)


def _status_after(unit: UnitOfWork, case: Case, text: Outbound) -> Status:
    """Return the case's status with the text on its way; raises Refused or Mistake where it makes no sense any more."""
    if text.kind == "closing_question":
        question = questions.of_case(unit.session, case.id)
        if question is None or question.id != text.cause_id or question.state != "open":
            raise Mistake("question_over")
        return Status(case.status)
    return advance(Status(case.status), Action.ANSWER)
