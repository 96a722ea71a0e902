"""Files being built as rows; what is in one is sealed, and only who asked for it sees that it is there."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from hotline.store.models.exports import Export
from hotline.store.models.people import Account
from hotline.unit_of_work import UnitOfWork

SHOWN = 20
# Ready files are kept so long; a builder that was killed is followed by another after so long.
KEPT, ABANDONED = timedelta(days=1), timedelta(minutes=30)


def add(unit: UnitOfWork, export: Export) -> None:
    """Add a file that somebody asks for."""
    unit.session.add(export)


def of_account(session: Session, account_id: UUID) -> Sequence[Export]:
    """Return the files an account asked for, the newest first."""
    query = select(Export).where(Export.account_id == account_id)
    return session.scalars(query.order_by(Export.asked_at.desc(), Export.id.desc()).limit(SHOWN)).all()


def one_of(session: Session, account_id: UUID, export_id: UUID) -> Export | None:
    """Return a file if this account asked for it."""
    return session.scalar(select(Export).where(Export.id == export_id, Export.account_id == account_id))


def begin_next(unit: UnitOfWork) -> Export | None:
    """Take the oldest file that waits, or whose builder was lost."""
    waits = or_(Export.state == "asked", (Export.state == "building") & (Export.begun_at < unit.now - ABANDONED))
    query = select(Export).where(waits).order_by(Export.asked_at).limit(1).with_for_update(skip_locked=True)
    export = unit.session.scalar(query)
    if export is not None:
        export.state, export.begun_at, export.done = "building", unit.now, 0
    return export


def note_progress(session: Session, export_id: UUID, done: int, total: int) -> None:
    """Write down how far a file has come."""
    session.execute(update(Export).where(Export.id == export_id).values(done=done, total=total))


def finish(unit: UnitOfWork, export_id: UUID, content: bytes | None) -> None:
    """Keep a built file sealed, or write down that it could not be built."""
    state = "failed" if content is None else "ready"
    sealed = None if content is None else _sealed(unit, export_id, content)
    row = {"state": state, "ready_at": unit.now, "content_sealed": sealed}
    unit.session.execute(update(Export).where(Export.id == export_id).values(row))


def content(unit: UnitOfWork, export: Export) -> bytes | None:
    """Return what is in a file, while it is kept."""
    if export.state != "ready" or export.content_sealed is None or is_over(unit, export):
        return None
    return b64decode(unit.vault.open(export.content_sealed, "exports", "content_sealed", export.id))


def is_over(unit: UnitOfWork, export: Export) -> bool:
    """Say whether a file's time is over."""
    return export.ready_at is not None and export.ready_at + KEPT < unit.now


def forget(unit: UnitOfWork) -> None:
    """Throw away what is in files whose time is over."""
    over = (Export.state == "ready", Export.ready_at < unit.now - KEPT)
    unit.session.execute(update(Export).where(*over).values(state="expired", content_sealed=None))


def account(session: Session, account_id: UUID) -> Account:
    """Return who asked for a file, as they stand now."""
    return session.scalars(select(Account).where(Account.id == account_id)).one()


def _sealed(unit: UnitOfWork, export_id: UUID, content: bytes) -> bytes:
    return unit.vault.seal(b64encode(content).decode(), "exports", "content_sealed", export_id)
