"""What keeps the trail honest: hourly checkpoints, the chain ends they cover, and the nightly checks."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Key, Moment


class Checkpoint(Base):
    """A signed root over every chain's end; `seen`: the newest event at that time. Append-only."""

    __tablename__ = "checkpoints"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Moment]
    root: Mapped[bytes]
    previous: Mapped[bytes]
    public_key: Mapped[bytes]
    signature: Mapped[bytes]
    seen: Mapped[UUID]


class ChainEnd(Base):
    """How far a chain had come at the first checkpoint that saw it there. Append-only."""

    __tablename__ = "chain_ends"

    name: Mapped[bytes] = mapped_column(primary_key=True)
    checkpoint: Mapped[int] = mapped_column(
        ForeignKey("checkpoints.number", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    chain: Mapped[UUID]
    n: Mapped[int]
    hash: Mapped[bytes]


class TrailCheck(Base):
    """One check of the whole trail: what did not hold first, and where; empty when everything held. Append-only."""

    __tablename__ = "trail_checks"
    __table_args__ = (Index("ix_trail_checks_at", text("at desc")),)

    id: Mapped[Key]
    at: Mapped[Moment]
    why: Mapped[str | None]
    chain: Mapped[UUID | None]
    n: Mapped[int | None]
