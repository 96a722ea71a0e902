"""Characters that show nothing and change how a text is read, found so that a page can show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import bidirectional, category

_KEPT = frozenset("\n\r\t")
# They carry numbers in Arabic and Syriac writing, and show.
_WRITTEN = frozenset([*map(chr, range(0x0600, 0x0606)), "\u06dd", "\u070f", "\u0890", "\u0891", "\u08e2"])
# Blank without being a space: fillers of Hangul, the empty pattern of Braille, line and paragraph separators.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u2028\u2029")
# Joiners belong to Arabic, N'Ko and pictures; marks of direction to what is written from the right.
_JOINERS, _DIRECTIONS = frozenset("\u200c\u200d"), frozenset("\u200e\u200f\u061c")
_PLAIN = re.compile(r"[\n\r\t\x20-\x7e\u00a0-\u00ac\u00ae-\u05ff]*\Z")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that show, or one that does not with its code."""

    text: str
    code: str = ""


def pieces(text: str) -> Iterator[Piece]:
    """Yield a text in pieces, every character that hides or turns others on its own."""
    if _PLAIN.match(text):
        yield Piece(text)
        return
    begun, from_the_right = 0, any(_is_from_the_right(char) for char in text)
    for at, char in enumerate(text):
        if not _hides(char) or _belongs(text, at, from_the_right):
            continue
        if begun < at:
            yield Piece(text[begun:at])
        yield Piece(char, f"U+{ord(char):04X}")
        begun = at + 1
    if begun < len(text):
        yield Piece(text[begun:])


def _is_from_the_right(char: str) -> bool:
    return char not in _DIRECTIONS and bidirectional(char) in ("R", "AL")


def _hides(char: str) -> bool:
    if char in _KEPT or char in _WRITTEN:
        return False
    return char in _BLANK or category(char) in ("Cc", "Cf")


def _belongs(text: str, at: int, from_the_right: bool) -> bool:
    """Say whether a sign does what it is for where it stands."""
    if text[at] in _DIRECTIONS:
        return from_the_right
    if text[at] not in _JOINERS:
        return False
    return 0 < at < len(text) - 1 and not text[at - 1].isascii() and not text[at + 1].isascii()
