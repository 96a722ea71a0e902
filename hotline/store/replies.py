"""What bodies reply to figures about them: drafts, what is signed, and which cases a body may dispute."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.domain.walls import Viewer
from hotline.store import scope
from hotline.store.models.casework import Case
from hotline.store.models.office import Desk
from hotline.store.models.publications import FigureReply, Publication, ReplyStatement
from hotline.vault import Vault


def about(session: Session, body_id: UUID | None, limit: int) -> Sequence[Publication]:
    """Return the newest statements about a body."""
    query = select(Publication).where(Publication.body_id == body_id)
    return session.scalars(query.order_by(Publication.number.desc()).limit(limit)).all()


def standing(session: Session, number: int) -> FigureReply | None:
    """Return the reply to a statement that was not refused."""
    return session.scalar(select(FigureReply).where(FigureReply.number == number, FigureReply.state != "refused"))


def newest(session: Session, number: int) -> FigureReply | None:
    """Return what was last proposed to a statement, whatever became of it."""
    query = select(FigureReply).where(FigureReply.number == number)
    return session.scalar(query.order_by(FigureReply.proposed_at.desc(), FigureReply.id.desc()).limit(1))


def statement(session: Session, number: int) -> ReplyStatement | None:
    """Return the signed reply to a statement."""
    return session.get(ReplyStatement, number)


def statements(session: Session, numbers: Collection[int]) -> Mapping[int, ReplyStatement]:
    """Return the signed replies to some statements."""
    rows = session.scalars(select(ReplyStatement).where(ReplyStatement.number.in_(numbers)))
    return {row.number: row for row in rows}


def waiting(session: Session) -> Sequence[int]:
    """Return the numbers of the statements to which a reply waits for an administrator."""
    query = select(FigureReply.number).where(FigureReply.state == "proposed")
    return session.scalars(query.order_by(FigureReply.number)).all()


def words(vault: Vault, row: FigureReply) -> str:
    """Return what a body wants to say."""
    return vault.open(row.words_sealed, "figure_replies", "words_sealed", row.id)


def disputable(
    session: Session, viewer: Viewer, body_id: UUID, days: tuple[datetime, datetime], references: Collection[str]
) -> list[Case]:
    """Return those cases, named by reference, that the viewer may see and that count in a published figure."""
    start, end = days
    query = select(Case).where(
        Case.reference.in_(references), Case.received_at >= start, Case.received_at < end,
        Case.desk_id.in_(select(Desk.id).where(Desk.body_id == body_id)),
        scope.auditable(viewer), scope.accuses_nobody(),
    )  # fmt: skip
    return list(session.scalars(query.order_by(Case.id)))


def named(session: Session, viewer: Viewer, wanted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the references of disputed cases that the viewer may audit, each with why."""
    query = select(Case.id, Case.reference).where(Case.id.in_([UUID(one) for one in wanted]), scope.auditable(viewer))
    rows = session.execute(query.order_by(Case.reference))
    return [(row.reference, str(wanted[str(row.id)])) for row in rows]
