"""The trail asked: events by case, account, kind and day, the newest first, never a case behind the asker's wall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session

from hotline.domain.questions import ACTIONS, KNOWN, OTHER, READS, Question
from hotline.domain.walls import Viewer
from hotline.store import scope
from hotline.store.events import by_account
from hotline.store.models.casework import HOUSE, Case, Event

_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Found:
    """An event with the reference of its case; none for the house's own."""

    event: Event
    reference: str | None

    @property
    def position(self) -> str:
        """Return where a page that ends here goes on, as a link holds it."""
        return f"{(self.event.at - _EPOCH) // _MICROSECOND}.{self.event.id.hex}"


@dataclass(frozen=True, slots=True)
class Reader:
    """An account that was shown a case, or one thing of it: which kind of event tells it, how often, first and last."""

    actor: str
    what: str
    times: int
    first: datetime
    last: datetime


def page(session: Session, viewer: Viewer, asked: Question, below: str, limit: int) -> list[Found]:
    """Return the newest events that answer the question, or those beyond a position; all of the house for none."""
    query = select(Event, Case.reference).outerjoin(Case, Case.id == Event.chain).where(*_asked(viewer, asked))
    position = _position(below)
    if position is not None:
        query = query.where(tuple_(Event.at, Event.id) < tuple_(*position))
    rows = session.execute(query.order_by(Event.at.desc(), Event.id.desc()).limit(limit))
    return [Found(event, reference) for event, reference in rows]


def readers(session: Session, case_id: UUID) -> Sequence[Reader]:
    """Return who was shown a case, each thing by itself, in the order of their first look."""
    first, what = (
        func.min(Event.at),
        sql_case(
            (Event.data["steps"].as_boolean(), "steps"),
            (Event.data["word"].as_boolean(), "word"),
            (Event.kind == "case_opened", "case_read"),
            else_=Event.kind,
        ).label("what"),
    )
    query = select(Event.actor, what, func.count(), first, func.max(Event.at)).where(
        Event.chain == case_id, Event.kind.in_(READS), Event.actor.startswith("account:")
    )
    return [Reader(*row) for row in session.execute(query.group_by(Event.actor, "what").order_by(first, Event.actor))]


def _asked(viewer: Viewer, asked: Question) -> Iterator[ColumnElement[bool]]:
    if asked.is_open:
        yield Event.chain == HOUSE
        return
    yield or_(Event.chain == HOUSE, and_(Case.id.is_not(None), scope.auditable(viewer)))
    if asked.case:
        yield Case.reference == asked.case
    if asked.account:
        yield Event.actor == by_account(asked.account)
    if asked.action:
        yield Event.kind.not_in(KNOWN) if asked.action == OTHER else Event.kind.in_(ACTIONS[asked.action])
    if asked.start:
        yield Event.at >= asked.start
    if asked.end:
        yield Event.at < asked.end


def _position(written: str) -> tuple[datetime, UUID] | None:
    micros, _, event_id = written.partition(".")
    try:
        return _EPOCH + int(micros) * _MICROSECOND, UUID(event_id)
    except (ValueError, OverflowError):
        return None
