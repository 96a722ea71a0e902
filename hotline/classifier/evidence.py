"""Which categories a scene speaks for: the taxonomy's signs and the lexicons' key words, weighed, with reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from hotline.classifier.accused import Accusation, Reading
from hotline.classifier.lexicon import Hit
from hotline.classifier.roles import CALLED, HARMED
from hotline.classifier.scene import Scene
from hotline.classifier.vocabulary import FORCES, GROUPS, HOTLINE_STAFF, SUFFERED, WRONGS, sign_names
from hotline.domain.findings import Because
from hotline.domain.taxonomy import Taxonomy

SIGN_WEIGHTS = {1: 1.0, 2: 2.0}
LONG_SIGN_WEIGHT = 2.6
# A sign may be marked as weak or strong.
MARKS = {"?": 0.5, "!": 1.4}
KEYWORD_WEIGHTS = {1: 1.4, 2: 2.0}
LONG_KEYWORD_WEIGHT = 2.4
ACCUSATION_WEIGHT = 2.8
HOTLINE_WEIGHT = 4.0
# Each further reason for the same category counts half of the one before.
FADING = 0.5
SHARED_BLAME = 0.5
WINDOW, STEP = 40, 20
SMALL_TALK = ("chatter", "spam_test")
SHORT_TEXT = 6


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a category."""

    weight: float
    because: Because


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each category, added up and with its reasons, strongest first."""

    sums: dict[str, float]
    reasons: dict[str, list[Reason]]


class Signs:
    """The taxonomy's signs, compiled to bit masks over concepts."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        """Give every concept a bit and every sign a mask."""
        self._bits: dict[str, int] = {}
        self._groups = {category.code: category.group for category in taxonomy.categories.values()}
        self._signs: list[tuple[str, str, int, float, tuple[str, ...]]] = []
        for category in taxonomy.categories.values():
            for sign in category.signs:
                names = sign_names(sign)
                mask = sum(self._bit(name) for name in set(names))
                weight = SIGN_WEIGHTS.get(len(names), LONG_SIGN_WEIGHT) * MARKS.get(sign[-1], 1.0)
                self._signs.append((category.code, sign, mask, weight, names))

    def weigh(self, scene: Scene, reading: Reading) -> dict[str, list[Reason]]:
        """Return the reasons for every category that has any, strongest first."""
        best: dict[tuple[str, str], Reason] = {}
        for window in self._windows(scene, reading):
            self._read_window(window, best)
        for hit in scene.hits:
            if hit.is_category:
                _keep_better(best, hit.label, f"word.{hit.language}", _keyword_reason(scene, hit))
        violent = any(item.wrong.label in SUFFERED for item in reading.accusations)
        for accusation in reading.accusations:
            category = accused_category(scene, accusation)
            reason = _accusation_reason(scene, accusation)
            # "they beat him, he did nothing": beside violence, doing nothing is rather the victim's innocence.
            if violent and accusation.wrong.label == "inaction":
                reason = Reason(reason.weight / 2, reason.because)
            _keep_better(best, category, f"accused.{accusation.wrong.label}", reason)
        reasons: dict[str, list[Reason]] = defaultdict(list)
        for (category, _), reason in best.items():
            reasons[category].append(reason)
        return {code: sorted(found, key=lambda reason: -reason.weight) for code, found in reasons.items()}

    def total(self, scene: Scene, reading: Reading, reasons: dict[str, list[Reason]]) -> dict[str, float]:
        """Add the reasons up, each further one at half weight, and let the grammar of blame correct the sums."""
        sums = {code: _fade(found) for code, found in reasons.items()}
        by_force = any(item.mention.label in FORCES for item in reading.accusations)
        for code in sums:
            if by_force and not reading.others_did_it and self._groups[code] == "security":
                sums[code] *= SHARED_BLAME
            if not by_force and reading.others_did_it and self._groups[code] == "conduct":
                sums[code] *= SHARED_BLAME
            if code == "praise" and reading.accusations:
                sums[code] *= SHARED_BLAME
            if code in SMALL_TALK and len(scene.tokens) > SHORT_TEXT:
                sums[code] *= SHARED_BLAME
        return sums

    def _bit(self, name: str) -> int:
        return self._bits.setdefault(name, 1 << len(self._bits))

    def _windows(self, scene: Scene, reading: Reading) -> Iterator[dict[str, tuple[float, int, int]]]:
        """Yield, for each stretch of the text, its concepts with weight and span."""
        unused = {hit for hit, role in reading.roles.items() if role in (CALLED, HARMED)}
        hits = [hit for hit in scene.hits if not hit.is_category and hit not in unused]
        kept_actors = set(scene.actors)
        for begin in range(0, max(1, len(scene.tokens) - STEP), STEP):
            concepts: dict[str, tuple[float, int, int]] = {}
            while hits and hits[0].first < begin:
                hits.pop(0)
            for hit in hits:
                if hit.first >= begin + WINDOW:
                    break
                if hit.label in FORCES and hit not in kept_actors:
                    continue
                _note(concepts, hit, scene)
            yield concepts

    def _read_window(self, concepts: dict[str, tuple[float, int, int]], best: dict[tuple[str, str], Reason]) -> None:
        present = sum(self._bits.get(name, 0) for name in concepts)
        for category, sign, mask, weight, names in self._signs:
            if mask & present == mask:
                weight_here = weight * min(concepts[name][0] for name in names)
                start, end = concepts[names[0]][1:]
                _keep_better(best, category, sign, Reason(weight_here, Because(f"sign.{category}", start, end, sign)))


def accused_category(scene: Scene, accusation: Accusation) -> str:
    """File an accusation: by the wrong, and by whom it is laid against."""
    wrong, doer = accusation.wrong.label, accusation.mention.label
    if doer == HOTLINE_STAFF or (doer == "aid_body" and wrong not in ("misuse", "sell", "steal")):
        return "staff_misconduct"
    if wrong == "rape":
        return "gbv"
    return _force_category(scene, wrong) if doer in FORCES else _civil_category(scene, doer, wrong)


def _force_category(scene: Scene, wrong: str) -> str:
    toll = any(scene.has(sign) for sign in ("papers", "money", "checkpoint", "receipt"))
    if wrong == "take" and not toll and any(scene.has(sign) for sign in ("cattle", "goods", "food", "crops")):
        return "force_abuse"
    if wrong == "take" and not toll and scene.has("family"):
        return "detention_missing"
    if wrong == "arrest" and toll and not scene.has("family"):
        return "checkpoint_extortion"
    return WRONGS[wrong]


def _civil_category(scene: Scene, doer: str, wrong: str) -> str:
    if wrong == "favour":
        return "staff_misconduct"
    if wrong == "sell" and scene.has("land"):
        return "land_pastoral"
    if wrong in ("insult", "refuse", "abuse", "beat", "threaten"):
        beaten_pupil = doer == "school" and wrong == "beat"
        return (
            "child_protection"
            if beaten_pupil
            else {"clinic": "health", "school": "education"}.get(doer, "corruption_admin")
        )
    return "corruption_admin"


def _note(concepts: dict[str, tuple[float, int, int]], hit: Hit, scene: Scene) -> None:
    span = (scene.tokens[hit.first].start, scene.tokens[hit.last].end)
    names = [hit.label, *(group for group, members in GROUPS.items() if hit.label in members)]
    for name in names:
        if name not in concepts or hit.weight > concepts[name][0]:
            concepts[name] = (hit.weight, *span)


def _keyword_reason(scene: Scene, hit: Hit) -> Reason:
    weight = KEYWORD_WEIGHTS.get(hit.length, LONG_KEYWORD_WEIGHT) * hit.weight
    return Reason(weight, Because(f"word.{hit.label}", scene.tokens[hit.first].start, scene.tokens[hit.last].end))


def _accusation_reason(scene: Scene, accusation: Accusation) -> Reason:
    mention = accusation.mention
    weight = HOTLINE_WEIGHT if mention.label == HOTLINE_STAFF else ACCUSATION_WEIGHT
    start, end = scene.tokens[mention.first].start, scene.tokens[mention.last].end
    rule = f"accused.{mention.label}"
    return Reason(weight * accusation.wrong.weight, Because(rule, start, end, accusation.wrong.label))


def _keep_better(best: dict[tuple[str, str], Reason], category: str, sign: str, reason: Reason) -> None:
    known = best.get((category, sign))
    if known is None or reason.weight > known.weight:
        best[category, sign] = reason


def _fade(reasons: list[Reason]) -> float:
    return sum(reason.weight * FADING**index for index, reason in enumerate(reasons))
