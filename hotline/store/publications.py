"""Published figures as rows that never change, and the reports that an account keeps an eye on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from hotline.store.models.publications import Publication, SavedReport
from hotline.unit_of_work import UnitOfWork

_ONE_AT_A_TIME = 7_301_004
SHOWN, MOST_SAVED = 50, 30


def hold(session: Session) -> None:
    """Let nobody else publish or reply until this transaction ends."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})


def next_number(session: Session) -> int:
    """Return the number of the next statement; nobody else publishes until this transaction ends."""
    hold(session)
    return 1 + (session.scalar(select(func.max(Publication.number))) or 0)


def add(unit: UnitOfWork, row: Publication) -> None:
    """Add a statement, for good."""
    unit.session.add(row)
    unit.session.flush()


def latest(session: Session) -> Sequence[Publication]:
    """Return the newest statements."""
    return session.scalars(select(Publication).order_by(Publication.number.desc()).limit(SHOWN)).all()


def numbered(session: Session, number: int) -> Publication | None:
    """Return the statement of that number."""
    return session.get(Publication, number)


def restated_by(session: Session, number: int) -> int | None:
    """Return the number of the newest statement that states this one again."""
    return session.scalar(select(func.max(Publication.number)).where(Publication.restates == number))


def saved_of(session: Session, account_id: UUID) -> Sequence[SavedReport]:
    """Return the reports an account keeps, the oldest first."""
    query = select(SavedReport).where(SavedReport.account_id == account_id)
    return session.scalars(query.order_by(SavedReport.created_at, SavedReport.id).limit(MOST_SAVED)).all()


def watched(session: Session) -> Sequence[SavedReport]:
    """Return the reports somebody wishes to be told of as their periods end."""
    return session.scalars(select(SavedReport).where(SavedReport.every != "never").order_by(SavedReport.id)).all()


def save(unit: UnitOfWork, row: SavedReport) -> bool:
    """Keep a report for an account; False where it keeps as many as may be."""
    if len(saved_of(unit.session, row.account_id)) >= MOST_SAVED:
        return False
    unit.session.add(row)
    return True


def saved(session: Session, account_id: UUID, saved_id: UUID) -> SavedReport | None:
    """Return a report if this account keeps it."""
    return session.scalar(select(SavedReport).where(SavedReport.id == saved_id, SavedReport.account_id == account_id))


def drop(unit: UnitOfWork, row: SavedReport) -> None:
    """Keep a report no longer."""
    unit.session.delete(row)


def note_opened(row: SavedReport, day: date) -> None:
    """Write down up to which day a kept report was looked at."""
    row.opened = day
