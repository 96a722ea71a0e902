"""Figures as they were published, signed and never changed; and reports that somebody keeps an eye on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Data, Key, Moment


class Publication(Base):
    """One statement of figures; one that states another again names it. Append-only."""

    __tablename__ = "publications"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    statement: Mapped[Data]
    signature: Mapped[bytes]
    public_key: Mapped[bytes]
    at: Mapped[Moment]
    restates: Mapped[int | None] = mapped_column(ForeignKey("publications.number"))


class SavedReport(Base):
    """A report with its filters that an account keeps; `every`: how often its newest whole period is due."""

    __tablename__ = "saved_reports"
    __table_args__ = (
        CheckConstraint("every in ('never','week','month')", name="every"),
        Index("ix_saved_reports_account_id", "account_id"),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    slug: Mapped[str]
    chosen: Mapped[Data]
    every: Mapped[str]
    opened: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime]
