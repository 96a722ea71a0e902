"""What officers may write on a case besides words: its tags, why it does not count, how long it may be put aside."""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline.domain.sorting import PROTECTED

# A closed list, and no words of one's own: a tag is read in lists, exports and the trail, where no name may stand.
TAGS = (
    "to_verify", "visit_needed", "women", "youth", "elders", "displaced", "market", "road", "school", "repeated",
    "radio_topic", "good_example",
)  # fmt: skip
MOST_TAGS = 6
EXCLUSIONS = ("spam", "test", "exercise", "wrong_number")
LONGEST_SNOOZE = timedelta(days=30)
# How somebody who refused texts can take it back: by word of mouth alone.
WAYS_TO_TELL = ("call", "visit")
CALL_OUTCOMES = ("reached", "not_reached", "wrong_number")


def may_sleep_until(until: datetime, now: datetime) -> bool:
    """Say whether a case may be put aside until then."""
    return now < until <= now + LONGEST_SNOOZE


def outlasts(until: datetime, due_at: datetime | None, sensitivity: str, urgency: str) -> bool:
    """Say whether a protected or urgent case put aside until then falls due meanwhile."""
    is_grave = sensitivity == PROTECTED or urgency in ("high", "critical")
    return is_grave and due_at is not None and due_at < until


def is_possible_call(started_at: datetime, received_at: datetime, now: datetime) -> bool:
    """Say whether a call about a case can have begun then; it is told to the minute."""
    return received_at.replace(second=0, microsecond=0) <= started_at <= now
