"""A model trained from a file of labelled texts, with the lexicon it was given: predicts a label and says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from hotline.classifier.artefact import BadModel
from hotline.classifier.bundle import Bundle
from hotline.classifier.lexicon import Hit, Matcher
from hotline.classifier.lexicon_file import Lexicon, parse_lexicon
from hotline.classifier.linear import Linear
from hotline.classifier.normalise import Token, tokenise

REASONS_SHOWN = 3
ANY_LANGUAGE = "any"
ONLY = "label"


@dataclass(frozen=True, slots=True)
class Prediction:
    """The label of a text, how sure, the next best, whether a person must decide, and the words that spoke for it."""

    label: str
    confidence: float
    second: str
    abstain: bool
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Trained:
    """A linear model, its lexicon as it was written, and from which confidence on it needs no person."""

    linear: Linear
    sure_from: float
    lexicon: str = ""
    facts: dict[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, bundle: Bundle) -> Trained:
        """Take up what was kept; raises BadModel when it was trained for something else."""
        if ONLY not in bundle.models or "sure_from" not in bundle.facts:
            raise BadModel("this model was not trained from a file of labels")
        facts = dict(bundle.facts)
        return cls(bundle.models[ONLY], float(facts.pop("sure_from")), bundle.lexicon, facts)

    def bundle(self) -> Bundle:
        """Return what is to be kept."""
        facts = {**self.facts, "sure_from": self.sure_from}
        return Bundle(self.linear.space, {ONLY: self.linear}, self.lexicon, facts)

    def predict(self, text: str) -> Prediction:
        """Label any text, also an empty or a broken one."""
        tokens = tokenise(text)
        keys = [token.key for token in tokens]
        hits = self._matcher.find(tokens)
        chances = self.linear.weigh(keys, count_hits(hits, keys))
        order = sorted(range(len(chances)), key=lambda index: (-chances[index], index))
        label = self.linear.labels[order[0]]
        second = self.linear.labels[order[1]] if len(order) > 1 else ""
        spans = self._reasons(tokens, hits, label, second)
        confidence = float(chances[order[0]])
        return Prediction(label, confidence, second, confidence < self.sure_from, spans)

    def _reasons(
        self, tokens: Sequence[Token], hits: Sequence[Hit], label: str, second: str
    ) -> tuple[tuple[int, int], ...]:
        """Return the spans of the words that spoke loudest for the label, loudest first."""
        shares = self.linear.speaking([token.key for token in tokens], label, second) if second else [0.0] * len(tokens)
        for hit in hits:
            for at in range(hit.first, hit.last + 1):
                shares[at] += hit.weight * (hit.label == label)
        loudest = sorted((at for at in range(len(tokens)) if shares[at] > 0), key=lambda at: (-shares[at], at))
        return tuple((tokens[at].start, tokens[at].end) for at in loudest[:REASONS_SHOWN])

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher([read_lexicon(self.lexicon, "the model's lexicon")] if self.lexicon else [])


def read_lexicon(text: str, source: str) -> Lexicon:
    """Read a lexicon whose `[keywords]` name labels of any kind; raises DataFault naming file and line."""
    return parse_lexicon(text, source, None, (), ANY_LANGUAGE)


def count_hits(hits: Sequence[Hit], keys: Sequence[str]) -> dict[str, float]:
    """Add up what the lexicon found, by label: the same words once, and of a phrase not what it is made of."""
    spoken = {(hit.label, *keys[hit.first : hit.last + 1]): hit.weight for hit in _outermost(hits)}
    found: Counter[str] = Counter()
    for (label, *_), weight in spoken.items():
        found[label] += weight  # type: ignore[assignment]
    return dict(found)


def _outermost(hits: Sequence[Hit]) -> Iterator[Hit]:
    widest: Hit | None = None
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if widest is None or hit.last > widest.last or (hit.first, hit.last) == (widest.first, widest.last):
            yield hit
        if widest is None or hit.last > widest.last:
            widest = hit
