"""A text as a scene: who is mentioned, what was done, which words place them; the ground for who is accused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from hotline.classifier.lexicon import Hit
from hotline.classifier.normalise import Token
from hotline.classifier.vocabulary import ACTORS, BODIES, ENEMIES, FORCES, UNNAMED_FORCES

# A phrase of one of these families swallows the shorter hits inside it.
FAMILIES = (ACTORS, frozenset({"summon", "report", "called"}))
NAMED_WITHIN = 5
BESIDE = 2


@dataclass(frozen=True)
class Scene:
    """The tokens and the hits that count, with quick look-up by label and position."""

    tokens: Sequence[Token]
    hits: tuple[Hit, ...]
    asked: bool = False

    @cached_property
    def by_label(self) -> dict[str, list[Hit]]:
        """Group the concept hits by label, each in the order of the text."""
        grouped: dict[str, list[Hit]] = defaultdict(list)
        for hit in self.hits:
            if not hit.is_category:
                grouped[hit.label].append(hit)
        return grouped

    @cached_property
    def labels_at(self) -> list[set[str]]:
        """List which concepts cover each token."""
        covered: list[set[str]] = [set() for _ in self.tokens]
        for hit in self.hits:
            if not hit.is_category:
                for position in range(hit.first, hit.last + 1):
                    covered[position].add(hit.label)
        return covered

    @cached_property
    def segments(self) -> list[int]:
        """Number the stretches of text between punctuation and words like "but"."""
        breaks = {hit.first for hit in self.by_label.get("and_contrast", ())}
        numbers, number = [], 0
        for position, token in enumerate(self.tokens):
            ended = position > 0 and token.clause != self.tokens[position - 1].clause
            number += ended or position in breaks
            numbers.append(number)
        return numbers

    @cached_property
    def actors(self) -> list[Hit]:
        """List every mention of a body, an enemy or a bystander in the order of the text."""
        return _name_the_unnamed(
            [hit for hit in self.hits if hit.label in ACTORS and not hit.is_category], self.segments
        )

    @cached_property
    def hits_at(self) -> list[list[Hit]]:
        """List the concept hits that cover each token."""
        covering: list[list[Hit]] = [[] for _ in self.tokens]
        for hit in self.hits:
            if not hit.is_category:
                for position in range(hit.first, hit.last + 1):
                    covering[position].append(hit)
        return covering

    @cached_property
    def actor_starting_at(self) -> dict[int, Hit]:
        """Map the first token of each actor to its mention."""
        return {hit.first: hit for hit in self.actors}

    @cached_property
    def actor_ending_at(self) -> dict[int, Hit]:
        """Map the last token of each actor to its mention."""
        return {hit.last: hit for hit in self.actors}

    def has(self, label: str) -> bool:
        """Say whether a concept occurs anywhere."""
        return label in self.by_label

    def covered(self, position: int, label: str) -> bool:
        """Say whether a concept covers the token at this position; False outside the text."""
        return 0 <= position < len(self.tokens) and label in self.labels_at[position]

    def same_segment(self, first: int, second: int) -> bool:
        """Say whether two tokens stand in one stretch of text."""
        return self.segments[first] == self.segments[second]


def set_scene(tokens: Sequence[Token], hits: Iterable[Hit], *, asked: bool = False) -> Scene:
    """Drop the hits that a longer phrase explains away, and keep the rest in order."""
    kept = list(hits)
    blanks = [hit for hit in kept if hit.label == "blank"]
    kept = [hit for hit in kept if hit.label != "blank" and not _inside_any(hit, blanks)]
    for family in FAMILIES:
        kept = _keep_longest(kept, family)
    return Scene(tokens, tuple(sorted(kept, key=lambda hit: (hit.first, hit.last))), asked)


def _inside_any(hit: Hit, others: list[Hit]) -> bool:
    return any(other.first <= hit.first and hit.last <= other.last and other.length > hit.length for other in others)


def _keep_longest(hits: list[Hit], family: frozenset[str]) -> list[Hit]:
    members = sorted((hit for hit in hits if hit.label in family and not hit.is_category), key=lambda hit: -hit.length)
    taken: dict[int, Hit] = {}
    kept: set[int] = set()
    for hit in members:
        owners = [taken[position] for position in range(hit.first, hit.last + 1) if position in taken]
        if any(owner.length > hit.length or owner.label == hit.label for owner in owners):
            continue
        kept.add(id(hit))
        for position in range(hit.first, hit.last + 1):
            taken.setdefault(position, hit)
    return [hit for hit in hits if hit.label not in family or hit.is_category or id(hit) in kept]


def _name_the_unnamed(actors: list[Hit], segments: list[int]) -> list[Hit]:
    """Drop "uniform" and "post" beside a named force, and "armed men" who turn out to wear a uniform."""
    kept = []
    for index, hit in enumerate(actors):
        beside = actors[max(0, index - BESIDE) : index] + actors[index + 1 : index + 1 + BESIDE]
        if hit.label in UNNAMED_FORCES and any(_names(other, hit, segments) for other in beside):
            continue
        if hit.label in ENEMIES and any(_is_dressed(other, hit) for other in beside):
            continue
        kept.append(hit)
    return kept


def _names(other: Hit, hit: Hit, segments: list[int]) -> bool:
    named = other.label in FORCES and other.label not in UNNAMED_FORCES
    return named and segments[other.first] == segments[hit.first] and _distance(other, hit) <= NAMED_WITHIN


def _is_dressed(other: Hit, hit: Hit) -> bool:
    return other.label == "uniform" and _distance(other, hit) <= BESIDE


def _distance(first: Hit, second: Hit) -> int:
    return max(first.first, second.first) - min(first.last, second.last)


def is_body(hit: Hit) -> bool:
    """Say whether a mention names a body that can be accused."""
    return hit.label in BODIES
