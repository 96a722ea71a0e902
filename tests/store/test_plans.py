"""How the database reads the lists: in the order of an index, and nothing big from end to end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from hotline import ids
from hotline.bootstrap import Application
from hotline.domain.walls import Viewer
from hotline.store import finding, inbox
from hotline.store.finding import Filters, Mark
from hotline.store.inbox import Position
from hotline.store.models.office import Body, Desk, Place
from hotline.store.queues import QUEUES

BIG = re.compile(r"Seq Scan on (cases|messages|accused|accounts|events|outbound)\b")
SORTED = re.compile(r"\bSort  ")


@pytest.fixture
def session(application: Application) -> Iterator[Session]:
    """A transaction in which the planner sorts or reads a table from end to end only where nothing else is left."""
    with Session(application.engine) as open_session:
        open_session.execute(text("SET LOCAL enable_seqscan = off"))
        open_session.execute(text("SET LOCAL enable_bitmapscan = off"))
        open_session.execute(text("SET LOCAL enable_sort = off"))
        yield open_session
        open_session.rollback()


@pytest.fixture(params=["liaison", "coordinator", "cleared", "administrator"])
def viewer(request: pytest.FixtureRequest, session: Session) -> Viewer:
    """An account of each kind that reads differently."""
    desk, body = session.execute(select(Desk.id, Body.id).join(Body).where(Body.force == "gendarmerie")).one()
    role = "liaison" if request.param == "cleared" else request.param
    return Viewer(ids.new_id(), role, body, desk, cleared=request.param == "cleared", active=True)


@pytest.mark.parametrize("queue", QUEUES)
def test_a_page_of_a_queue_comes_in_the_order_of_an_index(
    application: Application, session: Session, viewer: Viewer, queue: str
) -> None:
    now, read = application.clock.now(), inbox.watched if viewer.role == "administrator" else inbox.page
    for position in (None, Position(now, ids.new_id())):
        plan = _plan(session, partial(read, session, viewer, QUEUES[queue], now, position))
        assert not BIG.search(plan), plan
        # Parts that each come in order are put together by one sort, of a page from each.
        together = len(QUEUES[queue].parts(viewer, now)) > 1
        assert len(SORTED.findall(plan)) == together, plan


def test_the_counts_beside_the_queues_look_at_indexes_alone(
    application: Application, session: Session, viewer: Viewer
) -> None:
    plan = _plan(session, partial(inbox.counts, session, viewer, application.clock.now()))
    assert not BIG.search(plan), plan
    assert plan.count("Limit") >= len(inbox.counts(session, viewer, application.clock.now()))


@pytest.mark.parametrize("known", ["nothing", "category", "place", "contact", "state", "owner"])
def test_what_is_looked_for_comes_newest_first_from_an_index(
    application: Application, session: Session, viewer: Viewer, known: str
) -> None:
    place = session.scalars(select(Place.id).limit(1)).one()
    filters = {
        "nothing": Filters(), "category": Filters(category="cattle_theft"), "place": Filters(places=frozenset({place})),
        "contact": Filters(contact=ids.new_id()), "state": Filters(state="closing"),
        "owner": Filters(owner=ids.new_id()),
    }[known]  # fmt: skip
    for after in (None, Mark(application.clock.now(), ids.new_id())):
        plan = _plan(session, partial(finding.page, session, viewer, filters, after))
        assert not BIG.search(plan), plan


def _plan(session: Session, ask: Callable[[], Any]) -> str:
    """Return how the database would carry out what `ask` asks."""
    with _heard(session) as asked:
        ask()
    cursor = session.connection().connection.cursor()
    plans = []
    for statement, given in asked:
        cursor.execute("EXPLAIN " + statement, given)
        plans += [line for (line,) in cursor.fetchall()]
    return "\n".join(plans)


@contextmanager
def _heard(session: Session) -> Iterator[list[tuple[str, Any]]]:
    asked: list[tuple[str, Any]] = []

    def hear(*told: Any) -> None:
        asked.append((told[2], told[3]))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", hear)
