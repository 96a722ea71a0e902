"""What was done to several cases at once, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.domain.walls import Viewer
from hotline.store import scope
from hotline.store.models.casework import Case
from hotline.store.models.people import Account
from hotline.store.models.traffic import Message
from hotline.store.models.work import BulkAction


def visible(session: Session, viewer: Viewer, references: Sequence[str]) -> list[Case]:
    """Return those of the cases that the account reads, newest first."""
    query = scope.cases_for(viewer, Case.reference.in_(references))
    return list(session.scalars(query.order_by(Case.received_at.desc(), Case.id)))


def rows(session: Session, cases: Sequence[Case]) -> dict[UUID, Any]:
    """Return each of these cases with its owner and its last text, as lists show it."""
    query = select(Case, Account.title, Message).outerjoin(Account, Account.id == Case.owner_id)
    query = query.outerjoin(Message, Message.id == Case.last_message_id).where(Case.id.in_([case.id for case in cases]))
    return {row[0].id: row for row in session.execute(query)}


def get(session: Session, bulk_id: UUID) -> BulkAction | None:
    """Return one action."""
    return session.get(BulkAction, bulk_id)


def locked(session: Session, bulk_id: UUID) -> BulkAction | None:
    """Return one action as it stands now, locked until the transaction ends."""
    query = select(BulkAction).where(BulkAction.id == bulk_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()
