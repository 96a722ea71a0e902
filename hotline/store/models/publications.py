"""Figures as they were published, what a body replies to one, and reports that somebody keeps an eye on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Data, Key, Moment, Sealed


class Publication(Base):
    """One statement of figures, of the whole house or about a body; one that states another again names it.

    Append-only.
    """

    __tablename__ = "publications"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    statement: Mapped[Data]
    signature: Mapped[bytes]
    public_key: Mapped[bytes]
    at: Mapped[Moment]
    restates: Mapped[int | None] = mapped_column(ForeignKey("publications.number"))
    body_id: Mapped[UUID | None] = mapped_column(ForeignKey("bodies.id"))


class FigureReply(Base):
    """What a body wants to say beside a figure about it, which cases it disputes (case: why), and what was drawn then.

    One that was refused makes room for another.
    """

    __tablename__ = "figure_replies"
    __table_args__ = (
        CheckConstraint("state in ('proposed','published','refused')", name="state"),
        Index("uq_figure_replies_number", "number", unique=True, postgresql_where=text("state <> 'refused'")),
    )

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(ForeignKey("publications.number"))
    state: Mapped[str]
    words_sealed: Mapped[Sealed]
    disputed: Mapped[Data]
    drawn: Mapped[Data]
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[Moment]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    why: Mapped[str | None]


class ReplyStatement(Base):
    """A reply as it stands beside the figure it replies to, signed. Append-only."""

    __tablename__ = "reply_statements"

    number: Mapped[int] = mapped_column(ForeignKey("publications.number"), primary_key=True, autoincrement=False)
    statement: Mapped[Data]
    signature: Mapped[bytes]
    public_key: Mapped[bytes]
    at: Mapped[Moment]


class SavedReport(Base):
    """A report with its filters that an account keeps; `every`: how often its newest whole period is due."""

    __tablename__ = "saved_reports"
    __table_args__ = (
        CheckConstraint("every in ('never','day','week','month')", name="every"),
        Index("ix_saved_reports_account_id", "account_id"),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    slug: Mapped[str]
    chosen: Mapped[Data]
    every: Mapped[str]
    opened: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime]
