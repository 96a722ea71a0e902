"""What a text costs on the air (3GPP TS 23.038), and the form of it that travels in fewer parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from hotline.domain import gsm7

GSM7_BASIC = frozenset(gsm7.ALPHABET) - {gsm7.ESCAPE}
GSM7_EXTENSION = frozenset(gsm7.EXTENSION.values())
GSM7 = GSM7_BASIC | GSM7_EXTENSION

# Letters that do not lose an accent by themselves; the others fall back to their base letter.
_LETTERS = {
    "œ": "oe", "æ": "ae", "ɛ": "e", "ɔ": "o", "ɲ": "ny", "ŋ": "ng", "ɓ": "b'", "ɗ": "d'", "ƴ": "y'",
    "ǝ": "e", "ə": "e", "ɣ": "gh", "š": "sh", "ž": "zh",
    "ã": "an", "ẽ": "en", "ĩ": "in", "õ": "on", "ũ": "un",
}  # fmt: skip
# Without its accent "sûr" is another word, and here the one that matters; the alphabet has a u with one.
_KEPT = {"û": "ù"}
_SIGNS = {
    "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "‹": "'", "›": "'", "’": "'", "‘": "'", "ʼ": "'",
    "–": "-", "—": "-", "‑": "-", "‐": "-", "…": "...", "°": "o", "º": "o",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ",
    "\u00ad": "", "\u200b": "", "\u2060": "", "\ufeff": "",
}  # fmt: skip
_FOLDS = _SIGNS | _KEPT | _LETTERS | {letter.upper(): plain.upper() for letter, plain in _LETTERS.items()}
_LOOSE_ACCENT = re.compile("(?<=[A-Za-z\u00c0-\u02af\u1e00-\u1eff])[\u0300-\u036f]+")
_ENG_BEFORE_STOP = re.compile("[ŋŊ](?=[kgKG])")

_BLANKS = re.compile(r"\s+")

_LIMITS = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True, slots=True)
class Size:
    """How big a text is on the air; `costly` holds the characters that force UCS-2, as they appear."""

    encoding: str
    units: int
    parts: int
    per_part: int
    left: int
    costly: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return the size as people read it: `118/160 · GSM-7`, and how many texts it is where it is several."""
        room = self.per_part * max(1, self.parts)
        several = [f"{self.parts} SMS"] if self.parts > 1 else []
        return " · ".join([f"{room - self.left}/{room}", self.encoding, *several])


def measure(text: str) -> Size:
    """Return the size of a text as it stands, in septets or UTF-16 units; `left` is room in the last part."""
    costly = tuple(dict.fromkeys(char for char in text if char not in GSM7))
    encoding = "UCS-2" if costly else "GSM-7"
    widths = [_units(char, encoding) for char in text]
    single, joined = _LIMITS[encoding]
    units = sum(widths)
    if units <= single:
        return Size(encoding, units, min(1, units), single, single - units, costly)
    parts, used = _pack(widths, joined)
    return Size(encoding, units, parts, joined, joined - used, costly)


def fold(text: str) -> str:
    """Return the text with Latin letters and signs outside GSM-7 written plainly; other scripts stay."""
    composed = _LOOSE_ACCENT.sub("", unicodedata.normalize("NFC", text))
    stopped = _ENG_BEFORE_STOP.sub(lambda eng: "n" if eng.group() == "ŋ" else "N", composed)
    return "".join(_plain(char) for char in stopped)


def best_form(text: str) -> str:
    """Return the folded text if only that fits GSM-7 as a whole, in no more parts, else the text itself."""
    size = measure(text)
    folded = fold(text) if size.costly else text
    smaller = measure(folded)
    return text if smaller.costly or smaller.parts > size.parts else folded


def shortened(text: str, parts: int) -> str:
    """Return the text, or as many of its first words as travel in so many parts."""
    if _travels_in(text, parts):
        return text
    ends = [found.start() for found in _BLANKS.finditer(text)] or list(range(len(text)))
    return next((text[:end] for end in reversed(ends) if _travels_in(text[:end], parts)), "")


def _travels_in(text: str, parts: int) -> bool:
    return measure(best_form(text)).parts <= parts


def _units(char: str, encoding: str) -> int:
    wide = char in GSM7_EXTENSION if encoding == "GSM-7" else ord(char) > 0xFFFF
    return 2 if wide else 1


def _pack(widths: Iterable[int], room: int) -> tuple[int, int]:
    """Fill part after part; a two-unit character never straddles two, so `ceil(units / room)` is too low."""
    parts, used = 1, 0
    for width in widths:
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return parts, used


def _plain(char: str) -> str:
    if char in GSM7:
        return char
    if char in _FOLDS:
        return _FOLDS[char]
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isascii() and base.isalpha() else char
