"""How often a phone did what, as rows; whoever counts holds the lock on its contact."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.domain import paces
from hotline.domain.paces import Count
from hotline.store.models.dialogues import Pace


def of(session: Session, contact_id: UUID) -> dict[str, Count]:
    """Return the counts of a phone by their kind."""
    rows = session.execute(select(Pace.kind, Pace.begun_at, Pace.number).where(Pace.contact_id == contact_id))
    return {kind: Count(begun_at, number) for kind, begun_at, number in rows}


def add(session: Session, contact_id: UUID, kind: str, pace: paces.Pace, now: datetime) -> int:
    """Count one more and return how many it makes."""
    row = session.get(Pace, (contact_id, kind))
    count = paces.one_more(Count(row.begun_at, row.number) if row else None, pace, now)
    if row is None:
        session.add(Pace(contact_id=contact_id, kind=kind, begun_at=count.begun_at, number=count.number))
    else:
        row.begun_at, row.number = count.begun_at, count.number
    return count.number
