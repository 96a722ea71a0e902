"""Moves cases whose desk can no longer have them: it closed, or its body is now walled from the case.

Run in the transaction of every change of the office, and again by the timetable: a text that was being routed while
the office changed may have gone to a desk by the old walls.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from hotline.domain import routing, walls
from hotline.domain.findings import Findings
from hotline.domain.lifecycle import APPEAL_DAYS
from hotline.domain.routing import Decision
from hotline.domain.rules import Concern
from hotline.store import cases, events
from hotline.store.models.casework import Accused, Case
from hotline.store.models.office import Bar, Body, Desk
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork


def sweep(unit: UnitOfWork, office: Office) -> int:
    """Move what is misplaced, as the timetable does; what no desk may take stays, hidden from every barred body."""
    return rehome(unit, "system", office, misplaced(unit.session, unit.now))


def rehome(unit: UnitOfWork, actor: str, office: Office, already: frozenset[UUID]) -> int:
    """Move every misplaced case by the rules of routing, and return how many; never tell that number to a viewer.

    Raises routing.NoDesk for a case that has lost its last possible desk, unless it is `already` misplaced.
    """
    found = unit.session.scalars(_misplaced(unit.now).order_by(Case.id).with_for_update(of=Case)).all()
    against = cases.accused_of(unit.session, [case.id for case in found])
    for case in found:
        try:
            decision = _decide(office, case, against.get(case.id, frozenset()))
        except routing.NoDesk:
            if case.id not in already:
                raise
        else:
            _move(unit, actor, office, case, decision)
    return len(found)


def misplaced(session: Session, now: datetime) -> frozenset[UUID]:
    """Return the cases that live, or may still be opened again, at a desk that cannot have them."""
    return frozenset(session.scalars(_misplaced(now).with_only_columns(Case.id)))


def release(unit: UnitOfWork, actor: str, account_id: UUID) -> None:
    """Give a leaver's open cases back to their desks."""
    mine = select(Case).where(Case.owner_id == account_id, Case.status != "closed")
    for case in unit.session.scalars(mine.order_by(Case.id).with_for_update()):
        case.owner_id = None
        case.version += 1
        events.append(unit, case.id, "released", actor, before=str(account_id))


def _misplaced(now: datetime) -> Select[Case]:
    alive = or_(Case.status != "closed", Case.closed_at > now - timedelta(days=APPEAL_DAYS))
    barred = exists().where(Accused.case_id == Case.id, Bar.accused_id == Accused.body_id, Bar.barred_id == Body.id)
    joined = select(Case).join(Desk, Desk.id == Case.desk_id).join(Body, Body.id == Desk.body_id)
    return joined.where(alive, or_(~Desk.active, ~Body.active, barred))


def _decide(office: Office, case: Case, accused: frozenset[UUID]) -> Decision:
    barred = frozenset().union(*(office.barred[body] for body in accused))
    findings = _findings(office, case, accused)
    return routing.route(Concern(findings, _path(office, case), findings.language), office.rules, office.desks, barred)


def _move(unit: UnitOfWork, actor: str, office: Office, case: Case, decision: Decision) -> None:
    before, case.desk_id, case.owner_id = case.desk_id, decision.desk_id, None
    case.needs_person = case.needs_person or decision.needs_person
    case.version += 1
    body = office.body_of(decision.desk_id)
    events.append(unit, case.id, "transferred", actor, before=str(before), desk=str(decision.desk_id),
                  body=str(body), why="office_changed")  # fmt: skip


def _findings(office: Office, case: Case, accused: frozenset[UUID]) -> Findings:
    """Say again what routing must know of a case; whom it accuses comes from the case, not from its words."""
    kinds = {body.id: body.kind for body in office.bodies}
    return Findings(
        language=case.language, language_shares=(), category=case.category, second=None, confidence=1.0,
        urgency=case.urgency, urgency_score=0.0, sensitivity=case.sensitivity, needs_person=case.needs_person,
        desk_kind=office.categories[case.category].desk_kind,
        about_hotline=any(kinds[body] == walls.COORDINATION for body in accused),
    )  # fmt: skip


def _path(office: Office, case: Case) -> tuple[str, ...]:
    return office.path(next((place.code for place in office.places.values() if place.id == case.place_id), None))
