"""The twenty golden scenarios: what a citizen lived through, and what the engine says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.calendars import Calendar, working_seconds
from hotline.domain.ownership import Told
from hotline.domain.story import Story, net_of, tell

# A Monday.
START = datetime(2026, 9, 21, 8, tzinfo=UTC)
OFFICER = "account:1"


def at(**passed: float) -> datetime:
    return START + timedelta(**passed)


def event(kind: str, moment: datetime, actor: str = "system", **data: Any) -> Told:
    return Told(kind, moment, actor, data)


def received(moment: datetime = START) -> Told:
    return event("received", moment, "gateway:x", received_at=moment.isoformat(), message="m1")


def joined(moment: datetime, message: str = "m2") -> Told:
    return event("text_joined", moment, "citizen", message=message)


def answered(moment: datetime, text: str = "t1", **more: Any) -> Told:
    return event("answered", moment, OFFICER, text=text, body="b1", **more)


def news(state: str, moment: datetime, text: str = "t1", purpose: str = "answer") -> Told:
    return event(f"text_{state}", moment, "gateway:x", text=text, purpose=purpose)


def closed(moment: datetime, citizen: str = "confirmed") -> Told:
    return event("closed", moment, OFFICER, outcome="resolved", citizen=citizen)


def story(*events: Told) -> Story:
    told = tell(events)
    assert told is not None
    return told


def waits(told: Story) -> list[tuple[float, float | None, int]]:
    """Return each wait in hours from the start, with its cycle."""
    hour = timedelta(hours=1)
    return [((one.start - START) / hour, (one.end - START) / hour if one.end else None, one.cycle)
            for one in told.episodes]  # fmt: skip


def test_given_an_acknowledgement_alone_then_the_citizen_still_waits() -> None:
    told = story(received(), news("accepted", at(seconds=20), "a1", "acknowledgement"))
    assert told.acknowledged_at == at(seconds=20)
    assert waits(told) == [(0, None, 1)]


def test_given_a_machine_and_then_a_person_then_only_the_person_answers() -> None:
    robot = event("answered", at(minutes=1), "system", text="t0")
    assert waits(story(received(), robot, answered(at(hours=2)))) == [(0, 2, 1)]


def test_given_five_texts_then_one_answer_ends_one_wait() -> None:
    more = [joined(at(minutes=n), f"m{n}") for n in range(2, 6)]
    assert waits(story(received(), *more, answered(at(hours=3)))) == [(0, 3, 1)]


def test_given_an_answer_that_does_not_arrive_then_the_wait_never_ended() -> None:
    told = story(received(), answered(at(hours=1)), news("undelivered", at(hours=2)))
    assert waits(told) == [(0, None, 1)]
    assert told.open_wait is not None


def test_given_a_late_receipt_then_the_answer_counts_from_when_it_was_given() -> None:
    assert waits(story(received(), answered(at(hours=1)), news("delivered", at(hours=30)))) == [(0, 1, 1)]


def test_given_an_answer_that_failed_and_arrived_after_all_then_it_counts_from_its_arrival() -> None:
    told = story(received(), answered(at(hours=1)), news("undelivered", at(hours=2)), news("delivered", at(hours=9)))
    assert waits(told) == [(0, 9, 1)]


def test_given_a_reopening_after_five_days_then_a_second_cycle_begins_with_its_own_first_response() -> None:
    told = story(
        received(), answered(at(hours=1)), closed(at(days=1)), event("reopened", at(days=6), "citizen", message="m9"),
        answered(at(days=6, hours=2), "t2"), closed(at(days=7)),
    )  # fmt: skip
    assert waits(told) == [(0, 1, 1), (144, 146, 2)]
    assert (told.resolved_first, told.resolved_finally) == (at(days=1), at(days=7))
    assert len(told.closes) == 2


def test_given_a_thank_you_after_the_close_then_nothing_is_opened_and_nobody_waits() -> None:
    thanks = event("citizen_thanked", at(days=2), "citizen", message="m3")
    told = story(received(), answered(at(hours=1)), closed(at(days=1)), thanks)
    assert told.is_closed
    assert waits(told) == [(0, 1, 1)]


def test_given_two_refused_transfers_then_the_clock_ran_through_both() -> None:
    moves = [event("transferred", at(hours=n), OFFICER, desk=f"d{n}", body=f"b{n}") for n in (1, 2, 3)]
    told = story(received(), event("routed", START, desk="d0", body="b0"), *moves, answered(at(hours=9)))
    assert waits(told) == [(0, 9, 1)]
    assert [segment.desk for segment in told.segments] == ["d0", "d1", "d2", "d3"]


def test_given_a_raise_after_a_breach_then_the_wait_is_still_measured_from_the_first_text() -> None:
    raised = event("urgency_raised", at(days=9), OFFICER, before="normal", after="critical")
    assert waits(story(received(), raised, answered(at(days=10)))) == [(0, 240, 1)]


def test_given_a_pause_ended_at_night_then_it_stops_the_resolution_alone() -> None:
    told = story(
        received(), answered(at(hours=1)), event("info_requested", at(hours=2), OFFICER, text="t2"),
        joined(at(hours=18)), answered(at(hours=20), "t3"), closed(at(hours=30)),
    )  # fmt: skip
    assert waits(told) == [(0, 1, 1), (18, 20, 1)]
    assert told.pauses == ((at(hours=2), at(hours=18)),)
    assert net_of(told.pauses, START, at(hours=30)) == timedelta(hours=14)


def test_given_a_question_nobody_answers_then_the_pause_is_capped_at_seven_days() -> None:
    told = story(received(), answered(at(hours=1)), event("info_requested", at(hours=2), OFFICER, text="t2"))
    assert net_of(told.pauses, START, at(days=20)) == timedelta(days=13)


def test_given_a_calendar_edited_afterwards_then_the_old_version_still_says_what_it_said() -> None:
    before = Calendar("office", 1, dict.fromkeys(range(5), ((480, 960),)))
    after = Calendar("office", 2, dict.fromkeys(range(5), ((480, 720),)))
    wait = story(received(), answered(at(hours=8))).first_response
    assert wait.end is not None
    assert working_seconds(before, wait.start, wait.end) == 8 * 3600
    assert working_seconds(after, wait.start, wait.end) == 4 * 3600


def test_given_two_cases_of_one_citizen_merged_then_the_earliest_text_is_the_start() -> None:
    merged = event("merged", at(hours=1), OFFICER, into="x")
    told = story(received(), merged, joined(at(hours=2)), answered(at(hours=3)))
    assert waits(told) == [(0, 3, 1)]


def test_given_a_case_with_a_wait_of_its_own_is_folded_in_then_an_earlier_answer_does_not_end_that_wait() -> None:
    since = at(hours=1).isoformat()
    folded = event("merged", at(hours=5), OFFICER, **{"from": "c2"}, waiting_since=since)
    assert waits(story(received(), answered(at(hours=2)), folded)) == [(0, 2, 1), (1, None, 1)]
    undone = event("merge_undone", at(hours=6), OFFICER, other="c2", role="into")
    assert waits(story(received(), answered(at(hours=2)), folded, undone)) == [(0, 2, 1)]


def test_given_a_case_is_folded_into_another_then_it_is_not_counted_unless_that_is_undone() -> None:
    gone = event("merged", at(hours=1), OFFICER, into="c1")
    assert story(received(), gone).excluded == "merged"
    assert story(received(), gone, event("merge_undone", at(hours=2), OFFICER, other="c1", role="from")).excluded == ""


def test_given_a_case_is_assigned_then_its_time_is_the_officers_who_got_it() -> None:
    given = event("assigned", at(hours=1), "account:9", owner="account:2")
    told = story(received(), event("routed", START, desk="d1", body="b1"), given)
    assert [segment.owner for segment in told.segments] == ["", "account:2"]


def test_given_two_citizens_of_one_incident_then_each_waits_for_an_answer_of_their_own() -> None:
    linked = event("incident_joined", at(hours=1), OFFICER, incident="i1")
    one, other = story(received(), linked, answered(at(hours=2))), story(received(), linked)
    assert waits(one) == [(0, 2, 1)]
    assert waits(other) == [(0, None, 1)]


def test_given_an_officer_who_left_then_the_answer_stays_theirs_and_the_time_after_is_the_desks() -> None:
    told = story(
        received(), event("routed", START, desk="d1", body="b1"), event("taken", at(hours=1), OFFICER),
        answered(at(hours=2)), event("released", at(hours=3), "account:9"),
    )  # fmt: skip
    assert told.first_response.by == OFFICER
    assert [segment.owner for segment in told.segments] == ["", OFFICER, ""]


def test_given_a_split_friday_then_the_prayer_break_is_not_worked() -> None:
    friday = Calendar("office", 1, {4: ((450, 750), (870, 1020))})
    start = datetime(2026, 9, 25, 12, tzinfo=UTC)
    wait = story(received(start), answered(datetime(2026, 9, 25, 15, tzinfo=UTC))).first_response
    assert wait.end is not None
    assert working_seconds(friday, wait.start, wait.end) == 3600


def test_given_the_edge_of_a_month_then_the_case_belongs_to_the_month_it_was_received_in() -> None:
    last = datetime(2026, 9, 30, 23, 59, tzinfo=UTC)
    told = story(received(last), answered(datetime(2026, 10, 1, 0, 5, tzinfo=UTC)))
    assert told.received_at.month == 9
    assert told.first_response.end == datetime(2026, 10, 1, 0, 5, tzinfo=UTC)


def test_given_nobody_ever_answers_then_the_wait_is_open_and_grows() -> None:
    told = story(received())
    assert told.open_wait == told.first_response
    assert told.first_response.end is None


def test_given_a_person_says_it_was_a_test_then_the_case_is_out_and_may_come_back() -> None:
    out = event("excluded", at(hours=1), OFFICER, why="test")
    assert story(received(), out).excluded == "test"
    assert story(received(), out, event("exclusion_lifted", at(hours=2), OFFICER)).excluded == ""


def test_given_receipts_out_of_order_and_twice_then_the_latest_news_decides() -> None:
    shuffled = [news("delivered", at(hours=3)), news("sent", at(hours=2)), news("delivered", at(hours=3))]
    assert waits(story(*shuffled, answered(at(hours=1)), received())) == [(0, 1, 1)]


def test_given_the_same_webhook_twice_then_there_is_still_one_wait() -> None:
    assert waits(story(received(), joined(START, "m1"), answered(at(hours=1)))) == [(0, 1, 1)]


def test_given_a_courtesy_then_it_asks_for_nothing() -> None:
    thanks, marked = joined(at(hours=2), "m5"), event("courtesy_marked", at(hours=3), OFFICER, message="m5")
    assert waits(story(received(), answered(at(hours=1)), thanks, marked)) == [(0, 1, 1)]
    assert waits(story(received(), answered(at(hours=1)), thanks)) == [(0, 1, 1), (2, None, 1)]


def test_given_a_call_that_reached_then_it_is_an_answer_and_one_that_did_not_is_none() -> None:
    missed = event("called", at(hours=1), OFFICER, reached=False)
    reached = event("called", at(hours=2), OFFICER, reached=True)
    assert waits(story(received(), missed)) == [(0, None, 1)]
    assert waits(story(received(), missed, reached)) == [(0, 2, 1)]


def test_given_a_no_to_the_closing_question_then_nothing_was_closed_and_the_citizen_waits_again() -> None:
    told = story(
        received(), answered(at(hours=1)), event("closing_asked", at(hours=2), OFFICER, outcome="resolved"),
        event("reopened", at(hours=5), "citizen", why="refused"),
    )  # fmt: skip
    assert told.closes == ()
    assert waits(told) == [(0, 1, 1), (5, None, 1)]


def test_given_a_closing_that_was_taken_back_then_a_later_one_without_a_question_asked_nobody() -> None:
    told = story(
        received(), event("closing_asked", at(hours=2), OFFICER, outcome="resolved"),
        event("closing_withdrawn", at(hours=3), OFFICER),
        event("closed", at(hours=4), OFFICER, outcome="no_action", citizen="not_asked"),
    )  # fmt: skip
    assert [close.asked_at for close in told.closes] == [None]
    assert waits(told) == [(0, None, 1)]


def test_a_failed_answer_that_was_sent_again_counts_from_then_until_it_fails_again() -> None:
    again = event("sent_again", at(hours=3), "account:2", text="t1", purpose="answer")
    failed = [received(), answered(at(hours=1)), news("failed", at(hours=2)), again]
    assert waits(story(*failed)) == [(0, 3, 1)]
    assert waits(story(*failed, news("accepted", at(hours=3)))) == [(0, 3, 1)]
    assert waits(story(*failed, news("failed", at(hours=4)))) == [(0, None, 1)]
    assert waits(story(*failed, news("failed", at(hours=4)), news("delivered", at(hours=5)))) == [(0, 5, 1)]


@pytest.mark.parametrize("story_", [[], [answered(at(hours=1))]])
def test_a_case_without_a_first_text_has_no_story(story_: list[Told]) -> None:
    assert tell(story_) is None


KINDS = st.sampled_from(
    ["joined", "answered", "lost", "delivered", "resent", "called", "taken", "transferred", "closed", "again"]
)
HISTORY = st.lists(st.tuples(KINDS, st.integers(1, 9), st.integers(0, 3)), max_size=14)


def _made(steps: list[tuple[str, int, int]]) -> list[Told]:
    """Return a history a minute or more between its events, with up to four answers of which news may come."""
    made, minute, last = [received()], 0, dict[int, str]()
    for n, (kind, passed, which) in enumerate(steps):
        minute += passed
        moment = at(minutes=minute)
        if kind == "answered":
            last[which] = f"t{n}"
        text = last.get(which, "unknown")
        made.append({
            "joined": joined(moment, f"j{n}"), "answered": answered(moment, f"t{n}"),
            "lost": news("undelivered", moment, text), "delivered": news("delivered", moment, text),
            "resent": event("sent_again", moment, "account:2", text=text),
            "called": event("called", moment, OFFICER, reached=which > 1),
            "taken": event("taken", moment, f"account:{which}"),
            "transferred": event("transferred", moment, OFFICER, desk=f"d{which}", body="b"),
            "closed": closed(moment), "again": event("reopened", moment, "citizen", message=f"r{n}"),
        }[kind])  # fmt: skip
    return made


def _slow_waits(history: list[Told]) -> list[tuple[datetime, datetime | None]]:
    """Walk minute by minute and ask at each: does the citizen wait? Slow, obvious, and written apart."""
    texts = {one.data["text"] for one in history if one.kind == "answered"}
    good: set[datetime] = {one.at for one in history if one.kind == "called" and one.data["reached"]}
    for text in texts:
        mine = [one for one in history if one.data.get("text") == text]
        given = [one for one in mine if one.kind in ("answered", "sent_again")][-1]
        states = mine[mine.index(given) + 1 :]
        if not states or all(one.kind == "text_delivered" for one in states):
            good.add(given.at)
        elif states[-1].kind == "text_delivered":
            good.add(states[-1].at)
    asks = {one.at for one in history if one.kind in ("received", "text_joined", "reopened")}
    waits_, since = [], None
    last = max(one.at for one in history)
    minute = START
    while minute <= last:
        if minute in asks and since is None:
            since = minute
        if minute in good and since is not None:
            waits_.append((since, minute))
            since = None
        minute += timedelta(minutes=1)
    return [*waits_, (since, None)] if since else waits_


@settings(max_examples=300, deadline=None)
@given(HISTORY)
def test_the_engine_and_a_slow_walk_through_the_minutes_agree(steps: list[tuple[str, int, int]]) -> None:
    history = _made(steps)
    told = story(*history)
    assert [(one.start, one.end) for one in told.episodes] == _slow_waits(history)


@settings(max_examples=200, deadline=None)
@given(HISTORY, st.randoms(use_true_random=False))
def test_the_order_in_which_events_come_changes_nothing(steps: list[tuple[str, int, int]], dice: Any) -> None:
    history = _made(steps)
    shuffled = history[:]
    dice.shuffle(shuffled)
    assert story(*shuffled) == story(*history)


@settings(max_examples=200, deadline=None)
@given(HISTORY)
def test_the_stretches_of_ownership_sum_to_the_whole_time(steps: list[tuple[str, int, int]]) -> None:
    told = story(*_made(steps))
    for before, after in pairwise(told.segments):
        assert before.end == after.start
    if told.segments:
        assert told.segments[0].start == START
