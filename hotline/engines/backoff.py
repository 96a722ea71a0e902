"""How long to wait before starting again what keeps stopping."""

from __future__ import annotations

import time

FIRST = 0.2
MOST = 15.0
CALM = 30.0


class Backoff:
    """Waits that double from 0.2 s to 15 s and begin anew after 30 s of life; all in monotonic seconds."""

    def __init__(self) -> None:
        self._wait = FIRST
        self._started = time.monotonic()
        self._due = 0.0

    def begin(self) -> None:
        """Note that the program has just been started."""
        self._started = time.monotonic()

    def fail(self) -> float:
        """Note that the program has just stopped and return the seconds to wait before the next start."""
        now = time.monotonic()
        if now - self._started >= CALM:
            self._wait = FIRST
        wait, self._wait = self._wait, min(self._wait * 2, MOST)
        self._due = now + wait
        return wait

    def due(self) -> bool:
        """Say whether the wait is over."""
        return time.monotonic() >= self._due
