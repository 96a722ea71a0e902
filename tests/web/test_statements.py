"""How often a page asks the database: as often with many cases as with twice as many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from hotline import ids
from hotline.store.models.casework import Event
from hotline.store.models.traffic import Message
from tests.store.rows import add_case
from tests.support.town import Town

AWA = "+22300000101"
THEFT = "On a volé mes boeufs à Ténenkou"
MANY = 30
# Who looks and what waits for them takes three, the queues around every page included; the rest is the page's own.
MOST = {
    "/inbox": 8, "/inbox?queue=to_answer": 8, "/inbox?queue=overdue": 8, "/inbox?queue=closed": 8, "/inbox/next": 5,
    "/find": 7, "/find?state=not_closed": 7, "/alerts": 7, "/transfers": 7,
}  # fmt: skip
MOST_OF_A_CASE = 34


@pytest.fixture
def asked(town: Town) -> Iterator[list[str]]:
    """What the web asks its database, as it asks."""
    statements: list[str] = []

    def hear(*told: Any) -> None:
        statements.append(told[2])

    event.listen(town.application.engine, "before_cursor_execute", hear)
    yield statements
    event.remove(town.application.engine, "before_cursor_execute", hear)


@pytest.mark.parametrize("path", MOST)
def test_a_list_asks_as_often_for_twice_as_many_cases(town: Town, asked: list[str], path: str) -> None:
    town.text(AWA, THEFT)
    officer = town.officer("security")
    _add_cases(town)
    many = _count(officer, asked, path)
    _add_cases(town)
    assert _count(officer, asked, path) == many <= MOST[path], "\n".join(asked)


def test_a_case_asks_as_often_after_twice_as_many_texts(town: Town, asked: list[str]) -> None:
    town.text(AWA, THEFT)
    officer, path = town.officer("security"), f"/cases/{town.case(AWA).reference}"
    _add_texts(town)
    _add_cases(town)
    many = _count(officer, asked, path)
    _add_texts(town)
    _add_cases(town)
    assert _count(officer, asked, path) == many <= MOST_OF_A_CASE, "\n".join(asked)


def test_a_page_that_is_known_already_asks_little(town: Town, asked: list[str]) -> None:
    town.text(AWA, THEFT)
    officer, path = town.officer("security"), f"/cases/{town.case(AWA).reference}"
    officer.get(path)
    mark = officer.get(path).headers["ETag"]
    asked.clear()
    assert officer.client.get(path, headers={"If-None-Match": mark}).status_code == 304
    assert len(asked) <= 5, "\n".join(asked)


def _count(officer: Any, asked: list[str], path: str) -> int:
    """Return how often a page asks once what the office decided is known."""
    officer.get(path)
    asked.clear()
    assert officer.get(path).status_code in (200, 303)
    return len(asked)


def _add_cases(town: Town) -> None:
    first = town.case(AWA)
    with town.application.unit() as unit:
        for number in range(MANY):
            late = unit.now - timedelta(hours=number)
            add_case(unit.session, first.desk_id, late, due_at=late, contact_id=first.contact_id,
                     last_message_id=first.last_message_id)  # fmt: skip
            add_case(unit.session, first.desk_id, late, status="closed", closed_at=late, waiting_since=None)


def _add_texts(town: Town) -> None:
    case = town.case(AWA)
    first = len(town.trail(case)) + 1
    with town.application.unit() as unit:
        for number in range(MANY):
            message_id = ids.new_id()
            sealed = unit.vault.seal(f"texte {number}", "messages", "body_sealed", message_id)
            unit.session.add(
                Message(id=message_id, contact_id=case.contact_id, case_id=case.id, gateway="simulator", channel="sms",
                        body_sealed=sealed, received_at=unit.now, state="done")
            )  # fmt: skip
            unit.session.add(
                Event(id=ids.new_id(), chain=case.id, n=first + number, at=unit.now, kind="text_joined",
                      actor="citizen", data={"message": str(message_id)}, previous_hash=b"", hash=b"")
            )  # fmt: skip
