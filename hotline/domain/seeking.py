"""Looking for words in texts that are opened one by one: what is compared, and how far one go may look."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

MOST_WORDS = 6
LONGEST_ASKED = 200
# One go opens so many texts at most, lasts about so long, and ends early with so many hits: the rest is another go.
TEXTS_A_GO = 5_000
LONGEST_GO = timedelta(milliseconds=700)
# What the form takes; whoever sends more has no form.
LONGEST_SOUGHT = 200
HITS_A_GO = 25
AROUND = 60
# Letters that many keypads lack, as people type them instead.
_AS_TYPED = str.maketrans(
    {"œ": "oe", "æ": "ae", "ɛ": "e", "ɔ": "o", "ŋ": "ng", "ɲ": "ny", "ɓ": "b", "ɗ": "d", "ƴ": "y"}
)
PHONE_DIGITS = range(8, 16)
_KINDS = {"cercle": "cercle", "region": "region", "commune": "commune"}
_PLACE = re.compile(r"(cercle|r[ée]gion|commune) (?:de |d['’])(.+)", re.IGNORECASE)

# Why an officer looks for a number; each search with its reason stands in the house's chain.
REASONS = ("citizen_calls", "same_person", "safety", "wrong_number")


def words_of(asked: str) -> tuple[str, ...]:
    """Return what to look for: the words without accents and capitals, each once."""
    found = re.findall(r"\w+", fold(asked[:LONGEST_ASKED]))
    return tuple(dict.fromkeys(word for word in found if len(word) > 1))[:MOST_WORDS]


def place_asked(written: str) -> tuple[str, str]:
    """Return the kind of place that was written before its name, as lists print it, and the name; no kind: empty."""
    found = _PLACE.match(written.strip())
    return (_KINDS[fold(found[1])], found[2]) if found else ("", written.strip())


def is_like_number(asked: str) -> bool:
    """Say whether somebody seems to look for a telephone number, which stands in no text that is searched."""
    digits = re.sub(r"[\s.()/+-]", "", asked)
    return digits.isascii() and digits.isdigit() and len(digits) in PHONE_DIGITS


def holds(text: str, words: tuple[str, ...]) -> bool:
    """Say whether a text holds every word, or the beginning of one."""
    folded = fold(text)
    return all(word in folded for word in words)


def excerpt(text: str, words: tuple[str, ...]) -> str:
    """Return the place in a text where the first of the words stands."""
    plain = " ".join(text.split())
    at = max(0, fold(plain).find(words[0]) - AROUND) if words else 0
    cut = plain[at : at + 2 * AROUND]
    return f"{'…' if at else ''}{cut}{'…' if at + len(cut) < len(plain) else ''}"


def fold(text: str) -> str:
    """Return a text without capitals and accents."""
    letters = unicodedata.normalize("NFKD", text).casefold().translate(_AS_TYPED)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
