"""The case machine: the journeys it allows, and what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hotline.domain.lifecycle import (
    ACTION_OF_DIGIT,
    ANSWER_OF_ACTION,
    Action,
    CitizenAnswer,
    Outcome,
    Refused,
    Status,
    actions_in,
    advance,
    may_close,
    still_reopens,
)

A, S = Action, Status


@pytest.mark.parametrize(
    ("actions", "ends"),
    [
        ([A.ROUTE, A.ANSWER, A.CLOSE, A.CONFIRM], S.CLOSED),
        ([A.ROUTE, A.ANSWER, A.CLOSE, A.REFUSE], S.OPEN),
        ([A.ANSWER, A.CLOSE, A.NOT_SAFE], S.OPEN),
        ([A.ANSWER, A.CLOSE, A.SILENCE], S.CLOSED),
        ([A.TAKE, A.TRANSFER, A.ROUTE, A.ANSWER], S.OPEN),
        ([A.ROUTE, A.TRANSFER, A.CITIZEN_TEXT], S.NEW),
        ([A.ASK_CITIZEN], S.WAITING),
        ([A.ASK_CITIZEN, A.CITIZEN_TEXT], S.OPEN),
        ([A.ASK_CITIZEN, A.SILENCE], S.OPEN),
        ([A.ASK_CITIZEN, A.TRANSFER], S.WAITING),
        ([A.CLOSE, A.CITIZEN_TEXT], S.OPEN),
        ([A.CLOSE, A.TAKE_BACK, A.CLOSE], S.CLOSING),
        ([A.CLOSE, A.ANSWER, A.CONFIRM], S.CLOSED),
        ([A.CLOSE, A.REOPEN, A.ANSWER], S.OPEN),
        ([A.CLOSE_WITHOUT_ASKING, A.REOPEN], S.OPEN),
        ([A.CLOSE, A.CONFIRM, A.APPEAL], S.OPEN),
        ([A.CLOSE, A.CONFIRM, A.REFUSE], S.OPEN),
        ([A.CLOSE, A.CONFIRM, A.NOT_SAFE], S.OPEN),
    ],
)
def test_a_case_goes_where_its_actions_lead(actions, ends):
    status = S.NEW
    for action in actions:
        status = advance(status, action)
    assert status is ends


@pytest.mark.parametrize(
    ("status", "action"),
    [
        (S.NEW, A.CONFIRM),
        (S.OPEN, A.REFUSE),
        (S.OPEN, A.SILENCE),
        (S.WAITING, A.NOT_SAFE),
        (S.CLOSING, A.CLOSE),
        (S.CLOSING, A.ASK_CITIZEN),
        (S.CLOSED, A.ANSWER),
        (S.CLOSED, A.CITIZEN_TEXT),
        (S.CLOSED, A.CLOSE),
        (S.CLOSED, A.SILENCE),
        (S.CLOSED, A.TAKE_BACK),
    ],
)
def test_a_move_that_makes_no_sense_is_refused_by_name(status, action):
    with pytest.raises(Refused) as caught:
        advance(status, action)
    assert status.value in str(caught.value)
    assert action.value in str(caught.value)


@pytest.mark.parametrize("outcome", Outcome)
def test_what_nobody_answered_is_closed_for_a_reason_unless_the_outcome_is_one(outcome):
    assert may_close(outcome, answered=True, reason="")
    assert may_close(outcome, answered=False, reason="said at the desk")
    assert may_close(outcome, answered=False, reason=" ") == (outcome in ("duplicate", "out_of_scope", "unreachable"))


def test_no_status_is_a_dead_end_and_all_can_be_reached():
    reached = {S.NEW}
    for _ in S:
        reached |= {advance(status, action) for status in reached for action in actions_in(status)}
    assert reached == set(S)
    assert all(any(advance(status, action) is not status for action in actions_in(status)) for status in S)


def test_every_ending_of_the_closing_question_has_its_answer():
    ends = {action for action in actions_in(S.CLOSING) if action in ANSWER_OF_ACTION}
    assert ends == set(ANSWER_OF_ACTION)
    assert set(ANSWER_OF_ACTION.values()) == set(CitizenAnswer)
    assert [ANSWER_OF_ACTION[ACTION_OF_DIGIT[digit]].value for digit in (1, 2, 3)] == [
        "confirmed",
        "refused",
        "not_safe",
    ]


@pytest.mark.parametrize(
    ("days", "named", "reopens"),
    [(13, False, True), (14, False, False), (14, True, True), (29, True, True), (30, True, False)],
)
def test_a_closed_case_reopens_for_a_while_and_longer_when_named(days, named, reopens):
    closed = datetime(2026, 9, 21, tzinfo=UTC)
    assert still_reopens(closed, closed + timedelta(days=days), reference_named=named) is reopens
