"""The journal of raw calls as rows: walked in the order they came, locked while one is acted on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from hotline.store.models.traffic import InboundIdentity, Message, RawInbound
from hotline.vault import Vault

PAGE = 200
Place = tuple[datetime, UUID]


def page(session: Session, since: datetime, gateway: str | None, after: Place | None) -> Sequence[RawInbound]:
    """Return the next PAGE lines since a moment, behind the place where the last page ended."""
    query = select(RawInbound).where(RawInbound.received_at >= since)
    if gateway is not None:
        query = query.where(RawInbound.gateway == gateway)
    if after is not None:
        query = query.where(tuple_(RawInbound.received_at, RawInbound.id) > after)
    return session.scalars(query.order_by(RawInbound.received_at, RawInbound.id).limit(PAGE)).all()


def locked(session: Session, line_id: UUID) -> RawInbound | None:
    """Return a line as it stands now, locked until the transaction ends; None when it was forgotten meanwhile."""
    query = select(RawInbound).where(RawInbound.id == line_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def kept(vault: Vault, line: RawInbound) -> str:
    """Return what a line holds; raises SealBroken."""
    return vault.open(line.body_sealed, "raw_inbound", "body_sealed", line.id)


def text_of(session: Session, line: RawInbound) -> Message | None:
    """Return the text a line became."""
    return session.get(Message, line.message_id) if line.message_id else None


def known_by_id(session: Session, gateway: str, provider_id: str | None) -> Message | None:
    """Return the text that a gateway's id stands for."""
    query = select(Message).join(InboundIdentity, InboundIdentity.message_id == Message.id)
    wanted = query.where(InboundIdentity.gateway == gateway, InboundIdentity.provider_id == provider_id)
    return session.scalar(wanted) if provider_id else None


def same_words(session: Session, fingerprint: bytes, limit: int = 50) -> Sequence[Message]:
    """Return the latest texts with the same words of the same sender by the same gateway."""
    query = select(Message).where(Message.fingerprint == fingerprint)
    return session.scalars(query.order_by(Message.number.desc()).limit(limit)).all()
