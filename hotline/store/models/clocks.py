"""The clocks of cases as they are watched, and who was told of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Key, Moment


class Clock(Base):
    """One clock of a case: due by the working hours it began under, and `next_at`, when somebody is to be told next.

    `met_at` is when the thing was done, not when that was seen; `level` is the last share of the limit told of.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        UniqueConstraint("case_id", "name", "start_at"),
        Index("ix_clocks_next_at", "next_at", postgresql_where=text("next_at is not null")),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    name: Mapped[str]
    start_at: Mapped[Moment]
    due_at: Mapped[Moment]
    calendar_id: Mapped[UUID] = mapped_column(ForeignKey("calendars.id"))
    urgency: Mapped[str]
    met_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    level: Mapped[int] = mapped_column(server_default="0")
    next_at: Mapped[datetime | None]


class Watch(Base):
    """Up to which event of its chain the clocks of a case were read."""

    __tablename__ = "watches"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    n: Mapped[int]


class Notice(Base):
    """Somebody is told of a case, once: by an entry on their pages, and by a text where that cannot wait.

    It says a reference and nothing else; whether they may still know of the case is asked again whenever it is shown.
    `spread_at`: when it was handed to the ways by which they are told away from the pages.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("account_id", "case_id", "kind", "about", "level"),
        Index("ix_notices_open", "account_id", "created_at", postgresql_where=text("seen_at is null")),
        Index("ix_notices_unspread", "created_at", postgresql_where=text("spread_at is null")),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    about: Mapped[UUID] = mapped_column(index=True)
    level: Mapped[int]
    created_at: Mapped[Moment]
    seen_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]
    spread_at: Mapped[datetime | None]
