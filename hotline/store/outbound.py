"""Texts to citizens, as rows: queued once, read back opened, counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.store.models.casework import Case
from hotline.store.models.traffic import Outbound
from hotline.vault import Vault


def causes(session: Session, case_id: UUID, asked: Collection[UUID]) -> dict[UUID, UUID]:
    """Return for which of these causes something was written to a case's citizen, and which text that is."""
    if not asked:
        return {}
    query = select(Outbound.cause_id, Outbound.id).where(Outbound.case_id == case_id, Outbound.cause_id.in_(asked))
    return {row.cause_id: row.id for row in session.execute(query) if row.cause_id}


def between(session: Session, case_id: UUID, since: datetime | None, until: datetime | None) -> Sequence[Outbound]:
    """Return what was written to a case's citizen from one moment to another, in order."""
    query = select(Outbound).where(Outbound.case_id == case_id)
    if since is not None:
        query = query.where(Outbound.created_at >= since)
    if until is not None:
        query = query.where(Outbound.created_at <= until)
    return session.scalars(query.order_by(Outbound.number)).all()


def of(session: Session, case_id: UUID, text_id: UUID) -> Outbound | None:
    """Return a text of a case, locked until the transaction ends; None where the case has no such text."""
    query = select(Outbound).where(Outbound.id == text_id, Outbound.case_id == case_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


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
