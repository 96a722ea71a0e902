"""Texts in and out as they travel: journal, messages, outbound texts, attempts, receipts, simulated phones."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.models.base import Base, Key, Moment, Sealed


class InboundIdentity(Base):
    """What a provider calls a text it handed us; kept for ever, so that no text is taken twice.

    `erased_at`: when the provider forgot the text; `erase_at`: when to ask it again.
    """

    __tablename__ = "inbound_identities"
    __table_args__ = (
        Index("ix_inbound_identities_held", "gateway", "seen_at", postgresql_where=text("erased_at is null")),
    )

    gateway: Mapped[str] = mapped_column(primary_key=True)
    provider_id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[UUID]
    seen_at: Mapped[Moment]
    erase_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class RawInbound(Base):
    """A request a gateway made, sealed as it came, for 30 days; `form`: how it was written, `message_id`: its text."""

    __tablename__ = "raw_inbound"

    id: Mapped[Key]
    gateway: Mapped[str]
    door: Mapped[str]
    outcome: Mapped[str]
    body_sealed: Mapped[Sealed]
    received_at: Mapped[datetime] = mapped_column(index=True)
    form: Mapped[int] = mapped_column(server_default="1")
    message_id: Mapped[UUID | None]


class Message(Base):
    """A text a citizen sent us; while `state` is pending the row itself is the piece of work.

    `fingerprint`: keyed, equal for the same words of the same sender by the same gateway, where ids do not tell;
    `same_until`: until when those words are taken for the same text; `pressing`: to be understood before others.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_pending", "contact_id", "number", postgresql_where=text("state = 'pending'")),
        Index("ix_messages_case_id_number", "case_id", "number"),
        Index("ix_messages_fingerprint", "fingerprint", "number", postgresql_where=text("fingerprint is not null")),
    )

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    gateway: Mapped[str]
    channel: Mapped[str]
    body_sealed: Mapped[Sealed]
    received_at: Mapped[Moment]
    sent_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(server_default="pending")
    kind: Mapped[str | None]
    language: Mapped[str | None]
    findings: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    dialled: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    fingerprint: Mapped[bytes | None]
    same_until: Mapped[datetime | None]
    duplicate_of: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id"))
    pressing: Mapped[bool] = mapped_column(server_default="false")
    attempts: Mapped[int] = mapped_column(server_default="0")
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[UUID | None]


class Outbound(Base):
    """A text of ours on its way to a citizen; `unique (kind, cause_id)` keeps anybody from being answered twice.

    `via`: the gateway it is to leave by next, `gateway`: the one it left by last; `stuck_at`: since when none can take
    it; `tries_from`: how many attempts were made before a person sent it again; `handled_at`: a person dealt with its
    failure.
    """

    __tablename__ = "outbound"
    __table_args__ = (
        UniqueConstraint("kind", "cause_id"),
        Index("ix_outbound_due", "due_at", postgresql_where=text("state in ('queued','sending','unknown')")),
        Index("ix_outbound_lane", "via", "priority", "number", postgresql_where=text("state = 'queued'")),
        Index("ix_outbound_contact_id_number", "contact_id", "number"),
        Index("ix_outbound_case_id_number", "case_id", "number"),
    )

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str]
    cause_id: Mapped[UUID]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    language: Mapped[str]
    body_sealed: Mapped[Sealed]
    encoding: Mapped[str]
    parts: Mapped[int]
    state: Mapped[str] = mapped_column(server_default="queued")
    failure: Mapped[str | None]
    priority: Mapped[int] = mapped_column(server_default="1")
    gateway: Mapped[str | None]
    via: Mapped[str | None]
    stuck_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    tries_from: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[Moment]
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[UUID | None]
    created_at: Mapped[Moment]
    settled_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]


class Attempt(Base):
    """One try to hand a text to a gateway; committed before the call is made.

    `missed_at`: when the provider's list first lacked it; `erased_at`: when the provider forgot it, `erase_at`: when to
    ask it again.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("outbound_id", "n"),
        Index("ix_attempts_provider", "gateway", "provider_id"),
        Index("ix_attempts_held", "gateway", "started_at", postgresql_where=text("erased_at is null")),
    )

    id: Mapped[Key]
    outbound_id: Mapped[UUID] = mapped_column(ForeignKey("outbound.id"))
    n: Mapped[int]
    gateway: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    provider_id: Mapped[str | None]
    started_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]
    result: Mapped[str | None]
    code: Mapped[str | None]
    missed_at: Mapped[datetime | None]
    erase_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class Receipt(Base):
    """What a gateway said became of a text; parked without `outbound_id` until the text is known."""

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("gateway", "reading_key", "state"),
        Index("ix_receipts_parked", "received_at", postgresql_where=text("outbound_id is null")),
    )

    id: Mapped[Key]
    gateway: Mapped[str]
    reading_key: Mapped[str]
    provider_id: Mapped[str | None]
    token_hash: Mapped[bytes | None]
    state: Mapped[str]
    code: Mapped[str | None]
    outbound_id: Mapped[UUID | None] = mapped_column(ForeignKey("outbound.id"))
    received_at: Mapped[Moment]


class SimulatedText(Base):
    """A text on a simulated phone, either way; the simulated carrier's own storage, sealed like everything else."""

    __tablename__ = "simulated_texts"
    __table_args__ = (
        Index("ix_simulated_texts_phone_index_number", "phone_index", "number"),
        Index("ix_simulated_texts_receipt", "created_at", postgresql_where=text("receipt_state = 'due'")),
    )

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    phone_index: Mapped[bytes]
    direction: Mapped[str]
    text_sealed: Mapped[Sealed]
    token_sealed: Mapped[bytes | None]
    receipt_state: Mapped[str]
    created_at: Mapped[Moment]
