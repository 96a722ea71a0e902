"""Who is on duty at which desk, and who was called for a critical case."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Codes, Key, Moment


class Duty(Base):
    """A line of a desk's roster: weekdays (0 is Monday), minutes of the day, and the turn in which one is called."""

    __tablename__ = "duties"

    id: Mapped[Key]
    desk_id: Mapped[UUID] = mapped_column(ForeignKey("desks.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    step: Mapped[int]
    days: Mapped[Codes]
    opens: Mapped[int]
    closes: Mapped[int]
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date | None] = mapped_column(Date)


class Callout(Base):
    """A critical case that nobody picked up since a moment: people are called for it, one after the other."""

    __tablename__ = "callouts"
    __table_args__ = (
        UniqueConstraint("case_id", "since"),
        Index("ix_callouts_next_at", "next_at", postgresql_where=text("ended_at is null")),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    since: Mapped[Moment]
    next_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]
    why: Mapped[str | None]


class Page(Base):
    """One person called for a case: when, and whether they were reached, by whose word."""

    __tablename__ = "pages"
    __table_args__ = (UniqueConstraint("callout_id", "step"),)

    id: Mapped[Key]
    callout_id: Mapped[UUID] = mapped_column(ForeignKey("callouts.id"))
    step: Mapped[int]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    paged_at: Mapped[Moment]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    reached: Mapped[bool | None]
