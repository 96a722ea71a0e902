"""What tells whether a text came before: earlier texts with the same words, and our replies in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from hotline.store.models.calls import Call, Callback
from hotline.store.models.casework import Case
from hotline.store.models.traffic import Message, Outbound

# What is no reply: an acknowledgement asks for nothing, a test is none of the citizen's business.
_NO_REPLY = ("acknowledgement", "test")


def same_before(session: Session, message: Message, limit: int = 50) -> Sequence[Message]:
    """Return the contact's earlier texts with the same words that are no repeats themselves, newest first."""
    if message.fingerprint is None:
        return []
    query = select(Message).where(
        Message.fingerprint == message.fingerprint, Message.contact_id == message.contact_id,
        Message.number < message.number, Message.duplicate_of.is_(None),
    )  # fmt: skip
    return session.scalars(query.order_by(Message.number.desc()).limit(limit)).all()


def replied_between(session: Session, first: Message, until: datetime, *, count_quiet: bool) -> bool:
    """Say whether we wrote to or called the contact since a text; what is walled or protected counts for its like."""
    moved_at = func.greatest(Outbound.created_at, Outbound.due_at)
    query = select(Outbound.id).outerjoin(Case, Case.id == Outbound.case_id).where(
        Outbound.contact_id == first.contact_id, Outbound.kind.not_in(_NO_REPLY),
        Outbound.state.not_in(("held", "cancelled")), Outbound.created_at <= until, moved_at >= first.received_at,
    )  # fmt: skip
    called = select(Call.id).join(Callback, Callback.id == Call.callback_id).join(Case, Case.id == Callback.case_id)
    called = called.where(Callback.contact_id == first.contact_id, Call.ended_at.between(first.received_at, until))
    if not count_quiet:
        plain = (Case.wall == "none") & Case.sensitivity.in_(("S0", "S1"))
        query, called = query.where(or_(Outbound.case_id.is_(None), plain)), called.where(plain)
    return any(session.scalar(one.limit(1)) is not None for one in (query, called))
