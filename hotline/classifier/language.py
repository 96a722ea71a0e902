"""Which language a text is written in: by script, everyday words, and letter groups learnt from the lexicons."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hotline.classifier.lexicon_file import Lexicon
from hotline.classifier.normalise import Token

UNDECIDED = "und"
SURE_FROM = 0.6
PRIOR = 1.6
KNOWN_WEIGHT = 4.0
LONGEST_KEY = 24
# The Arabic used in Mali writes sounds that Latin letters lack as digits inside words: "7na", "5thaw".
CHAT_DIGITS = frozenset("23579")
SCRIPTS = {"ARABIC": "ar", "TIFINAGH": "taq", "NKO": "nqo"}


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language of a text (`und` when unsure), how sure, and the share of each language in its words."""

    code: str
    confidence: float
    shares: tuple[tuple[str, float], ...]


class Languages:
    """Everyday words and letter groups of each language; immutable once built."""

    def __init__(self, lexicons: Iterable[Lexicon]) -> None:
        """Learn from the lexicons."""
        kept = list(lexicons)
        self._latin = [lexicon.language for lexicon in kept if lexicon.language != "ar"]
        self._common = {lexicon.language: lexicon.common for lexicon in kept}
        self._words = {lexicon.language: _vocabulary(lexicon) for lexicon in kept}
        self._profiles = {lexicon.language: _profile(lexicon) for lexicon in kept}

    def identify(self, text: str, tokens: Sequence[Token], prior: str | None = None) -> LanguageGuess:
        """Guess the language; the contact's own choice of language weighs as one more known word."""
        script = _foreign_script(text)
        if script:
            return LanguageGuess(script, 1.0, ((script, 1.0),))
        words = [token for token in tokens if token.key.strip("0")]
        if not words or _is_chat_arabic(text):
            return LanguageGuess(UNDECIDED, 0.0, ())
        return self._weigh(words, prior)

    def knows(self, key: str) -> bool:
        """Say whether a word is an everyday or lexicon word of any language."""
        return any(key in self._common[code] or key in self._words[code] for code in self._common)

    def speaks(self, code: str, key: str) -> bool:
        """Say whether a word belongs to one language."""
        return code in self._common and (key in self._common[code] or key in self._words[code])

    def _weigh(self, tokens: Sequence[Token], prior: str | None) -> LanguageGuess:
        counts = Counter(token.key[:LONGEST_KEY] for token in tokens)
        evidence = dict.fromkeys(self._latin, 0.0)
        shares = dict.fromkeys(self._latin, 0.0)
        for word, count in counts.items():
            chances = self._chances(word)
            for code, chance in chances.items():
                evidence[code] += min(count, 3) * math.log(chance + 0.04)
                shares[code] += count * chance * len(word)
        if prior in evidence:
            evidence[prior] += PRIOR
        best = max(evidence, key=lambda code: evidence[code])
        total = sum(math.exp(value - evidence[best]) for value in evidence.values())
        return LanguageGuess(best if 1 / total >= SURE_FROM else UNDECIDED, 1 / total, _ordered(shares))

    def _chances(self, word: str) -> dict[str, float]:
        known = {code: self._knowledge(code, word) for code in self._latin}
        letters = {code: self._profiles[code].score(word) for code in self._latin}
        best = max(letters.values())
        raw = {code: math.exp((letters[code] - best) * 0.7) + KNOWN_WEIGHT * known[code] for code in self._latin}
        total = sum(raw.values())
        return {code: value / total for code, value in raw.items()}

    def _knowledge(self, code: str, word: str) -> float:
        if word in self._common[code]:
            return 2.0 if len(word) > 1 else 0.7
        return 1.0 if word in self._words[code] else 0.0


class _Profile:
    """How likely letter groups are in one language."""

    def __init__(self, words: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        for word in words:
            self._counts.update(_groups(word))
        self._total = sum(self._counts.values()) + 1500

    def score(self, word: str) -> float:
        """Return the mean log chance of the word's letter groups, times the root of their number."""
        groups = _groups(word)
        total = sum(math.log((self._counts[group] + 0.5) / self._total) for group in groups)
        return total / math.sqrt(len(groups))


def _groups(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[index : index + size] for size in (2, 3) for index in range(len(padded) - size + 1)]


def _vocabulary(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(word.key for pattern in lexicon.patterns for word in pattern.words if len(word.key) > 2)


def _profile(lexicon: Lexicon) -> _Profile:
    return _Profile([*_vocabulary(lexicon), *(word for word in lexicon.common for _ in range(4))])


def _ordered(shares: dict[str, float]) -> tuple[tuple[str, float], ...]:
    total = sum(shares.values()) or 1.0
    kept = [(code, round(value / total, 2)) for code, value in shares.items() if value / total >= 0.05]
    return tuple(sorted(kept, key=lambda pair: (-pair[1], pair[0])))


def _foreign_script(text: str) -> str:
    """Return the language whose script most letters belong to, or nothing for Latin letters."""
    found: Counter[str] = Counter()
    letters = 0
    for character in text[:2000]:
        if not character.isalpha():
            continue
        letters += 1
        if character > "\u0500":
            found[SCRIPTS.get(unicodedata.name(character, "").split()[0], "")] += 1
    code, count = found.most_common(1)[0] if found else ("", 0)
    return code if code and count * 2 > letters else ""


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
