"""What an administrator has to look at: opened once, closed when it is over. No number and no word of a citizen."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline import ids
from hotline.store.models.gateways import Alert
from hotline.unit_of_work import UnitOfWork


def raise_alert(unit: UnitOfWork, kind: str, subject: str, detail: str | None = None) -> bool:
    """Open an alert; False when one of that kind and subject is open already."""
    made = unit.session.execute(
        insert(Alert)
        .values(id=ids.new_id(), kind=kind, subject=subject, detail=detail, opened_at=unit.now)
        .on_conflict_do_nothing(index_elements=["kind", "subject"], index_where=text("closed_at is null"))
        .returning(Alert.id)
    )
    return made.first() is not None


def close_alert(unit: UnitOfWork, kind: str, subject: str) -> bool:
    """Close the open alert of that kind and subject; False when there is none."""
    ended = unit.session.execute(
        update(Alert)
        .where(Alert.kind == kind, Alert.subject == subject, Alert.closed_at.is_(None))
        .values(closed_at=unit.now)
        .returning(Alert.id)
    )
    return ended.first() is not None


def open_alerts(session: Session) -> Sequence[Alert]:
    """Return what is open, oldest first."""
    return session.scalars(select(Alert).where(Alert.closed_at.is_(None)).order_by(Alert.opened_at)).all()
