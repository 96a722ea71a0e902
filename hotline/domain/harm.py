"""What could harm whoever is found with a text on a shared phone: a force, a topic, a person, a place it names.

Rather one warning too many: it asks an officer to read again, and decides nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

FORCE, TOPIC, PERSON, PLACE = KINDS = ("force", "topic", "person", "place")

# Beginnings of words, without accents; French, Bambara as it is texted, English, Arabic.
_FORCES = (
    "gendarm polic militair soldat armee fama patrouille barrage brigade commissariat camp milice dozo donso "
    "jihadist djihadist terrorist wagner russe minusma polisi sorodasi soldier army gunmen الجيش الشرطة الدرك"
)
_TOPICS = (
    "viol violenc viole agress frapp battu battr tue mort meurtr enlev otage menac denonc plainte temoin temoign "
    "recrut enrol esclav mariage protection inspect enquet sanction signalement "
    "corrupt racket drogue arme complice abus harcel rape beaten kill kidnap threat witness complain اغتصاب قتل شكوى"
)
_TITLES = ("monsieur", "madame", "m", "mr", "mme", "chef", "maire", "imam", "commandant", "capitaine", "lieutenant",
           "adjudant", "sergent", "colonel", "prefet", "juge", "docteur", "dr")  # fmt: skip
# What Arabic writes together with the next word: and, so, by, as.
_JOINED = ("و", "ف", "ب", "ك")
# The guard is a force; what is kept (« gardez », « on garde », « gardé ») is none.
_GUARD = frozenset({"garde", "gardes"})
_KEEPERS = frozenset({"je", "tu", "il", "elle", "on", "qui", "se", "me", "te", "ne"})
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
# A word shorter than this names no place by itself.
_SHORTEST_PLACE = 4


@dataclass(frozen=True, slots=True)
class Danger:
    """A word of a text, and what it gives away."""

    kind: str
    word: str


def dangers(text: str, places: Iterable[str] = ()) -> tuple[Danger, ...]:
    """Return the words of a text that could harm its reader, each once, in their order; `places`: where it happened."""
    known = {plain(name) for place in places for name in _WORD.findall(place) if len(name) >= _SHORTEST_PLACE}
    words = _WORD.findall(text)
    found = (
        Danger(kind, word)
        for before, word in zip(["", *words], words, strict=False)
        if (kind := _kind(plain(before), word, known))
    )
    return tuple(dict.fromkeys(found))


def plain(word: str) -> str:
    """Return a word without accents and capitals, as people text it."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def _kind(before: str, word: str, places: set[str]) -> str:
    bare = plain(word)
    if bare.startswith(_JOINED):
        bare = bare[1:]
    if bare in places:
        return PLACE
    if bare.startswith(_STEMS[FORCE]) or (word.casefold() in _GUARD and before not in _KEEPERS):
        return FORCE
    if bare.startswith(_STEMS[TOPIC]):
        return TOPIC
    return PERSON if before in _TITLES and word[:1].isupper() else ""


_STEMS = {kind: tuple(plain(stem) for stem in stems.split()) for kind, stems in ((FORCE, _FORCES), (TOPIC, _TOPICS))}
