"""What a citizen's short text means before any understanding: a command, an answer, thanks, nothing at all.

Words are data of the language files. Kinds of words: stop, start, help, callback, not_safe (never contact this phone)
are a whole text; a reference goes with status and answer (read it again), and a number or a name with language;
`filler` may stand around these; yes, no, unsafe answer the closing question; thanks may follow an answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from hotline.domain.references import ascii_digits, find_references, without_references
from hotline.domain.segments import fold

Words = Mapping[str, frozenset[str]]

NO_WORDS: Words = MappingProxyType({})
NO_NAMES: Mapping[str, str] = MappingProxyType({})
_WHOLE_BODY = ("stop", "start", "help", "callback", "not_safe")
_WITH_REFERENCE = ("status", "answer")
_ANSWERS = {"yes": 1, "no": 2, "unsafe": 3}
_MOST_WORDS = 6

_DIGIT_FIRST = re.compile(r"[\W_]*([123])([\W_]*)(.*)", re.DOTALL)
_NOT_A_WORD = re.compile(r"[\W_]+")
# Blank in every font, yet letters or symbols to Unicode.
_BLANK_LETTERS = "\u2800\u3164\u115f\u1160\uffa0"
# The operators' own service texts, as the hotline of Douentza met them.
_CALL_ME = re.compile(
    r"(peux tu me rappeler|rappell?ez moi(?: s ?il (?:te|vous) plait)?) au numero suivant"
    r"(?: \d+| merci| svp| s ?il (?:te|vous) plait)*"
)
_CREDIT = re.compile(r"peux tu recharger mon compte(?: au numero suivant)?(?: \d+| merci| svp)*")
_VOICE_MAIL = re.compile(r"[\W_]*messagerie\s+vocale\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    """A command; `mistyped` marks digits that are no reference, `language` is the code of the one that was chosen."""

    kind: str
    reference: str | None = None
    mistyped: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """An answer to the closing question: 1 resolved, 2 no, 3 not safe; any `rest` must be understood before
    it is acted on, for `2 motos attaquent` reads as an answer too."""

    answer: int
    rest: str = ""

    @property
    def whole(self) -> bool:
        """Say whether the text holds nothing but the answer."""
        return not self.rest


def plain(text: str) -> str:
    """Return the text as words compare: lower case, no accents, no punctuation, ASCII digits."""
    lower = fold(unicodedata.normalize("NFKC", text)).casefold()
    bare = "".join(char for char in unicodedata.normalize("NFD", lower) if _is_visible(char))
    return _NOT_A_WORD.sub(" ", ascii_digits(bare)).strip()


def read_command(text: str, words: Words, languages: Mapping[str, str] = NO_NAMES) -> Command | None:
    """Return the command a text is as a whole, or None; a reference alone asks for the status.

    `languages`: code by each plain name and number that citizens may choose a language by.
    """
    said = plain(text)
    for kind in _WHOLE_BODY:
        if said and said in _plain_words(words.get(kind, frozenset())):
            return Command(kind)
    return _read_language(said, words, languages) or _read_about_a_case(text, words)


def read_closing_answer(text: str, words: Words = NO_WORDS) -> Closing | None:
    """Return the answer a text opens with and what follows it, or None; thanks behind it belong to it."""
    body = without_references(ascii_digits(text)).strip()
    digit = _DIGIT_FIRST.fullmatch(body)
    answer = _answer_by_digit(digit, words) if digit else _answer_by_word(body, words)
    courtesy = words.get("thanks", frozenset()) | words.get("filler", frozenset())
    if answer and is_thanks_only(answer.rest, courtesy):
        return Closing(answer.answer)
    return answer


def is_thanks_only(text: str, thanks_words: frozenset[str]) -> bool:
    """Say whether a text is made of thanks and nothing else."""
    phrases = _plain_words(thanks_words)
    left = plain(text).split()
    thanked = bool(left)
    while left:
        size = _leading_phrase(left, phrases)
        if not size:
            return False
        left = left[size:]
    return thanked


def is_empty(text: str) -> bool:
    """Say whether a person would see nothing: no characters, or only blank and invisible ones."""
    return all(unicodedata.category(char)[0] in "ZCM" or char in _BLANK_LETTERS for char in text)


def is_operator_call_me(text: str) -> bool:
    """Say whether an operator wrote the text for a caller without credit, with no word of the citizen's."""
    said = plain(text)
    whole = _CALL_ME.fullmatch(said) or _CREDIT.fullmatch(said)
    return bool(whole or _VOICE_MAIL.match(text))


def _is_visible(char: str) -> bool:
    return unicodedata.category(char) not in ("Mn", "Cf")


@lru_cache(maxsize=256)
def _plain_words(words: frozenset[str]) -> frozenset[str]:
    return frozenset(plain(word) for word in words)


def _read_language(said: str, words: Words, languages: Mapping[str, str]) -> Command | None:
    """Read `langue`, `langue 2` and `langue bambara svp`; any other word beside them makes the text a concern."""
    filler = _plain_words(words.get("filler", frozenset()))
    asked, _, named = " ".join(word for word in said.split() if word not in filler).partition(" ")
    if asked not in _plain_words(words.get("language", frozenset())):
        return None
    if not named:
        return Command("language")
    code = languages.get(named)
    return Command("language", language=code, mistyped=code is None) if code or named.isdigit() else None


def _read_about_a_case(text: str, words: Words) -> Command | None:
    references = find_references(text)
    rest = plain(without_references(text)).split()
    filler = _plain_words(words.get("filler", frozenset()))
    asked = " ".join(word for word in rest if not word.isdigit() and word not in filler)
    digits_left = any(word.isdigit() for word in rest)
    if references and not asked and not digits_left:
        return Command("status", references[0])
    for kind in _WITH_REFERENCE:
        if asked in _plain_words(words.get(kind, frozenset())):
            return Command(kind, references[0] if references else None, mistyped=digits_left and not references)
    return None


def _answer_by_digit(digit: re.Match[str], words: Words) -> Closing | None:
    """Read `1 merci` and `2: rien`, but not `10 motos`, `1h` or `1er`."""
    answer, gap, rest = digit.groups()
    glued = bool(rest) and not gap
    if rest[:1].isdigit() or (glued and not is_thanks_only(rest, words.get("thanks", frozenset()))):
        return None
    return Closing(int(answer), rest.strip())


def _answer_by_word(body: str, words: Words) -> Closing | None:
    """Read the longest phrase of an answer that the text opens with."""
    tokens = body.split()
    for size in range(min(len(tokens), _MOST_WORDS), 0, -1):
        opening = plain(" ".join(tokens[:size]))
        for kind, answer in _ANSWERS.items():
            if opening in _plain_words(words.get(kind, frozenset())):
                return Closing(answer, " ".join(tokens[size:]))
    return None


def _leading_phrase(said: list[str], phrases: frozenset[str]) -> int:
    for size in range(min(len(said), _MOST_WORDS), 0, -1):
        if " ".join(said[:size]) in phrases:
            return size
    return 0
