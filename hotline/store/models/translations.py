"""Texts that somebody who speaks the language is asked to put into another one; both sides sealed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Key, Moment, Sealed


class Translation(Base):
    """A wish for a translation: of a citizen's text (`message_id`), or of an officer's answer into their language."""

    __tablename__ = "translations"
    __table_args__ = (
        CheckConstraint("kind in ('text','answer')", name="kind"),
        Index("uq_translations_message", "message_id", unique=True, postgresql_where=text("message_id is not null")),
        Index("ix_translations_open", "language", "due_at", postgresql_where=text("given_at is null")),
        Index("ix_translations_case_id", "case_id"),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str]
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id"))
    language: Mapped[str]
    source_sealed: Mapped[Sealed]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[Moment]
    due_at: Mapped[Moment]
    words_sealed: Mapped[bytes | None]
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    given_at: Mapped[datetime | None]
