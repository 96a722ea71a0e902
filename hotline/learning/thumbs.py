"""Texts as thumbs type them on small keys: no accents, no capitals, and a letter wrong now and then."""

from __future__ import annotations

import unicodedata

import numpy as np

WRONG = 0.04
PLAIN = {"ɛ": "e", "ɔ": "o", "ɲ": "n", "ŋ": "n", "ɓ": "b", "ɗ": "d", "ə": "e", "ǝ": "e", "ƴ": "y", "ɣ": "g"}
KEYS = "abcdefghijklmnopqrstuvwxyz"


def mistype(text: str, dice: np.random.Generator) -> str:
    """Take accents, hooks and capitals away, and drop, double, change or swap four letters of a hundred."""
    made: list[str] = []
    for letter in _bare(text):
        if not letter.isalpha() or dice.random() >= WRONG:
            made.append(letter)
            continue
        key = KEYS[dice.integers(len(KEYS))] if letter.isascii() else letter
        swapped = letter + made.pop() if made else letter
        made.append(("", letter * 2, key, swapped)[dice.integers(4)])
    return "".join(made)


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFKD", "".join(PLAIN.get(letter, letter) for letter in text.lower()))
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
