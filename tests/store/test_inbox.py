"""Pages of a list: nothing twice, nothing lost, forwards and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import ids
from hotline.bootstrap import Application
from hotline.domain.walls import Viewer
from hotline.store import inbox
from hotline.store.counting import MOST_COUNTED
from hotline.store.inbox import PAGE, Page, Position, read_position, write_position
from hotline.store.models.office import Body, Desk
from hotline.store.models.people import Account
from hotline.store.office import viewer_of
from hotline.store.queues import QUEUES
from tests.store.rows import add_case


@pytest.fixture
def session(application: Application) -> Iterator[Session]:
    """A transaction that is rolled back."""
    with Session(application.engine) as open_session:
        yield open_session
        open_session.rollback()


@pytest.fixture
def viewer(session: Session) -> Viewer:
    """The gendarmerie's liaison."""
    desk, body = session.execute(select(Desk.id, Body.id).join(Body).where(Body.force == "gendarmerie")).one()
    return Viewer(ids.new_id(), "liaison", body, desk, cleared=False, active=True)


def test_pages_hold_every_case_once_in_order_both_ways(
    application: Application, session: Session, viewer: Viewer
) -> None:
    now = application.clock.now()
    assert viewer.desk_id is not None
    for number in range(60):
        # Ties on purpose, and cases without a due time.
        due_at = None if number % 5 == 0 else now + timedelta(hours=number // 3)
        add_case(session, viewer.desk_id, now, due_at=due_at)
    pages = list(_forwards(application, session, viewer, "to_answer"))
    rows = [row[0] for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [PAGE, PAGE, 10]
    assert len({case.id for case in rows}) == 60
    assert rows == sorted(rows, key=lambda case: (case.due_at is None, case.due_at or now, case.id))
    assert [_ids(page) for page in reversed(pages)] == list(_backwards(application, session, viewer, pages[-1]))
    assert (pages[0].newer, pages[-1].older) == (None, None)


def test_what_lies_at_a_coordinators_desk_and_what_they_hold_elsewhere_is_one_list(
    application: Application, session: Session
) -> None:
    now = application.clock.now()
    account = session.scalars(select(Account).where(Account.role == "coordinator").limit(1)).one()
    coordinator = viewer_of(account)
    assert account.desk_id is not None
    elsewhere = session.scalars(select(Desk.id).where(Desk.id != account.desk_id).limit(1)).one()
    places = ((account.desk_id, None), (account.desk_id, account.id), (elsewhere, account.id), (elsewhere, None))
    for number in range(80):
        desk_id, owner_id = places[number % 4]
        add_case(session, desk_id, now, owner_id=owner_id, due_at=now + timedelta(minutes=number // 3))
    pages = list(_forwards(application, session, coordinator, "to_answer"))
    rows = [row[0] for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [PAGE, PAGE, 10]
    assert len({case.id for case in rows}) == 60
    assert all(account.id == case.owner_id or account.desk_id == case.desk_id for case in rows)
    assert rows == sorted(rows, key=lambda case: (case.due_at, case.id))
    assert [_ids(page) for page in reversed(pages)] == list(_backwards(application, session, coordinator, pages[-1]))
    counted = inbox.counts(session, coordinator, now)
    assert (counted["to_answer"], counted["all_waiting"]) == (60, 80)


def test_closed_cases_come_latest_first(application: Application, session: Session, viewer: Viewer) -> None:
    now = application.clock.now()
    assert viewer.desk_id is not None
    for number in range(30):
        closed_at = now + timedelta(microseconds=number // 2)
        add_case(session, viewer.desk_id, now, status="closed", closed_at=closed_at, waiting_since=None)
    pages = list(_forwards(application, session, viewer, "closed"))
    closed = [(row[0].closed_at, row[0].id) for page in pages for row in page.rows]
    assert closed == sorted(closed, reverse=True)
    assert len(closed) == 30


def test_a_count_stops_where_a_badge_cannot_say_more(
    application: Application, session: Session, viewer: Viewer
) -> None:
    now = application.clock.now()
    assert viewer.desk_id is not None
    for _ in range(MOST_COUNTED + 1):
        add_case(session, viewer.desk_id, now, due_at=now - timedelta(seconds=1))
    counted = inbox.counts(session, viewer, now)
    assert counted["to_answer"] == counted["overdue"] == MOST_COUNTED
    assert counted["mine"] == 0
    assert "closed" not in counted


@pytest.mark.parametrize("before", [False, True])
def test_a_position_survives_being_a_link(application: Application, before: bool) -> None:
    for at in (None, application.clock.now() + timedelta(microseconds=1)):
        position = Position(at, ids.new_id(), before)
        assert read_position(write_position(position), before=before) == position


def _forwards(application: Application, session: Session, viewer: Viewer, queue: str) -> Iterator[Page]:
    position: Position | None = None
    while True:
        page = inbox.page(session, viewer, QUEUES[queue], application.clock.now(), position)
        yield page
        position = page.older
        if position is None:
            return


def _backwards(application: Application, session: Session, viewer: Viewer, page: Page) -> Iterator[list[UUID]]:
    yield _ids(page)
    while page.newer is not None:
        page = inbox.page(session, viewer, QUEUES["to_answer"], application.clock.now(), page.newer)
        yield _ids(page)


def _ids(page: Page) -> list[UUID]:
    return [row[0].id for row in page.rows]
