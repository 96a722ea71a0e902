"""Citizens, and the people who answer them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Codes, Key, Moment, Sealed

ROLES = ("liaison", "coordinator", "administrator", "auditor")


class Contact(Base):
    """A community member's phone: the number sealed, found again by its blind index; when and how to call it."""

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint("call_hours in ('any','morning','afternoon','evening')", name="call_hours"),
        Index("ix_contacts_unsafe", "id", postgresql_where=text("safe_to_text is false")),
    )

    id: Mapped[Key]
    phone_index: Mapped[bytes] = mapped_column(unique=True)
    phone_sealed: Mapped[Sealed]
    language: Mapped[str | None]
    last_gateway: Mapped[str]
    last_recipient: Mapped[str]
    opted_out_at: Mapped[datetime | None]
    safe_to_text: Mapped[bool | None]
    call_hours: Mapped[str] = mapped_column(server_default="any")
    call_discreet: Mapped[bool] = mapped_column(server_default="false")
    exercise: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]


class Account(Base):
    """A person at a desk, the coordination, or the administration; shown by function, never by name.

    `phone_sealed`: the number of their duty phone.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("role in ('liaison','coordinator','administrator','auditor')", name="role"),
        CheckConstraint("role <> 'liaison' or desk_id is not null", name="liaison_has_desk"),
    )

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    role: Mapped[str]
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), index=True)
    desk_id: Mapped[UUID | None] = mapped_column(ForeignKey("desks.id"))
    languages: Mapped[Codes]
    locale: Mapped[str | None]
    cleared_at: Mapped[datetime | None]
    password_hash: Mapped[str | None]
    phone_sealed: Mapped[bytes | None]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    next_sign_in_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    created_at: Mapped[Moment]


class Device(Base):
    """A phone that an officer made their own: a locked page opens on it with six digits; only hashes are kept."""

    __tablename__ = "devices"

    id: Mapped[Key]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    pin_hash: Mapped[str]
    misses: Mapped[int]
    enrolled_at: Mapped[Moment]
    used_at: Mapped[Moment]
    forgotten_at: Mapped[datetime | None]


class SignInSession(Base):
    """One signed-in browser; only the hash of its token is kept."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[Key]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("devices.id"), index=True)
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    misses: Mapped[int] = mapped_column(server_default="0")
    expires_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]


class Invitation(Base):
    """A single-use link that lets somebody set a password: for a new account, or as a reset."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("purpose in ('invite','reset')", name="purpose"),
        Index("ix_invitations_account_id", "account_id"),
    )

    id: Mapped[Key]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    purpose: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[datetime | None]
