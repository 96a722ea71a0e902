"""Wishes for a call, and each try at one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Key, Moment


class Callback(Base):
    """A citizen's wish to be called, until it is settled; whoever holds it may call until `claim_until`."""

    __tablename__ = "callbacks"
    __table_args__ = (
        Index("uq_callbacks_open", "case_id", unique=True, postgresql_where=text("closed_at is null")),
        Index("ix_callbacks_due", "due_at", postgresql_where=text("closed_at is null")),
        Index("ix_callbacks_contact_id", "contact_id"),
    )

    id: Mapped[Key]
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    language: Mapped[str]
    placed_desk_id: Mapped[UUID | None] = mapped_column(ForeignKey("desks.id"))
    asked_at: Mapped[Moment]
    last_asked_at: Mapped[Moment]
    due_at: Mapped[Moment]
    next_at: Mapped[Moment]
    misses: Mapped[int] = mapped_column(server_default="0")
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    claim_until: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class Call(Base):
    """One try: who holds or held the wish, and how it ended; `noted_at` is when what was said was written down."""

    __tablename__ = "calls"
    __table_args__ = (
        UniqueConstraint("callback_id", "n"),
        Index("ix_calls_to_note", "account_id", postgresql_where=text("outcome = 'reached' and noted_at is null")),
    )

    id: Mapped[Key]
    callback_id: Mapped[UUID] = mapped_column(ForeignKey("callbacks.id"))
    n: Mapped[int]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    started_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    noted_at: Mapped[datetime | None]
