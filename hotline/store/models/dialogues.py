"""Dialogues by keypad, the codes that guard what they brought, and how fast a phone comes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Data, Key, Moment, Sealed


class Dialogue(Base):
    """One USSD session of a contact: where it stands, and the screen shown last.

    Of what was typed only its length and a keyed mark stay, to know a request that came again: a code is among it.
    """

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
    typed_length: Mapped[int]
    typed_mark: Mapped[bytes]
    screen_sealed: Mapped[Sealed]
    started_at: Mapped[Moment]
    stepped_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]
    how_ended: Mapped[str | None]
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id"))


class Pin(Base):
    """The code of four digits that a citizen chose for what one dialogue brought, found by its first message."""

    __tablename__ = "pins"

    id: Mapped[Key]
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), unique=True)
    mark: Mapped[bytes]
    misses: Mapped[int]
    locked_until: Mapped[datetime | None]
    created_at: Mapped[Moment]


class Pace(Base):
    """How often a phone did one kind of thing since the count began."""

    __tablename__ = "paces"

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    begun_at: Mapped[Moment]
    number: Mapped[int]
