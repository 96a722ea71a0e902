"""Texts from citizens, as rows: taken in one statement, claimed in batches, read back opened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select, text, update
from sqlalchemy.orm import Session

from hotline.store import stamps
from hotline.store.models.casework import Case
from hotline.store.models.traffic import InboundIdentity, Message
from hotline.vault import Vault

_TAKE = text(
    """
    WITH known AS (
        INSERT INTO inbound_identities (gateway, provider_id, message_id, seen_at)
        SELECT :gateway, :provider_id, :message_id, :received_at WHERE cast(:provider_id AS text) IS NOT NULL
        ON CONFLICT DO NOTHING RETURNING message_id
    ), journal AS (
        INSERT INTO raw_inbound (id, gateway, door, outcome, body_sealed, received_at, form, message_id)
        SELECT :raw_id, :gateway, 'text', 'taken', :raw, :received_at, :form, :message_id
        WHERE cast(:provider_id AS text) IS NULL OR EXISTS (SELECT FROM known)
        -- A line that is read again keeps what it holds.
        ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, message_id = excluded.message_id
    ), heard AS (
        -- Who finds the line held by another leaves it: a text must not wait for a clock.
        UPDATE gateway_states SET heard_at = :received_at FROM (
            SELECT name FROM gateway_states WHERE name = :gateway
            AND (heard_at IS NULL OR heard_at < cast(:received_at AS timestamptz) - interval '1 minute')
            FOR UPDATE SKIP LOCKED
        ) due WHERE gateway_states.name = due.name
    ), person AS (
        INSERT INTO contacts (id, phone_index, phone_sealed, last_gateway, last_recipient, exercise, created_at)
        SELECT :contact_id, :phone_index, :phone_sealed, :gateway, :recipient, false, :received_at
        WHERE cast(:provider_id AS text) IS NULL OR EXISTS (SELECT FROM known)
        ON CONFLICT (phone_index) DO UPDATE SET
            last_gateway = CASE WHEN :late THEN contacts.last_gateway ELSE excluded.last_gateway END,
            last_recipient = CASE WHEN :late THEN contacts.last_recipient ELSE excluded.last_recipient END
        RETURNING id
    )
    INSERT INTO messages (id, contact_id, gateway, channel, body_sealed, received_at, sent_at, fingerprint, same_until,
        duplicate_of, pressing)
    SELECT :message_id, person.id, :gateway, 'sms', :body_sealed, :received_at, :sent_at, :fingerprint, :same_until,
        :duplicate_of, :pressing FROM person
    RETURNING id
    """
)

_CLAIM = text(
    """
    WITH first AS (
        -- A danger pulls what its sender wrote before it along, since nobody's texts overtake each other.
        SELECT DISTINCT ON (contact_id) id, bool_or(pressing) OVER (PARTITION BY contact_id) AS presses FROM messages
        WHERE state = 'pending' AND contact_id IS NOT NULL ORDER BY contact_id, number
    ), free AS (
        SELECT m.id FROM messages m JOIN first USING (id)
        WHERE m.lease_until IS NULL OR m.lease_until < clock_timestamp()
        ORDER BY first.presses DESC, m.number LIMIT :batch FOR UPDATE OF m SKIP LOCKED
    )
    UPDATE messages SET lease_until = clock_timestamp() + make_interval(secs => :lease_s),
        lease_token = :token, attempts = attempts + 1
    FROM free WHERE messages.id = free.id AND messages.state = 'pending'
    RETURNING messages.id, messages.number, messages.contact_id, messages.attempts, messages.pressing
    """
)

_AS_IT_IS = {"synchronize_session": False, "populate_existing": True}
_OVERDUE = text(
    """
    SELECT EXISTS (
        SELECT FROM messages WHERE state = 'pending' AND received_at < :before
        AND (lease_until IS NULL OR lease_until < clock_timestamp())
    )
    """
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One pending text, leased to whoever holds the token."""

    message_id: UUID
    contact_id: UUID
    attempts: int
    token: UUID


@dataclass(frozen=True, slots=True)
class Taken:
    """A text in the hands of triage, and whether its sender has a case already, open or not."""

    message: Message
    is_known: bool


def take(session: Session, values: dict[str, Any]) -> bool:
    """Store a text, its sender and its journal line in one statement; say whether it was new."""
    return session.execute(_TAKE, values).first() is not None


def claim(session: Session, token: UUID, *, batch: int, lease_s: int) -> Sequence[Claim]:
    """Lease the oldest pending text of each of up to `batch` contacts, dangers first, by the database's clock."""
    rows = session.execute(_CLAIM, {"token": token, "batch": batch, "lease_s": lease_s}).all()
    return [
        Claim(row.id, row.contact_id, row.attempts, token)
        for row in sorted(rows, key=lambda row: (not row.pressing, row.number))
    ]


def finish(session: Session, claim: Claim) -> Taken | None:
    """Mark a leased text as done and return it; None when the lease has passed to somebody else.

    What else triage has to know by then is asked along with it, since each statement is a way to the database and back.
    """
    held = (Message.id == claim.message_id, Message.lease_token == claim.token, Message.state == "pending")
    done = update(Message).where(*held).values(state="done", lease_until=None, lease_token=None)
    known = exists().where(Case.contact_id == claim.contact_id)
    row = session.execute(done.returning(Message, known, stamps.all_of_them()), execution_options=_AS_IT_IS).first()
    if row is None:
        return None
    stamps.keep(session, row[2])
    return Taken(row[0], is_known=row[1])


def any_overdue(session: Session, before: datetime) -> bool:
    """Say whether a text received before that moment still waits for a worker."""
    return bool(session.scalar(_OVERDUE, {"before": before}))


def body(vault: Vault, message: Message) -> str:
    """Return the words of a text."""
    return vault.open(message.body_sealed, "messages", "body_sealed", message.id)


def get(session: Session, message_id: UUID) -> Message:
    """Return a text."""
    return session.get_one(Message, message_id)


def of_case(session: Session, case_id: UUID) -> Sequence[Message]:
    """Return a case's texts in the order they came."""
    return session.scalars(select(Message).where(Message.case_id == case_id).order_by(Message.number)).all()


def foreign(
    session: Session, case_id: UUID, spoken: Collection[str], done: Collection[UUID], most: int
) -> Sequence[Message]:
    """Return the last texts of a case in a language that is not spoken, but for those that are done, oldest first."""
    query = select(Message).where(Message.case_id == case_id, Message.language.not_in(spoken), Message.id.not_in(done))
    return session.scalars(query.order_by(Message.number.desc()).limit(most)).all()[::-1]


def name_language(session: Session, case_id: UUID, unknown: Collection[str], language: str) -> None:
    """Write a language at the texts of a case that had none."""
    nameless = or_(Message.language.is_(None), Message.language.in_(unknown))
    session.execute(update(Message).where(Message.case_id == case_id, nameless).values(language=language))


def these(session: Session, case_id: UUID, message_ids: Collection[UUID]) -> Sequence[Message]:
    """Return these texts of a case, with those of the case that they repeat."""
    if not message_ids:
        return []
    first = select(Message.duplicate_of).where(Message.id.in_(message_ids), Message.duplicate_of.is_not(None))
    wanted = or_(Message.id.in_(message_ids), Message.id.in_(first))
    return session.scalars(select(Message).where(Message.case_id == case_id, wanted).order_by(Message.number)).all()


def reference_of(session: Session, message_id: UUID) -> str | None:
    """Return the reference of the case a text went to, or None while it waits."""
    query = select(Case.reference).join(Message, Message.case_id == Case.id)
    return session.scalar(query.where(Message.id == message_id))


def outcome_of(session: Session, gateway: str, provider_id: str) -> str | None:
    """Return the reference a text led to, an empty word where it needed no case, None while it waits."""
    query = (
        select(Message.state, Case.reference)
        .join(InboundIdentity, InboundIdentity.message_id == Message.id)
        .outerjoin(Case, Case.id == Message.case_id)
        .where(InboundIdentity.gateway == gateway, InboundIdentity.provider_id == provider_id)
    )
    row = session.execute(query).one_or_none()
    return None if row is None or row.state == "pending" else row.reference or ""
