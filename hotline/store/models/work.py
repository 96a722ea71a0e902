"""What officers put on cases: tags, and folding one case of a citizen into another."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Data, Key, Moment


class CaseTag(Base):
    """A tag of the closed list on a case."""

    __tablename__ = "case_tags"
    __table_args__ = (Index("ix_case_tags_tag", "tag", "case_id"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)


class Merge(Base):
    """A case folded into an earlier one, with what it was before, so that it can be unfolded."""

    __tablename__ = "merges"
    __table_args__ = (
        Index("uq_merges_from", "from_id", unique=True, postgresql_where=text("undone_at is null")),
        Index("ix_merges_into_id", "into_id"),
    )

    id: Mapped[Key]
    into_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    from_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    status: Mapped[str]
    waiting_since: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    into_waiting_since: Mapped[datetime | None]
    merged_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    merged_at: Mapped[Moment]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None]


class BulkAction(Base):
    """One thing done to several cases at once, with how each was before, so that it can be undone for a while."""

    __tablename__ = "bulk_actions"

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    action: Mapped[str]
    value: Mapped[str]
    before: Mapped[Data]
    done_at: Mapped[Moment]
    undone_at: Mapped[datetime | None]
