"""The lists an account may see: queues with their counts, and pages of rows. Everything stands on `scope`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    exists,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from hotline.domain.sorting import ONGOING
from hotline.domain.walls import Viewer
from hotline.store import counting, questions, scope, translations
from hotline.store.models.calls import Callback
from hotline.store.models.casework import Case, Event
from hotline.store.models.office import Body, Desk
from hotline.store.models.people import Account, Contact
from hotline.store.models.traffic import Message
from hotline.store.queues import Queue, queues_for, waits_for

PAGE = 25
_LOOKED_AHEAD = 50
# What a case may wait for while its citizen does not: a call of ours, or a way that is no text.
_HOUSE_CALLS = (
    (exists().where(Callback.case_id == Case.id, Callback.closed_at.is_(None)), "call"),
    (
        and_(
            exists().where(Contact.id == Case.contact_id, Contact.safe_to_text.is_(False)),
            # Told here: the page of another case of that phone shows nothing of it.
            exists().where(Event.chain == Case.id, Event.kind == "safety_told", ~Event.data["safe"].as_boolean()),
        ),
        "no_texts",
    ),
)
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page begins: after, or before, the case with this time (None: without) and id."""

    at: datetime | None
    case_id: UUID
    before: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, and the positions of the pages around it."""

    rows: tuple[Any, ...]
    newer: Position | None
    older: Position | None


def counts(session: Session, viewer: Viewer, now: datetime) -> dict[str, int]:
    """Return how many cases each counted queue holds, at most MOST_COUNTED."""
    return counting.counts(session, to_count(viewer, now))


def to_count(viewer: Viewer, now: datetime) -> dict[str, Sequence[Select[Any]]]:
    """Return the queries for what each counted queue holds: together with others they take one round trip."""
    counted = [queue for queue in queues_for(viewer) if not queue.closed]
    seen = select(Case.id).where(scope.auditable(viewer))
    found = dict[str, Sequence[Select[Any]]]()
    for queue in counted:
        first, *others = (seen.where(part) for part in queue.parts(viewer, now))
        found[queue.name] = [*(scope.easy_first(viewer, first) if queue.large else [first]), *others]
    return found


def page(session: Session, viewer: Viewer, queue: Queue, now: datetime, position: Position | None) -> Page:
    """Return a page of a queue for readers: case, owner, last text, what is owed; the rest the office knows."""
    query = (
        select(Case, Account.title, Message, _owed(now))
        .outerjoin(Account, Account.id == Case.owner_id)
        .outerjoin(Message, Message.id == Case.last_message_id)
    )
    parts = [and_(scope.readable(viewer), part) for part in queue.parts(viewer, now)]
    return _paged(session, query, queue, parts, position)


def watched(session: Session, viewer: Viewer, queue: Queue, now: datetime, position: Position | None) -> Page:
    """Return a page of a queue for those who see no texts: case, owner, desk, body."""
    query = (
        select(Case, Account.title, Desk.name, Body.name)
        .join(Desk, Desk.id == Case.desk_id)
        .join(Body, Body.id == Desk.body_id)
        .outerjoin(Account, Account.id == Case.owner_id)
    )
    parts = [and_(scope.auditable(viewer), part) for part in queue.parts(viewer, now)]
    return _paged(session, query, queue, parts, position)


def untaken_critical(session: Session, viewer: Viewer, most: int) -> Sequence[Case]:
    """Return the critical cases that nobody took: an attack that goes on before what is over, then by time left."""
    query = select(Case).where(_untaken(viewer)).order_by(Case.due_at, Case.id)
    # Put in order here, among those with the least time left: so they come by their index, however many there are.
    found = session.scalars(query.limit(max(most, _LOOKED_AHEAD))).all()
    return sorted(found, key=lambda one: one.category != ONGOING)[:most]


def untaken_to_count(viewer: Viewer) -> Sequence[Select[Any]]:
    """Return the queries for the critical cases that nobody took."""
    return scope.easy_first(viewer, select(Case.id).where(_untaken(viewer)))


def _untaken(viewer: Viewer) -> ColumnElement[bool]:
    critical = Case.urgency == literal_column("'critical'")
    return and_(scope.readable(viewer), scope.OPEN, critical, Case.owner_id.is_(None))


def next_to_answer(session: Session, viewer: Viewer, position: Position | None) -> Case | None:
    """Return the case that this account should answer next: the least time left, beyond a position if one is given."""
    query = select(Case).where(scope.readable(viewer), waits_for(viewer))
    if position is not None:
        query = query.where(_beyond(Case.due_at, position, falls=False))
    return session.scalars(query.order_by(*_order(Case.due_at, falls=False)).limit(1)).one_or_none()


def write_position(position: Position | None) -> str:
    """Write a position as a link holds it; empty for none."""
    if position is None:
        return ""
    micros = "-" if position.at is None else (position.at - _EPOCH) // _MICROSECOND
    return f"{micros}.{position.case_id.hex}"


def read_position(written: str, *, before: bool) -> Position | None:
    """Read a position from a link; None for whatever is none."""
    micros, _, case_id = written.partition(".")
    try:
        at = None if micros == "-" else _EPOCH + int(micros) * _MICROSECOND
        return Position(at, UUID(case_id), before)
    except (ValueError, OverflowError):
        return None


def _owed(now: datetime) -> ColumnElement[str]:
    """Return what the house still owes: to ask a closing question that is kept back, or what it waits for itself."""
    unasked = and_(Case.status == "closing", exists().where(questions.is_kept(Case.id, now)))
    return case((unasked, "question"), (translations.to_send(), "translated"), *_HOUSE_CALLS, else_="")


def _paged(
    session: Session, query: Any, queue: Queue, parts: Sequence[ColumnElement[bool]], position: Position | None
) -> Page:
    """Read one row more than fits, to know whether there is more; backwards the rows come turned round."""
    backwards = position is not None and position.before
    falls = queue.closed != backwards
    beyond = true() if position is None else _beyond(queue.column, position, falls=falls)
    order = _order(queue.column, falls=falls)
    wanted = and_(parts[0], beyond) if len(parts) == 1 else Case.id.in_(_first_of_each(parts, beyond, order))
    found = list(session.execute(query.where(wanted).order_by(*order).limit(PAGE + 1)))
    more, rows = len(found) > PAGE, found[:PAGE]
    if not rows:
        return Page((), None, None)
    if backwards:
        rows.reverse()
    has_newer, has_older = (more, True) if backwards else (position is not None, more)
    newer = _position(queue, rows[0], before=True) if has_newer else None
    return Page(tuple(rows), newer, _position(queue, rows[-1]) if has_older else None)


def _first_of_each(
    parts: Sequence[ColumnElement[bool]], beyond: ColumnElement[bool], order: tuple[Any, Any]
) -> CompoundSelect[UUID]:
    """Return the query for as many cases of each part as a page may need: among them are those of the page."""
    return union_all(*(select(Case.id).where(part, beyond).order_by(*order).limit(PAGE + 1) for part in parts))


def _order(column: Any, *, falls: bool) -> tuple[Any, Any]:
    if falls:
        return column.desc().nulls_first(), Case.id.desc()
    return column.asc().nulls_last(), Case.id.asc()


def _beyond(column: Any, position: Position, *, falls: bool) -> ColumnElement[bool]:
    """Return what lies beyond a position; cases without a time come last where times rise."""
    if position.at is None:
        timeless = column.is_(None)
        if falls:
            return or_(~timeless, and_(timeless, Case.id < position.case_id))
        return and_(timeless, Case.id > position.case_id)
    key, edge = tuple_(column, Case.id), tuple_(position.at, position.case_id)
    return key < edge if falls else or_(key > edge, column.is_(None))


def _position(queue: Queue, row: Any, *, before: bool = False) -> Position:
    case: Case = row[0]
    return Position(case.closed_at if queue.closed else case.due_at, case.id, before)
