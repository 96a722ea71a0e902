"""The clocks of a case, told from its events: starts that nothing moves, ends that count when they happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.calendars import OFFICE_SPANS, Calendar
from hotline.domain.clocks import Clock, read
from hotline.domain.deadlines import moment_of
from hotline.domain.ownership import Told
from hotline.domain.spells import orderly

OFFICE = Calendar("office", 1, OFFICE_SPANS)
# A Monday.
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
OFFICER = "account:1"


def told(kind: str, actor: str = "system", *, after: timedelta = timedelta(0), **data) -> Told:
    return Told(kind, START + after, actor, data)


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def days(n: float) -> timedelta:
    return timedelta(days=n)


def opened(urgency: str = "normal", sensitivity: str = "S1", category: str = "local_crime") -> list[Told]:
    return [
        told("received", "gateway:x", received_at=START.isoformat(), message="m0"),
        told("understood", urgency=urgency, sensitivity=sensitivity, category=category),
        told("routed", desk="d", body="b"),
    ]


def named(events: list[Told], name: str) -> list[Clock]:
    return [clock for clock in read(events) if clock.name == name]


def met(events: list[Told], name: str) -> list[datetime | None]:
    return [clock.met for clock in named(events, name)]


def test_a_new_case_starts_four_clocks_at_its_first_text() -> None:
    clocks = read(opened())
    assert [clock.name for clock in clocks] == ["triage", "first_answer", "progress", "closure"]
    assert {clock.start for clock in clocks} == {START}
    assert {clock.met for clock in clocks} == {None}


def test_nothing_without_a_first_text() -> None:
    assert read([told("routed", desk="d", body="b")]) == ()
    assert read([]) == ()


def test_taking_a_case_meets_triage_and_nothing_else() -> None:
    events = [*opened(), told("taken", OFFICER, after=hours(1))]
    assert met(events, "triage") == [START + hours(1)]
    assert met(events, "first_answer") == [None]


def test_whoever_was_reached_by_phone_has_the_case_but_has_not_answered() -> None:
    events = [*opened("critical"), told("page_answered", OFFICER, after=hours(0.2), reached=True)]
    assert met(events, "triage") == [START + hours(0.2)]
    assert met(events, "first_answer") == [None]
    assert met([*opened(), told("page_answered", OFFICER, reached=False)], "triage") == [None]


def test_an_answer_that_fails_in_the_end_meets_nothing() -> None:
    events = [*opened(), told("answered", OFFICER, after=hours(1), text="t")]
    assert met(events, "first_answer") == [START + hours(1)]
    events.append(told("text_undelivered", after=hours(3), text="t"))
    assert met(events, "first_answer") == [None]
    events.append(told("text_delivered", after=hours(5), text="t"))
    assert met(events, "first_answer") == [START + hours(5)]


def test_five_texts_and_one_answer_are_one_wait_and_the_next_text_another() -> None:
    events = opened()
    events += [told("text_joined", after=hours(n), message=f"m{n}") for n in (1, 2, 3, 4)]
    events += [told("answered", OFFICER, after=hours(5), text="t"), told("text_joined", after=hours(6), message="m6")]
    assert met(events, "first_answer") == [START + hours(5)]
    assert [(one.start, one.met) for one in named(events, "next_answer")] == [(START + hours(6), None)]


def test_a_text_that_asks_for_nothing_starts_no_clock() -> None:
    events = [
        *opened(), told("answered", OFFICER, after=hours(1), text="t"),
        told("text_joined", after=hours(2), message="m2"),
    ]  # fmt: skip
    assert len(named(events, "next_answer")) == 1
    assert named([*events, told("courtesy_marked", OFFICER, after=hours(3), message="m2")], "next_answer") == []


def test_the_limit_follows_the_urgency_from_the_original_start() -> None:
    events = opened("normal")
    (clock,) = named(events, "first_answer")
    assert moment_of(clock, OFFICE) == START + days(7)
    events.append(Told("urgency_raised", START + days(1), "system", {"before": "normal", "after": "critical"}))
    (clock,) = named(events, "first_answer")
    assert clock.start == START
    assert moment_of(clock, OFFICE) == START + hours(2)


def test_what_was_met_is_judged_by_the_urgency_it_had_then() -> None:
    events = [*opened("normal"), told("answered", OFFICER, after=hours(3), text="t")]
    events.append(Told("urgency_raised", START + hours(4), "system", {"before": "normal", "after": "critical"}))
    (clock,) = named(events, "first_answer")
    assert (clock.urgency, moment_of(clock, OFFICE)) == ("normal", START + days(7))


def test_a_closed_case_lets_every_clock_rest_and_a_reopened_one_starts_anew() -> None:
    events = [
        *opened(), told("closing_asked", OFFICER, after=days(2), outcome="resolved"),
        told("closed", "citizen", after=days(5), outcome="resolved"),
    ]  # fmt: skip
    assert {clock.met for clock in read(events)} == {START + days(2)}
    events.append(told("reopened", "citizen", after=days(9), why="reopen", message="m9"))
    running = [(clock.name, clock.start) for clock in read(events) if clock.met is None]
    again = START + days(9)
    assert running == [("next_answer", again), ("progress", again), ("closure", again)]


def test_a_no_to_the_closing_question_lets_the_old_clock_run_on() -> None:
    events = [*opened(), told("closing_asked", OFFICER, after=days(2), outcome="resolved")]
    assert met(events, "closure") == [START + days(2)]
    events.append(told("reopened", "citizen", after=days(3), why="refused"))
    assert [(one.start, one.met) for one in named(events, "closure")] == [(START, None)]


def test_a_closing_that_was_taken_back_before_it_was_asked_never_was() -> None:
    events = [*opened(), told("closing_asked", OFFICER, after=days(2), outcome="resolved")]
    events.append(told("closing_withdrawn", OFFICER, after=days(2.1)))
    assert {clock.met for clock in read(events)} == {None}
    assert {clock.start for clock in read(events)} == {START}


def test_a_pause_goes_on_as_if_the_closing_that_was_taken_back_had_not_ended_it() -> None:
    until = (START + days(8)).isoformat()
    events = [
        *opened(), told("info_requested", OFFICER, after=days(1), until=until),
        told("pause_ended", OFFICER, after=days(2), why="closed"),
        told("closing_asked", OFFICER, after=days(2), outcome="resolved"),
    ]  # fmt: skip
    assert named(events, "closure")[0].pauses == ((START + days(1), START + days(2)),)
    for kept, end in ((until, days(8)), (None, days(2))):
        back = told("closing_withdrawn", OFFICER, after=days(2.1), until=kept)
        assert named([*events, back], "closure")[0].pauses == ((START + days(1), START + end),)


def test_an_appeal_is_decided_in_fifteen_days() -> None:
    events = [
        *opened(),
        told("closed", OFFICER, after=days(1)),
        told("reopened", "citizen", after=days(4), why="appeal"),
    ]
    (appeal,) = named(events, "appeal")
    assert moment_of(appeal, OFFICE) == START + days(19)


def test_a_question_to_the_citizen_pauses_closing_alone_and_for_seven_days_at_most() -> None:
    events = [*opened(), told("info_requested", OFFICER, after=days(2), text="q")]
    (closure,), (first,) = named(events, "closure"), named(events, "first_answer")
    assert moment_of(closure, OFFICE) == START + days(15 + 7)
    assert moment_of(first, OFFICE) == START + days(7)
    events.append(told("pause_ended", "system", after=days(3), why="citizen"))
    assert moment_of(named(events, "closure")[0], OFFICE) == START + days(16)


def test_a_progress_note_is_due_every_fourteen_days() -> None:
    events = [*opened(), told("progress_told", OFFICER, after=days(10), text="p")]
    first, second = named(events, "progress")
    assert (first.met, second.start, second.met) == (START + days(10), START + days(10), None)
    assert moment_of(second, OFFICE) == START + days(24)


def test_what_is_said_of_the_hotlines_own_staff_is_referred_on_in_two_days() -> None:
    events = opened("normal", "S3", "staff_misconduct")
    (clock,) = named(events, "referral")
    assert moment_of(clock, OFFICE) == START + hours(48)
    sent = told("referral_sent", OFFICER, after=hours(20), referral="r", due_at=(START + hours(68)).isoformat())
    assert met([*events, sent], "referral") == [None, START + hours(20)]
    answered = told("referral_answered", OFFICER, after=hours(30), referral="r")
    assert met([*events, sent, answered], "referral") == [START + hours(30), START + hours(20)]


def test_an_offer_to_another_desk_runs_until_it_is_taken_up() -> None:
    until = START + hours(5)
    events = [*opened(), told("transfer_offered", OFFICER, after=hours(1), desk="e", expires_at=until.isoformat())]
    (offer,) = named(events, "transfer")
    assert moment_of(offer, OFFICE) == until
    assert met([*events, told("transfer_accepted", OFFICER, after=hours(2))], "transfer") == [START + hours(2)]


def test_an_owner_who_does_nothing_is_idle_since_the_last_act_or_the_last_wait() -> None:
    events = [*opened(), told("taken", OFFICER, after=hours(1)), told("case_read", OFFICER, after=hours(2))]
    assert [one.start for one in named(events, "idle")] == [START + hours(1)]
    events.append(told("noted", OFFICER, after=hours(3)))
    assert [one.start for one in named(events, "idle")] == [START + hours(3)]
    events.append(told("answered", OFFICER, after=hours(4), text="t"))
    assert named(events, "idle") == []
    assert named([*events[:-1], told("returned", after=hours(5))], "idle") == []


def test_a_case_that_does_not_count_lets_its_clocks_rest() -> None:
    events = [*opened(), told("excluded", OFFICER, after=hours(1), why="spam")]
    assert {clock.met for clock in read(events)} == {START + hours(1)}
    assert None in {clock.met for clock in read([*events, told("exclusion_lifted", OFFICER, after=hours(2))])}


def test_a_case_that_another_was_merged_into_runs_on() -> None:
    assert {clock.met for clock in read([*opened(), told("merged", OFFICER, **{"from": "c"})])} == {None}
    assert {clock.met for clock in read([*opened(), told("merged", OFFICER, into="c")])} == {START}


def test_what_waited_in_a_case_that_was_folded_in_waits_on() -> None:
    since = (START + hours(3)).isoformat()
    events = [
        *opened(), told("answered", OFFICER, after=hours(1), text="t"),
        told("merged", OFFICER, after=hours(5), waiting_since=since, **{"from": "c"}),
    ]  # fmt: skip
    assert [one.start for one in named(events, "next_answer")] == [START + hours(3)]


@pytest.mark.parametrize("answered", [1, 4])
def test_no_answer_before_a_case_was_folded_in_answers_it(answered: int) -> None:
    since = (START + hours(3)).isoformat()
    events = [
        *opened(), told("answered", OFFICER, after=hours(answered), text="t"),
        told("merged", OFFICER, after=hours(5), waiting_since=since, **{"from": "c"}),
    ]  # fmt: skip
    assert [(one.start, one.met) for one in named(events, "next_answer")] == [(START + hours(3), None)]
    assert named([*events, told("merge_undone", OFFICER, after=hours(6), other="c")], "next_answer") == []


def test_what_waited_longer_in_a_case_that_is_folded_into_one_that_waits_moves_the_start_back() -> None:
    since = (START + hours(2)).isoformat()
    events = [
        *opened(), told("answered", OFFICER, after=hours(1), text="t"), told("text_joined", "citizen", after=hours(4)),
        told("merged", OFFICER, after=hours(5), waiting_since=since, **{"from": "c"}),
    ]  # fmt: skip
    assert [one.start for one in named(events, "next_answer")] == [START + hours(2)]


def test_a_case_that_is_unfolded_again_runs_on_from_its_own_start() -> None:
    events = [*opened(), told("merged", OFFICER, after=hours(1), into="c")]
    assert met(events, "first_answer") == [START + hours(1)]
    again = [(one.start, one.met) for one in named([*events, told("merge_undone", OFFICER, after=hours(2))], "closure")]
    assert again == [(START, None)]


def test_a_colleague_who_is_given_a_case_is_its_owner_from_then_on() -> None:
    events = [*opened(), told("assigned", "account:2", after=hours(2), owner=OFFICER, before=None)]
    assert met(events, "triage") == [START + hours(2)]
    assert [one.start for one in named(events, "idle")] == [START + hours(2)]


def test_a_clock_that_was_set_back_a_little_makes_nobody_late() -> None:
    events = [*opened(), told("answered", OFFICER, after=hours(-2), text="t")]
    assert met(events, "first_answer") == [None]
    assert met(list(orderly(events)), "first_answer") == [START]


def test_an_event_from_the_future_moves_none_that_came_after_it() -> None:
    events = [*opened(), told("noted", OFFICER, after=days(900)), told("answered", OFFICER, after=hours(1), text="t")]
    assert met(list(orderly(events)), "first_answer") == [START + hours(1)]


@pytest.mark.parametrize("bad", ["yesterday", "", None, "2026-03-02T09:00:00"])
def test_a_moment_that_cannot_be_read_is_none(bad: str | None) -> None:
    assert named([*opened(), told("transfer_offered", OFFICER, expires_at=bad)], "transfer") == []


KINDS = st.sampled_from(
    ["taken", "answered", "text_joined", "closed", "reopened", "closing_asked", "info_requested", "pause_ended",
     "returned", "excluded", "exclusion_lifted", "urgency_changed", "transfer_offered", "referral_sent"]
)  # fmt: skip


@st.composite
def histories(draw):
    events = opened(draw(st.sampled_from(["low", "normal", "high", "critical"])))
    for n, kind in enumerate(draw(st.lists(KINDS, max_size=12))):
        at = START + timedelta(minutes=draw(st.integers(0, 60_000)))
        until = (at + timedelta(hours=4)).isoformat()
        data = {"text": f"t{n}", "why": "reopen", "after": "high", "expires_at": until, "due_at": until}
        events.append(Told(kind, at, OFFICER, data))
    return events


@settings(max_examples=150, deadline=None)
@given(histories())
def test_no_clock_is_met_before_it_starts_and_its_shares_come_in_order(events) -> None:
    for clock in read(events):
        assert clock.met is None or clock.met >= clock.start
        assert START < moment_of(clock, OFFICE, 75) <= moment_of(clock, OFFICE) <= moment_of(clock, OFFICE, 200)


@settings(max_examples=150, deadline=None)
@given(histories())
def test_each_clock_has_a_name_and_a_start_of_its_own(events) -> None:
    keys = [(clock.name, clock.start) for clock in read(events) if clock.name not in ("referral", "transfer")]
    assert len(keys) == len(set(keys))
