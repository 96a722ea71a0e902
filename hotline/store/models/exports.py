"""Files that workers build for somebody: asked for, being built, ready for a while, then only a line."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Key, Moment


class Export(Base):
    """A file of cases for one account; `number` is its line in the house's trail, the content is sealed."""

    __tablename__ = "exports"
    __table_args__ = (
        CheckConstraint("state in ('asked','building','ready','failed','expired')", name="state"),
        CheckConstraint("form in ('csv','xlsx')", name="form"),
        Index("ix_exports_account_id_asked_at", "account_id", "asked_at"),
    )

    id: Mapped[Key]
    number: Mapped[int]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    form: Mapped[str]
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    state: Mapped[str]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[Moment]
    begun_at: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]
    content_sealed: Mapped[bytes | None]
