"""What people have begun to write, as rows: sealed, one for each person and case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from hotline import ids
from hotline.store.models.casework import Draft
from hotline.vault import Vault


def of(session: Session, case_id: UUID, account_id: UUID) -> Draft | None:
    """Return what somebody has begun to write in a case."""
    return session.scalar(select(Draft).where(Draft.case_id == case_id, Draft.account_id == account_id))


def text(vault: Vault, draft: Draft) -> str:
    """Return the words of a draft."""
    return vault.open(draft.text_sealed, "drafts", "text_sealed", draft.id)


def begun(session: Session, case_ids: Sequence[UUID], account_id: UUID) -> frozenset[UUID]:
    """Return those of the cases in which somebody has begun to write."""
    if not case_ids:
        return frozenset()
    mine = select(Draft.case_id).where(Draft.case_id.in_(case_ids), Draft.account_id == account_id)
    return frozenset(session.scalars(mine))


def keep(session: Session, vault: Vault, key: tuple[UUID, UUID], words: str, now: datetime) -> None:
    """Keep a draft of a case (first) and an account (second) in the place of the one before; the case is locked."""
    drop(session, *key)
    draft_id = ids.new_id()
    sealed = vault.seal(words, "drafts", "text_sealed", draft_id)
    session.add(Draft(id=draft_id, case_id=key[0], account_id=key[1], text_sealed=sealed, saved_at=now))
    session.flush()


def move(session: Session, from_id: UUID, into_id: UUID) -> None:
    """Bring drafts over to another case; who has begun to write there too keeps both where they are."""
    there = select(Draft.account_id).where(Draft.case_id == into_id)
    mine = update(Draft).where(Draft.case_id == from_id, Draft.account_id.not_in(there))
    session.execute(mine.values(case_id=into_id))


def drop(session: Session, case_id: UUID, account_id: UUID) -> None:
    """Throw a draft away."""
    session.execute(delete(Draft).where(Draft.case_id == case_id, Draft.account_id == account_id))
