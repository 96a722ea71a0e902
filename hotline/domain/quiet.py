"""Quiet hours: when what is not urgent waits for the morning. Africa/Bamako is UTC all year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From a minute of the day up to another, over midnight where the first is the later; the same twice: none."""

    start: int = 21 * 60
    end: int = 7 * 60

    def over_at(self, at: datetime) -> datetime:
        """Return `at` where nobody is asleep then, else the moment the quiet hours are over."""
        minute = at.hour * 60 + at.minute
        if (minute - self.start) % DAY_MINUTES >= (self.end - self.start) % DAY_MINUTES:
            return at
        morning = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(minutes=self.end)
        return morning if morning > at else morning + timedelta(days=1)
