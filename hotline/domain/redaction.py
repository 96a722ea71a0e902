"""What an extract that leaves the wall must not hold, and what in it could tell who its citizen is.

The first is refused, whoever asks; the second is shown, and an officer answers for it. A check finds what is written in
ways it knows; it finds no reason to stop thinking.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from hotline.domain.openings import SMALL, is_ordinary

NUMBER, MARK, WORDS, PLACE, DAY, AGE, SUM, KIN, POST, NAME = KINDS = (
    "number", "mark", "words", "place", "day", "age", "sum", "kin", "post", "name",
)  # fmt: skip
FORBIDDEN = frozenset({NUMBER, MARK, WORDS})
# So many words in a row that the citizen wrote in the same order are the citizen's; of words that everybody uses of
# such a thing it takes more, for they tell nothing of who wrote them.
RUN, LONG_RUN = 3, 8
_TRADE_WORDS = (
    "police policier policiers gendarme gendarmes gendarmerie agent agents barrage barrages poste postes argent franc "
    "francs fcfa demande demandes demandee demandees demander demandent demandait demandaient"
)
_TRADE = frozenset(_TRADE_WORDS.split())
MOST_SHOWN = 30

_DIGITS = re.compile(r"(?:\d[\s.()/-]*){6,}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_DAY = re.compile(
    r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|avant-hier"
    r"|\d{1,2}\s*(?:h|heures?)(?:\s*\d{2})?|\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?"
    r"|\d{1,2}(?:er)?\s+(?:janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre"
    r"|décembre|decembre))\b",
    re.IGNORECASE,
)
_AGE = re.compile(r"\b\d{1,3}\s*ans\b", re.IGNORECASE)
# Who took it knows how much it was.
_SUM = re.compile(r"\b\d[\d\s.]*(?:f|francs?|f?cfa)\b", re.IGNORECASE)
_KIN = re.compile(
    r"\b(?:père|mère|mari|femme|épouse|époux|fils|fille|frère|sœur|soeur|oncle|tante|cousine?|veuve|veuf|enceinte"
    r"|neveu|nièce|beau-\w+|belle-\w+)s?\b",
    re.IGNORECASE,
)
# A woman is no kin, unless she is somebody's.
_WOMAN = re.compile(
    r"(?<![mts]es )(?<!leurs )(?<![nv]os )\b(?:une|des|les|cette|ces|deux|trois|plusieurs|jeunes?)\s+femmes?\b"
    r"(?!\s+(?:de|du|des)\b|\s+d['’])",
    re.IGNORECASE,
)
_POST = re.compile(
    r"\b(?:chef|maire|imam|marabout|prêtre|directeur|directrice|infirmi\w+|enseignant\w*|instituteur|institutrice"
    r"|sage-femme|président\w*|conseill\w+|commerçant\w*|chauffeur|élève|étudiant\w*)s?\b",
    re.IGNORECASE,
)
# After these, or on a new line, a sentence begins.
_STOPS = frozenset('.!?:…«"“(•–—*-')
_PATTERNS = ((DAY, _DAY), (AGE, _AGE), (SUM, _SUM), (KIN, _KIN), (POST, _POST))


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing in an extract, by kind, with the words it stands in."""

    kind: str
    words: str

    @property
    def is_forbidden(self) -> bool:
        """Say whether no extract may hold this."""
        return self.kind in FORBIDDEN


@dataclass(frozen=True, slots=True)
class Known:
    """What the house knows of the citizen and their case, so that none of it gets out: texts, marks, exact places.

    `coarse`: the places so wide that they may be named.
    """

    texts: Collection[str]
    marks: Collection[str]
    places: Collection[str]
    coarse: Collection[str] = ()


def examine(extract: str, known: Known) -> list[Doubt]:
    """Return what is wrong with an extract, and then what might be; each once, in the order it stands there."""
    found = dict.fromkeys((*_forbidden(extract, known), *_doubtful(extract, known)))
    return sorted(found, key=lambda one: not one.is_forbidden)[:MOST_SHOWN]


def _forbidden(extract: str, known: Known) -> Iterator[Doubt]:
    for match in _DIGITS.finditer(_plain_digits(extract)):
        yield Doubt(NUMBER, extract[match.start() : match.end()].strip())
    bare = "".join(one for one in _folded(extract) if one.isalnum())
    for mark in known.marks:
        if "".join(one for one in _folded(mark) if one.isalnum()) in bare:
            yield Doubt(MARK, mark)
    typed, texts = _as_typed(extract), [_words(text) for text in known.texts]
    yield from (Doubt(WORDS, " ".join(typed[start:end])) for start, end in _repeated(_words(extract), texts))


def _doubtful(extract: str, known: Known) -> Iterator[Doubt]:
    exact = {" ".join(_words(place)) for place in known.places}
    words, typed, placed = _words(extract), _as_typed(extract), set[str]()
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            if " ".join(words[start : start + size]) in exact:
                placed.update(words[start : start + size])
                yield Doubt(PLACE, " ".join(typed[start : start + size]))
    told = _WOMAN.sub("", extract)
    for kind, pattern in _PATTERNS:
        yield from (Doubt(kind, match.group()) for match in pattern.finditer(told if kind == KIN else extract))
    placed.update(word for place in known.coarse for word in _words(place))
    yield from (Doubt(NAME, word) for word in _capitals(extract) if not placed.issuperset(_words(word)))


def _capitals(extract: str) -> Iterator[str]:
    """Yield the words whose capital letter may make a name: no ordinary one that begins a sentence."""
    found = list(_WORD.finditer(extract))
    for match, after in zip(found, [*found[1:], None], strict=False):
        word = match.group()
        if not word[0].isupper() or len(word) == 1:
            continue
        first = "".join(_words(word)[:1])
        # A capital follows: it may be the first of two names, whatever it means elsewhere.
        paired = after is not None and after.group()[0].isupper() and extract[match.end() : after.start()].isspace()
        ordinary = first in SMALL or (is_ordinary(first) and not paired)
        if not (ordinary and _begins(extract[: match.start()])):
            yield word


def _begins(before: str) -> bool:
    """Say whether a sentence begins after this much of an extract."""
    said = before.rstrip()
    return not said or said[-1] in _STOPS or "\n" in before[len(said) :]


def _repeated(words: list[str], texts: Collection[list[str]]) -> Iterator[tuple[int, int]]:
    """Yield from which word to which the citizen wrote the same in the same order, each stretch of it whole."""
    said = {run for text in texts for run in _runs(text)}
    spans = [
        (start, start + size)
        for size in {min(RUN, len(words)), LONG_RUN}
        for start in range(len(words) - size + 1)
        if tuple(words[start : start + size]) in said
    ]
    begin, reached = 0, 0
    for start, end in sorted(spans):
        if start >= reached:
            yield from [(begin, reached)] if reached else ()
            begin = start
        reached = max(reached, end)
    yield from [(begin, reached)] if reached else ()


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield every few words in a row that say something; of a shorter text, the whole of it; and every long run."""
    size = min(RUN, len(words))
    for start in range(len(words) - size + 1) if size > 1 else ():
        run = tuple(words[start : start + size])
        if any(len(word) > RUN for word in run) and not all(_is_everybodys(word) for word in run):
            yield run
    yield from (tuple(words[start : start + LONG_RUN]) for start in range(len(words) - LONG_RUN + 1))


def _is_everybodys(word: str) -> bool:
    """Say whether a word is nobody's own: a small one, an amount, or what all say of such a thing."""
    return len(word) == 1 or word.isdecimal() or word in SMALL or word in _TRADE


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _folded(text))


def _as_typed(text: str) -> list[str]:
    """Return the words with their accents and capitals; as they are compared where the two do not match."""
    shown = "".join(one for one in unicodedata.normalize("NFC", text) if unicodedata.category(one) != "Cf")
    typed, compared = re.findall(r"\w+", shown), _words(text)
    return typed if [_folded(one) for one in typed] == compared else compared


def _folded(text: str) -> str:
    letters: Iterable[str] = unicodedata.normalize("NFKD", text).casefold()
    kept = (letter for letter in letters if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf")
    return "".join(kept)


def _plain_digits(text: str) -> str:
    """Return the text with the digits of every script as 0 to 9, letter for letter."""
    return "".join(str(unicodedata.decimal(one, one)) for one in text)
