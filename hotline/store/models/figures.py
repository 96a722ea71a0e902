"""What reports added up before: pages of cases by month and by whom they accuse; rebuilt from events alone."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Date, ForeignKey, Index, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Codes, Key


class FigureRoll(Base):
    """How far the adding up has come: the newest event it saw, and by which rules it counted. One row, and a
    second one while all of it is added up anew: its `seen` names who is at it.
    """

    __tablename__ = "figure_rolls"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    edition: Mapped[str]
    seen: Mapped[UUID]
    at: Mapped[datetime]


class FigurePage(Base):
    """The cases received in one month that accuse the same bodies, so that a wall hides whole pages."""

    __tablename__ = "figure_pages"
    __table_args__ = (UniqueConstraint("month", "wall"),)

    id: Mapped[Key]
    month: Mapped[date] = mapped_column(Date)
    wall: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))


class FigurePart(Base):
    """One name's values of a page, as arrays; see `reports/parts.py`."""

    __tablename__ = "figure_parts"

    page_id: Mapped[UUID] = mapped_column(ForeignKey("figure_pages.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    of: Mapped[bytes]
    value: Mapped[bytes]
    judged: Mapped[bytes]
    open_of: Mapped[bytes]
    start: Mapped[bytes]
    due: Mapped[bytes]
    words: Mapped[Codes]


class FigureCase(Base):
    """In which page a case is counted, and of how many of its events."""

    __tablename__ = "figure_cases"
    __table_args__ = (Index("ix_figure_cases_page_id", "page_id"),)

    case_id: Mapped[Key]
    page_id: Mapped[UUID] = mapped_column(ForeignKey("figure_pages.id", ondelete="CASCADE"))
    told: Mapped[int]
