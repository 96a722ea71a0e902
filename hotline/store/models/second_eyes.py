"""Answers to protected cases that another cleared officer reads before they go."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Key, Moment, Sealed


class WaitingAnswer(Base):
    """An answer as its officer wrote it, sealed; its id is the single-use key. `ok` is empty while it waits.

    `asks`: what a question is about, empty for what is none.
    """

    __tablename__ = "waiting_answers"
    __table_args__ = (
        CheckConstraint("ok is not null or read_at is null", name="read"),
        Index("uq_waiting_answers_open", "case_id", unique=True, postgresql_where=text("read_at is null")),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    asks: Mapped[str] = mapped_column(server_default="")
    text_sealed: Mapped[Sealed]
    written_at: Mapped[Moment]
    read_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    read_at: Mapped[datetime | None]
    ok: Mapped[bool | None]
