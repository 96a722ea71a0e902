"""Teaches how languages are spelt, from sentences in them, and tells how well it was learnt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hotline.classifier.bundle import Bundle
from hotline.classifier.language import UNDECIDED, Languages
from hotline.classifier.letters import LETTERS, Letters, groups
from hotline.classifier.lexicon_file import Lexicon
from hotline.classifier.linear import Linear
from hotline.classifier.normalise import plain, tokenise
from hotline.classifier.space import Space
from hotline.learning.chat_arabic import spell
from hotline.learning.lessons import Told, say_nothing
from hotline.learning.thumbs import mistype

# How public corpora name the languages; those without letters of their own here are known by their script.
CODES = {
    "bam": "bm", "ful": "ff", "taq": "taq", "son": "ses", "snk": "snk", "fra": "fr", "eng": "en", "oth": "oth",
    "ara": "ar", "taq_tfng": "taq", "nqo": "nqo",
}  # fmt: skip
# Everyday words stand for the many short texts that corpora of long sentences lack.
WORD_COUNTS = 3
GROUPS_NEEDED = 3
UNSEEN = 0.05
LENGTHS = (20, 40, 80)
SAMPLE = 300
SEED = 1
# One Arabic sentence of so many is also learnt as Latin letters spell it.
RESPELT = 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the code of its language."""

    language: str
    text: str


def learn_letters(sentences: Sequence[Sentence], lexicons: Sequence[Lexicon]) -> Bundle:
    """Count the letter groups of each language; the same sentences give the same bundle."""
    counts: dict[str, Counter[str]] = {}
    for sentence in [*_latin(sentences), *_everyday(lexicons)]:
        counts.setdefault(sentence.language, Counter()).update(_groups_of(sentence.text))
    every = sum(counts.values(), Counter[str]())
    kept = tuple(sorted(group for group, count in every.items() if count >= GROUPS_NEEDED))
    labels = tuple(sorted(counts))
    met = np.array([[counts[label][group] for group in kept] for label in labels], np.float64)
    chances = np.log((met + UNSEEN) / (met.sum(axis=1, keepdims=True) + UNSEEN * len(kept)))
    space = Space(kept, np.zeros(len(kept), np.float32))
    table = Linear(labels, space, chances.astype(np.float16).astype(np.float32), np.zeros(len(labels), np.float32))
    return Bundle(space, {LETTERS: table}, "", {"sentences": len(sentences)})


def judge_letters(
    sentences: Sequence[Sentence], lexicons: Sequence[Lexicon], folds: int, tell: Told = say_nothing
) -> dict[int, tuple[int, float]]:
    """Return by length how many mistyped snippets were tried and which share was named rightly, `und` being wrong.

    Every snippet is cut from a sentence that was not learnt from, stripped of its accents, and mistyped.
    """
    dice = np.random.default_rng(SEED)
    fold = dice.integers(folds, size=len(sentences))
    right: dict[int, list[bool]] = {length: [] for length in LENGTHS}
    for number in range(folds):
        tell(f"part {number + 1} of {folds}")
        known = [sentence for sentence, part in zip(sentences, fold, strict=True) if part != number]
        languages = Languages(lexicons, Letters.of(learn_letters(known, lexicons)))
        held = [sentences[at] for at in dice.permutation(len(sentences)) if fold[at] == number]
        for sentence in _evenly(held, SAMPLE // folds):
            for length in LENGTHS:
                snippet = mistype(cut(sentence.text, length, dice), dice)
                if len(snippet) >= length * 0.8:
                    guess = languages.identify(snippet, tokenise(snippet))
                    right[length].append(guess.code == sentence.language)
    return {length: (len(found), float(np.mean(found))) for length, found in right.items() if found}


def _latin(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield what is written in Latin letters, and some Arabic as phones without Arabic keys write it."""
    for number, sentence in enumerate(sentences):
        if sentence.language == "ar" and number % RESPELT == 0:
            yield Sentence(UNDECIDED, spell(sentence.text))
        elif sentence.language not in ("ar", "nqo") and plain(sentence.text)[:1] < "\u0500":
            yield sentence


def _everyday(lexicons: Sequence[Lexicon]) -> Iterator[Sentence]:
    for lexicon in lexicons:
        if lexicon.language != "ar":
            yield Sentence(lexicon.language, " ".join(sorted(lexicon.common) * WORD_COUNTS))


def _groups_of(text: str) -> Iterator[str]:
    return (group for word in plain(text).split() for group in groups(word))


def _evenly(sentences: Sequence[Sentence], most: int) -> Iterator[Sentence]:
    """Take as many of each language as there are, up to a limit."""
    taken: Counter[str] = Counter()
    for sentence in sentences:
        taken[sentence.language] += 1
        if taken[sentence.language] <= most:
            yield sentence


def cut(text: str, length: int, dice: np.random.Generator) -> str:
    """Cut a stretch of so many letters out of a text, from the beginning of a word on."""
    words = " ".join(text.split())
    begin = int(dice.integers(max(1, len(words) - length + 1)))
    begin = words.rfind(" ", 0, begin + 1) + 1
    return words[begin : begin + length]
