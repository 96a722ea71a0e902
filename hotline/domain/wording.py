"""What is asked of words before a citizen may meet them: what they name in braces, and how much room they take."""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hotline.domain.commands import plain
from hotline.domain.paging import septets
from hotline.domain.segments import best_form, fold, measure

MOST_WORDS, LONGEST_WORD = 40, 40


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why words cannot be kept: the code of a sentence, and what fills it in."""

    code: str
    values: Mapping[str, str | int]

    def told(self, name: str) -> str:
        """Return the sentence for whoever edits the file these words stand in."""
        return _SENTENCES[self.code].format_map({"name": name, **self.values})


def template_flaw(template: str, named: Collection[str]) -> Flaw | None:
    """Return what is wrong with the words themselves: they name each value in braces, and hold nothing else there."""
    if not template.strip():
        return Flaw("empty", {})
    if not template.isprintable():
        return Flaw("unprintable", {})
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        return Flaw("stray_brace", {})
    # What follows a name in its braces could make words of any length out of it; a doubled brace would be shown.
    if any(spec or conversion or set(plain) & set("{}") for plain, _, spec, conversion in parts):
        return Flaw("stray_brace", {})
    if {name for _, name, _, _ in parts if name is not None} != set(named):
        return Flaw("names", {"wanted": ", ".join(sorted(named)) or "nothing"})
    return None


def too_big(filled: str, room: int) -> Flaw | None:
    """Return what is wrong with the size of words on a screen, with the longest values in them."""
    size = septets(fold(filled))
    return Flaw("septets", {"size": size, "room": room, "words": filled}) if size > room else None


def too_long(filled: str, parts: int) -> Flaw | None:
    """Return what is wrong with the size of a text, with the longest values in it."""
    size = measure(best_form(filled))
    return Flaw("parts", {"size": size.units, "parts": size.parts, "room": parts}) if size.parts > parts else None


def list_flaw(words: Sequence[str]) -> Flaw | None:
    """Return what is wrong with words that citizens may type; there may be none."""
    if len(words) > MOST_WORDS:
        return Flaw("many_words", {"room": MOST_WORDS})
    for word in words:
        if not word.isprintable():
            return Flaw("unprintable", {})
        # A bare digit answers the closing question, and a sign alone would be a word in every text.
        if not any(char.isalpha() for char in plain(word)):
            return Flaw("no_letter", {"word": word})
        if len(word) > LONGEST_WORD:
            return Flaw("long_word", {"room": LONGEST_WORD})
    return None


_SENTENCES = {
    "unknown": "unknown {kind} {name}",
    "empty": "{name} is empty",
    "unprintable": "{name} holds an invisible sign",
    "stray_brace": "{name} has a stray brace",
    "names": "{name} must name {wanted} in braces",
    "septets": "{name} takes {size} of {room} septets: {words}",
    "parts": "{name} takes {parts} texts, and may take {room}",
    "long_word": "{name} holds a word of more than {room} signs",
    "no_letter": "{name} holds a word without a letter: {word}",
    "many_words": "{name} holds more than {room} words",
}
