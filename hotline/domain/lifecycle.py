"""The whole case machine as one table: which action moves a case from which status to which."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

# A text without a new subject reopens its closed case this long (the programme's rule for joining).
REOPEN_DAYS = 14
# A citizen may appeal, naming the reference, this long (R11 of the standards checklist).
APPEAL_DAYS = 30
# A question to the citizen, closing or pausing, stays open this long (R10; a pause is capped alike).
QUESTION_DAYS = 7


class Status(StrEnum):
    """Where a case stands; reopened is an event, not a status."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    CLOSING = "closing"
    CLOSED = "closed"


class Action(StrEnum):
    """Everything that can happen to a case and may move it."""

    ROUTE = "route"
    TAKE = "take"
    TRANSFER = "transfer"
    ANSWER = "answer"
    ASK_CITIZEN = "ask_citizen"
    CITIZEN_TEXT = "citizen_text"
    CLOSE = "close"
    CLOSE_WITHOUT_ASKING = "close_without_asking"
    TAKE_BACK = "take_back"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    NOT_SAFE = "not_safe"
    SILENCE = "silence"
    REOPEN = "reopen"
    APPEAL = "appeal"


class Outcome(StrEnum):
    """How a case ended, as the closing officer says."""

    RESOLVED = "resolved"
    REFERRED = "referred"
    NO_ACTION = "no_action"
    NOT_PROVABLE = "not_provable"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    UNREACHABLE = "unreachable"


# These endings say by themselves why nobody was answered.
_SAY_WHY = frozenset({Outcome.DUPLICATE, Outcome.OUT_OF_SCOPE, Outcome.UNREACHABLE})


class CitizenAnswer(StrEnum):
    """What the citizen said to the closing question; the last two are never counted as satisfied."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    NOT_SAFE = "not_safe"
    NO_ANSWER = "no_answer"
    NOT_ASKED = "not_asked"


class Refused(Exception):
    """The action makes no sense for a case in this status."""

    def __init__(self, status: Status, action: Action) -> None:
        super().__init__(f"a case that is {status.value} cannot take the action {action.value}")
        self.status, self.action = status, action


# "1 resolved, 2 no, 3 not safe to say".
ACTION_OF_DIGIT = {1: Action.CONFIRM, 2: Action.REFUSE, 3: Action.NOT_SAFE}
ANSWER_OF_ACTION = {
    Action.CONFIRM: CitizenAnswer.CONFIRMED,
    Action.REFUSE: CitizenAnswer.REFUSED,
    Action.NOT_SAFE: CitizenAnswer.NOT_SAFE,
    Action.SILENCE: CitizenAnswer.NO_ANSWER,
    Action.CLOSE_WITHOUT_ASKING: CitizenAnswer.NOT_ASKED,
}

_TABLE: dict[Status, dict[Action, Status]] = {
    Status.NEW: {
        Action.ROUTE: Status.NEW,
        Action.TRANSFER: Status.NEW,
        Action.CITIZEN_TEXT: Status.NEW,
        Action.TAKE: Status.OPEN,
        Action.ANSWER: Status.OPEN,
        Action.ASK_CITIZEN: Status.WAITING,
        Action.CLOSE: Status.CLOSING,
        Action.CLOSE_WITHOUT_ASKING: Status.CLOSED,
    },
    Status.OPEN: {
        Action.ROUTE: Status.OPEN,
        Action.TRANSFER: Status.OPEN,
        Action.TAKE: Status.OPEN,
        Action.CITIZEN_TEXT: Status.OPEN,
        Action.ANSWER: Status.OPEN,
        Action.ASK_CITIZEN: Status.WAITING,
        Action.CLOSE: Status.CLOSING,
        Action.CLOSE_WITHOUT_ASKING: Status.CLOSED,
    },
    Status.WAITING: {
        Action.ROUTE: Status.WAITING,
        Action.TRANSFER: Status.WAITING,
        Action.TAKE: Status.WAITING,
        Action.ASK_CITIZEN: Status.WAITING,
        Action.ANSWER: Status.OPEN,
        Action.CITIZEN_TEXT: Status.OPEN,
        Action.SILENCE: Status.OPEN,
        Action.CLOSE: Status.CLOSING,
        Action.CLOSE_WITHOUT_ASKING: Status.CLOSED,
    },
    # A text that is no answer must be read by a person, so it ends the asking: silence may not close over it.
    Status.CLOSING: {
        Action.ANSWER: Status.CLOSING,
        Action.TAKE_BACK: Status.OPEN,
        Action.CONFIRM: Status.CLOSED,
        Action.SILENCE: Status.CLOSED,
        Action.CLOSE_WITHOUT_ASKING: Status.CLOSED,
        Action.REFUSE: Status.OPEN,
        Action.NOT_SAFE: Status.OPEN,
        Action.CITIZEN_TEXT: Status.OPEN,
        Action.REOPEN: Status.OPEN,
    },
    # A second thought about the closing question, while its window is open, is an answer too.
    Status.CLOSED: {
        Action.REFUSE: Status.OPEN,
        Action.NOT_SAFE: Status.OPEN,
        Action.REOPEN: Status.OPEN,
        Action.APPEAL: Status.OPEN,
    },
}


def advance(status: Status, action: Action) -> Status:
    """Return the status after the action; raises Refused where the table has no such move."""
    try:
        return _TABLE[status][action]
    except KeyError:
        raise Refused(status, action) from None


def actions_in(status: Status) -> frozenset[Action]:
    """Return the actions a case in this status can take, for pages that offer them."""
    return frozenset(_TABLE[status])


def may_close(outcome: Outcome, *, answered: bool, reason: str) -> bool:
    """Say whether a case may be closed so: one that nobody answered needs a reason, unless the outcome is one."""
    return answered or bool(reason.strip()) or outcome in _SAY_WHY


def still_reopens(closed_at: datetime, at: datetime, *, reference_named: bool) -> bool:
    """Say whether a text at `at` may still reopen a case; longer when it names the reference."""
    days = APPEAL_DAYS if reference_named else REOPEN_DAYS
    return at < closed_at + timedelta(days=days)
