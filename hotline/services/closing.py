"""The end of a case: the one question, its answer, silence, and what opens a case again."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from hotline.domain.language import FALLBACK, phrase
from hotline.domain.lifecycle import (
    ACTION_OF_DIGIT,
    ANSWER_OF_ACTION,
    QUESTION_DAYS,
    Action,
    CitizenAnswer,
    Outcome,
    Status,
    advance,
)
from hotline.domain.references import show_reference
from hotline.domain.taxonomy import more_protective
from hotline.services import outcomes, waiting, wishes, writing
from hotline.services.languages import LanguageReader
from hotline.services.writing import Letter
from hotline.store import cases, contacts, events, outbound, questions
from hotline.store.models.casework import Case, Question
from hotline.store.models.people import Contact
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

# The question names no subject: it says no more than the receipt and the answers that the phone was sent already.
ASKED = frozenset({"S0", "S1", "S2"})
PROTECTED = frozenset({"gbv", "child_protection", "staff_misconduct"})


def close(unit: UnitOfWork, case: Case, outcome: Outcome, actor: str, languages: LanguageReader) -> None:
    """Close a case: ask the citizen where that is safe, else close it as not asked."""
    contact = contacts.get(unit.session, case.contact_id) if case.contact_id else None
    case.outcome = outcome.value
    case.version += 1
    waiting.end_pause(unit, case, actor, "closed")
    waiting.end_snooze(unit, case, actor, "closed")
    if contact is None or case.sensitivity not in ASKED or writing.cannot_text(unit, contact):
        _end(unit, case, Action.CLOSE_WITHOUT_ASKING, actor, outcome=outcome.value)
        return
    case.status = advance(Status(case.status), Action.CLOSE)
    case.waiting_since = None
    case.due_at = None
    questions.add(unit.session, case.id, contact.id, unit.now)
    events.append(unit, case.id, "closing_asked", actor, outcome=outcome.value)
    ask_next(unit, contact, languages)


def leaves_at(unit: UnitOfWork, case: Case) -> datetime | None:
    """Return when the closing question of a case will go out, if that is later than now."""
    question = questions.of_case(unit.session, case.id)
    text = questions.text_still_here(unit.session, question.id) if question else None
    return text.due_at if text is not None and text.due_at > unit.now else None


def end_unasked(unit: UnitOfWork, case: Case, outcome: Outcome, actor: str) -> None:
    """Close a case whose citizen was spoken to, or cannot be; a question they are being asked is left to them."""
    if case.status not in (Status.CLOSING, Status.CLOSED):
        _end(unit, case, Action.CLOSE_WITHOUT_ASKING, actor, outcome=outcome.value)


def ask_next(unit: UnitOfWork, contact: Contact, languages: LanguageReader) -> None:
    """Put the next waiting question to a phone that is not being asked anything else."""
    question = questions.next_waiting(unit.session, contact.id)
    if question is None:
        return
    case = unit.session.get_one(Case, question.case_id)
    if not questions.put(unit.session, question, unit.now, unit.now + timedelta(days=QUESTION_DAYS)):
        return
    spoken = languages.read(unit.session)
    code = case.language if spoken.is_live(case.language) else FALLBACK
    text = phrase(spoken.languages, code, "closing_question", reference=show_reference(case.reference))
    due_at = _after_answer(unit, case)
    writing.write(unit, contact, Letter("closing_question", question.id, text, code, case_id=case.id, due_at=due_at))
    unit.session.flush()


def _after_answer(unit: UnitOfWork, case: Case) -> datetime | None:
    """Return when an answer that can still be called back has gone out: the question must not overtake it."""
    last = outbound.last_answer(unit.session, case.id)
    if last is None or last.state != "queued" or last.due_at <= unit.now:
        return None
    return last.due_at + timedelta(seconds=1)


def take_answer(unit: UnitOfWork, case: Case, question: Question, digit: int, office: Office) -> None:
    """Act on the citizen's 1, 2 or 3."""
    action = ACTION_OF_DIGIT[digit]
    answer = ANSWER_OF_ACTION[action]
    question.state, question.answer = "answered", answer.value
    if action is Action.CONFIRM:
        # What somebody was to look at again is settled by the citizen's yes.
        case.supervisor_flag = False
        _end(unit, case, action, "citizen", outcome=case.outcome or Outcome.RESOLVED.value)
        return
    case.status = advance(Status(case.status), action)
    case.citizen_answer, case.outcome, case.closed_at = answer.value, None, None
    case.supervisor_flag = True
    case.version += 1
    events.append(unit, case.id, "reopened", "citizen", why=answer.value)
    if action is Action.NOT_SAFE:
        protect(unit, case, contacts.get(unit.session, question.contact_id), office)


def protect(unit: UnitOfWork, case: Case, contact: Contact, office: Office) -> None:
    """Nothing more goes to a phone that is not safe; the case goes to oversight, or protection for its kinds."""
    contact.safe_to_text = False
    wishes.withdraw(unit, contact, "unsafe")
    kind = "protection" if case.category in PROTECTED else "oversight"
    desk = next((desk for desk in office.desks if desk.kind == kind and desk.active), None)
    case.sensitivity = more_protective(case.sensitivity, "S2")
    if desk is not None and desk.id != case.desk_id:
        case.desk_id, case.owner_id = desk.id, None
        events.append(unit, case.id, "transferred", "system", desk=str(desk.id), body=str(desk.body_id), why="not_safe")


def silence(unit: UnitOfWork, question: Question) -> None:
    """Close a case whose citizen did not answer in time; a question that never went out counts as not asked."""
    case = cases.locked(unit.session, question.case_id)
    if not questions.is_open(unit.session, question):
        return
    question.state = "expired"
    if case.status != Status.CLOSING:
        return
    went_out = questions.went_out(unit.session, question.id)
    action = Action.SILENCE if went_out else Action.CLOSE_WITHOUT_ASKING
    question.answer = ANSWER_OF_ACTION[action].value
    _end(unit, case, action, "system", outcome=case.outcome or Outcome.RESOLVED.value)


def reopen(unit: UnitOfWork, case: Case, action: Action, message_id: UUID) -> None:
    """Open a closed case again because its citizen wrote; an appeal is flagged for the supervisor."""
    case.status = advance(Status(case.status), action)
    case.outcome = case.citizen_answer = None
    case.closed_at = None
    case.waiting_since = None
    case.supervisor_flag = case.supervisor_flag or action is Action.APPEAL
    events.append(unit, case.id, "reopened", "citizen", why=action.value, message=str(message_id))
    if action is Action.APPEAL and case.owner_id is not None:
        before, case.owner_id = case.owner_id, None
        events.append(unit, case.id, "released", "system", before=str(before), why=action.value)


def withdraw_question(unit: UnitOfWork, case: Case) -> None:
    """Take the closing question back: the citizen wrote something else instead of answering, or nobody asked yet."""
    question = questions.of_case(unit.session, case.id)
    if question is not None:
        question.state = "withdrawn"
        unasked = questions.text_still_here(unit.session, question.id)
        if unasked is not None:
            outcomes.move(unit, unasked, "cancelled", "withdrawn")
            unasked.handled_at = unit.now
        unit.session.flush()
    case.outcome = None


def _end(unit: UnitOfWork, case: Case, action: Action, actor: str, outcome: str) -> None:
    case.status = advance(Status(case.status), action)
    case.citizen_answer = ANSWER_OF_ACTION[action].value
    case.closed_at, case.outcome = unit.now, outcome
    case.waiting_since = case.due_at = None
    case.version += 1
    events.append(unit, case.id, "closed", actor, outcome=outcome, citizen=CitizenAnswer(case.citizen_answer).value)
