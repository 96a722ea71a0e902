"""Texts to citizens, as rows: queued once, claimed in order, every attempt and receipt kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import and_, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain.messages import ReceiptReading
from hotline.store.models.casework import Case
from hotline.store.models.traffic import Attempt, Outbound, Receipt
from hotline.vault import Vault

KEEPS_ITS_PLACE_S = 600

_CLAIM = text(
    """
    WITH free AS (
        SELECT o.id FROM outbound o
        WHERE o.state = 'queued' AND o.due_at <= :now
        AND (o.lease_until IS NULL OR o.lease_until < clock_timestamp())
        AND NOT EXISTS (
            SELECT FROM outbound before
            WHERE before.contact_id = o.contact_id AND before.number < o.number
            AND before.case_id IS NOT DISTINCT FROM o.case_id
            AND (before.state = 'sending'
                 OR (before.state = 'queued' AND (before.due_at <= :now
                     OR (before.attempts > 0 AND before.due_at <= :soon))))
        )
        ORDER BY o.priority, o.number LIMIT :batch FOR UPDATE OF o SKIP LOCKED
    )
    UPDATE outbound SET lease_until = clock_timestamp() + make_interval(secs => :lease_s), lease_token = :token
    FROM free WHERE outbound.id = free.id AND outbound.state = 'queued'
    RETURNING outbound.id, outbound.priority, outbound.number
    """
)

_GIVE_BACK = text(
    """
    UPDATE outbound SET lease_until = NULL, lease_token = NULL WHERE lease_token = :token AND state = 'queued'
    """
)

_STRANDED = text(
    """
    UPDATE outbound SET state = 'unknown', lease_until = NULL, lease_token = NULL, due_at = :now
    WHERE state = 'sending' AND (lease_until IS NULL OR lease_until < clock_timestamp())
    RETURNING id
    """
)

_DUE = text(
    """
    SELECT EXISTS (
        SELECT FROM outbound WHERE state = 'queued' AND due_at <= :now
        AND (lease_until IS NULL OR lease_until < clock_timestamp())
    )
    """
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One queued text, leased to whoever holds the token."""

    outbound_id: UUID
    token: UUID


def claim(session: Session, now: datetime, token: UUID, *, batch: int, lease_s: int) -> Sequence[Claim]:
    """Lease texts that are due, answers before bulk, those of one case in order.

    Across the cases of one phone there is no order to keep: a walled case must not hold another one up. A text that
    is tried again soon keeps its place; one that waits for hours (a phone out of reach) lets others by.
    """
    soon = now + timedelta(seconds=KEEPS_ITS_PLACE_S)
    values = {"now": now, "soon": soon, "token": token, "batch": batch, "lease_s": lease_s}
    rows = session.execute(_CLAIM, values).all()
    return [Claim(row.id, token) for row in sorted(rows, key=lambda row: (row.priority, row.number))]


def give_back(session: Session, token: UUID) -> None:
    """Let go of the claimed texts that were not begun."""
    session.execute(_GIVE_BACK, {"token": token})


def any_due(session: Session, now: datetime) -> bool:
    """Say whether a text waits to be sent."""
    return bool(session.scalar(_DUE, {"now": now}))


def strand(session: Session, now: datetime) -> Sequence[UUID]:
    """Turn texts whose sender died during the call into `unknown`, and return them."""
    return session.scalars(_STRANDED, {"now": now}).all()


def held(session: Session, claimed: Claim) -> Outbound | None:
    """Return the leased text as it stands now, locked; None when the lease has passed to somebody else."""
    query = select(Outbound).where(Outbound.id == claimed.outbound_id, Outbound.lease_token == claimed.token)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def renew(text_: Outbound, lease_s: int) -> None:
    """Hold a leased text for longer, by the database's clock."""
    text_.lease_until = func.clock_timestamp() + timedelta(seconds=lease_s)


def add_attempt(session: Session, outbound: Outbound, gateway: str, token: str, now: datetime) -> Attempt:
    """Write down that an attempt begins, before the call is made."""
    outbound.attempts += 1
    attempt = Attempt(
        id=ids.new_id(), outbound_id=outbound.id, n=outbound.attempts, gateway=gateway,
        token_hash=hash_of(token), started_at=now,
    )  # fmt: skip
    session.add(attempt)
    return attempt


def attempt_of(session: Session, reading: ReceiptReading) -> Attempt | None:
    """Find the attempt a receipt speaks of: by our token, else by the provider's id."""
    if reading.token:
        found = session.scalar(select(Attempt).where(Attempt.token_hash == hash_of(reading.token)))
        if found:
            return found
    if not reading.provider_id:
        return None
    return session.scalar(
        select(Attempt)
        .where(Attempt.gateway == reading.gateway, Attempt.provider_id == reading.provider_id)
        .order_by(Attempt.started_at.desc())
        .limit(1)
    )


def keep_receipt(session: Session, reading: ReceiptReading, outbound_id: UUID | None, now: datetime) -> bool:
    """Keep a receipt once; False when the same one was kept before. Our token tells attempts apart, ids may not."""
    key = hash_of(reading.token).hex() if reading.token else reading.provider_id or ""
    made = session.execute(
        insert(Receipt)
        .values(
            id=ids.new_id(), gateway=reading.gateway, reading_key=key, provider_id=reading.provider_id,
            token_hash=hash_of(reading.token) if reading.token else None, state=reading.state, code=reading.code,
            outbound_id=outbound_id, received_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Receipt.id)
    )  # fmt: skip
    return made.first() is not None


def parked(session: Session, gateway: str, provider_id: str) -> Sequence[Receipt]:
    """Return receipts that came before their text was known."""
    return session.scalars(
        select(Receipt).where(
            Receipt.gateway == gateway, Receipt.provider_id == provider_id, Receipt.outbound_id.is_(None)
        )
    ).all()


def parked_and_known(session: Session, since: datetime, limit: int = 100) -> Sequence[tuple[Receipt, Attempt]]:
    """Return parked receipts whose text is known by now: they came while its sender was writing down its id."""
    query = select(Receipt, Attempt).join(
        Attempt, and_(Attempt.gateway == Receipt.gateway, Attempt.provider_id == Receipt.provider_id)
    )
    parked_since = query.where(Receipt.outbound_id.is_(None), Receipt.received_at > since)
    return [(row[0], row[1]) for row in session.execute(parked_since.order_by(Receipt.received_at).limit(limit))]


def of_case(session: Session, case_id: UUID) -> Sequence[Outbound]:
    """Return what was written to a case's citizen, in order."""
    return session.scalars(select(Outbound).where(Outbound.case_id == case_id).order_by(Outbound.number)).all()


def last_answer(session: Session, case_id: UUID) -> Outbound | None:
    """Return a liaison's last answer in a case, sent or not."""
    answers = select(Outbound).where(Outbound.case_id == case_id, Outbound.kind == "answer")
    return session.scalar(answers.order_by(Outbound.number.desc()).limit(1))


def count_by_state(session: Session) -> dict[str, int]:
    """Return how many texts stand in each state."""
    rows = session.execute(select(Outbound.state, func.count()).group_by(Outbound.state))
    return {state: count for state, count in rows}


def body(vault: Vault, outbound: Outbound) -> str:
    """Return the words of a text of ours."""
    return vault.open(outbound.body_sealed, "outbound", "body_sealed", outbound.id)


def hash_of(token: str) -> bytes:
    """Return what is kept of a receipt token."""
    return sha256(token.encode()).digest()


def locked(session: Session, outbound_id: UUID) -> Outbound:
    """Return a text of ours as it stands now, locked until the transaction ends."""
    query = select(Outbound).where(Outbound.id == outbound_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def last_acknowledged(session: Session, contact_id: UUID, since: datetime, *, count_quiet: bool) -> datetime | None:
    """Return when this phone was last acknowledged; what is walled or protected counts only for its like."""
    query = select(func.max(Outbound.due_at)).join(Case, Case.id == Outbound.case_id).where(
        Outbound.contact_id == contact_id, Outbound.kind == "acknowledgement", Outbound.due_at > since
    )  # fmt: skip
    if not count_quiet:
        query = query.where(Case.wall == "none", Case.sensitivity.in_(("S0", "S1")))
    return session.scalar(query)


def release(session: Session, case_id: UUID, now: datetime) -> list[UUID]:
    """Send the answers of a protected case that were kept until the citizen asked; return which."""
    kept = session.scalars(select(Outbound).where(Outbound.case_id == case_id, Outbound.state == "held")).all()
    for text_ in kept:
        text_.state, text_.due_at = "queued", now
    return [text_.id for text_ in kept]


def count_since(session: Session, contact_id: UUID, kind: str, since: datetime) -> int:
    """Count the texts of a kind written to a phone since then."""
    query = select(func.count()).select_from(Outbound)
    return session.scalar(
        query.where(Outbound.contact_id == contact_id, Outbound.kind == kind, Outbound.created_at > since)
    ) or 0  # fmt: skip


def last_answer_since(session: Session, case_id: UUID, since: datetime) -> Outbound | None:
    """Return the newest answer written to a case since then, whoever wrote it, unless it could not go out."""
    query = select(Outbound).where(
        Outbound.case_id == case_id, Outbound.kind == "answer", Outbound.created_at > since,
        Outbound.state.not_in(("failed", "undelivered", "cancelled", "unknown")),
    )  # fmt: skip
    return session.scalar(query.order_by(Outbound.number.desc()).limit(1))
