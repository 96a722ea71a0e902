"""Who asked about a rumour and does not know yet that it is being verified, by cases."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from hotline.domain.incidents import RUMOUR
from hotline.domain.walls import Viewer
from hotline.store import scope
from hotline.store.models.casework import Case
from hotline.store.models.incidents import Incident, IncidentCase, IncidentLetter
from hotline.store.models.traffic import Outbound

KIND = "verifying"


def next_asker(session: Session) -> tuple[Case, UUID] | None:
    """Return the case, locked, of one who is to be told now and whose case nobody else holds, with its incident."""
    query = select(Case, Incident.id).join(IncidentCase, IncidentCase.case_id == Case.id)
    query = query.join(Incident, Incident.id == IncidentCase.incident_id)
    query = query.where(Incident.verifying_at.is_not(None), _does_not_know())
    query = query.order_by(Incident.verifying_at, Case.received_at, Case.id).limit(1)
    row = session.execute(query.with_for_update(of=Case, skip_locked=True)).one_or_none()
    return (row[0], row[1]) if row else None


def waiting(session: Session, viewer: Viewer, incident_id: UUID) -> tuple[int, datetime | None]:
    """Return how many citizens do not know yet, among the cases the account may read, and since when the first asks."""
    query = select(func.count(Case.contact_id.distinct()), func.min(Case.received_at))
    query = query.select_from(Case).join(IncidentCase, IncidentCase.case_id == Case.id)
    query = query.join(Incident, Incident.id == IncidentCase.incident_id)
    count, first = session.execute(
        query.where(Incident.id == incident_id, scope.readable(viewer), _does_not_know())
    ).one()
    return count, first


def _does_not_know() -> ColumnElement[bool]:
    """Return the condition of `domain.incidents.may_be_told` in SQL, for citizens who were told nothing so far."""
    fits = and_(
        Case.sensitivity != "S3", Case.wall.in_(("none", "lifted")), Case.status.not_in(("closed", "closing")),
        Case.contact_id.is_not(None),
    )  # fmt: skip
    theirs, beside = aliased(Case), aliased(IncidentCase)
    of_theirs = and_(
        beside.incident_id == IncidentCase.incident_id, beside.case_id == theirs.id,
        theirs.contact_id == Case.contact_id,
    )  # fmt: skip
    told = exists().where(of_theirs, Outbound.case_id == theirs.id, Outbound.kind == KIND)
    answered = exists().where(of_theirs, IncidentLetter.case_id == theirs.id, IncidentLetter.state != "left")
    return and_(Incident.kind == RUMOUR, Incident.agreed_by.is_(None), fits, ~told, ~answered)
