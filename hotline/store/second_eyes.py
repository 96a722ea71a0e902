"""Answers that wait for a second reader, as rows."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.store.models.second_eyes import WaitingAnswer
from hotline.vault import Vault


def open_of(session: Session, case_id: UUID) -> WaitingAnswer | None:
    """Return the answer of a case that waits to be read."""
    query = select(WaitingAnswer).where(WaitingAnswer.case_id == case_id, WaitingAnswer.read_at.is_(None))
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def known(session: Session, key: UUID) -> bool:
    """Say whether an answer with this single-use key was handed in."""
    return session.get(WaitingAnswer, key) is not None


def words(vault: Vault, row: WaitingAnswer) -> str:
    """Return the answer."""
    return vault.open(row.text_sealed, "waiting_answers", "text_sealed", row.id)
