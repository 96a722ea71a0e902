"""The referral sheet: what an inspection office may say, by when, and when the citizen is asked about reprisals."""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline.domain.calendars import Calendar
from hotline.domain.deadlines import due_by
from hotline.domain.limits import Target

UPHELD, NOT_UPHELD, NOT_PROVABLE, REFERRED, NO_ACTION = FINDINGS = (
    "upheld", "not_upheld", "not_provable", "referred", "no_action",
)  # fmt: skip
# Findings that explain themselves to nobody: they come with a reason.
WANT_WORDS = frozenset({REFERRED, NO_ACTION})
REFUSALS = ("not_competent", "too_little", "known_already", "conflict", "other")
SENT, ACCEPTED, REFUSED, ANSWERED, WITHDRAWN = STATES = ("sent", "accepted", "refused", "answered", "withdrawn")
OPEN = frozenset({SENT, ACCEPTED})

ACCEPT = Target(working_days=5)
ANSWER = timedelta(days=30)
CHECK_DAYS = (14, 60)
ASKED, NOT_SAFE, DONE = "asked", "not_safe", "done"
NONE, REPRISAL, NOT_REACHED = CHECK_ANSWERS = ("none", "reprisal", "not_reached")
# A pattern is what so many complaints about one post make.
PATTERN = 3


def accept_by(calendar: Calendar, sent_at: datetime) -> datetime:
    """Return by when the office must say whether it takes the sheet up."""
    return due_by(ACCEPT, calendar, sent_at)


def coarse_times(received_at: datetime) -> tuple[str, str]:
    """Return how exactly a sheet may say when a case came in: its month, or its year alone."""
    return received_at.strftime("%Y-%m"), received_at.strftime("%Y")


def next_state(state: str, wanted: str) -> bool:
    """Say whether a sheet in this state may go on to that one."""
    steps = {SENT: {ACCEPTED, REFUSED, WITHDRAWN}, ACCEPTED: {ANSWERED, WITHDRAWN}}
    return wanted in steps.get(state, set())
