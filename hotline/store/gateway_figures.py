"""How one gateway fares, counted over what the viewer may audit: attempts, texts that wait, bodies held elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from hotline.domain.sending import PROBE
from hotline.domain.walls import Viewer
from hotline.store import scope
from hotline.store.models.casework import Case
from hotline.store.models.traffic import Attempt, InboundIdentity, Message, Outbound

# One that has not ended yet is neither, and one nobody can speak for did not go well.
_WENT_WELL = "accepted"


@dataclass(frozen=True, slots=True)
class Tries:
    """How many attempts ended, and how many of them badly."""

    count: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many texts wait to be sent, and since when the oldest does."""

    count: int = 0
    since: datetime | None = None


def tries(session: Session, viewer: Viewer, since: datetime) -> Mapping[str, Tries]:
    """Return for each gateway how its attempts since then ended; tests are not counted."""
    ended = func.count().filter(Attempt.result.is_not(None))
    failed = func.count().filter(Attempt.result != _WENT_WELL)
    query = (
        select(Attempt.gateway, ended, failed)
        .join(Outbound, Outbound.id == Attempt.outbound_id)
        .outerjoin(Case, Case.id == Outbound.case_id)
        .where(Attempt.started_at > since, Outbound.kind != PROBE, _seen_by(viewer))
        .group_by(Attempt.gateway)
    )
    return {name: Tries(count, bad) for name, count, bad in session.execute(query)}


def waiting(session: Session, viewer: Viewer, now: datetime) -> Mapping[str | None, Waiting]:
    """Return for each gateway the texts that wait for it, under None those for which none is chosen yet.

    What was put off on purpose and never tried does not wait.
    """
    query = (
        select(Outbound.via, func.count(), func.min(Outbound.created_at))
        .outerjoin(Case, Case.id == Outbound.case_id)
        .where(Outbound.state == "queued", or_(Outbound.due_at <= now, Outbound.attempts > 0))
        .where(Outbound.kind != PROBE, _seen_by(viewer))
        .group_by(Outbound.via)
    )
    return {via: Waiting(count, since) for via, count, since in session.execute(query)}


def held_elsewhere(session: Session, viewer: Viewer, name: str) -> int:
    """Count the texts, in and out, that the provider was not yet seen to forget."""
    out = (
        select(func.count()).select_from(Attempt).join(Outbound, Outbound.id == Attempt.outbound_id)
        .outerjoin(Case, Case.id == Outbound.case_id)
        .where(Attempt.gateway == name, Attempt.erased_at.is_(None), Attempt.provider_id.is_not(None))
        .where(_seen_by(viewer))
    )  # fmt: skip
    came = (
        select(func.count()).select_from(InboundIdentity).join(Message, Message.id == InboundIdentity.message_id)
        .outerjoin(Case, Case.id == Message.case_id)
        .where(InboundIdentity.gateway == name, InboundIdentity.erased_at.is_(None), _seen_by(viewer))
    )  # fmt: skip
    return (session.scalar(out) or 0) + (session.scalar(came) or 0)


def last_probes(session: Session) -> Mapping[str, Outbound]:
    """Return the latest test of each gateway."""
    newest = select(func.max(Outbound.number)).where(Outbound.kind == PROBE).group_by(Outbound.gateway)
    rows = session.scalars(select(Outbound).where(Outbound.number.in_(newest)))
    return {row.gateway: row for row in rows if row.gateway}


def _seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """What belongs to no case is seen by whoever sees the page; the rest as its case is."""
    return or_(Case.id.is_(None), scope.auditable(viewer))
