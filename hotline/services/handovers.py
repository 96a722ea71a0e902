"""A case goes to another desk: offered, kept by the old desk until the new one takes it; a no goes to the router."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hotline import ids
from hotline.domain.desks import Desk
from hotline.domain.handover import ACCEPTED, EXPIRED, REFUSALS, REFUSED, WITHDRAWN, accept_by, goes_to_router
from hotline.domain.lifecycle import Action, Status, advance
from hotline.domain.sorting import PROTECTED
from hotline.domain.walls import COORDINATION, Viewer
from hotline.services import casework, waiting, wishes
from hotline.services.casework import LONGEST_NOTE, Asked, Mistake, NotFound, checked
from hotline.store import cases, events, handovers
from hotline.store.models.casework import Case, Note
from hotline.store.models.handovers import TransferOffer
from hotline.store.office import Office, OfficeReader
from hotline.unit_of_work import UnitOfWork

SYSTEM = "system"
Units = Callable[[], UnitOfWork]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a desk does not take a case: a reason of the list, and its own words where that says too little."""

    why: str
    words: str = ""


def transfer(unit: UnitOfWork, asked: Asked, desk_id: UUID | None, reason: str, office: Office) -> Case:
    """Offer the case to another desk, with a reason; to the coordination, or no desk named, it goes at once."""
    case = casework.find(unit, asked)
    reason = checked(reason, LONGEST_NOTE)
    casework.refuse_if_moved(case, asked)
    target = _desk_for(office, desk_id)
    _refuse_target(unit, case, target, office)
    advance(Status(case.status), Action.TRANSFER)
    note = casework.seal(unit, case, asked, "reason", reason)
    told = {"note": str(note.id), "commitment": unit.vault.commitment(note.id, reason)}
    if target.kind == COORDINATION:
        _withdraw(unit, case, asked.actor)
        _move(unit, case, asked.actor, target, why="to_router", **told)
        return case
    if handovers.open_of(unit.session, case.id) is not None:
        raise Mistake("offered_already")
    expires_at = accept_by(case.urgency, office.calendar_for(target.id), unit.now)
    _offer(unit, case, target, expires_at, note)
    casework.record(unit, case, asked, "transfer_offered", before=str(case.desk_id), desk=str(target.id),
                    body=str(target.body_id), expires_at=expires_at.isoformat(), **told)  # fmt: skip
    return case


def may_go_to(unit: UnitOfWork, case: Case, office: Office) -> list[Desk]:
    """Return the desks that a case may be offered to, the coordination first."""
    barred = _barred(unit, case, office)
    free = [desk for desk in office.desks if desk.active and desk.takes_cases]
    free = [desk for desk in free if desk.id != case.desk_id and desk.body_id not in barred]
    if case.sensitivity == PROTECTED:
        cleared = handovers.with_cleared(unit.session)
        free = [desk for desk in free if desk.id in cleared]
    return sorted(free, key=lambda desk: desk.kind != COORDINATION)


def withdraw(unit: UnitOfWork, asked: Asked) -> Case:
    """Take an offer back: the case stays where it is; raises Mistake where nothing is offered any more."""
    case = casework.find(unit, asked)
    if not _withdraw(unit, case, asked.actor):
        raise Mistake("offer_over")
    return case


def accept(unit: UnitOfWork, viewer: Viewer, offer_id: UUID, office: Office) -> Case:
    """Take an offered case; its desk changes here. Raises NotFound for whatever this account may not answer."""
    offer, case = _to_answer(unit, viewer, offer_id)
    asked = Asked(viewer, case.reference)
    target = next(desk for desk in office.desks if desk.id == offer.desk_id)
    if not target.takes_cases:
        raise Mistake("inspecting_desk")
    _answer(unit, offer, ACCEPTED, viewer)
    told = {"desk": str(target.id), "body": str(target.body_id)}
    casework.record(unit, case, asked, "transfer_accepted", **told)
    _move(unit, case, asked.actor, target, why=ACCEPTED)
    casework.own(unit, case, asked)
    return case


def refuse(unit: UnitOfWork, viewer: Viewer, offer_id: UUID, no: Refusal, office: Office) -> None:
    """Say no to an offered case; it goes back to the router. Raises NotFound and Mistake."""
    if no.why not in REFUSALS:
        raise Mistake("no_reason")
    words = checked(no.words, LONGEST_NOTE) if no.words.strip() or no.why == "other" else ""
    offer, case = _to_answer(unit, viewer, offer_id)
    asked = Asked(viewer, case.reference)
    told = dict[str, str]()
    if words:
        note = casework.seal(unit, case, asked, "reason", words)
        told = {"note": str(note.id), "commitment": unit.vault.commitment(note.id, words)}
    _answer(unit, offer, REFUSED, viewer)
    casework.record(unit, case, asked, "transfer_refused", desk=str(offer.desk_id),
                    body=str(office.body_of(offer.desk_id)), why=no.why, **told)  # fmt: skip
    _to_router(unit, case, asked.actor, office, REFUSED)


def expire(units: Units, reader: OfficeReader) -> int:
    """Send on what nobody took in time, each in a transaction of its own; return how many offers ended."""
    with units() as unit:
        late = handovers.late(unit.session, unit.now)
    return sum(_end(units, reader, offer_id) for offer_id in late)


def _end(units: Units, reader: OfficeReader, offer_id: UUID) -> bool:
    with units() as unit:
        case_id = handovers.case_of(unit.session, offer_id)
        if case_id is None:
            return False
        case = cases.locked(unit.session, case_id)
        offer = handovers.open_of(unit.session, case_id)
        if offer is None or offer.id != offer_id:
            return False
        if not handovers.stands(offer, case):
            _answer(unit, offer, WITHDRAWN, None)
            return True
        if offer.expires_at > unit.now:
            return False
        office = reader.read(unit.session)
        _answer(unit, offer, EXPIRED, None)
        case.version += 1
        events.append(unit, case.id, "transfer_expired", SYSTEM, desk=str(offer.desk_id),
                      body=str(office.body_of(offer.desk_id)))  # fmt: skip
        _to_router(unit, case, SYSTEM, office, EXPIRED)
        return True


def _offer(unit: UnitOfWork, case: Case, target: Desk, expires_at: datetime, note: Note) -> None:
    unit.session.flush()
    unit.session.add(
        TransferOffer(
            id=ids.new_id(), case_id=case.id, from_desk_id=case.desk_id, desk_id=target.id, note_id=note.id,
            offered_by=note.author_id, offered_at=unit.now, expires_at=expires_at,
        )
    )  # fmt: skip


def _refuse_target(unit: UnitOfWork, case: Case, target: Desk, office: Office) -> None:
    if target.id == case.desk_id:
        raise Mistake("same_desk")
    if not target.takes_cases:
        raise Mistake("inspecting_desk")
    if target.body_id in _barred(unit, case, office):
        raise Mistake("walled_desk")
    if case.sensitivity == PROTECTED and target.id not in handovers.with_cleared(unit.session):
        raise Mistake("no_cleared")


def _to_answer(unit: UnitOfWork, viewer: Viewer, offer_id: UUID) -> tuple[TransferOffer, Case]:
    case_id = handovers.case_of(unit.session, offer_id)
    if case_id is None:
        raise NotFound
    case = cases.locked(unit.session, case_id)
    offer = handovers.to_answer(unit.session, viewer, offer_id)
    if offer is None or offer.expires_at <= unit.now:
        raise NotFound
    return offer, case


def _withdraw(unit: UnitOfWork, case: Case, actor: str) -> bool:
    offer = handovers.open_of(unit.session, case.id)
    if offer is None:
        return False
    _answer(unit, offer, WITHDRAWN, None)
    case.version += 1
    events.append(unit, case.id, "transfer_withdrawn", actor, desk=str(offer.desk_id))
    return True


def _answer(unit: UnitOfWork, offer: TransferOffer, answer: str, viewer: Viewer | None) -> None:
    offer.answer, offer.answered_at = answer, unit.now
    offer.answered_by = viewer.account_id if viewer else None
    unit.session.flush()


def _to_router(unit: UnitOfWork, case: Case, actor: str, office: Office, why: str) -> None:
    """Give a case nobody took to the coordination, unless it is there or may not go there."""
    router = next((desk for desk in office.desks if desk.active and desk.kind == COORDINATION), None)
    if router is None or router.id == case.desk_id:
        return
    if goes_to_router(case.sensitivity, router.body_id, _barred(unit, case, office)):
        _move(unit, case, actor, router, why=why)


def _move(unit: UnitOfWork, case: Case, actor: str, target: Desk, **told: str) -> None:
    """Change the desk of a case, here and nowhere else in this room."""
    case.status = advance(Status(case.status), Action.TRANSFER)
    before, case.desk_id, case.owner_id = case.desk_id, target.id, None
    case.needs_person = False
    # What one desk put aside waits for the next one now.
    waiting.end_snooze(unit, case, actor, "moved")
    case.version += 1
    wishes.place(unit, case, target.id)
    events.append(unit, case.id, "transferred", actor, before=str(before), desk=str(target.id),
                  body=str(target.body_id), **told)  # fmt: skip


def _barred(unit: UnitOfWork, case: Case, office: Office) -> frozenset[UUID]:
    accused = cases.accused_of(unit.session, [case.id]).get(case.id, frozenset())
    return frozenset().union(*(office.barred.get(body, frozenset({body})) for body in accused))


def _desk_for(office: Office, desk_id: UUID | None) -> Desk:
    for desk in office.desks:
        if desk.active and (desk.id == desk_id or (desk_id is None and desk.kind == COORDINATION)):
            return desk
    raise Mistake("no_desk")
