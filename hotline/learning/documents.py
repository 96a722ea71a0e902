"""Labelled texts and lexicon words as documents, and which of their grams a model may hold."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hotline.classifier.examples import Example
from hotline.classifier.grams import letter_groups, whole_words
from hotline.classifier.lexicon import Matcher
from hotline.classifier.lexicon_file import Lexicon, Pattern
from hotline.classifier.normalise import tokenise
from hotline.classifier.space import Space
from hotline.classifier.trained import count_hits

# A gram that fewer people used could be one person's own words, and a model travels further than a text.
WRITERS_NEEDED = 5
SEED_WEIGHT = 0.3
SEEDS_GONE_AT = 1_000


@dataclass(frozen=True, slots=True)
class Document:
    """The words of a text as keys, what lexicons found in it, its label, its weight, and whose words they are."""

    keys: tuple[str, ...]
    hits: Mapping[str, float]
    label: str
    weight: float = 1.0
    writer: str = ""


def read_examples(examples: Iterable[Example], lexicon: Lexicon | None) -> list[Document]:
    """Read labelled texts; where nobody says who wrote them, each different text counts as a writer of its own.

    A text without a word teaches nothing but a wrong confidence, and is left out.
    """
    matcher = Matcher([lexicon] if lexicon else [])
    documents = []
    for example in examples:
        tokens = tokenise(example.text)
        keys = tuple(token.key for token in tokens)
        if not keys:
            continue
        hits = count_hits(matcher.find(tokens), keys)
        documents.append(Document(keys, hits, example.label, 1.0, example.writer or " ".join(keys)))
    return documents


def seeds(patterns: Iterable[Pattern], taught: Mapping[str, int]) -> list[Document]:
    """Make each lexicon word a light document of its label; they fade as people's labels come in.

    A label nobody has given yet keeps its words at full weight: else the model could not know it.
    """
    fade = max(0.0, 1 - sum(taught.values()) / SEEDS_GONE_AT)
    made = []
    for pattern in patterns:
        weight = SEED_WEIGHT * pattern.weight * (fade if taught.get(pattern.label) else 1.0)
        if weight > 0:
            made.append(Document(written_keys(pattern), {pattern.label: pattern.weight}, pattern.label, weight))
    return made


def space_of(
    documents: Sequence[Document], patterns: Iterable[Pattern], hit_labels: Sequence[str],
    writers_needed: int = WRITERS_NEEDED,
) -> Space:  # fmt: skip
    """Choose the grams: those that enough writers used, and those of the lexicon, which are nobody's own words."""
    used, writers = count_writers(documents)
    own = {gram for pattern in patterns for gram in grams_of(written_keys(pattern))}
    return space_with({gram for gram, number in used.items() if number >= writers_needed} | own, used, writers,
                      hit_labels)  # fmt: skip


def count_writers(documents: Iterable[Document]) -> tuple[Counter[str], int]:
    """Count by how many writers each gram was used, and the writers."""
    spoken: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        spoken[document.writer].update(grams_of(document.keys))
    return Counter(gram for grams in spoken.values() for gram in grams), len(spoken)


def space_with(kept: Iterable[str], used: Mapping[str, int], writers: int, hit_labels: Sequence[str]) -> Space:
    """Return the space of these grams; the fewer writers used one, the more it tells."""
    order = sorted(kept)
    rarity = [math.log((1 + writers) / (1 + used.get(gram, 0))) + 1 for gram in order]
    return Space(tuple(order), np.array(rarity, np.float32), tuple(hit_labels))


def grams_of(keys: Sequence[str]) -> set[str]:
    """Collect the different grams of a text."""
    return {group for key in keys for group in letter_groups(key)} | {word for word, _ in whole_words(keys)}


def written_keys(pattern: Pattern) -> tuple[str, ...]:
    """Return the words of a lexicon entry, its gaps left out."""
    return tuple(word.key for word in pattern.words if not word.gap)
