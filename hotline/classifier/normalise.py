"""One normaliser for every lexicon and model: spellings fold to one form, with a way back to the raw text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# How letters that people type in several ways are written after folding. The palatal n is typed
# n-hook, n-tilde, "gn" (French habit) and "ny" (Bambara habit): all four become "ny".
# "ou" becomes "u" and "qu" becomes "k", so that "ke", "que", "Segou" and "Segu" meet.
LETTERS = {
    "ɛ": "e", "ε": "e", "ǝ": "e", "ə": "e", "ɔ": "o", "ɲ": "ny", "ñ": "ny", "ŋ": "n", "ɓ": "b", "ɗ": "d", "ƴ": "y",
    "ɣ": "gh", "œ": "oe", "æ": "ae", "ß": "ss", "ı": "i",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ی": "ي", "ـ": "",
}  # fmt: skip
PAIRS = {"ou": "u", "qu": "k", "gn": "ny"}
LONE = {"q": "k"}
APOSTROPHES = frozenset("'’‘ʼʹ`´ʔ")
ENDS_A_CLAUSE = frozenset(".!?;:,\n؟،؛…")
LONGEST_RUN = 2


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `origins[i]` is the offset in the raw text of the folded character `i`."""

    text: str
    origins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `key` is what lexicons compare, `start` and `end` point into the raw text."""

    key: str
    start: int
    end: int
    clause: int
    capital: bool = False


def fold(text: str) -> Folded:
    """Fold a text of any length in linear time; characters that carry no letter or digit become spaces."""
    letters: list[str] = []
    origins: list[int] = []
    for offset, character in enumerate(text):
        for folded in _fold_character(character):
            if not _makes_a_run(letters, folded):
                letters.append(folded)
                origins.append(offset)
    return _merge_pairs(letters, origins)


def tokenise(text: str) -> list[Token]:
    """Cut a text into words with their offsets; a clause ends at a full stop, comma, question mark or line end."""
    folded = fold(text)
    tokens: list[Token] = []
    begin, clause = -1, 0
    for index, character in enumerate(folded.text + " "):
        if character.isalnum():
            begin = index if begin < 0 else begin
            continue
        if begin >= 0:
            tokens.append(_token(text, folded, (begin, index), clause))
            begin = -1
        clause += character in ENDS_A_CLAUSE
    return tokens


def plain(text: str) -> str:
    """Write a text in small letters without marks or digits, but spelt as typed: what tells languages apart."""
    letters = "".join(_fold_character(character) for character in text)
    return " ".join("".join(letter if letter.isalpha() else " " for letter in letters).split())


def key(word: str) -> str:
    """Fold one lexicon word as a token is folded; doubled letters count once ("attak" meets "atak")."""
    return squeeze("".join(character for character in fold(word).text if character.isalnum()))


def squeeze(word: str) -> str:
    """Write each run of one letter once."""
    return "".join(letter for index, letter in enumerate(word) if index == 0 or letter != word[index - 1])


def _token(text: str, folded: Folded, span: tuple[int, int], clause: int) -> Token:
    start = folded.origins[span[0]]
    # Up to the next kept character, so that a merged pair or a combining mark stays inside the word.
    end = folded.origins[span[1]] if span[1] < len(folded.origins) else len(text)
    return Token(squeeze(folded.text[span[0] : span[1]]), start, end, clause, text[start].isupper())


def _makes_a_run(letters: list[str], character: str) -> bool:
    return len(letters) >= LONGEST_RUN and character.isalpha() and letters[-1] == letters[-2] == character


def _merge_pairs(letters: list[str], origins: list[int]) -> Folded:
    merged: list[str] = []
    kept: list[int] = []
    index = 0
    while index < len(letters):
        pair = PAIRS.get("".join(letters[index : index + 2]))
        for character in pair or LONE.get(letters[index], letters[index]):
            merged.append(character)
            kept.append(origins[index])
        index += 2 if pair else 1
    return Folded("".join(merged), tuple(kept))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in APOSTROPHES or character in ENDS_A_CLAUSE:
        return " " if character in APOSTROPHES else character
    return "".join(_fold_letter(letter) for letter in unicodedata.normalize("NFKC", character).lower())


def _fold_letter(letter: str) -> str:
    if letter in LETTERS:
        return LETTERS[letter]
    kept = "".join(part for part in unicodedata.normalize("NFKD", letter) if unicodedata.category(part) != "Mn")
    return "".join(_plain(LETTERS.get(part, part)) for part in kept)


def _plain(letter: str) -> str:
    if letter.isdigit():
        return "0"
    # Direction marks and joiners stand inside words; every other stranger separates words.
    if unicodedata.category(letter[:1] or " ") == "Cf":
        return ""
    return letter if letter.isalnum() else " "
