"""The same text twice: the gateway came again, or the citizen did. Such a text is marked, never dropped.

An id settles it where a gateway gives one. Where it does not, the same words of the same sender are a copy if the
gateway names the same second for both, and a repeat if they come within the gateway's window, or are said to be of one
minute, with no reply of ours between: whoever was asked something in between may well answer with the same word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.messages import InboundText

# For a text without an id whose gateway names no window: a second try comes within minutes.
UNNAMED_S = 300
# A gateway whose clock is further off than this has none that could prove anything.
CLOCK_WORKS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Heard:
    """When a text came in and when its gateway says it was sent; `same_until`: the end of its window, if any."""

    received_at: datetime
    sent_at: datetime | None
    same_until: datetime | None


def window(text: InboundText) -> timedelta | None:
    """Return for how long the same words of the same sender are taken for this text again; None: its id tells."""
    seconds = text.repeats_within_s or (0 if text.provider_id else UNNAMED_S)
    return timedelta(seconds=seconds) if seconds else None


def bare(text: str) -> str:
    """Return a text without what a second try may change: composed signs, and the blanks between and around words."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def find_copy(again: Heard, earlier: Sequence[Heard]) -> int | None:
    """Return which of the earlier texts with the same words this one is a copy of, by its place, or None."""
    return next((place for place, one in enumerate(earlier) if _is_copy(one, again)), None)


def is_near(first: Heard, again: Heard) -> bool:
    """Say whether a text with the same words came within the first one's window, or is said to be of its moment."""
    in_time = first.same_until is not None and first.received_at <= again.received_at <= first.same_until
    return in_time or _is_of_one_moment(first, again)


def is_known(line: Heard, taken: Heard) -> bool:
    """Say whether a call that is read again brought a text with the same words that was taken before or after it."""
    if line.same_until is None:
        return False
    apart = abs(taken.received_at - line.received_at)
    return apart <= line.same_until - line.received_at or _is_of_one_moment(taken, line)


def _is_copy(one: Heard, again: Heard) -> bool:
    """Only a clock that shows seconds tells two texts of one word apart: others stand still for a minute or a day."""
    return _is_of_one_moment(one, again) and one.sent_at is not None and one.sent_at.second != 0


def _is_of_one_moment(one: Heard, again: Heard) -> bool:
    """Say whether the gateway names one moment for both, by a clock that shows the right day."""
    known = one.sent_at is not None and one.sent_at == again.sent_at
    return known and one.sent_at is not None and abs(one.received_at - one.sent_at) < CLOCK_WORKS
