"""What every file that leaves the house carries: who drew it, when, its number, and until when it may be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Mark:
    """The watermark of a file; the number is that of its line in the house's trail."""

    number: int
    who: str
    at: datetime

    @property
    def until(self) -> datetime:
        """Return from when on the file is to be destroyed."""
        return self.at + KEPT

    def __str__(self) -> str:
        """Return the watermark in one line, for people of both languages and for machines."""
        drawn = f"{self.at:%Y-%m-%d %H:%M} UTC"
        return f"La Ligne, export {self.number}, {self.who}, {drawn}, destroy by {self.until:%Y-%m-%d}"
