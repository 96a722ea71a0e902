"""How much a text hurries: by what it may be about, what goes on, and the words that force the highest urgency."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from hotline.classifier.judges import Judgement
from hotline.classifier.lexicon import Hit
from hotline.classifier.scene import Scene
from hotline.domain.findings import Because
from hotline.domain.taxonomy import Taxonomy, less_urgent, more_urgent

CRITICAL, HIGH = "critical", "high"
URGENCY_SCORES = {"low": 0.1, "normal": 0.35, HIGH: 0.6, CRITICAL: 0.85}
# A guess that no word speaks for calls nobody out at night where neither model hears it so loud. Among 841 texts of
# strangers it keeps 111 of the 112 dangers that were heard, and lets "il faut venir" and a line of noise wait for day.
HEARD_FROM, HURRIES_FROM = 0.2, 0.4
# What puts a text behind the narrowest doors and in front of their queue.
PROTECTING = frozenset({"sexual", "reprisal", "recruited"})
BEATEN = ("beat", "torture")
PRESSING = ("help", "now", "death", "wound", "child")


def mere_guesses(fitting: Sequence[str], sums: Mapping[str, float], judgement: Judgement | None) -> frozenset[str]:
    """Return what only a model took the text for, no word, and without being at all sure."""
    if judgement is None or judgement.urgent >= HURRIES_FROM:
        return frozenset()
    chances = dict(judgement.categories)
    return frozenset(code for code in fitting if not sums.get(code) and chances.get(code, 0.0) < HEARD_FROM)


def urgency_of(
    taxonomy: Taxonomy, scene: Scene, fitting: Sequence[str], flags: frozenset[str], guessed: Collection[str]
) -> tuple[str, float, tuple[Because, ...]]:
    """Return the urgency of all that fits, its score from 0 to 1, and the critical word that forced it, if one did."""
    urgency = "low"
    for code in fitting:
        usual = taxonomy[code].urgency
        urgency = more_urgent(urgency, less_urgent(usual, HIGH) if code in guessed else usual)
    ongoing = taxonomy[fitting[0]].urgency_ongoing
    if ongoing and flags & {"ongoing", "recent", "grave"}:
        urgency = more_urgent(urgency, ongoing)
    if _is_harmed(scene):
        for code in set(fitting) - set(guessed):
            urgency = more_urgent(urgency, taxonomy[code].urgency_harmed or urgency)
    if flags & PROTECTING:
        urgency = more_urgent(urgency, HIGH)
    critical = tuple(_because(scene, hit) for hit in scene.by_label.get(CRITICAL, ())[:1])
    urgency = CRITICAL if critical else urgency
    bonus = 0.03 * sum(scene.has(label) for label in PRESSING)
    return urgency, round(min(1.0, URGENCY_SCORES[urgency] + bonus), 3), critical


def _is_harmed(scene: Scene) -> bool:
    """Say whether somebody is being beaten as the text is written, or was wounded: not every day, nor last week."""
    if not any(scene.has(label) for label in BEATEN):
        return False
    goes_on = scene.has("beats_us") and not scene.has("ongoing")
    return goes_on or scene.has("wound") or (scene.has("now") and scene.has("ongoing"))


def _because(scene: Scene, hit: Hit) -> Because:
    return Because(CRITICAL, scene.tokens[hit.first].start, scene.tokens[hit.last].end)
