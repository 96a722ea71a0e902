"""Ready texts with blanks: `{heure}` is filled in by whoever answers, and nothing goes out while one is left."""

from __future__ import annotations

import re
from collections.abc import Mapping

# What the page knows by itself, and what only the officer can say.
KNOWN = ("reference", "lieu", "bureau")
ASKED = ("heure", "jour", "service", "delai", "numero")

_BLANK = re.compile(r"\{\s*(\w{1,30})\s*\}")


def blanks(text: str) -> tuple[str, ...]:
    """Return the names of the blanks of a text, each once, in their order."""
    return tuple(dict.fromkeys(found.lower() for found in _BLANK.findall(text)))


def unknown(text: str) -> tuple[str, ...]:
    """Return the blanks of a ready text that nobody could fill."""
    return tuple(name for name in blanks(text) if name not in (*KNOWN, *ASKED))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of blanks; one without a value, or with nothing but spaces, stays."""
    return _BLANK.sub(lambda found: values.get(found[1].lower(), "").strip() or found[0], text)
