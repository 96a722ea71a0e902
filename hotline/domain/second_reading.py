"""Blind second reading: which answers of a week are drawn, by a lot that nobody could know when they were written.

The lot hangs on the first checkpoint after the week: whoever holds that checkpoint and the events can draw again. Each
answer is drawn by itself, so that what lies behind a wall changes nothing for anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

# Five of a hundred, as the first two bytes of a hash tell it.
BELOW = (3277).to_bytes(2, "big")
MARK = b"hotline second reading\n"
WEEK, KEPT = timedelta(days=7), 4
# Why an answer is none; a closed list, so that nothing of anybody's words gets into the trail.
FAULTS = ("says_nothing", "beside_the_point", "empty_promise", "wrong_language", "unsafe", "rude")


@dataclass(frozen=True, slots=True)
class Week:
    """A week that is over, Monday to Sunday of Bamako, which is UTC all year."""

    start: datetime

    @property
    def end(self) -> datetime:
        """Return the moment it is over."""
        return self.start + WEEK


def weeks_before(now: datetime) -> list[Week]:
    """Return the weeks whose answers may still be read, the newest first."""
    monday = datetime.combine((now - timedelta(days=now.weekday())).date(), time(), UTC)
    return [Week(monday - WEEK * number) for number in range(1, KEPT + 1)]


def is_drawn(seal: bytes, text_id: UUID) -> bool:
    """Say whether an answer was drawn, by the seal of the first checkpoint after its week."""
    return sha256(MARK + seal + text_id.bytes).digest()[:2] < BELOW
