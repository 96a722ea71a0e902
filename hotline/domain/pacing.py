"""How many texts a gateway may be given now, so that its pace holds over all processes together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# Of a second's texts a tenth may go at once: fewer round trips to the database, and no burst that a provider feels.
_AT_ONCE = 10
_ROUNDING = 0.001


@dataclass(frozen=True, slots=True)
class Room:
    """How many texts may go now; `since` is the moment from which they are counted."""

    count: int
    since: datetime

    def after(self, used: int, rate: float) -> datetime:
        """Return when the next text may go once `used` of them went."""
        return self.since + timedelta(seconds=used / rate)


def room(next_at: datetime | None, now: datetime, rate: float, most: int) -> Room:
    """Return the room a gateway of this rate has now, at most `most`; none before `next_at`."""
    at_once = max(1, min(most, int(rate / _AT_ONCE)))
    earliest = now - timedelta(seconds=(at_once - 1) / rate)
    since = max(next_at, earliest) if next_at else earliest
    waited = (now - since).total_seconds() * rate
    return Room(min(at_once, int(waited + _ROUNDING) + 1) if waited >= 0 else 0, since)
