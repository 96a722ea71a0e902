"""What reviewers wrote over the shipped language files, and which languages they switched on; rows only ever come."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Codes, Key, Moment


class WordingRow(Base):
    """One version of a phrase, a screen's word or a command; `reviewed` where the writer speaks the language."""

    __tablename__ = "wordings"
    __table_args__ = (
        UniqueConstraint("language", "kind", "key", "version"),
        CheckConstraint("kind in ('phrase','screen','command')", name="kind"),
    )

    id: Mapped[Key]
    language: Mapped[str]
    kind: Mapped[str]
    key: Mapped[str]
    version: Mapped[int]
    words: Mapped[Codes]
    reviewed: Mapped[bool]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    written_at: Mapped[Moment]


class LanguageSwitch(Base):
    """A language switched on or off; the newest counts, and without any what its file says."""

    __tablename__ = "language_switches"
    __table_args__ = (UniqueConstraint("language", "version"),)

    id: Mapped[Key]
    language: Mapped[str]
    version: Mapped[int]
    live: Mapped[bool]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    switched_at: Mapped[Moment]
