"""What a trained model counts in a text: the letter groups inside its words, its words, and its pairs of words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

SHORTEST, LONGEST = 2, 5
LONGEST_WORD = 24
# Marks a gram as a whole word or a pair of them; no letter group holds it.
WHOLE = "="


def letter_groups(key: str) -> list[str]:
    """List the groups of 2 to 5 letters of one word, its edges being spaces."""
    padded = f" {key[:LONGEST_WORD]} "
    return [
        padded[begin : begin + size]
        for size in range(SHORTEST, LONGEST + 1)
        for begin in range(max(1, len(padded) - size + 1))
        if size <= len(padded)
    ]


def whole_words(keys: Sequence[str]) -> list[tuple[str, tuple[int, ...]]]:
    """List every word and every pair of neighbours, each with the positions it covers."""
    short = [key[:LONGEST_WORD] for key in keys]
    found: list[tuple[str, tuple[int, ...]]] = [(WHOLE + word, (at,)) for at, word in enumerate(short)]
    found += [(f"{WHOLE}{one} {two}", (at, at + 1)) for at, (one, two) in enumerate(pairwise(short))]
    return found
