"""Bodies that providers still hold: texts they carried for us, in and out, until they were told to forget them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from hotline.domain.messages import FAILED, TERMINAL
from hotline.store.models.traffic import Attempt, InboundIdentity, Message, Outbound

# Attempts that surely left nothing with the provider.
_NEVER_TAKEN = ("trylater", "rejected", "optedout", "misconfigured", "notsent", "missing")


@dataclass(frozen=True, slots=True)
class Body:
    """One text at a provider: its id there, since when it lies there, and our attempt (None: it came in)."""

    gateway: str
    provider_id: str
    since: datetime
    attempt_id: UUID | None


@dataclass(frozen=True, slots=True)
class Held:
    """How many texts a provider still holds, and the oldest."""

    texts: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Ripe:
    """From when on a body may be erased: settled ones, and those whose receipt never came."""

    settled: datetime
    unreceipted: datetime


def ripe(session: Session, gateway: str, now: datetime, ripe: Ripe, limit: int) -> Sequence[Body]:
    """Return what a provider may forget now, the oldest first."""
    return sorted(
        (*_sent(session, gateway, now, ripe, limit), *_taken(session, gateway, now, ripe, limit)),
        key=lambda body: body.since,
    )[:limit]


def note_erased(session: Session, body: Body, now: datetime) -> None:
    """Write down that the provider forgot a text."""
    _set(session, body, erased_at=now)


def put_off(session: Session, body: Body, until: datetime) -> None:
    """Write down when to ask the provider again."""
    _set(session, body, erase_at=until)


def held(session: Session, gateways: Collection[str]) -> Mapping[str, Held]:
    """Return how many texts each of these gateways' providers still holds, in and out."""
    counts: defaultdict[str, int] = defaultdict(int)
    oldest: dict[str, datetime] = {}
    for name, count, since in (*_count_sent(session, gateways), *_count_taken(session, gateways)):
        counts[name] += count
        oldest[name] = min(since, oldest.get(name, since))
    return {name: Held(counts[name], oldest.get(name)) for name in gateways}


def _sent(session: Session, gateway: str, now: datetime, ripe: Ripe, limit: int) -> list[Body]:
    over = or_(
        and_(Outbound.state.in_(TERMINAL), Outbound.settled_at <= ripe.settled),
        and_(Attempt.result.in_(FAILED), Attempt.started_at <= ripe.settled),
        and_(Outbound.state.in_(("accepted", "sent")), Attempt.started_at <= ripe.unreceipted),
    )
    query = (
        select(Attempt.id, Attempt.provider_id, Attempt.started_at)
        .join(Outbound, Outbound.id == Attempt.outbound_id)
        .where(Attempt.gateway == gateway, Attempt.provider_id.is_not(None), Attempt.erased_at.is_(None), over)
        .where(_asked_again(Attempt.erase_at, now))
        .order_by(Attempt.started_at)
        .limit(limit)
    )
    return [Body(gateway, row.provider_id or "", row.started_at, row.id) for row in session.execute(query)]


def _taken(session: Session, gateway: str, now: datetime, ripe: Ripe, limit: int) -> list[Body]:
    query = (
        select(InboundIdentity.provider_id, InboundIdentity.seen_at)
        .join(Message, Message.id == InboundIdentity.message_id)
        .where(InboundIdentity.gateway == gateway, InboundIdentity.erased_at.is_(None), Message.state == "done")
        .where(InboundIdentity.seen_at <= ripe.settled, _asked_again(InboundIdentity.erase_at, now))
        .order_by(InboundIdentity.seen_at)
        .limit(limit)
    )
    return [Body(gateway, row.provider_id, row.seen_at, None) for row in session.execute(query)]


def _asked_again(due: Any, now: datetime) -> ColumnElement[bool]:
    return or_(due.is_(None), due <= now)


def _count_sent(session: Session, gateways: Collection[str]) -> list[tuple[str, int, datetime]]:
    mine = and_(Attempt.gateway.in_(gateways), Attempt.erased_at.is_(None))
    may_lie_there = or_(Attempt.result.is_(None), Attempt.result.not_in(_NEVER_TAKEN), Attempt.provider_id.is_not(None))
    query = select(Attempt.gateway, func.count(), func.min(Attempt.started_at)).where(mine, may_lie_there)
    return [(row[0], row[1], row[2]) for row in session.execute(query.group_by(Attempt.gateway))]


def _count_taken(session: Session, gateways: Collection[str]) -> list[tuple[str, int, datetime]]:
    """A text without a provider's id can never be erased, and counts like the others."""
    gone = select(InboundIdentity.message_id).where(
        InboundIdentity.message_id == Message.id, InboundIdentity.erased_at.is_not(None)
    )
    query = (
        select(Message.gateway, func.count(), func.min(Message.received_at))
        .where(Message.gateway.in_(gateways), Message.channel == "sms", ~gone.exists())
        .group_by(Message.gateway)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def _set(session: Session, body: Body, **values: datetime) -> None:
    if body.attempt_id is not None:
        session.execute(update(Attempt).where(Attempt.id == body.attempt_id).values(**values))
        return
    key = (InboundIdentity.gateway == body.gateway, InboundIdentity.provider_id == body.provider_id)
    session.execute(update(InboundIdentity).where(*key).values(**values))
