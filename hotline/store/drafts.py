"""What people have begun to write, as rows: sealed, one of a kind for each person and case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from hotline import ids
from hotline.store.models.casework import Draft
from hotline.vault import Vault

# What is begun is an answer, or the extract that is to leave the wall.
ANSWER, EXTRACT = "answer", "extract"


def of(session: Session, case_id: UUID, account_id: UUID, kind: str = ANSWER) -> Draft | None:
    """Return what somebody has begun to write in a case."""
    mine = (Draft.case_id == case_id, Draft.account_id == account_id, Draft.kind == kind)
    return session.scalar(select(Draft).where(*mine))


def text(vault: Vault, draft: Draft) -> str:
    """Return the words of a draft."""
    return vault.open(draft.text_sealed, "drafts", "text_sealed", draft.id)


def begun(session: Session, case_ids: Sequence[UUID], account_id: UUID) -> frozenset[UUID]:
    """Return those of the cases in which somebody has begun to write."""
    if not case_ids:
        return frozenset()
    mine = select(Draft.case_id).where(Draft.case_id.in_(case_ids), Draft.account_id == account_id)
    return frozenset(session.scalars(mine))


def keep(session: Session, vault: Vault, key: tuple[UUID, UUID, str], words: str, now: datetime) -> None:
    """Keep a draft of a case, an account and a kind in the place of the one before; the case is locked."""
    drop(session, *key)
    draft_id = ids.new_id()
    sealed = vault.seal(words, "drafts", "text_sealed", draft_id)
    session.add(Draft(id=draft_id, case_id=key[0], account_id=key[1], kind=key[2], text_sealed=sealed, saved_at=now))
    session.flush()


def move(session: Session, from_id: UUID, into_id: UUID) -> None:
    """Bring drafts over to another case; who has begun to write there too keeps both where they are."""
    there = select(Draft.account_id).where(Draft.case_id == into_id)
    mine = update(Draft).where(Draft.case_id == from_id, Draft.account_id.not_in(there))
    session.execute(mine.values(case_id=into_id))


def drop(session: Session, case_id: UUID, account_id: UUID, kind: str = ANSWER) -> None:
    """Throw a draft away."""
    mine = (Draft.case_id == case_id, Draft.account_id == account_id, Draft.kind == kind)
    session.execute(delete(Draft).where(*mine))
