"""What each person says of a rumour, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hotline.store.models.incidents import IncidentOpinion


def of_incident(session: Session, incident_id: UUID) -> Sequence[IncidentOpinion]:
    """Return what was said of an incident, the first first."""
    query = select(IncidentOpinion).where(IncidentOpinion.incident_id == incident_id)
    return session.scalars(query.order_by(IncidentOpinion.said_at, IncidentOpinion.account_id)).all()


def say(session: Session, incident_id: UUID, account_id: UUID, said: tuple[str, datetime]) -> bool:
    """Keep what a person says in place of what they said before; False if it is the same again."""
    row = session.get(IncidentOpinion, (incident_id, account_id))
    if row is None:
        row = IncidentOpinion(incident_id=incident_id, account_id=account_id, verdict="", said_at=said[1])
        session.add(row)
    elif row.verdict == said[0]:
        return False
    row.verdict, row.said_at = said
    session.flush()
    return True


def forget(session: Session, incident_id: UUID) -> None:
    """Take away what was said: it is no rumour any more."""
    session.execute(delete(IncidentOpinion).where(IncidentOpinion.incident_id == incident_id))
