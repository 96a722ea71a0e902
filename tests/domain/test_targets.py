"""What meets the limits that figures are judged by: whoever has a case in hand, whatever way it came there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from hotline.domain.ownership import Told, segments
from hotline.domain.story import tell
from hotline.domain.targets import first_answer_due, is_in_hand, triage_due
from hotline.reports import response_times
from hotline.reports.gather import Counted
from hotline.store.trail import Tracked

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
OFFICER = "account:1"


def told(kind: str, minutes: float, actor: str = OFFICER, **data: object) -> Told:
    return Told(kind, START + timedelta(minutes=minutes), actor, data)


def opened(urgency: str = "high") -> list[Told]:
    return [
        told("received", 0, "gateway:x", received_at=START.isoformat()),
        told("understood", 0, "system", urgency=urgency),
        told("routed", 0, "system", desk="d", body="b"),
    ]


def picked_up(*events: Told) -> list[tuple[float, float | None]]:
    story = tell([*opened(), *events])
    assert story
    case = Tracked(UUID(int=1), START, UUID(int=2), "theft", "sms", "fr", "high", "S1", None, False, True, False, None)
    waits = [wait for name, wait in response_times.told(Counted(case, [*opened(), *events], story, None))
             if name == "pick_up" and not isinstance(wait, int)]  # fmt: skip
    minute = timedelta(minutes=1)
    return [((one.started_at - START) / minute, (one.ended_at - START) / minute if one.ended_at else None)
            for one in waits]  # fmt: skip


@pytest.mark.parametrize(
    ("event", "in_hand"),
    [
        (told("taken", 1), True), (told("sorted", 1), True), (told("answered", 1), True),
        (told("assigned", 1, owner="account:2"), True), (told("page_answered", 1, reached=True), True),
        (told("called", 1, reached=True), True), (told("page_answered", 1, reached=False), False),
        (told("called", 1, reached=False), False), (told("taken", 1, "system"), False), (told("noted", 1), False),
    ],
)  # fmt: skip
def test_a_case_is_in_hand_once_somebody_took_it_got_it_was_reached_or_answered(event: Told, in_hand: bool) -> None:
    assert is_in_hand(event) is in_hand


@pytest.mark.parametrize("kind", ["assigned", "page_answered", "taken"])
def test_who_has_the_case_is_judged_by_the_urgency_it_had_then(kind: str) -> None:
    raised = told("urgency_raised", 30, before="high", after="critical")
    had = told(kind, 20, reached=True)
    assert triage_due([*opened(), had, raised], START, None) == START + timedelta(hours=2)
    assert triage_due([*opened(), raised, had], START, None) == START + timedelta(minutes=15)
    assert first_answer_due([*opened(), had, raised], START, None) == START + timedelta(hours=2)


def test_a_desk_has_picked_a_case_up_when_it_is_taken_given_to_one_of_it_or_one_was_reached() -> None:
    assert picked_up() == [(0, None)]
    assert picked_up(told("taken", 7)) == [(0, 7)]
    assert picked_up(told("assigned", 8, "account:3", owner=OFFICER)) == [(0, 8)]
    assert picked_up(told("page_answered", 5, reached=False), told("page_answered", 6, reached=True)) == [(0, 6)]
    assert picked_up(told("page_answered", 6, reached=True), told("taken", 90)) == [(0, 6)]


def test_a_desk_that_passed_a_case_on_untouched_did_not_pick_it_up() -> None:
    passed_on = told("transferred", 30, desk="e", body="b")
    assert picked_up(passed_on) == [(30, None)]
    assert picked_up(told("page_answered", 9, reached=True), passed_on) == [(0, 9), (30, None)]
    assert len(segments([*opened(), passed_on], START)) == 2
