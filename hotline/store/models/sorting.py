"""Who has which case in hand to sort it, which walls one person wants lifted, and what people said a text is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Identity, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Codes, Key, Moment


class SortingClaim(Base):
    """A case in somebody's hands until then, or passed over by them until then."""

    __tablename__ = "sorting_claims"
    __table_args__ = (Index("ix_sorting_claims_until", "until"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    until: Mapped[Moment]
    passed_until: Mapped[datetime | None]


class WallLift(Base):
    """A cleared person's word that a wall is not needed, until a second one agrees or the wall is confirmed."""

    __tablename__ = "wall_lifts"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[Moment]


class LabelEvent(Base):
    """What a person said of a text, against what was understood by itself; append-only, and never the text."""

    __tablename__ = "label_events"

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[Moment]
    old_category: Mapped[str]
    new_category: Mapped[str]
    old_urgency: Mapped[str]
    new_urgency: Mapped[str]
    old_accuses: Mapped[bool]
    new_accuses: Mapped[bool]
    model_version: Mapped[str]
    suggestion_visible: Mapped[bool]


class Standing(Base):
    """Where a case stands among its like: in the group `group_id`, often alone.

    `message_id`: the text it was compared by; `same`: keyed, equal for the same words; `sketch`: keyed lines by which
    like texts find the group's leader, empty for who follows one; `told`: codes of what the case tells; `news`: it
    tells more than its like; `near_id`: a leader it is somewhat like.
    """

    __tablename__ = "standings"
    __table_args__ = (
        Index("ix_standings_sketch", "sketch", postgresql_using="gin"),
        Index("ix_standings_group_id", "group_id"),
        Index("ix_standings_near_id", "near_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"))
    group_id: Mapped[UUID]
    near_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    likeness: Mapped[int] = mapped_column(SmallInteger)
    news: Mapped[bool]
    told: Mapped[Codes]
    same: Mapped[bytes]
    sketch: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    at: Mapped[Moment]
