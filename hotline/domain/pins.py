"""Digits that guard something: four what a citizen dialled, six an officer's phone.

How they are read, which are refused, and what wrong ones cost.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline.domain.references import ascii_digits

LENGTH = 4
DEVICE_LENGTH = 6
# With 10,000 codes there are, five free tries and then at most one a day leave a guesser next to nothing.
FREE_MISSES = 5
_LOCKS_H = (1, 2, 4, 8, 24)
_RUNS = ("0123456789", "9876543210")


def read_pin(keys: str, length: int = LENGTH) -> str | None:
    """Return the code as people type it (` 48 29#`, Arabic-Indic digits), or None where it is not so many digits."""
    digits = "".join(char for char in ascii_digits(keys) if not char.isspace()).rstrip("#")
    return digits if len(digits) == length and digits.isascii() and digits.isdigit() else None


def is_guessed_first(pin: str) -> bool:
    """Say whether it is one of the codes that everybody tries first: one digit throughout, or digits in a row."""
    return len(set(pin)) == 1 or any(pin in run for run in _RUNS)


def locked_until(misses: int, now: datetime) -> datetime | None:
    """Return until when no code is taken after so many wrong ones in a row: an hour, two, four, at most a day."""
    if misses < FREE_MISSES:
        return None
    step = min(misses - FREE_MISSES, len(_LOCKS_H) - 1)
    return now + timedelta(hours=_LOCKS_H[step])
