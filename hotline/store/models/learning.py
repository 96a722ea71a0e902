"""Trained models: versions with what was found of them, their sealed files, and what a candidate makes of texts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Data, Key, Moment, Sealed


class ModelVersion(Base):
    """A model somebody asked for; `upto`: the last label event it may have seen, `labels`: their digest.

    `words`: the lexicons it was trained with. `report` holds figures and the checks, and nobody's words.
    """

    __tablename__ = "model_versions"

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    state: Mapped[str] = mapped_column(server_default="asked")
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[Moment]
    tries: Mapped[int] = mapped_column(server_default="0")
    trained_at: Mapped[datetime | None]
    promoted_at: Mapped[datetime | None]
    digest: Mapped[str | None]
    words: Mapped[str | None]
    upto: Mapped[int | None] = mapped_column(BigInteger)
    labels: Mapped[str | None]
    report: Mapped[Data]


class ModelFiles(Base):
    """The arrays and tables of a version, sealed."""

    __tablename__ = "model_files"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("model_versions.id"), primary_key=True)
    files_sealed: Mapped[Sealed]


class ShadowGuess(Base):
    """What a candidate would have made of a live text, beside what was made of it: codes, never words, never used."""

    __tablename__ = "shadow_guesses"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("model_versions.id"), primary_key=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    at: Mapped[Moment]
    category: Mapped[str]
    routed: Mapped[bool]
    accuses: Mapped[bool]
    live_category: Mapped[str]
    live_routed: Mapped[bool]
    live_accuses: Mapped[bool]
