"""When a wrong done by a body is no accusation: by accident, done to bandits, denied with thanks, or only asked."""

from __future__ import annotations

from hotline.classifier.lexicon import Hit
from hotline.classifier.scene import Scene
from hotline.classifier.vocabulary import ENEMIES

OBJECT_WITHIN = 4
JUST = frozenset({"arrest", "take", "kill", "attack", "beat", "shoot", "wound", "abduct", "take_away"})
# Words that deny a verb beside them; "without" and "nothing" more often belong to the complaint.
DENYING = frozenset({"pas", "plus", "jamais", "no", "not", "never", "dont", "didnt", "te", "tena", "لا", "لم"})
# Whom they only call bandits: "they killed three villagers and say they are terrorists".
SAYING = frozenset({"ko", "say", "says", "said", "saying", "dit", "disent", "disant", "pretend", "قالوا", "يقولون"})
ON_PURPOSE = ("beat", "kill", "shoot", "torture", "abuse", "threaten", "attack", "family", "child")
OWN = frozenset({"person", "us", "family", "cattle", "community", "by"})


def is_excused(scene: Scene, wrong: Hit) -> bool:
    """Say whether the wrong accuses nobody: an accident, done to bandits, denied with thanks, or only asked about."""
    by_chance = wrong.label == "wound" and scene.has("accident") and not any(scene.has(label) for label in ON_PURPOSE)
    hiring = wrong.label == "recruit" and scene.has("question") and not scene.has("child")
    return by_chance or hiring or _hits_an_enemy(scene, wrong) or _is_denied(scene, wrong) or _is_asked(scene, wrong)


def _hits_an_enemy(scene: Scene, wrong: Hit) -> bool:
    """Say whether it was done to bandits: "they arrested the thieves" accuses nobody."""
    if wrong.label not in JUST:
        return False
    for position in range(wrong.last + 1, min(len(scene.tokens), wrong.last + 1 + OBJECT_WITHIN)):
        labels = scene.labels_at[position]
        said = scene.tokens[position].key in SAYING
        if said or not scene.same_segment(position, wrong.last) or labels & OWN:
            return False
        if labels & ENEMIES:
            return True
    return False


def _is_denied(scene: Scene, wrong: Hit) -> bool:
    """Say whether praise denies the wrong: "they take no money any more, thank you"."""
    if not scene.has("praise") or wrong.label in ("inaction", "refuse"):
        return False
    beside = [wrong.first - 2, wrong.first - 1, wrong.last + 1]
    inside = [place for place in beside if 0 <= place < len(scene.tokens) and scene.same_segment(place, wrong.first)]
    return any(scene.tokens[place].key in DENYING for place in inside)


def is_asking(scene: Scene) -> bool:
    """Say whether a text asks what is allowed or due, and complains of nothing."""
    return scene.has("question") and scene.has("modal") and not scene.has("grievance")


def _is_asked(scene: Scene, wrong: Hit) -> bool:
    """Say whether the wrong is only asked about: "do the police have the right to take a phone?"."""
    if not is_asking(scene) or wrong.label in ("kill", "rape"):
        return False
    near = range(wrong.first - 2, wrong.last + 3)
    # Who asks "doit-on" is no victim by that "on".
    return not any(scene.covered(place, "us") and not scene.covered(place, "question") for place in near)
