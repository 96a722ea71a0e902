"""An officer corrects what a case is about; it may protect and hurry more by it, and never less."""

from __future__ import annotations

from uuid import UUID

from hotline.domain.lifecycle import Status
from hotline.domain.sorting import CONFIRMED, HINTED, PROTECTED
from hotline.domain.taxonomy import more_protective, more_urgent
from hotline.services import casework, opening, sorting, wishes
from hotline.services.casework import Asked, Mistake
from hotline.services.sorting import Choice, Effect
from hotline.store import cases, messages
from hotline.store.models.casework import Case
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork


def correct(unit: UnitOfWork, asked: Asked, choice: Choice, office: Office) -> Case:
    """Do what the correction says and keep it as a label; raises NotFound, Mistake, Moved.

    The case stays at its desk, unless that desk may not read it any more.
    """
    case = casework.find(unit, asked)
    casework.refuse_if_moved(case, asked)
    if case.status == Status.CLOSED:
        raise Mistake("refused")
    if case.last_message_id is None:
        raise Mistake("no_words")
    message = messages.get(unit.session, case.last_message_id)
    follows = sorting.effect(unit, office, case, message, choice)
    urgency = more_urgent(case.urgency, follows.urgency)
    if (follows.category.code, urgency) == (case.category, case.urgency):
        raise Mistake("nothing_new")
    sorting.label(unit, case, message, asked, follows)
    _apply(unit, case, asked, follows, office)
    if urgency != case.urgency:
        casework.record(unit, case, asked, "urgency_raised", before=case.urgency, after=urgency)
        case.urgency = urgency
    if case.waiting_since is not None:
        opening.set_due_times(case, office, case.waiting_since)
    return case


def _apply(unit: UnitOfWork, case: Case, asked: Asked, follows: Effect, office: Office) -> None:
    sensitivity = more_protective(case.sensitivity, follows.sensitivity)
    newly = follows.accused - cases.accused_of(unit.session, [case.id]).get(case.id, frozenset())
    hidden = newly or (sensitivity == PROTECTED and case.sensitivity != PROTECTED)
    casework.record(unit, case, asked, "category_corrected", before=case.category, category=follows.category.code,
                    sensitivity=sensitivity)  # fmt: skip
    case.category, case.sensitivity = follows.category.code, sensitivity
    if newly:
        cases.accuse(unit.session, case.id, newly)
        if case.wall != HINTED:
            case.wall = CONFIRMED
            casework.record(unit, case, asked, "wall_confirmed", accused=sorted(str(body) for body in follows.accused))
    if hidden and case.desk_id != follows.decision.desk_id:
        _move(unit, case, asked, follows.decision.desk_id, office)


def _move(unit: UnitOfWork, case: Case, asked: Asked, desk_id: UUID, office: Office) -> None:
    before, case.desk_id, case.owner_id = case.desk_id, desk_id, None
    wishes.place(unit, case, desk_id)
    casework.record(unit, case, asked, "transferred", before=str(before), desk=str(desk_id),
                    body=str(office.body_of(desk_id)), why="corrected")  # fmt: skip
