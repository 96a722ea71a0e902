"""Dialogues by keypad: one row a session of the signalling channel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Data, Key, Moment, Sealed


class Dialogue(Base):
    """One USSD session of a contact: where it stands, what was typed so far, and the screen shown last."""

    __tablename__ = "dialogues"
    __table_args__ = (
        UniqueConstraint("contact_id", "gateway", "session_key"),
        Index("ix_dialogues_contact_id_stepped_at", "contact_id", "stepped_at"),
        Index("ix_dialogues_open", "stepped_at", postgresql_where=text("ended_at is null")),
    )

    id: Mapped[Key]
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    gateway: Mapped[str]
    session_key: Mapped[str]
    state: Mapped[Data]
    typed_sealed: Mapped[Sealed]
    screen_sealed: Mapped[Sealed]
    started_at: Mapped[Moment]
    stepped_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]
    how_ended: Mapped[str | None]
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id"))
