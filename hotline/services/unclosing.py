"""Takes a closing back while its question has surely not gone out: the citizen knows of nothing, the clocks ran on."""

from __future__ import annotations

from hotline.domain.lifecycle import Action, Status, advance
from hotline.domain.ownership import Told
from hotline.domain.story import tell
from hotline.services import casework, closing, waiting
from hotline.services.casework import Asked, Mistake
from hotline.services.languages import LanguageReader
from hotline.store import contacts, events, questions
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork


def take_back(unit: UnitOfWork, asked: Asked, languages: LanguageReader) -> Case:
    """Open a case again whose closing question still waits; raises Mistake where it is leaving, or nothing waits."""
    case = casework.find(unit, asked)
    question = questions.of_case(unit.session, case.id)
    if case.status != Status.CLOSING or question is None:
        raise Mistake("closing_over")
    text = questions.text_still_here(unit.session, question.id)
    if text is None or text.due_at <= unit.now:
        raise Mistake("question_leaves")
    closing.withdraw_question(unit, case)
    case.status = advance(Status(case.status), Action.TAKE_BACK)
    until = waiting.resume_pause(unit, case)
    casework.record(unit, case, asked, "closing_withdrawn", until=until.isoformat() if until else None)
    _wait_on(unit, case)
    closing.ask_next(unit, contacts.get(unit.session, question.contact_id), languages)
    return case


def _wait_on(unit: UnitOfWork, case: Case) -> None:
    """Show again what the citizen waits for, and since when: closing had hidden it, and ended none of it."""
    told = tell(Told(one.kind, one.at, one.actor, one.data) for one in events.trail(unit.session, case.id))
    wait = told.open_wait if told is not None else None
    case.waiting_since = wait.start if wait is not None else None
    case.due_at = case.answer_due_at if wait is not None else case.closure_due_at
