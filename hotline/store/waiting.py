"""Cases that wait for something with an end: found once it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hotline.store.models.casework import Case


def over(session: Session, now: datetime) -> Sequence[UUID]:
    """Return the cases with a pause or a snooze whose time is over."""
    return session.scalars(select(Case.id).where(or_(Case.pause_until <= now, Case.snoozed_until <= now))).all()
