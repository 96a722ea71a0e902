"""The compiled lexicons: finds every known word and phrase of a text in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from hotline.classifier.lexicon_file import Lexicon, Pattern, Word
from hotline.classifier.normalise import Token
from hotline.classifier.spelling import NearWords

LONGEST_GAP = 3
LONGEST_KEY = 24
SHORTEST_MISSPELT = 6
# French elision typed without its apostrophe: "larmee", "dargent", "jattends", "quon" (typed "kon" once folded).
ELIDED = frozenset("ldjmtsnck")
VOWELS = frozenset("aeiouyh")
SHORTEST_ELIDED = 4
# Arabic writes "and", "with", "for" and "the" onto the word: "والشرطة", "بالدرك".
ARABIC_FROM, ARABIC_TO = "\u0600", "\u06ff"
ARABIC_LETTERS_BEFORE = frozenset("وفبلك")
ARABIC_ARTICLES = ("ال", "لل")
ARABIC_OWNERS = ("هما", "هم", "ها", "نا", "كم", "ي", "ه")
MALI = "مالي"
SHORTEST_ARABIC = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry found: token positions `first` to `last`, both included."""

    label: str
    first: int
    last: int
    weight: float
    language: str
    is_category: bool = False

    @property
    def length(self) -> int:
        """Count the tokens covered."""
        return self.last - self.first + 1


class Matcher:
    """All patterns, indexed by their first word; immutable once built."""

    def __init__(self, lexicons: Iterable[Lexicon], forgiven: Collection[str] = ()) -> None:
        """Index the patterns of all lexicons; single long words of the `forgiven` labels are found misspelt too."""
        self._exact: dict[str, list[Pattern]] = defaultdict(list)
        self._stems: dict[str, list[Pattern]] = defaultdict(list)
        for lexicon in lexicons:
            for pattern in lexicon.patterns:
                head = pattern.words[0]
                (self._stems if head.stem else self._exact)[head.key].append(pattern)
        known = [key for key, patterns in self._exact.items() if any(_is_forgiven(each, forgiven) for each in patterns)]
        self._near = NearWords(known, 1)
        self._forgiven = frozenset(forgiven)
        self._longest_stem = max((len(stem) for stem in self._stems), default=0)

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        """Return every hit in the order of the text."""
        hits: list[Hit] = []
        for index, token in enumerate(tokens):
            found: dict[tuple[str, bool, str], Hit] = {}
            for pattern in self._starting_with(token.key) or self._misspelt(token.key):
                last = _match_rest(pattern.words, tokens, index)
                hit = Hit(pattern.label, index, last, pattern.weight, pattern.language, pattern.is_category)
                kind = (pattern.label, pattern.is_category, pattern.language)
                if last >= 0 and _better(hit, found.get(kind)):
                    found[kind] = hit
            hits.extend(found.values())
        return hits

    def _starting_with(self, key: str) -> list[Pattern]:
        found: list[Pattern] = []
        for form in _forms(key):
            found.extend(self._exact.get(form, ()))
            for length in range(2, min(len(form), self._longest_stem) + 1):
                found.extend(self._stems.get(form[:length], ()))
        return found

    def _misspelt(self, key: str) -> list[Pattern]:
        if not SHORTEST_MISSPELT <= len(key) <= LONGEST_KEY:
            return []
        nearest = self._near.nearest(key)
        return [each for each in self._exact[nearest[0][1]] if _is_forgiven(each, self._forgiven)] if nearest else []


def _is_forgiven(pattern: Pattern, forgiven: Collection[str]) -> bool:
    alone = len(pattern.words) == 1 and not pattern.is_category
    return alone and pattern.label in forgiven and len(pattern.words[0].key) >= SHORTEST_MISSPELT


def _better(hit: Hit, other: Hit | None) -> bool:
    return other is None or (hit.length, hit.weight) > (other.length, other.weight)


def _forms(key: str) -> tuple[str, ...]:
    key = key[:LONGEST_KEY]
    if key[:1] >= ARABIC_FROM:
        return _arabic_forms(key)
    if key[:1] == "0" and len(key) > 1:
        return (key, "0")
    if len(key) > SHORTEST_ELIDED and key[0] in ELIDED and key[1] in VOWELS:
        return (key, key[1:])
    return (key,)


def _arabic_forms(key: str) -> tuple[str, ...]:
    forms = [key]
    if key[0] > ARABIC_TO:
        return (key,)
    if key[0] in ARABIC_LETTERS_BEFORE and len(key) > SHORTEST_ARABIC:
        forms.append(key[1:])
    for form in tuple(forms):
        if form.startswith(ARABIC_ARTICLES) and len(form) >= SHORTEST_ARABIC + 2:
            forms.append(form[2:])
    for form in tuple(forms):
        suffix = next((end for end in ARABIC_OWNERS if form.endswith(end)), "")
        if suffix and len(form) - len(suffix) >= SHORTEST_ARABIC and form != MALI:
            forms.append(form.removesuffix(suffix))
    return tuple(forms)


def _match_rest(words: Sequence[Word], tokens: Sequence[Token], index: int) -> int:
    """Return the position of the last matched token, or -1."""
    position = index
    gap = 0
    for word in words[1:]:
        if word.gap:
            gap = LONGEST_GAP
            continue
        position = _next_match(word, tokens, position + 1, gap)
        if position < 0:
            return -1
        gap = 0
    return position


def _next_match(word: Word, tokens: Sequence[Token], begin: int, gap: int) -> int:
    for position in range(begin, min(begin + gap + 1, len(tokens))):
        if _matches(word, tokens[position].key):
            return position
    return -1


def _matches(word: Word, key: str) -> bool:
    if word.stem:
        return any(form.startswith(word.key) for form in _forms(key))
    return any(form == word.key for form in _forms(key))
