"""Cases offered to another desk, until it takes them, refuses, or lets the time pass."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Key, Moment


class TransferOffer(Base):
    """A case that one desk offers another; `note_id` is the sealed reason, `answer` is empty while it stands."""

    __tablename__ = "transfer_offers"
    __table_args__ = (
        CheckConstraint("answer in ('accepted','refused','expired','withdrawn')", name="answer"),
        Index("uq_transfer_offers_open", "case_id", unique=True, postgresql_where=text("answer is null")),
        Index("ix_transfer_offers_desk", "desk_id", "expires_at", postgresql_where=text("answer is null")),
        Index("ix_transfer_offers_case", "case_id"),
        Index("ix_transfer_offers_from", "from_desk_id", "answered_at"),
        Index("ix_transfer_offers_expires_at", "expires_at", postgresql_where=text("answer is null")),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    from_desk_id: Mapped[UUID] = mapped_column(ForeignKey("desks.id"))
    desk_id: Mapped[UUID] = mapped_column(ForeignKey("desks.id"))
    note_id: Mapped[UUID] = mapped_column(ForeignKey("notes.id"))
    offered_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    offered_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    answer: Mapped[str | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]
