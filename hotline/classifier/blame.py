"""Which bodies a text is walled from, and why: those accused by its grammar, by its category, or perhaps."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from hotline.classifier.accused import Reading
from hotline.classifier.lexicon import Hit
from hotline.classifier.roles import CALLED, HARMED, NEUTRAL
from hotline.classifier.scene import Scene
from hotline.classifier.vocabulary import CIVIL, FORCES, HOTLINE_STAFF
from hotline.domain.findings import Because

# Categories that accuse a force by what they are about, also when none is named.
CONDUCT = frozenset({"checkpoint_extortion", "force_abuse", "force_conduct", "no_response"})
# Of these a force is accused even where the text names others as well.
DONE_BY_FORCES = frozenset({"checkpoint_extortion", "force_abuse", "force_conduct"})
# In these nobody is acquitted because a model doubts the words.
GRAVE = CONDUCT | {"detention_missing", "gbv", "child_protection", "armed_group_abuse"}
# A force named in a text that was not understood is suspected, unless one of these explains why it is named.
UNSUSPICIOUS = ("help", "praise", "good_deed", "calm", "question", "proposal")
UNKNOWN = frozenset({"unknown"})
# Why forces are accused: the grammar names them, or finds them in earlier words only; the topic implies it; or they are
# named where little is understood.
NAMED, EARLIER, IMPLIED, PERHAPS = "named", "earlier", "implied", "perhaps"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Blame:
    """The accused bodies, each with its reason."""

    forces: frozenset[str] = frozenset()
    civil: frozenset[str] = frozenset()
    hotline: bool = False
    because: tuple[Because, ...] = ()
    ground: str = NAMED

    @property
    def walled(self) -> bool:
        """Say whether anybody is accused."""
        return bool(self.forces or self.civil or self.hotline)


def find_blame(scene: Scene, reading: Reading, fitting: tuple[str, ...], sure: bool, spoken: Container[str]) -> Blame:
    """Decide who is accused; `fitting` holds the best category and, when it fits as well, the second.

    A category that no word speaks for, those not in `spoken`, accuses no force that the grammar clears.
    """
    named = _by_grammar(scene, reading)
    if _is_innocent(reading):
        fitting = tuple(code for code in fitting if code in spoken) or (OTHER,)
    if named.forces or (reading.others_did_it and fitting[0] not in DONE_BY_FORCES):
        return named
    if _accuses_by_category(scene, named, fitting):
        forces = UNKNOWN | _named_neutrally(reading)
        return Blame(forces, named.civil, named.hotline, (*named.because, Because("accused.by_category")), IMPLIED)
    explained = sure and fitting[0] != "detention_missing"
    if explained or scene.asked or any(scene.has(word) for word in UNSUSPICIOUS):
        return named
    perhaps = [hit for hit, role in reading.roles.items() if hit.label in FORCES and role == NEUTRAL]
    forces = frozenset(FORCES[hit.label] for hit in perhaps)
    because = (*named.because, *_once(scene, perhaps, PERHAPS))
    return Blame(forces, named.civil, named.hotline, because, PERHAPS)


def suspect(scene: Scene, reading: Reading, blame: Blame, loudly: bool) -> Blame:
    """Add the forces that a text reads as accusing: those it names in no other part, or else every one.

    Where the grammar explains why each force is named, only a loud suspicion outweighs it.
    """
    mentions = _forces(reading)
    named = [hit for hit, role in mentions.items() if role not in (CALLED, HARMED)]
    explained = bool(mentions) and (not named or scene.asked or any(scene.has(word) for word in UNSUSPICIOUS))
    if explained and not loudly:
        return blame
    forces = frozenset(FORCES[hit.label] for hit in named) or UNKNOWN
    reasons = _once(scene, named, PERHAPS) or (Because("accused.as_learnt"),)
    return Blame(forces, blame.civil, blame.hotline, (*blame.because, *reasons))


def acquit(blame: Blame) -> Blame:
    """Let the forces go; offices and this hotline's own desks stay accused."""
    about = {f"{rule}.{label}" for label in FORCES for rule in ("accused", PERHAPS)}
    kept = tuple(reason for reason in blame.because if reason.rule not in about)
    return Blame(frozenset(), blame.civil, blame.hotline, kept)


def _by_grammar(scene: Scene, reading: Reading) -> Blame:
    mentions = [item.mention for item in reading.accusations]
    labels = {mention.label for mention in mentions}
    plainly = any(item.plain for item in reading.accusations if item.mention.label in FORCES)
    return Blame(
        forces=frozenset(FORCES[label] for label in labels & FORCES.keys()),
        civil=frozenset(CIVIL[label] for label in labels & CIVIL.keys()),
        hotline=HOTLINE_STAFF in labels,
        because=_once(scene, mentions, "accused"),
        ground=NAMED if plainly else EARLIER,
    )


def _accuses_by_category(scene: Scene, named: Blame, fitting: tuple[str, ...]) -> bool:
    first, *beside = fitting
    arrested = first == "detention_missing" and (scene.has("arrest") or scene.has("detained"))
    second = not named.civil and any(code in CONDUCT and code != "no_response" for code in beside)
    return first in CONDUCT or second or arrested or scene.has("reprisal")


def _named_neutrally(reading: Reading) -> frozenset[str]:
    return frozenset(FORCES[hit.label] for hit, role in _forces(reading).items() if role == NEUTRAL)


def _forces(reading: Reading) -> dict[Hit, str]:
    return {hit: role for hit, role in reading.roles.items() if hit.label in FORCES}


def _is_innocent(reading: Reading) -> bool:
    """Say whether every force in the text is called for help or harmed itself."""
    roles = set(_forces(reading).values())
    return bool(roles) and roles <= {CALLED, HARMED}


def _once(scene: Scene, mentions: Iterable[Hit], rule: str) -> tuple[Because, ...]:
    """Give each accused body one reason, pointing at its first mention."""
    first: dict[str, Because] = {}
    for hit in mentions:
        span = (scene.tokens[hit.first].start, scene.tokens[hit.last].end)
        first.setdefault(hit.label, Because(f"{rule}.{hit.label}", *span))
    return tuple(first.values())
