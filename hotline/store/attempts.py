"""Every attempt to hand over a text and every receipt for one, as rows; receipts wait for what they speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain.messages import ReceiptReading
from hotline.domain.sending import Tried
from hotline.store.models.traffic import Attempt, Outbound, Receipt


def add_attempt(session: Session, outbound: Outbound, gateway: str, token: str, now: datetime) -> Attempt:
    """Write down that an attempt begins, before the call is made."""
    outbound.attempts += 1
    attempt = Attempt(
        id=ids.new_id(), outbound_id=outbound.id, n=outbound.attempts, gateway=gateway,
        token_hash=hash_of(token), started_at=now,
    )  # fmt: skip
    session.add(attempt)
    return attempt


def attempt_of(session: Session, reading: ReceiptReading) -> Attempt | None:
    """Find the attempt a receipt speaks of: by our token, else by the provider's id."""
    if reading.token:
        found = session.scalar(select(Attempt).where(Attempt.token_hash == hash_of(reading.token)))
        if found:
            return found
    if not reading.provider_id:
        return None
    return session.scalar(
        select(Attempt)
        .where(Attempt.gateway == reading.gateway, Attempt.provider_id == reading.provider_id)
        .order_by(Attempt.started_at.desc())
        .limit(1)
    )


def keep_receipt(session: Session, reading: ReceiptReading, outbound_id: UUID | None, now: datetime) -> bool:
    """Keep a receipt once; False when the same one was kept before. Our token tells attempts apart, ids may not."""
    key = hash_of(reading.token).hex() if reading.token else reading.provider_id or ""
    made = session.execute(
        insert(Receipt)
        .values(
            id=ids.new_id(), gateway=reading.gateway, reading_key=key, provider_id=reading.provider_id,
            token_hash=hash_of(reading.token) if reading.token else None, state=reading.state, code=reading.code,
            outbound_id=outbound_id, received_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Receipt.id)
    )  # fmt: skip
    return made.first() is not None


def parked(session: Session, gateway: str, provider_id: str) -> Sequence[Receipt]:
    """Return receipts that came before their text was known."""
    return session.scalars(
        select(Receipt).where(
            Receipt.gateway == gateway, Receipt.provider_id == provider_id, Receipt.outbound_id.is_(None)
        )
    ).all()


def parked_and_known(session: Session, since: datetime, limit: int = 100) -> Sequence[tuple[Receipt, Attempt]]:
    """Return parked receipts whose text is known by now: they came while its sender was writing down its id."""
    query = select(Receipt, Attempt).join(
        Attempt, and_(Attempt.gateway == Receipt.gateway, Attempt.provider_id == Receipt.provider_id)
    )
    parked_since = query.where(Receipt.outbound_id.is_(None), Receipt.received_at > since)
    return [(row[0], row[1]) for row in session.execute(parked_since.order_by(Receipt.received_at).limit(limit))]


def tried(session: Session, text_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Tried]]:
    """Return for each text how its attempts ended, oldest first, since a person last sent it again."""
    query = (
        select(Attempt.outbound_id, Attempt.gateway, Attempt.result, Attempt.code)
        .join(Outbound, Outbound.id == Attempt.outbound_id)
        .where(Attempt.outbound_id.in_(text_ids), Attempt.n > Outbound.tries_from)
        .order_by(Attempt.n)
    )
    found: defaultdict[UUID, list[Tried]] = defaultdict(list)
    for row in session.execute(query):
        found[row.outbound_id].append(Tried(row.gateway, row.result, row.code))
    return found


def hash_of(token: str) -> bytes:
    """Return what is kept of a receipt token."""
    return sha256(token.encode()).digest()
