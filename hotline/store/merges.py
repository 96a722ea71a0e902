"""Cases folded into each other, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.store.models.work import Merge


def get(session: Session, merge_id: UUID) -> Merge | None:
    """Return one merge."""
    return session.get(Merge, merge_id)


def locked(session: Session, merge_id: UUID) -> Merge:
    """Return a merge as it stands now, locked until the transaction ends."""
    query = select(Merge).where(Merge.id == merge_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def into(session: Session, case_ids: Sequence[UUID]) -> Sequence[Merge]:
    """Return the merges that stand and that one of these cases took another in by."""
    query = select(Merge).where(Merge.into_id.in_(case_ids), Merge.undone_at.is_(None))
    return session.scalars(query.order_by(Merge.merged_at)).all()


def of_case(session: Session, case_id: UUID) -> Sequence[Merge]:
    """Return the merges that stand and that a case has a part in."""
    mine = (Merge.into_id == case_id) | (Merge.from_id == case_id)
    return session.scalars(select(Merge).where(mine, Merge.undone_at.is_(None)).order_by(Merge.merged_at)).all()
