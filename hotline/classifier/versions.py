"""A short name for what something was made from, so that every prediction can say what it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

LENGTH = 12


def fingerprint(texts: Iterable[str]) -> str:
    """Name these texts by their content."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:LENGTH]
