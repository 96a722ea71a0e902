"""What people said of texts, as far as it may be learnt from, and the texts of the random part that wait to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, String, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from hotline.domain.desks import INDEPENDENT
from hotline.domain.learning import is_gold, is_read_twice
from hotline.domain.sorting import PROTECTED
from hotline.domain.walls import SECURITY, Viewer
from hotline.store import scope
from hotline.store.models.casework import Accused, Case, Event
from hotline.store.models.office import Body
from hotline.store.models.sorting import LabelEvent
from hotline.store.models.traffic import Message

# So far back a text is still offered to be read blind.
LOOKED_THROUGH = 5_000


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of a text, with the text's row; `forces`: its case accuses a force."""

    label: LabelEvent
    message: Message
    forces: bool


def open_to_all() -> ColumnElement[bool]:
    """Return the cases whose texts may be learnt from and counted.

    Protected cases stay out. So do complaints about this hotline and who runs it: whoever looks at the figures must
    not see by them that such a complaint exists.
    """
    own = exists().where(Accused.case_id == Case.id, Accused.body_id == Body.id, Body.kind.in_(INDEPENDENT))
    return and_(Case.sensitivity != PROTECTED, Case.exercise.is_(False), ~own)


def stands() -> ColumnElement[bool]:
    """Return the label events that hold: one whose author took the choice back is kept, and teaches nothing."""
    withdrawn = exists().where(
        Event.kind == "sorting_undone", Event.at > LabelEvent.at,
        Event.actor == literal("account:") + cast(LabelEvent.account_id, String),
        Event.data["message"].astext == cast(LabelEvent.message_id, String),
    )  # fmt: skip
    return or_(LabelEvent.suggestion_visible.is_(False), ~withdrawn)


def said(session: Session, upto: int | None = None) -> Iterator[Said]:
    """Yield what was said of texts that may be learnt from, oldest first; `upto`: as far as this label event."""
    forces = exists().where(Accused.case_id == Case.id, Accused.body_id == Body.id, Body.kind == SECURITY)
    query = select(LabelEvent, Message, forces.label("forces")).join(Message, Message.id == LabelEvent.message_id)
    query = query.join(Case, Case.id == Message.case_id).where(open_to_all(), stands()).order_by(LabelEvent.number)
    if upto is not None:
        query = query.where(LabelEvent.number <= upto)
    for row in session.execute(query):
        yield Said(row.LabelEvent, row.Message, row.forces)


def givers(session: Session, upto: int | None = None) -> list[tuple[UUID, int]]:
    """Return who said how much of what may be learnt from, most first; `upto`: as far as this label event."""
    query = select(LabelEvent.account_id, func.count()).join(Message, Message.id == LabelEvent.message_id)
    query = query.join(Case, Case.id == Message.case_id).where(open_to_all(), stands()).group_by(LabelEvent.account_id)
    if upto is not None:
        query = query.where(LabelEvent.number <= upto)
    rows = session.execute(query.order_by(func.count().desc(), LabelEvent.account_id)).all()
    return [(row[0], row[1]) for row in rows]


def last_label(session: Session) -> int:
    """Return the number of the newest label event, 0 without any."""
    return session.scalar(select(func.max(LabelEvent.number))) or 0


def next_blind(session: Session, viewer: Viewer) -> Message | None:
    """Return the newest text of the random part that this account may read and has not judged yet."""
    readings = func.count().filter(LabelEvent.suggestion_visible.is_(False))
    mine = func.count().filter(LabelEvent.account_id == viewer.account_id)
    query: Any = select(Message.id, readings.label("readings"), mine.label("mine"))
    query = query.join(Case, Case.id == Message.case_id).outerjoin(LabelEvent, LabelEvent.message_id == Message.id)
    query = query.where(scope.readable(viewer), open_to_all(), Message.kind.is_(None), Message.duplicate_of.is_(None))
    rows = session.execute(query.group_by(Message.id).order_by(Message.number.desc()).limit(LOOKED_THROUGH))
    found = next((row.id for row in rows if _waits(row)), None)
    return session.get_one(Message, found) if found else None


def blind_one(session: Session, viewer: Viewer, message_id: UUID) -> tuple[Message, Case] | None:
    """Return a text of the random part with its case, if this account may read it."""
    query = select(Message, Case).join(Case, Case.id == Message.case_id)
    row = session.execute(query.where(scope.readable(viewer), open_to_all(), Message.id == message_id)).one_or_none()
    return (row.Message, row.Case) if row and is_gold(message_id) else None


def said_of(session: Session, message_id: UUID) -> Sequence[LabelEvent]:
    """Return what was said of a text, oldest first."""
    query = select(LabelEvent).where(LabelEvent.message_id == message_id)
    return session.scalars(query.order_by(LabelEvent.number)).all()


def _waits(row: Row[UUID, int, int]) -> bool:
    wanted = 2 if is_read_twice(row.id) else 1
    return is_gold(row.id) and row.readings < wanted and not row.mine


def count_since(session: Session, number: int) -> int:
    """Count the label events after this one that may be learnt from."""
    query = select(func.count()).select_from(LabelEvent).join(Message, Message.id == LabelEvent.message_id)
    query = query.join(Case, Case.id == Message.case_id).where(open_to_all(), stands(), LabelEvent.number > number)
    return session.scalar(query) or 0
