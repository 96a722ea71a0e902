"""When a place that usually writes has stopped: by its own habit, and not by anybody else's."""

from __future__ import annotations

from collections.abc import Collection

# Whoever wrote on fewer days has no habit yet; shorter silences are ordinary anywhere.
FEWEST_DAYS, SHORTEST = 3, 3


def fell_silent(days: Collection[int], today: int) -> bool:
    """Say whether a place that wrote on these days has been silent longer than ever between them."""
    written = sorted(days)
    if len(written) < FEWEST_DAYS:
        return False
    longest = max(later - day for day, later in zip(written, written[1:], strict=False))
    return today - written[-1] > max(longest, SHORTEST)
