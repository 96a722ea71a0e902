"""Texts that wait to be sent, by the gateway they are to leave by: each gateway is a lane with a pace of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.orm import Session

from hotline.store.models.traffic import Outbound

KEEPS_ITS_PLACE_S = 600
_FREE = or_(Outbound.lease_until.is_(None), Outbound.lease_until < func.clock_timestamp())

_CLAIM = text(
    """
    WITH free AS (
        SELECT o.id FROM outbound o
        WHERE o.state = 'queued' AND o.via = :lane AND o.due_at <= :now
        AND (o.lease_until IS NULL OR o.lease_until < clock_timestamp())
        AND NOT EXISTS (
            SELECT FROM outbound before
            WHERE before.contact_id = o.contact_id AND before.number < o.number
            AND before.case_id IS NOT DISTINCT FROM o.case_id
            AND (before.state = 'sending'
                 OR (before.state = 'queued' AND (before.due_at <= :now
                     OR (before.attempts > 0 AND before.due_at <= :soon))))
        )
        ORDER BY o.priority, o.number LIMIT :room FOR UPDATE OF o SKIP LOCKED
    )
    UPDATE outbound SET lease_until = clock_timestamp() + make_interval(secs => :lease_s), lease_token = :token
    FROM free WHERE outbound.id = free.id AND outbound.state = 'queued'
    RETURNING outbound.id, outbound.priority, outbound.number
    """
)

_ANY_DUE = text(
    """
    SELECT EXISTS (
        SELECT FROM outbound o LEFT JOIN gateway_states g ON g.name = o.via
        WHERE o.state = 'queued' AND o.due_at <= :before
        AND (o.lease_until IS NULL OR o.lease_until < clock_timestamp())
        AND g.stopped_at IS NULL AND (g.rests_until IS NULL OR g.rests_until <= :before)
        AND (g.next_send_at IS NULL OR g.next_send_at < clock_timestamp() - make_interval(secs => :idle_s))
    )
    """
)

_PAUSE = text(
    """
    SELECT extract(epoch FROM min(g.next_send_at) - clock_timestamp()) FROM gateway_states g
    WHERE g.stopped_at IS NULL AND (g.rests_until IS NULL OR g.rests_until <= :now)
    AND g.next_send_at > clock_timestamp() - make_interval(secs => 1)
    AND EXISTS (
        SELECT FROM outbound o WHERE o.state = 'queued' AND o.via = g.name AND o.due_at <= :now
        AND (o.lease_until IS NULL OR o.lease_until < clock_timestamp())
    )
    """
)

_GIVE_BACK = text(
    """
    UPDATE outbound SET lease_until = NULL, lease_token = NULL WHERE lease_token = :token AND state = 'queued'
    """
)

_STRANDED = text(
    """
    UPDATE outbound SET state = 'unknown', lease_until = NULL, lease_token = NULL, due_at = :now
    WHERE state = 'sending' AND (lease_until IS NULL OR lease_until < clock_timestamp())
    RETURNING id
    """
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One queued text, leased to whoever holds the token; `turn`: answers before bulk, then as they were written."""

    outbound_id: UUID
    token: UUID
    turn: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Lease:
    """On what terms texts are claimed: under which token, for how many seconds."""

    token: UUID
    seconds: int


def unplanned(session: Session, now: datetime, lanes: Collection[str], limit: int) -> Sequence[Outbound]:
    """Return texts that are due and for which no gateway in use is chosen yet, locked."""
    waiting = select(Outbound).where(Outbound.state == "queued", Outbound.due_at <= now, _FREE)
    homeless = waiting.where(or_(Outbound.via.is_(None), Outbound.via.not_in(lanes)))
    ordered = homeless.order_by(Outbound.priority, Outbound.number).limit(limit)
    return session.scalars(ordered.with_for_update(skip_locked=True)).all()


def claim(session: Session, now: datetime, lane: str, room: int, lease: Lease) -> Sequence[Claim]:
    """Lease up to `room` texts of a lane that are due, answers before bulk, those of one case in order.

    Across the cases of one phone there is no order to keep: a walled case must not hold another one up. A text that
    is tried again soon keeps its place; one that waits for hours (a phone out of reach) lets others by.
    """
    soon = now + timedelta(seconds=KEEPS_ITS_PLACE_S)
    values = {"now": now, "soon": soon, "lane": lane, "room": room, "token": lease.token, "lease_s": lease.seconds}
    rows = session.execute(_CLAIM, values).all()
    return [Claim(row.id, lease.token, (row.priority, row.number)) for row in rows]


def waiting(session: Session, now: datetime) -> frozenset[str]:
    """Return the lanes in which a text is due."""
    due = select(Outbound.via).where(Outbound.state == "queued", Outbound.due_at <= now, _FREE).distinct()
    return frozenset(session.scalars(due.where(Outbound.via.is_not(None))))


def forget_plans(session: Session, lane: str | None = None) -> None:
    """Have a gateway chosen anew for the texts that wait in a lane, or in all of them."""
    mine = Outbound.via == lane if lane else Outbound.via.is_not(None)
    # In order, so that two who do this at once wait for each other instead of holding what the other wants.
    queued = select(Outbound.id).where(Outbound.state == "queued", mine).order_by(Outbound.id).with_for_update()
    session.execute(update(Outbound).where(Outbound.id.in_(queued.scalar_subquery())).values(via=None))


def hurry_stuck(session: Session, now: datetime) -> None:
    """Have the texts that no gateway could take tried at once."""
    stuck = update(Outbound).where(Outbound.state == "queued", Outbound.stuck_at.is_not(None))
    session.execute(stuck.values(due_at=now))


def any_due(session: Session, before: datetime, idle_s: int) -> bool:
    """Say whether a text waits to be sent although its gateway may send and has been idle that long."""
    return bool(session.scalar(_ANY_DUE, {"before": before, "idle_s": idle_s}))


def pause_s(session: Session, now: datetime) -> float | None:
    """Return in how many seconds the first gateway may send again that has texts waiting; None if none has."""
    seconds = session.scalar(_PAUSE, {"now": now})
    return None if seconds is None else float(seconds)


def give_back(session: Session, token: UUID) -> None:
    """Let go of the claimed texts that were not begun."""
    session.execute(_GIVE_BACK, {"token": token})


def strand(session: Session, now: datetime) -> Sequence[UUID]:
    """Turn texts whose sender died during the call into `unknown`, and return them."""
    return session.scalars(_STRANDED, {"now": now}).all()


def held(session: Session, claimed: Claim) -> Outbound | None:
    """Return the leased text as it stands now, locked; None when the lease has passed to somebody else."""
    query = select(Outbound).where(Outbound.id == claimed.outbound_id, Outbound.lease_token == claimed.token)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def renew(text_: Outbound, lease_s: int) -> None:
    """Hold a leased text for longer, by the database's clock."""
    text_.lease_until = func.clock_timestamp() + timedelta(seconds=lease_s)


def stuck(session: Session, outbound_id: UUID) -> Outbound | None:
    """Return a text that still waits for a gateway that could take it, locked."""
    query = select(Outbound).where(Outbound.id == outbound_id, Outbound.state == "queued", _FREE)
    still = query.where(Outbound.stuck_at.is_not(None)).with_for_update()
    return session.scalars(still.execution_options(populate_existing=True)).one_or_none()
