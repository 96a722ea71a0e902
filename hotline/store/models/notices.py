"""How officers wish to be told of their cases, and what was sent to whom by which way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Data, Key, Moment


class NoticeChoice(Base):
    """What one account chose; who chose nothing is told as usual."""

    __tablename__ = "notice_choices"
    __table_args__ = (CheckConstraint("quiet in ('off_shift','night','never')", name="quiet"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    ways: Mapped[Data]
    quiet: Mapped[str]
    digest: Mapped[bool]
    changed_at: Mapped[Moment]


class PushSubscription(Base):
    """Where one officer's own phone is reached by push: sealed, and wiped once it has ended."""

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        Index("ix_push_subscriptions_live", "account_id", postgresql_where=text("ended_at is null")),
        Index("ix_push_subscriptions_device_id", "device_id"),
        Index("ix_push_subscriptions_endpoint_hash", "endpoint_hash"),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"))
    endpoint_hash: Mapped[bytes]
    address_sealed: Mapped[bytes | None]
    created_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]


class Telling(Base):
    """One thing told to one account by one way, once: a notice of a case, a digest, a report that is ready.

    `sending` without an end means that the sender died in the middle: it may have arrived and is not sent again.
    """

    __tablename__ = "tellings"
    __table_args__ = (
        UniqueConstraint("account_id", "way", "kind", "about"),
        CheckConstraint("way in ('push','email','sms')", name="way"),
        CheckConstraint("state in ('waiting','sending','sent','dropped','failed')", name="state"),
        Index("ix_tellings_next_at", "next_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_tellings_sending", "next_at", postgresql_where=text("state = 'sending'")),
        Index("ix_tellings_created_at", "created_at"),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    way: Mapped[str]
    kind: Mapped[str]
    about: Mapped[str]
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("notices.id"))
    subscription_id: Mapped[UUID | None] = mapped_column(ForeignKey("push_subscriptions.id"))
    state: Mapped[str]
    tries: Mapped[int]
    next_at: Mapped[Moment]
    why: Mapped[str | None]
    created_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]
