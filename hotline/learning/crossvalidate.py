"""Judges the whole training on labelled texts: each is labelled by a model trained without it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hotline.classifier.examples import Example
from hotline.classifier.normalise import tokenise
from hotline.classifier.scores import Guess
from hotline.learning.fit import deal
from hotline.learning.lessons import Told, say_nothing
from hotline.learning.train import train


def cross_validate(
    examples: Sequence[Example], lexicon: str = "", *, folds: int = 5, seed: int = 0, tell: Told = say_nothing
) -> list[Guess]:
    """Return a guess for every text that has a word, in the order given; equal texts share a fold."""
    examples = [example for example in examples if tokenise(example.text)]
    labels = sorted({example.label for example in examples})
    truth = np.array([labels.index(example.label) for example in examples], np.int64)
    same = [tuple(token.key for token in tokenise(example.text)) for example in examples]
    fold = deal(same, truth, folds, seed + 1)
    guesses: dict[int, Guess] = {}
    for number in range(folds):
        tell(f"part {number + 1} of {folds}")
        model = train([example for at, example in enumerate(examples) if fold[at] != number], lexicon, seed)
        for at in np.flatnonzero(fold == number).tolist():
            found = model.predict(examples[at].text)
            guesses[at] = Guess(examples[at].label, found.label, found.second, found.confidence, not found.abstain)
    return [guesses[at] for at in range(len(examples))]
