"""Which language a text is written in: by script, everyday words, and how its words are spelt."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hotline.classifier.letters import Letters
from hotline.classifier.lexicon_file import Lexicon
from hotline.classifier.normalise import Token, plain

UNDECIDED = "und"
SURE_FROM = 0.6
# The contact's own choice of language, and a word the lexicons know, beside how well the letters fit (0 to 1).
PRIOR = 1.6
KNOWN_WEIGHT = 0.5
# No word is so foreign to a language that one more could not turn the guess.
LEAST = 0.001
COUNTED = 3
# The Arabic used in Mali writes sounds that Latin letters lack as digits inside words: "7na", "5thaw".
CHAT_DIGITS = frozenset("23579")
# What phones and operators taught everybody tells nothing of the language.
EVERYWHERE = frozenset({"start", "stop", "test", "ok", "sms"})
SCRIPTS = {"ARABIC": "ar", "TIFINAGH": "taq", "NKO": "nqo"}


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language of a text (`und` when unsure), how sure, and the share of each language in its words."""

    code: str
    confidence: float
    shares: tuple[tuple[str, float], ...]


class Languages:
    """Everyday words of each language, and how each is spelt; immutable once built."""

    def __init__(self, lexicons: Sequence[Lexicon], letters: Letters) -> None:
        """Keep the words and the spelling."""
        self.lexicons = tuple(lexicons)
        self._letters = letters
        self._codes = dict.fromkeys([*letters.languages, *SCRIPTS.values()])
        self._common = {lexicon.language: lexicon.common for lexicon in self.lexicons}
        self._words = {lexicon.language: _vocabulary(lexicon) for lexicon in self.lexicons}

    def identify(self, text: str, tokens: Sequence[Token], prior: str | None = None) -> LanguageGuess:
        """Guess the language; the contact's own choice of language weighs as one more known word."""
        told = (token for token in tokens if token.key.strip("0") and token.key not in EVERYWHERE)
        words = Counter((token.key, plain(text[token.start : token.end])) for token in told)
        scripts = {_script(spelt) for _, spelt in words}
        if len(scripts) == 1 and "" not in scripts:
            [only] = scripts
            return LanguageGuess(only, 1.0, ((only, 1.0),))
        if not words or _is_chat_arabic(text):
            return LanguageGuess(UNDECIDED, 0.0, ())
        return self._weigh(words, prior)

    def knows(self, key: str) -> bool:
        """Say whether a word is an everyday or lexicon word of any language."""
        return any(key in self._common[code] or key in self._words[code] for code in self._common)

    def speaks(self, code: str, key: str) -> bool:
        """Say whether a word belongs to one language."""
        return code in self._common and (key in self._common[code] or key in self._words[code])

    def _weigh(self, words: Counter[tuple[str, str]], prior: str | None) -> LanguageGuess:
        evidence, shares = dict.fromkeys(self._codes, 0.0), dict.fromkeys(self._codes, 0.0)
        for (key, spelt), count in words.items():
            chances = self._chances(key, spelt)
            for code in self._codes:
                chance = chances.get(code, 0.0)
                evidence[code] += min(count, COUNTED) * math.log(chance + LEAST)
                shares[code] += count * chance * len(spelt)
        if prior in evidence:
            evidence[prior] += PRIOR
        best = max(evidence, key=lambda code: evidence[code])
        sure = 1 / sum(math.exp(value - evidence[best]) for value in evidence.values())
        return LanguageGuess(best if sure >= SURE_FROM else UNDECIDED, sure, _ordered(shares))

    def _chances(self, key: str, spelt: str) -> dict[str, float]:
        script = _script(spelt)
        if script:
            return {script: 1.0}
        raw = {
            code: fit + KNOWN_WEIGHT * self._knowledge(code, key)
            for code, fit in self._letters.likelihoods(spelt).items()
        }
        total = sum(raw.values())
        return {code: value / total for code, value in raw.items()}

    def _knowledge(self, code: str, word: str) -> float:
        if word in self._common.get(code, ()):
            return 2.0 if len(word) > 1 else 0.7
        return 1.0 if word in self._words.get(code, ()) else 0.0


def _vocabulary(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(word.key for pattern in lexicon.patterns for word in pattern.words if len(word.key) > 2)


def _ordered(shares: dict[str, float]) -> tuple[tuple[str, float], ...]:
    total = sum(shares.values()) or 1.0
    kept = [(code, round(value / total, 2)) for code, value in shares.items() if value / total >= 0.05]
    return tuple(sorted(kept, key=lambda pair: (-pair[1], pair[0])))


def _script(word: str) -> str:
    """Return the language whose script a word begins in, or nothing for Latin letters and unknown ones."""
    if word[:1] <= "\u0500":
        return ""
    return SCRIPTS.get(unicodedata.name(word[0], "").partition(" ")[0], "")


def _is_chat_arabic(text: str) -> bool:
    """Say whether two words hold digits as letters, as people write Arabic on phones without Arabic keys."""
    spelt = 0
    for word in text[:2000].split():
        inner = word.strip(".,;:!?").lower()
        has_digit = any(character in CHAT_DIGITS for character in inner)
        letters = sum(character.isalpha() for character in inner)
        spelt += has_digit and letters >= 2 and not inner[0].isdigit() | inner[-1].isdigit()
        spelt += (
            has_digit and letters >= 2 and inner[0] in CHAT_DIGITS and inner[1].isalpha() and letters == len(inner) - 1
        )
    return spelt >= 2
