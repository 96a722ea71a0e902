"""Searches that officers keep: codes and dates, and nobody's words."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Data, Key, Moment, Sealed


class SavedView(Base):
    """A search under a name, sealed; whoever has its link sees through it what they may see anyway."""

    __tablename__ = "saved_views"

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    name_sealed: Mapped[Sealed]
    filters: Mapped[Data]
    created_at: Mapped[Moment]
