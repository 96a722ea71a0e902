"""Officers' own phones, as rows: found by the hash of their token, forgotten and never taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hotline.store.models.people import Device, SignInSession


def known(session: Session, token_hash: bytes, account_id: UUID) -> Device | None:
    """Return an account's phone by the hash of its token, locked, unless it was forgotten."""
    mine = (Device.token_hash == token_hash, Device.account_id == account_id, Device.forgotten_at.is_(None))
    return session.scalar(select(Device).where(*mine).with_for_update())


def locked(session: Session, device_id: UUID) -> Device | None:
    """Return a phone as it stands now, locked until the transaction ends, unless it was forgotten."""
    query = select(Device).where(Device.id == device_id, Device.forgotten_at.is_(None)).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def was_forgotten(session: Session, token_hash: bytes) -> bool:
    """Say whether this token belongs to a phone that was forgotten."""
    query = select(Device.id).where(Device.token_hash == token_hash, Device.forgotten_at.is_not(None))
    return session.scalar(query) is not None


def of_account(session: Session, account_id: UUID) -> Sequence[Device]:
    """Return the phones of an account that were not forgotten, the newest first."""
    mine = (Device.account_id == account_id, Device.forgotten_at.is_(None))
    return session.scalars(select(Device).where(*mine).order_by(Device.enrolled_at.desc(), Device.id)).all()


def bind(session: Session, session_id: UUID, device_id: UUID) -> None:
    """Write down that a browser's session is on this phone."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(device_id=device_id))


def forget(session: Session, device: Device, now: datetime) -> None:
    """Forget a phone, and end the sessions on it."""
    device.forgotten_at = now
    on_it = (SignInSession.device_id == device.id, SignInSession.ended_at.is_(None))
    session.execute(update(SignInSession).where(*on_it).values(ended_at=now))
