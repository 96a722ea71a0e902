"""Two weeks and two months after a complaint left the wall, its citizen is asked whether they were made to pay."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from hotline.domain import referral as rules
from hotline.services import casework, marking
from hotline.services.casework import Asked, Mistake
from hotline.store import cases, contacts, events, referrals
from hotline.store.models.casework import Case
from hotline.store.models.referrals import ReprisalCheck
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

Units = Callable[[], UnitOfWork]


def ask_due(units: Units) -> int:
    """Put each check whose day has come before the officers, or write down that asking is not safe; count them."""
    with units() as unit:
        due = referrals.checks_due(unit.session, unit.now)
    for check_id in due:
        with units() as unit:
            check = unit.session.get_one(ReprisalCheck, check_id)
            case = cases.locked(unit.session, check.case_id)
            unit.session.refresh(check, with_for_update=True)
            if check.state is None:
                _ask(unit, case, check)
    return len(due)


def answer(unit: UnitOfWork, asked: Asked, check_id: UUID, told: str, office: Office) -> Case:
    """Write down what the citizen said; a reprisal protects and hurries the case, and calls for others."""
    case = casework.find(unit, asked)
    check = unit.session.get(ReprisalCheck, check_id)
    if check is None or check.case_id != case.id or check.state != rules.ASKED:
        raise Mistake("no_check")
    if told not in rules.CHECK_ANSWERS:
        raise Mistake("no_reason")
    check.state, check.answer, check.answered_at = rules.DONE, told, unit.now
    casework.record(unit, case, asked, "reprisal_told", days=check.days, answer=told)
    if told == rules.REPRISAL:
        _alarm(unit, case, asked, office)
    return case


def _ask(unit: UnitOfWork, case: Case, check: ReprisalCheck) -> None:
    contact = contacts.get(unit.session, case.contact_id) if case.contact_id else None
    safe = contact is not None and contact.safe_to_text is not False and contact.opted_out_at is None
    check.state = rules.ASKED if safe else rules.NOT_SAFE
    case.version += 1
    if safe:
        events.append(unit, case.id, "reprisal_asked", "system", days=check.days, referral=str(check.referral_id))
    else:
        events.append(unit, case.id, "reprisal_not_asked", "system", days=check.days, why=rules.NOT_SAFE)


def _alarm(unit: UnitOfWork, case: Case, asked: Asked, office: Office) -> None:
    """R15: its own trigger; seen within a day, by cleared readers where the desk has them."""
    case.supervisor_flag = True
    if asked.viewer.cleared and case.sensitivity != "S3":
        casework.record(
            unit, case, asked, "sensitivity_raised", before=case.sensitivity, sensitivity="S3", why="reprisal"
        )
        case.sensitivity = "S3"
    if case.urgency not in ("critical", "high"):
        marking.change_urgency(unit, Asked(asked.viewer, case.reference), "high", office)
