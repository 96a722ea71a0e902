"""Answers drawn for a second reader, as rows: within the reader's scope, never their own, and once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, cast, exists, func, select
from sqlalchemy.orm import Session, aliased

from hotline.domain.second_reading import BELOW, MARK, Week
from hotline.domain.walls import Viewer
from hotline.store import checkpoints, scope
from hotline.store.events import by_account
from hotline.store.models.casework import Case, Event
from hotline.store.models.traffic import Message, Outbound
from hotline.store.models.trail import Checkpoint

_TEXT = cast(Event.data["text"].astext, Uuid)


def seal_after(session: Session, week: Week) -> bytes | None:
    """Return the seal of the first checkpoint after a week, by which its answers are drawn."""
    query = select(Checkpoint).where(Checkpoint.at >= week.end).order_by(Checkpoint.number).limit(1)
    row = session.scalar(query)
    return checkpoints.value(row).seal() if row else None


def drawn(session: Session, viewer: Viewer, week: Week, seal: bytes, limit: int) -> list[tuple[Case, UUID]]:
    """Return drawn answers of a week that the viewer may read and nobody has read yet, oldest first."""
    rows = session.execute(_unread(viewer, week, seal).order_by(Event.at, Event.id).limit(limit))
    return [(case, text_id) for case, text_id in rows]


def count(session: Session, viewer: Viewer, week: Week, seal: bytes) -> int:
    """Return how many there are."""
    return session.scalar(select(func.count()).select_from(_unread(viewer, week, seal).subquery())) or 0


def answered(session: Session, viewer: Viewer, text_id: UUID) -> tuple[Case, datetime] | None:
    """Return the case of an answer and when it was given, if the viewer may read it and did not write it."""
    row = session.get(Outbound, text_id)
    case = session.scalar(scope.cases_for(viewer, Case.id == row.case_id)) if row and row.case_id else None
    if case is None:
        return None
    mine = (Event.chain == case.id, Event.kind == "answered", Event.data["text"].astext == str(text_id))
    event = session.scalar(select(Event).where(*mine, Event.actor != by_account(viewer.account_id)).limit(1))
    return (case, event.at) if event else None


def is_read(session: Session, case_id: UUID, text_id: UUID) -> bool:
    """Say whether somebody read this answer a second time already."""
    mine = (Event.chain == case_id, Event.kind == "second_read", Event.data["text"].astext == str(text_id))
    return session.scalar(select(exists().where(*mine))) is True


def question_to(session: Session, answer: Outbound) -> list[Message]:
    """Return what the citizen wrote since the answer before this one, in order; at least their last text."""
    before = _texts_before(answer)
    earlier = select(func.max(Outbound.created_at)).where(
        Outbound.case_id == answer.case_id, Outbound.kind == "answer", Outbound.created_at < answer.created_at
    )
    since = session.scalar(earlier)
    found = session.scalars(before.where(Message.received_at > since) if since else before).all()
    return list(found) or list(session.scalars(before).all()[-1:])


def _texts_before(answer: Outbound) -> Select[Message]:
    mine = (Message.case_id == answer.case_id, Message.received_at <= answer.created_at)
    return select(Message).where(*mine).order_by(Message.number)


def _unread(viewer: Viewer, week: Week, seal: bytes) -> Select[Case, UUID]:
    return select(Case, _TEXT.label("text_id")).join(Event, Event.chain == Case.id).where(*_wanted(viewer, week, seal))


def _wanted(viewer: Viewer, week: Week, seal: bytes) -> Iterator[ColumnElement[bool]]:
    read = aliased(Event)
    yield scope.readable(viewer)
    yield and_(Event.kind == "answered", Event.at >= week.start, Event.at < week.end)
    yield and_(Event.actor.startswith("account:"), Event.actor != by_account(viewer.account_id))
    # `domain.second_reading.is_drawn` said again in SQL.
    lot = func.sha256(bindparam("lot", MARK + seal).op("||")(func.uuid_send(_TEXT)))
    yield func.substr(lot, 1, len(BELOW)) < BELOW
    done = read.kind.in_(("second_read", "answer_withdrawn"))
    same = (read.chain == Event.chain, done, read.data["text"] == Event.data["text"])
    yield ~exists().where(*same)
