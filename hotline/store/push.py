"""Where officers' own phones are reached by push, as rows: sealed, and wiped as soon as they end."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain.push_services import PushAddress
from hotline.store.models.notices import PushSubscription
from hotline.store.models.people import Device
from hotline.unit_of_work import UnitOfWork

_SEALED_AS = ("push_subscriptions", "address_sealed")


def subscribe(unit: UnitOfWork, account_id: UUID, device_id: UUID, address: PushAddress) -> None:
    """Have an account's own phone told by push from now on; what this phone, or its browser, had before ends."""
    digest = sha256(address.endpoint.encode()).digest()
    _end(unit, (PushSubscription.device_id == device_id) | (PushSubscription.endpoint_hash == digest))
    row_id = ids.new_id()
    keys = [b64encode(key).decode() for key in (address.public, address.secret)]
    sealed = unit.vault.seal(json.dumps([address.endpoint, *keys]), *_SEALED_AS, row_id)
    row = PushSubscription(
        id=row_id, account_id=account_id, device_id=device_id, endpoint_hash=digest, address_sealed=sealed,
        created_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()


def live(session: Session, account_id: UUID) -> Sequence[UUID]:
    """Return the subscriptions of an account, of phones that nobody forgot."""
    return session.scalars(_live().where(PushSubscription.account_id == account_id)).all()


def is_on(session: Session, device_id: UUID) -> bool:
    """Say whether a phone is told by push."""
    return session.scalar(_live().where(PushSubscription.device_id == device_id)) is not None


def address(unit: UnitOfWork, subscription_id: UUID | None) -> PushAddress | None:
    """Return where a subscription leads; None where it has ended, or its phone was forgotten."""
    if subscription_id is None or unit.session.scalar(_live().where(PushSubscription.id == subscription_id)) is None:
        return None
    sealed = unit.session.scalar(select(PushSubscription.address_sealed).where(PushSubscription.id == subscription_id))
    if sealed is None:
        return None
    endpoint, public, secret = json.loads(unit.vault.open(sealed, *_SEALED_AS, subscription_id))
    return PushAddress(endpoint, b64decode(public), b64decode(secret))


def end(unit: UnitOfWork, subscription_id: UUID | None) -> None:
    """End one subscription."""
    _end(unit, PushSubscription.id == subscription_id)


def end_of_device(unit: UnitOfWork, device_id: UUID | None) -> None:
    """End what a phone was told by."""
    _end(unit, PushSubscription.device_id == device_id)


def end_of_account(unit: UnitOfWork, account_id: UUID, *, keep: UUID | None = None) -> None:
    """End what an account's phones were told by, but for one phone."""
    others = PushSubscription.account_id == account_id
    _end(unit, others & (PushSubscription.device_id != keep) if keep else others)


def _live() -> Select[UUID]:
    known = Device.forgotten_at.is_(None)
    joined = select(PushSubscription.id).join(Device, Device.id == PushSubscription.device_id)
    return joined.where(PushSubscription.ended_at.is_(None), known).order_by(PushSubscription.id)


def _end(unit: UnitOfWork, which: ColumnElement[bool]) -> None:
    ended = update(PushSubscription).where(which, PushSubscription.ended_at.is_(None))
    unit.session.execute(ended.values(ended_at=unit.now, address_sealed=None))
