"""How often a phone did what, as rows; whoever counts holds the lock on its contact."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.domain import paces
from hotline.domain.paces import Count
from hotline.store.models.dialogues import Pace


def of(session: Session, contact_id: UUID) -> dict[str, Pace]:
    """Return the rows of a phone by their kind; while they are held, `add` need not look for them again."""
    return {row.kind: row for row in session.scalars(select(Pace).where(Pace.contact_id == contact_id))}


def count(row: Pace | None) -> Count | None:
    """Return what a row counts, for a rule."""
    return Count(row.begun_at, row.number) if row else None


def add(session: Session, contact_id: UUID, kind: str, pace: paces.Pace, now: datetime) -> int:
    """Count one more and return how many it makes."""
    row = session.get(Pace, (contact_id, kind))
    counted = paces.one_more(count(row), pace, now)
    if row is None:
        session.add(Pace(contact_id=contact_id, kind=kind, begun_at=counted.begun_at, number=counted.number))
    else:
        row.begun_at, row.number = counted.begun_at, counted.number
    return counted.number
