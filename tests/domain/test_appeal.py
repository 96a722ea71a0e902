"""Who closed a case does not decide about its appeal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hotline.domain.appeal import deciders_barred
from hotline.domain.calendars import Calendar
from hotline.domain.handover import accept_by, goes_to_router
from hotline.domain.ownership import Told
from hotline.ids import new_id

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ONE, OTHER = "account:1", "account:2"


def event(kind: str, actor: str = "citizen", **data: Any) -> Told:
    return Told(kind, AT, actor, data)


def test_the_officer_who_asked_for_the_closing_is_barred_though_the_citizen_confirmed_it() -> None:
    asked, yes = event("closing_asked", ONE), event("closed", "citizen")
    assert deciders_barred([asked, yes, event("reopened", why="appeal")]) == {ONE}


def test_a_simple_reopening_bars_nobody_and_a_second_closing_by_another_ends_the_bar() -> None:
    closed = event("closed", ONE)
    assert deciders_barred([closed, event("reopened", why="reopen")]) == frozenset()
    appealed = [closed, event("reopened", why="appeal")]
    assert deciders_barred([*appealed, event("closed", OTHER)]) == frozenset()
    assert deciders_barred([*appealed, event("closed", OTHER), event("reopened", why="appeal")]) == {OTHER}


def test_a_closing_that_was_taken_back_leaves_the_bar_where_it_was() -> None:
    appealed = [event("closed", ONE), event("reopened", why="appeal")]
    again = [*appealed, event("closing_asked", OTHER), event("closing_withdrawn", OTHER)]
    assert deciders_barred(again) == {ONE}
    assert deciders_barred([*again, event("closed", OTHER)]) == frozenset()


def test_a_desk_must_answer_an_offer_as_fast_as_a_new_case_must_be_looked_at() -> None:
    calendar = Calendar("office", 1, dict.fromkeys(range(5), ((480, 960),)))
    minutes = [(accept_by(level, calendar, AT) - AT).total_seconds() / 60 for level in ("critical", "high")]
    assert minutes == [15, 120]
    assert accept_by("normal", calendar, AT) > accept_by("high", calendar, AT)


def test_a_protected_or_walled_case_never_goes_to_the_router() -> None:
    router = new_id()
    assert goes_to_router("S2", router, frozenset())
    assert not goes_to_router("S3", router, frozenset())
    assert not goes_to_router("S1", router, frozenset({router}))
