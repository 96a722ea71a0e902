"""How each gateway fares, and what an administrator has to look at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Key, Moment


class GatewayState(Base):
    """One gateway as the processes share it: stopped or not, when it may send next, and when it was last heard.

    `rests_until`: its provider is in trouble, and texts go by another until then; `mark`: a keyed hash of its settings.
    """

    __tablename__ = "gateway_states"

    name: Mapped[str] = mapped_column(primary_key=True)
    stopped_at: Mapped[datetime | None]
    stop_code: Mapped[str | None]
    stop_detail: Mapped[str | None]
    next_send_at: Mapped[datetime | None]
    rests_until: Mapped[datetime | None]
    mark: Mapped[str | None]
    heard_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    balance: Mapped[str | None]
    balance_at: Mapped[datetime | None]


class Alert(Base):
    """Something an administrator has to look at, open until it is over; at most one open of a kind and subject."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index("ix_alerts_open", "kind", "subject", unique=True, postgresql_where=text("closed_at is null")),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[str | None]
    opened_at: Mapped[Moment]
    closed_at: Mapped[datetime | None]
