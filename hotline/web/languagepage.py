"""What the pages of reviewers show: each place of a language beside its French, its size, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from hotline.domain import wordings
from hotline.domain.language import FALLBACK, LONGEST, PLACEHOLDERS, Language, parts_of
from hotline.domain.paging import septets
from hotline.domain.screenwords import SCREENS, longest
from hotline.domain.segments import best_form, fold, measure
from hotline.domain.wording import template_flaw
from hotline.domain.wordings import COMMAND, PHRASE, SCREEN, Place, Wording
from hotline.services.languages import LanguageReader
from hotline.store import wordings as rows
from hotline.store.wordings import Hand
from hotline.unit_of_work import UnitOfWork

# What one text holds, what each of several holds, and how many of the letters that make it dear are named.
_SINGLE, _JOINED = {"GSM-7": 160, "UCS-2": 70}, {"GSM-7": 153, "UCS-2": 67}
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Room:
    """How big words are with the longest values in them, what they may take, and what makes them dear."""

    used: int
    room: int
    encoding: str
    parts: int
    costly: str

    @property
    def words(self) -> str:
        """Return the size as reviewers read it: `118/160 · GSM-7`."""
        return f"{self.used}/{self.room} · {self.encoding}"


@dataclass(frozen=True, slots=True)
class Line:
    """One place of a language on the page."""

    kind: str
    key: str
    french: str
    words: str
    named: Sequence[str]
    state: str
    size: Room | None
    hand: Hand | None


@dataclass(frozen=True)
class Sheet:
    """One language as its reviewers see it."""

    shipped: Language
    now: Language
    french: Language
    story: Sequence[tuple[Wording, Hand]]
    switch: Hand | None

    @property
    def standing(self) -> str:
        """Return the code of what this language is to citizens now."""
        if self.now.reviewed:
            return "halted" if not self.now.dials else "flagged" if self.now.flagged_for_review else "live"
        return "draft" if self.now.drafted else "empty"

    @property
    def latest(self) -> Hand | None:
        """Return who changed anything last."""
        hands = [hand for _, hand in self.story] + ([self.switch] if self.switch else [])
        return max(hands, key=lambda hand: hand.at, default=None)

    @cached_property
    def wordings(self) -> list[Wording]:
        """Return every writing without its hand."""
        return [wording for wording, _ in self.story]

    @cached_property
    def newest(self) -> Language:
        """Return the language with the newest words of all, drafts too, and no French in between."""
        return wordings.written(self.shipped, self.wordings)

    @cached_property
    def wanting(self) -> list[Place]:
        """Return what must be reviewed before the language may go live."""
        return wordings.wanting(self.shipped, self.wordings)

    @cached_property
    def missing(self) -> int:
        """Return how many texts and screens nobody wrote yet."""
        states = (wordings.state(self.shipped, self.wordings, place) for place in self.wanting)
        return sum(state == wordings.MISSING for state in states)

    @property
    def settled(self) -> int:
        """Return how many of the texts and screens are reviewed: one that may be lacking is none for that."""
        needed = (place for place in wordings.places() if place[0] in wordings.REQUIRED)
        return sum(wordings.state(self.shipped, self.wordings, place) in wordings.SETTLED for place in needed)

    @property
    def needed(self) -> int:
        """Return how many texts and screens a live language has."""
        return sum(len(wordings.KEYS[kind]) for kind in wordings.REQUIRED)

    def lines(self, kind: str, *, open_only: bool) -> list[Line]:
        """Return the places of a kind, all of them or what still wants a reviewer."""
        lines = [self.line((kind, key)) for key in wordings.KEYS[kind]]
        return [line for line in lines if not open_only or line.state not in wordings.SETTLED]

    def line(self, place: Place) -> Line:
        """Return one place."""
        words = wordings.words_at(self.newest, place)
        return Line(
            *place, as_typed(wordings.words_at(self.french, place)), as_typed(words), named_at(place),
            wordings.state(self.shipped, self.wordings, place), room_of(self.newest, place, words),
            next((hand for wording, hand in reversed(self.story) if wording.place == place), None),
        )  # fmt: skip

    def versions(self, place: Place) -> list[tuple[Wording, Hand]]:
        """Return what was written for a place, the newest first."""
        return [(wording, hand) for wording, hand in reversed(self.story) if wording.place == place]


def sheet(unit: UnitOfWork, reader: LanguageReader, code: str) -> Sheet:
    """Read one language for its page."""
    spoken = reader.read(unit.session).languages
    return Sheet(
        reader.shipped[code], spoken[code], spoken[FALLBACK], rows.history(unit.session, code),
        rows.last_switch(unit.session, code),
    )  # fmt: skip


def as_typed(words: Sequence[str]) -> str:
    """Return words as a box holds them: a command has one a line."""
    return "\n".join(words)


def room_of(language: Language, place: Place, words: Sequence[str]) -> Room | None:
    """Return how much room words take at a place with the longest values in them; None where that says nothing."""
    kind, key = place
    if kind == COMMAND or not words or template_flaw(words[0], named_at(place)):
        return None
    if kind == PHRASE:
        return _room_in_texts(best_form(words[0].format_map(LONGEST)), parts_of(key))
    filled = longest({**language.screens, key: words[0]}, key)
    return _room_on_screen(fold(filled), SCREENS[key][1])


def named_at(place: Place) -> list[str]:
    """Return what words at a place must name in braces."""
    kind, key = place
    named: Set[str] = PLACEHOLDERS[key] if kind == PHRASE else SCREENS[key][0] if kind == SCREEN else frozenset()
    return sorted(named)


def _room_in_texts(text: str, parts: int) -> Room:
    size = measure(text)
    room = _SINGLE[size.encoding] if parts == 1 else _JOINED[size.encoding] * parts
    return Room(size.units, room, size.encoding, size.parts, "".join(size.costly[:_SHOWN]))


def _room_on_screen(text: str, room: int) -> Room:
    """Letters outside GSM-7 cost more septets on a screen."""
    size = measure(text)
    return Room(septets(text), room, size.encoding, size.parts, "".join(size.costly[:_SHOWN]))
