"""The tags of cases, as rows."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hotline.store.models.work import CaseTag


def of_case(session: Session, case_id: UUID) -> list[str]:
    """Return the tags of a case, in the order of the alphabet."""
    return list(session.scalars(select(CaseTag.tag).where(CaseTag.case_id == case_id).order_by(CaseTag.tag)))


def add(session: Session, case_id: UUID, tag: str) -> None:
    """Put a tag on a case, which is locked."""
    session.add(CaseTag(case_id=case_id, tag=tag))
    session.flush()


def remove(session: Session, case_id: UUID, tag: str) -> bool:
    """Take a tag off a case; say whether it was there."""
    gone = delete(CaseTag).where(CaseTag.case_id == case_id, CaseTag.tag == tag).returning(CaseTag.tag)
    return session.scalar(gone) is not None
