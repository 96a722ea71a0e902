"""What each gateway was last heard to say of itself, as rows: one a gateway, made with the first news of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline.store.models.gateways import GatewayState


def note_heartbeat(session: Session, name: str, at: datetime) -> None:
    """Keep a gateway's latest sign of life; an older one changes nothing."""
    new = insert(GatewayState).values(name=name, heartbeat_at=at)
    latest = func.greatest(GatewayState.heartbeat_at, new.excluded.heartbeat_at)
    session.execute(new.on_conflict_do_update(index_elements=["name"], set_={"heartbeat_at": latest}))


def note_balance(session: Session, name: str, balance: str, at: datetime) -> None:
    """Keep how much a gateway has left, and when it said so."""
    new = insert(GatewayState).values(name=name, balance=balance, balance_at=at)
    session.execute(new.on_conflict_do_update(index_elements=["name"], set_={"balance": balance, "balance_at": at}))


def of(session: Session, name: str) -> GatewayState | None:
    """Return what a gateway said of itself; None: nothing yet."""
    return session.get(GatewayState, name)
