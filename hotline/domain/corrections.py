"""A text that only puts a number right, "they were 17, not 14": it speaks of what was said before, and of nobody."""

from __future__ import annotations

from hotline.domain.commands import plain

_MOST_WORDS, _MOST_DIGITS = 8, 4
# Words that name nobody and tell of nothing that goes on: a single other word, and the text is read as any other.
_SMALL = frozenset({
    "elles", "ils", "elle", "il", "c", "ce", "etaient", "etait", "y", "avait", "en", "fait", "mais", "pas", "non", "et",
    "plutot", "au", "lieu", "de", "pardon", "erreur", "correction", "they", "were", "was", "it", "there", "had", "been",
    "in", "fact", "but", "not", "no", "sorry", "instead", "of", "rather",
})  # fmt: skip


def only_corrects(text: str) -> bool:
    """Say whether a text is a count between small words; digits alone are none, they may answer a question."""
    words = plain(text).split()
    counts = [word for word in words if word.isdecimal()]
    small = all(word in _SMALL for word in words if not word.isdecimal())
    return small and 0 < len(counts) < len(words) <= _MOST_WORDS and all(len(one) <= _MOST_DIGITS for one in counts)
