"""Sheets that left the wall with the citizen's consent, and when their citizens are asked about reprisals."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Key, Moment, Sealed


class Referral(Base):
    """A redacted extract of a case at an inspection office; `words_sealed` is what the office says of it."""

    __tablename__ = "referrals"
    __table_args__ = (
        CheckConstraint("state in ('sent','accepted','refused','answered','withdrawn')", name="state"),
        Index("ix_referrals_case_id", "case_id"),
        Index("ix_referrals_desk_id", "desk_id", "answer_by", postgresql_where=text("state <> 'withdrawn'")),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    desk_id: Mapped[UUID] = mapped_column(ForeignKey("desks.id"))
    sent_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    sent_at: Mapped[Moment]
    accept_by: Mapped[Moment]
    answer_by: Mapped[Moment]
    category: Mapped[str] = mapped_column(ForeignKey("categories.code"))
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    month: Mapped[str]
    extract_sealed: Mapped[Sealed]
    state: Mapped[str] = mapped_column(server_default="sent")
    why: Mapped[str | None]
    finding: Mapped[str | None]
    words_sealed: Mapped[bytes | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    told_how: Mapped[str | None]


class ReprisalCheck(Base):
    """A day on which a citizen is asked whether somebody made them pay for their complaint."""

    __tablename__ = "reprisal_checks"
    __table_args__ = (
        UniqueConstraint("referral_id", "days"),
        Index("ix_reprisal_checks_due_at", "due_at", postgresql_where=text("state is null")),
        Index("ix_reprisal_checks_case_id", "case_id"),
    )

    id: Mapped[Key]
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referrals.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    days: Mapped[int]
    due_at: Mapped[Moment]
    state: Mapped[str | None]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
