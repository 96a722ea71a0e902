"""The trail as auditors and reports read it: the house chain, and those of cases the viewer may audit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Row, func, or_, select, true
from sqlalchemy.orm import Session

from hotline.domain.walls import Viewer
from hotline.store import checkpoints, events, scope
from hotline.store.events import Broken
from hotline.store.models.casework import HOUSE, Case, Event
from hotline.store.models.office import Body, Desk, Place
from hotline.store.models.people import Account

AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Tracked:
    """A case as reports count it: nothing of what was said."""

    id: UUID
    received_at: datetime
    desk_id: UUID
    category: str
    channel: str
    language: str
    urgency: str
    sensitivity: str
    place_id: UUID | None
    exercise: bool
    has_citizen: bool
    unsorted: bool
    calendar_id: UUID | None


def received(
    session: Session, viewer: Viewer | None, start: datetime, end: datetime, *only: ColumnElement[bool]
) -> list[Tracked]:
    """Return the cases received in [start, end) that the viewer may audit; all of them for the operator's shell."""
    query = (
        select(
            Case.id,
            Case.received_at,
            Case.desk_id,
            Case.category,
            Case.channel,
            Case.language,
            Case.urgency,
            Case.sensitivity,
            Case.place_id,
            Case.exercise,
            Case.contact_id.is_not(None).label("has_citizen"),
            Case.needs_person.label("unsorted"),
            Case.calendar_id,
        )
        .where(Case.received_at >= start, Case.received_at < end, _within(viewer), *only)
        .order_by(Case.received_at, Case.id)
    )
    return [Tracked(**row) for row in session.execute(query).mappings()]


def months(session: Session) -> list[date]:
    """Return the first days of the months in which cases were received."""
    month = func.date_trunc("month", Case.received_at).cast(Date)
    return list(session.scalars(select(month).distinct().order_by(month)))


def stories(
    session: Session, case_ids: Sequence[UUID], *, without: Collection[str] = ()
) -> Iterator[tuple[UUID, Sequence[Row[UUID, datetime, str, str, dict[str, object]]]]]:
    """Yield each case with its events but those of some kinds (columns chain, at, kind, actor, data) in order."""
    for begin in range(0, len(case_ids), AT_ONCE):
        wanted = case_ids[begin : begin + AT_ONCE]
        found: dict[UUID, list[Row[UUID, datetime, str, str, dict[str, object]]]] = {one: [] for one in wanted}
        query = select(Event.chain, Event.at, Event.kind, Event.actor, Event.data)
        in_order = query.where(Event.chain.in_(wanted), Event.kind.not_in(without)).order_by(Event.chain, Event.n)
        for row in session.execute(in_order):
            found[row.chain].append(row)
        yield from found.items()


def newest_of(session: Session, kinds: Collection[str], limit: int = 50) -> Sequence[Event]:
    """Return the newest house events of these kinds."""
    query = select(Event).where(Event.chain == HOUSE, Event.kind.in_(kinds))
    return session.scalars(query.order_by(Event.n.desc()).limit(limit)).all()


def told_of(session: Session, kinds: Collection[str], key: str, value: str, limit: int = 50) -> Sequence[Event]:
    """Return the newest house events of these kinds that name `value` under `key`: the versions of one row."""
    query = select(Event).where(Event.chain == HOUSE, Event.kind.in_(kinds), Event.data[key].astext == value)
    return session.scalars(query.order_by(Event.n.desc()).limit(limit)).all()


def verify(session: Session, viewer: Viewer) -> Broken | int:
    """Return how many events of the chains the viewer may audit hold, or the first that does not.

    Counting more would tell somebody of an accused body that a case grows which they must not know of.
    """
    mine = or_(Event.chain == HOUSE, Event.chain.in_(select(Case.id).where(scope.auditable(viewer))))
    *_, last = events.verify(session, mine)
    return last


def last_break(session: Session, viewer: Viewer) -> Broken | None:
    """Return what the last check of the whole trail found broken, unless it lies in a case behind the viewer's wall."""
    check = checkpoints.last_check(session)
    if check is None or check.why is None:
        return None
    hidden = select(Case.id).where(Case.id == check.chain, ~scope.auditable(viewer))
    if session.scalar(hidden) is not None:
        return None
    return Broken(check.chain, check.n or 0, "", check.why)


def reference_of(session: Session, viewer: Viewer, case_id: UUID | None) -> str | None:
    """Return the reference of a case the viewer may audit."""
    return session.scalar(select(Case.reference).where(Case.id == case_id, scope.auditable(viewer)))


def body_names(session: Session) -> dict[UUID, str]:
    """Return every body's name by its id."""
    return {row.id: row.name for row in session.execute(select(Body.id, Body.name))}


def desk_names(session: Session) -> dict[str, str]:
    """Return every desk with its body, by its id as events write it."""
    rows = session.execute(select(Desk.id, Desk.name, Body.name.label("body")).join(Body, Body.id == Desk.body_id))
    return {str(row.id): f"{row.name}, {row.body}" for row in rows}


def place_codes(session: Session) -> dict[str, str]:
    """Return every place's code by its id as pages write it."""
    return {str(row.id): row.code for row in session.execute(select(Place.id, Place.code))}


def place_names(session: Session) -> dict[str, str]:
    """Return every place's name by its id as pages write it."""
    return {str(row.id): row.name for row in session.execute(select(Place.id, Place.name))}


def references(session: Session, viewer: Viewer | None, case_ids: Sequence[UUID], limit: int) -> Sequence[Any]:
    """Return reference, time of receipt, state and desk of those cases that the viewer may audit, the newest first."""
    query = (
        select(Case.reference, Case.received_at, Case.status, Desk.name, Body.name.label("body"))
        .join(Desk, Desk.id == Case.desk_id)
        .join(Body, Body.id == Desk.body_id)
        .where(Case.id.in_(case_ids), _within(viewer))
        .order_by(Case.received_at.desc(), Case.id)
    )
    return session.execute(query.limit(limit)).all()


def account_names(session: Session) -> dict[str, str]:
    """Return every account's title by its id as events write it; those who left stay in the figures."""
    return {str(row.id): row.title for row in session.execute(select(Account.id, Account.title))}


def _within(viewer: Viewer | None) -> ColumnElement[bool]:
    return scope.auditable(viewer) if viewer else true()
