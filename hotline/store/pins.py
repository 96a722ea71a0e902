"""Codes that guard what a dialogue brought, as rows: kept as a keyed mark, found by the message that opened a case."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import ids
from hotline.store.models.casework import Case, Event
from hotline.store.models.dialogues import Pin
from hotline.store.models.traffic import Message
from hotline.unit_of_work import UnitOfWork
from hotline.vault import Vault


def add(unit: UnitOfWork, message_id: UUID, pin: str) -> Pin | None:
    """Keep the code of a dialogue, found by its first message; None where it has one already, which stays."""
    if of_message(unit.session, message_id) is not None:
        return None
    row = Pin(id=ids.new_id(), message_id=message_id, misses=0, created_at=unit.now)
    row.mark = mark(unit.vault, row, pin)
    unit.session.add(row)
    unit.session.flush()
    return row


def mark(vault: Vault, row: Pin, pin: str) -> bytes:
    """Return the keyed mark of a code: without the index key, 10,000 tries against a stolen row find nothing."""
    return vault.blind(f"pin:{row.id}", pin)


def of_case(session: Session, case_id: UUID) -> Pin | None:
    """Return the code of a case: that of the dialogue which opened it, never of one that only joined it."""
    opened = select(Event.data["message"].astext).where(Event.chain == case_id, Event.n == 1)
    opening = session.scalar(opened)
    message = session.get(Message, UUID(opening)) if opening else None
    return of_message(session, first_of(message)) if message is not None else None


def locked_of_case(session: Session, case_id: UUID) -> Pin | None:
    """Return the code of a case as it stands now, locked until the transaction ends."""
    found = of_case(session, case_id)
    if found is None:
        return None
    query = select(Pin).where(Pin.id == found.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def opened_by(session: Session, contact_id: UUID, message_id: UUID) -> Sequence[UUID]:
    """Return the cases of a phone that a dialogue opened so far, by its first message."""
    cases = select(Case.id).where(Case.contact_id == contact_id)
    openings = select(Event.chain, Event.data["message"].astext).where(Event.chain.in_(cases), Event.n == 1)
    opened = {UUID(opening): case_id for case_id, opening in session.execute(openings)}
    said = session.scalars(select(Message).where(Message.id.in_(opened)))
    return sorted(opened[message.id] for message in said if first_of(message) == message_id)


def of_message(session: Session, message_id: UUID) -> Pin | None:
    """Return the code chosen in the dialogue whose first message this is."""
    return session.scalar(select(Pin).where(Pin.message_id == message_id))


def first_of(message: Message) -> UUID:
    """Return the first message of the dialogue that a message belongs to."""
    first = message.dialled.get("first") if message.dialled else None
    return UUID(first) if first else message.id
