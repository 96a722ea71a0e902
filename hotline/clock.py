"""The only place that asks the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time, in UTC."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock, moved by a fixed offset in demonstrations."""

    offset: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Return the machine's time in UTC plus the offset."""
        return datetime.now(UTC) + self.offset


class SetClock:
    """A clock that stands where it was put; for tests and exercises."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Return the moment the clock was last set to."""
        return self._at

    def advance(self, **parts: float) -> datetime:
        """Move the clock by `timedelta(**parts)` and return the new moment."""
        self._at += timedelta(**parts)
        return self._at
