"""How each gateway stands, as all processes see it: its pace by the database's clock, its stops and rests."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline.domain import pacing
from hotline.domain.quiet import QuietHours
from hotline.store.models.gateways import GatewayState
from hotline.store.models.office import Setting

QUIET = "quiet_hours"
# How exact it is kept when a gateway last sent: each text would write the one row that all senders share.
_SENT_EVERY = timedelta(seconds=10)


def states(session: Session, names: Collection[str]) -> Mapping[str, GatewayState]:
    """Return how these gateways stand, each with a row of its own from now on."""
    known = _rows(session, names)
    missing = sorted(set(names) - set(known))
    if missing:
        session.execute(insert(GatewayState).on_conflict_do_nothing(), [{"name": name} for name in missing])
        known = _rows(session, names)
    return known


def locked(session: Session, name: str) -> GatewayState:
    """Return how a gateway stands now, locked until the transaction ends."""
    states(session, [name])
    query = select(GatewayState).where(GatewayState.name == name).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def room(session: Session, name: str, rate: float, most: int) -> pacing.Room:
    """Return how many texts a gateway may be given now; other senders wait until this transaction ends."""
    query = select(GatewayState.next_send_at, func.clock_timestamp()).where(GatewayState.name == name)
    next_at, now = session.execute(query.with_for_update()).one()
    return pacing.room(next_at, now, rate, most)


def push_back(session: Session, name: str, next_at: datetime) -> None:
    """Write down when a gateway may be given its next text."""
    session.execute(update(GatewayState).where(GatewayState.name == name).values(next_send_at=next_at))


def note_sent(session: Session, name: str, now: datetime) -> None:
    """Write down that a gateway took a text: it is awake, and when it last sent."""
    stale = or_(GatewayState.sent_at.is_(None), GatewayState.sent_at <= now - _SENT_EVERY)
    asleep = GatewayState.rests_until.is_not(None)
    mine = update(GatewayState).where(GatewayState.name == name, or_(stale, asleep))
    session.execute(mine.values(sent_at=now, rests_until=None))


def quiet_hours(session: Session) -> QuietHours:
    """Return when nothing is sent that can wait."""
    found = session.get(Setting, QUIET)
    value: Mapping[str, Any] = found.value if found else {}
    return QuietHours(**value)


def _rows(session: Session, names: Collection[str]) -> dict[str, GatewayState]:
    query = select(GatewayState).where(GatewayState.name.in_(names)).execution_options(populate_existing=True)
    return {state.name: state for state in session.scalars(query)}
