"""The two best categories of a text, how sure they are, and why: by the words alone, or by the trained models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hotline.classifier.evidence import Evidence
from hotline.classifier.judges import NOBODY, Judgement, Judges, route_of
from hotline.classifier.normalise import Token
from hotline.domain.findings import Because
from hotline.domain.taxonomy import Taxonomy

# Without a trained model: below this the top category is only a hint. Chosen on our own texts for 85 % right answers.
SURE_FROM = 0.5
FITS_AS_WELL, STRONG_ENOUGH = 0.6, 1.5
LIKELY_AS_WELL = 0.5
NOTHING_KNOWN = 0.9
# Among 34 categories this is hardly more than chance: where no word speaks for any of them, nothing was understood.
HARDLY_A_GUESS = 0.1
# What a text is filed under when nothing in it is known; a person decides.
FALLBACK_CATEGORY = "info_request"
PRAISE = "praise"
TOLL = "checkpoint_extortion"
REASONS_SHOWN = 4
WORDS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best and the second category, how sure, whether the second fits as well, and why."""

    first: str
    second: str | None
    confidence: float
    close: bool
    sure: bool
    reasons: tuple[Because, ...]

    @property
    def fitting(self) -> tuple[str, ...]:
        """List the best category and, when it fits about as well, the second."""
        return (self.first, self.second) if self.close and self.second else (self.first,)


def rank_by_words(taxonomy: Taxonomy, evidence: Evidence) -> Ranked:
    """Rank by the evidence of the lexicons alone."""
    sums, reasons = evidence.sums, evidence.reasons
    if not sums:
        return Ranked(FALLBACK_CATEGORY, None, 0.0, False, False, ())
    order = sorted(sums, key=lambda code: (-sums[code], taxonomy.codes.index(code)))
    first, second = order[0], (order[1] if len(order) > 1 else None)
    runner_up = sums[second] if second else 0.0
    confidence = round(sums[first] / (sums[first] + runner_up * 0.8 + NOTHING_KNOWN), 3)
    close = second is not None and runner_up >= FITS_AS_WELL * sums[first] and runner_up >= STRONG_ENOUGH
    shown = [*reasons[first][:REASONS_SHOWN], *(reasons[second][:1] if second and close else [])]
    # A text that nobody is to read must be nothing but that.
    sure = confidence >= SURE_FROM and not (second and taxonomy[first].desk_kind == "none")
    return Ranked(first, second, confidence, close, sure, tuple(reason.because for reason in shown))


def rank_by_judges(
    taxonomy: Taxonomy, judges: Judges, judgement: Judgement, tokens: Sequence[Token], evidence: Evidence
) -> Ranked:
    """Rank by the trained models; what the lexicons found for the best category is quoted first."""
    (first, confidence), (second, next_best), *_ = judgement.categories
    if confidence < HARDLY_A_GUESS and not evidence.sums:
        chance = dict(judgement.categories).get(FALLBACK_CATEGORY, 0.0)
        return Ranked(FALLBACK_CATEGORY, first, round(chance, 4), close=True, sure=False, reasons=())
    close = next_best >= LIKELY_AS_WELL * confidence
    shown = [reason.because for reason in evidence.reasons.get(first, ())][:REASONS_SHOWN]
    shown = shown or _spoken_for(judges, tokens, first, second)
    shown += [reason.because for reason in evidence.reasons.get(second, ())][: int(close)]
    route = route_of(taxonomy[first])
    sure = confidence >= judges.sure_from[route]
    if route == NOBODY:
        # What was learnt never takes a text from everybody's eyes: plain words alone do.
        by_words = rank_by_words(taxonomy, evidence)
        sure = by_words.sure and by_words.first == first
    return Ranked(first, second, round(confidence, 4), close, sure, tuple(shown))


def unwrap(ranked: Ranked) -> Ranked:
    """Take the thanks off an accusation wrapped in them: what is thanked for comes second, and a person looks."""
    if ranked.first != PRAISE or not ranked.second:
        return ranked
    return replace(
        ranked, first=ranked.second, second=PRAISE, confidence=round(1 - ranked.confidence, 4), close=True, sure=False
    )


def only_ask(ranked: Ranked) -> Ranked:
    """Take a question whether one must pay for what it is: the wrong it asks about comes second; a person looks."""
    if ranked.first != TOLL:
        return ranked
    return replace(
        ranked, first=FALLBACK_CATEGORY, second=TOLL, confidence=round(1 - ranked.confidence, 4), close=True, sure=False
    )


def _spoken_for(judges: Judges, tokens: Sequence[Token], first: str, second: str) -> list[Because]:
    """Point at the words whose letters spoke loudest for a category that no lexicon word speaks for."""
    shares = judges.category.speaking([token.key for token in tokens], first, second)
    loudest = sorted((at for at in range(len(tokens)) if shares[at] > 0), key=lambda at: (-shares[at], at))
    return [Because(f"learnt.{first}", tokens[at].start, tokens[at].end) for at in loudest[:WORDS_SHOWN]]
