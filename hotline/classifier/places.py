"""Finds the region, cercle or commune a text names, old or new, misspelt or not; the ambiguous is not guessed."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hotline.classifier.normalise import Token, tokenise
from hotline.classifier.spelling import NearWords
from hotline.domain.findings import PlaceGuess

KINDS = ("region", "cercle", "commune")
LONGEST_NAME = 3
FUZZY_FROM, FUZZIER_FROM, UNPROMPTED_FROM = 5, 9, 7
# Words that announce a place: prepositions of French, English, Arabic, Tamasheq.
BEFORE = frozenset(
    {"a", "de", "vers", "vilage", "vile", "region", "cercle", "comune", "secteur", "d", "in", "at", "near", "from",
     "to", "of", "around", "في", "من", "الي", "قرب", "dugu", "mara", "kafo"}
)  # fmt: skip
# Words that follow a place in Bambara and Songhay: "Sevare la", "Ber ra".
AFTER = frozenset({"la", "na", "ra", "kono", "fe", "fan", "kan", "dugu", "sira", "mara", "here", "kafo", "sugu"})
LEVEL_WORDS = {"region": "region", "cercle": "cercle", "comune": "commune", "mara": "region"}
# Place names that are everyday words: peace, greeting, place, tomorrow, a family name, without.
EVERYDAY = frozenset(
    {"san", "salam", "lafia", "alafia", "yoro", "suba", "mariko", "bara", "kala", "tori", "sana", "bamba", "kasa",
     "fakala", "karaba", "dongo", "sama", "tele", "tene", "dala", "farako", "para", "kita", "nara", "diaka",
     "dire", "koro", "pelu", "bare", "fani", "falo", "pogo", "bla", "ber", "dah", "sy", "sio", "soye", "baye", "masala"}
) - {"gundam"}  # fmt: skip
# Of these not even a preposition makes a place; only a capital inside a sentence does.
NEVER_PLAIN = frozenset({"yoro", "suba", "salam", "lafia", "alafia", "bara"})


@dataclass(frozen=True, slots=True)
class Place:
    """One node of the tree."""

    code: str
    kind: str
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    places: tuple[Place, ...]
    how: str
    first: int
    last: int
    score: float


class Gazetteer:
    """All place names, exact and nearly so; immutable once built."""

    def __init__(self, table: str, is_word: Callable[[str], bool]) -> None:
        """Read the table; `is_word` says which words are too ordinary to be a misspelt place."""
        self._is_word = is_word
        self._places: dict[str, Place] = {}
        self._names: dict[str, list[Place]] = defaultdict(list)
        for row in csv.DictReader(io.StringIO(table)):
            self._add(row)
        names = [name for name in self._names if len(name) >= FUZZY_FROM and name not in EVERYDAY]
        self._near = {
            errors: NearWords((n for n in names if _allowed_errors(n) >= errors), errors) for errors in (1, 2)
        }

    def find(self, tokens: Sequence[Token]) -> PlaceGuess | None:
        """Return the best place in the text, or None; ambiguous names come without a code."""
        shouted = all(token.capital for token in tokens)
        found = [hit for index in range(len(tokens)) for hit in self._at(tokens, index, shouted)]
        if not found:
            return None
        best = max(found, key=_rank)
        within = [hit for hit in found if _lies_within(hit, best)]
        return self._guess(tokens, max(within, key=_rank) if within else best, found)

    def _add(self, row: dict[str, str]) -> None:
        parents = tuple(dict.fromkeys(filter(None, (row["parent"], row["parent_before_2023"]))))
        place = Place(row["code"], row["kind"], tuple(dict.fromkeys([*parents, *self._above(parents)])))
        self._places[place.code] = place
        for name in [row["name"], *filter(None, row["aliases"].split("|"))]:
            key = " ".join(token.key for token in tokenise(name))
            if place not in self._names[key]:
                self._names[key].append(place)

    def _above(self, parents: tuple[str, ...]) -> list[str]:
        return [code for parent in parents for code in self._places[parent].parents]

    def _at(self, tokens: Sequence[Token], index: int, shouted: bool) -> list[_Found]:
        for length in range(min(LONGEST_NAME, len(tokens) - index), 0, -1):
            words = tokens[index : index + length]
            name = " ".join(word.key for word in words)
            named = words[0].capital and not shouted and index > 0
            cue = named or (name not in NEVER_PLAIN and _is_announced(tokens, index, index + length))
            hit = self._look_up(name, cue, length)
            if hit:
                places, how, score = hit
                level = _level_before(tokens, index)
                chosen = tuple(place for place in places if place.kind == level) or places
                return [_Found(chosen, how, index, index + length - 1, score + (0.5 if level else 0))]
        return []

    def _look_up(self, name: str, cue: bool, length: int) -> tuple[tuple[Place, ...], str, float] | None:
        if name in self._names:
            careful = length == 1 and (len(name) <= 3 or name in EVERYDAY)
            return None if careful and not cue else (tuple(self._names[name]), "exact", 2.0 + cue)
        if len(name) < FUZZY_FROM or self._is_word(name) or not (cue or len(name) >= UNPROMPTED_FROM):
            return None
        nearest = self._nearest(name)
        return (tuple(self._names[nearest]), "nearly", 1.0 + cue) if nearest else None

    def _nearest(self, name: str) -> str:
        good = self._near[_allowed_errors(name)].nearest(name)
        if not good or (len(good) > 1 and good[0][0] == good[1][0] and self._differ(good[0][1], good[1][1])):
            return ""
        return good[0][1]

    def _differ(self, first: str, second: str) -> bool:
        return not {place.code for place in self._names[first]} & {place.code for place in self._names[second]}

    def _guess(self, tokens: Sequence[Token], best: _Found, found: list[_Found]) -> PlaceGuess:
        span = (tokens[best.first].start, tokens[best.last].end)
        places = _most_specific(best.places)
        if len(places) > 1:
            elsewhere = {place.code for hit in found if hit is not best for place in hit.places}
            places = [place for place in places if elsewhere & set(place.parents)] or places
        if len(places) > 1:
            return PlaceGuess("", best.how, *span, others=tuple(place.code for place in places))
        return PlaceGuess(places[0].code, best.how, *span)


def _rank(hit: _Found) -> tuple[float, int]:
    return hit.score, -hit.first


def _lies_within(hit: _Found, other: _Found) -> bool:
    """Say whether another name of the text is a place inside this one: "Somo, cercle de Barouéli"."""
    outer = {place.code for place in other.places}
    apart = hit.first > other.last or hit.last < other.first
    return apart and any(outer & set(place.parents) for place in hit.places)


def _most_specific(places: tuple[Place, ...]) -> list[Place]:
    """Drop every place that another one of the same name lies in: the town stands for its region."""
    above = {code for place in places for code in place.parents}
    return [place for place in places if place.code not in above]


def _is_announced(tokens: Sequence[Token], first: int, after: int) -> bool:
    if _word_before(tokens, first) in BEFORE:
        return True
    follows = after < len(tokens) and tokens[after].clause == tokens[after - 1].clause
    return follows and tokens[after].key in AFTER and tokens[first].capital


def _level_before(tokens: Sequence[Token], index: int) -> str:
    """Return the kind that "region de" or "cercle" before the name asks for."""
    of = _word_before(tokens, index) in ("de", "d", "of")
    return LEVEL_WORDS.get(_word_before(tokens, index - of), "")


def _word_before(tokens: Sequence[Token], index: int) -> str:
    return tokens[index - 1].key if index > 0 else ""


def _allowed_errors(name: str) -> int:
    if len(name) < FUZZY_FROM:
        return 0
    return 2 if len(name) >= FUZZIER_FROM else 1
