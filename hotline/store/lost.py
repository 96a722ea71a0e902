"""Attempts of which nobody knows whether they left, and the ids by which a provider's list is told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.store.models.traffic import Attempt, Outbound

# A phone with more than this in doubt is left to a person.
MOST = 500


@dataclass(frozen=True, slots=True)
class Doubt:
    """What one gateway was given for one phone and may or may not have taken: pairs of attempt and text."""

    gateway: str
    contact_id: UUID
    attempts: Sequence[tuple[Attempt, Outbound]]


def doubts(session: Session, gateways: Collection[str], since: datetime, until: datetime) -> list[Doubt]:
    """Return what these gateways were given in that time and nobody has settled, by phone, the longest in doubt first.

    The attempt without a result was cut off by a kill, perhaps before the call and perhaps after it.
    """
    query = (
        select(Attempt, Outbound)
        .join(Outbound, Outbound.id == Attempt.outbound_id)
        .where(
            Outbound.state == "unknown", Outbound.settled_at.is_(None), Attempt.n == Outbound.attempts,
            Attempt.provider_id.is_(None), Attempt.gateway.in_(gateways), Attempt.started_at.between(since, until),
        )
        .order_by(Attempt.started_at)
        .limit(MOST)
    )  # fmt: skip
    found: defaultdict[tuple[str, UUID], list[tuple[Attempt, Outbound]]] = defaultdict(list)
    for attempt, text in session.execute(query):
        found[attempt.gateway, text.contact_id].append((attempt, text))
    return [Doubt(gateway, contact_id, pairs) for (gateway, contact_id), pairs in found.items()]


def known_ids(session: Session, gateway: str, provider_ids: Iterable[str]) -> frozenset[str]:
    """Return which of these ids belong to attempts of ours."""
    query = select(Attempt.provider_id).where(Attempt.gateway == gateway, Attempt.provider_id.in_(set(provider_ids)))
    return frozenset(one for one in session.scalars(query) if one is not None)


def still_lost(session: Session, attempt_id: UUID) -> tuple[Attempt, Outbound] | None:
    """Return an attempt with its text, locked, if nobody knows about it even now."""
    attempt = session.get_one(Attempt, attempt_id)
    query = select(Outbound).where(Outbound.id == attempt.outbound_id, Outbound.state == "unknown").with_for_update()
    text = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    session.refresh(attempt)
    if text is None or text.attempts != attempt.n or attempt.provider_id is not None or text.settled_at is not None:
        return None
    return attempt, text


def hopeless(session: Session, before: Mapping[str, datetime], otherwise: datetime) -> Sequence[UUID]:
    """Return unknown texts whose last attempt lies before the moment set for its gateway, or else before another."""
    query = (
        select(Outbound.id, Attempt.gateway, Attempt.started_at)
        .join(Attempt, (Attempt.outbound_id == Outbound.id) & (Attempt.n == Outbound.attempts))
        .where(Outbound.state == "unknown", Outbound.settled_at.is_(None), Attempt.started_at < otherwise)
        .order_by(Attempt.started_at)
        .limit(MOST)
    )
    return [row.id for row in session.execute(query) if row.started_at < before.get(row.gateway, otherwise)]
