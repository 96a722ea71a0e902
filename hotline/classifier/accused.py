"""Who is accused in a text: for every wrong the doer is looked for; a body that only appears is not accused.

Recall comes first: a body that did the wrong, may have done it, or is the only one who can have, is accused. A body
called for help, told about it, passed by or itself harmed is not.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from hotline.classifier.excuses import is_excused
from hotline.classifier.lexicon import Hit
from hotline.classifier.roles import (
    ARABIC_PLURAL,
    BAMBARA_AUXILIARIES,
    CALLED,
    HARMED,
    NEAR,
    NEUTRAL,
    TOLD,
    is_passive,
    role_of,
    wrongs_of,
)  # fmt: skip
from hotline.classifier.scene import Scene, is_body
from hotline.classifier.vocabulary import (
    ALARMS,
    BYSTANDERS,
    CIVIL,
    CIVIL_WRONGS,
    ENEMIES,
    NAMED_AFTER,
    SUFFERED,
)  # fmt: skip

LOOK_LEFT = 14
LOOK_RIGHT = 9
LOOK_BACK = 12
BY_WITHIN = 4
OBJECT_WITHIN = 4
AFTER_WITHIN = 3
PREPOSITIONS = frozenset(
    {"a", "au", "aux", "chez", "at", "la", "the", "fe", "par", "by", "de", "des", "du", "of", "ka"}
)
JOINED_WITHIN = 3
STOP_WITHIN = 4
STOPPING = frozenset({"stop", "stoping", "quit", "cese", "ceser", "cesent"})
# French says "arrete" for to stop and to arrest: only before "de" does it mean to stop.
FRENCH_STOP, OF = frozenset({"arete", "areter", "aretent"}), "de"
JOINING = frozenset({"et", "avec", "ni", "and", "with", "و", "مع"})
NEITHER = "ni"
ARABIC_AND = "و"


@dataclass(frozen=True, slots=True)
class Accusation:
    """One wrong and the body that seems to have done it; `plain` where the words of one clause say so."""

    mention: Hit
    wrong: Hit
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """What the grammar of a text says: accusations, the roles of all bodies, and whether somebody else did it."""

    accusations: tuple[Accusation, ...]
    roles: dict[Hit, str]
    others_did_it: bool


def find_accused(scene: Scene) -> Reading:
    """Look for the doer of every wrong in the scene."""
    roles = {hit: role_of(scene, hit) for hit in scene.actors if is_body(hit)}
    found: list[Accusation] = []
    others = False
    for wrong in wrongs_of(scene):
        doer, plain = _Search(scene, roles, wrong).doer()
        if doer is None or is_excused(scene, wrong):
            continue
        if not is_body(doer):
            others = others or doer.label in ENEMIES
        elif _counts(doer, wrong):
            together = [doer, *_companions(scene, roles, doer)]
            found.extend(Accusation(body, wrong, plain) for body in together)
    return Reading(tuple(found), roles, others)


def _companions(scene: Scene, roles: dict[Hit, str], doer: Hit) -> list[Hit]:
    """Find the bodies named in one breath with the doer: "the police and the gendarmes"."""
    index = bisect_left(scene.actors, doer.first, key=lambda hit: hit.first)
    beside = [actor for actor in scene.actors[max(0, index - 1) : index + 2] if actor != doer and is_body(actor)]
    return [
        actor
        for actor in beside
        if (roles[actor] != CALLED or _are_denied_together(scene, actor))
        and _are_joined(scene, *sorted((actor, doer), key=_place))
    ]


def _are_denied_together(scene: Scene, actor: Hit) -> bool:
    """Say whether the mention stands behind "neither": "neither the guard nor the gendarmes came"."""
    return any(scene.tokens[place].key == NEITHER for place in range(max(0, actor.first - 2), actor.first))


def _place(hit: Hit) -> int:
    return hit.first


def _are_joined(scene: Scene, first: Hit, second: Hit) -> bool:
    between = scene.tokens[first.last + 1 : second.first]
    if len(between) > JOINED_WITHIN or not scene.same_segment(first.last, second.first):
        return False
    written_on = not between and scene.tokens[second.first].key.startswith(ARABIC_AND)
    return written_on or any(token.key in JOINING for token in between)


def _counts(doer: Hit, wrong: Hit) -> bool:
    return wrong.label in CIVIL_WRONGS if doer.label in CIVIL else True


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for the doer of one wrong."""

    scene: Scene
    roles: dict[Hit, str]
    wrong: Hit

    def doer(self) -> tuple[Hit | None, bool]:
        """Return the mention that did it, or None when nobody can be named, and whether it is said plainly."""
        found = self._named_by()
        if found:
            return found, True
        found, subject = self._to_the_left()
        if found:
            return found, True
        found = self._named_after() or self._at_the_place(subject)
        if found or subject == "impersonal":
            return found, True
        return self._in_earlier_words(subject == "they"), subject == "they"

    def _named_by(self) -> Hit | None:
        """Find the doer behind "by": "beaten by the police"."""
        for position in range(self.wrong.last + 1, min(len(self.scene.tokens), self.wrong.last + 2 + BY_WITHIN)):
            if not self.scene.same_segment(position, self.wrong.last):
                return None
            actor = self.scene.actor_starting_at.get(position)
            if actor:
                by = range(self.wrong.last + 1, position)
                return actor if any(self.scene.covered(before, "by") for before in by) else None
        return None

    def _to_the_left(self) -> tuple[Hit | None, str]:
        subject, bystander = "", None
        for position in range(self.wrong.first - 1, max(-1, self.wrong.first - 1 - LOOK_LEFT), -1):
            if not self.scene.same_segment(position, self.wrong.first):
                break
            labels = self.scene.labels_at[position]
            if "they" in labels:
                subject = subject or "they"
            if "impersonal" in labels and not subject:
                return bystander, "impersonal"
            actor = self.scene.actor_ending_at.get(position)
            if actor and self._can_be(actor, subject == "they", position):
                if actor.label not in BYSTANDERS:
                    return actor, subject
                bystander = bystander or actor
        return bystander, subject

    def _can_be(self, actor: Hit, they: bool, position: int) -> bool:
        if not is_body(actor):
            near_enough = self.wrong.first - position <= OBJECT_WITHIN
            subject = not they and not is_passive(self.scene, self.wrong.first) and not self._is_object(actor)
            return actor.label in ENEMIES or (near_enough and subject)
        role = self.roles[actor]
        if role == TOLD:
            return they or self.wrong.label in ("inaction", "refuse", "demand", "bribe", "insult")
        if role == NEAR:
            return self.wrong.label not in ALARMS
        if role == CALLED:
            return self._is_to_stop()
        if role == HARMED:
            return self.wrong.label not in SUFFERED and self.wrong.label not in ("arrest", "take")
        return role == NEUTRAL

    def _is_to_stop(self) -> bool:
        """Find "tell the guards to stop slapping": whoever is to stop it does it."""
        keys = [token.key for token in self.scene.tokens[max(0, self.wrong.first - STOP_WITHIN) : self.wrong.first]]
        return any(key in STOPPING or (key in FRENCH_STOP and OF in keys[at + 1 :][:1]) for at, key in enumerate(keys))

    def _is_object(self, actor: Hit) -> bool:
        """Say whether Bambara marks the actor as the one it was done to: "sorodasiw ye n ce mine"."""
        return actor.first > 0 and self.scene.tokens[actor.first - 1].key in BAMBARA_AUXILIARIES

    def _named_after(self) -> Hit | None:
        """Find "racket of the gendarmes", and the Arabic subject behind its verb."""
        for position in range(self.wrong.last + 1, min(len(self.scene.tokens), self.wrong.last + 1 + LOOK_RIGHT)):
            if not self.scene.same_segment(position, self.wrong.last):
                return None
            actor = self.scene.actor_starting_at.get(position)
            if actor:
                return actor if self._directly_after(actor) else None
        return None

    def _directly_after(self, actor: Hit) -> bool:
        close = actor.first - self.wrong.last <= AFTER_WITHIN
        if not close or (is_body(actor) and self.roles[actor] in (CALLED, HARMED, NEAR)):
            return False
        if self.wrong.language == "ar":
            return not self.scene.tokens[self.wrong.last].key.endswith(ARABIC_PLURAL)
        us_before = any(self.scene.covered(self.wrong.first - back, "us") for back in (1, 2))
        return self.wrong.label in NAMED_AFTER or (us_before and is_body(actor))

    def _at_the_place(self, subject: str) -> Hit | None:
        """Find "they asked me for money at the gendarmerie"."""
        if subject != "impersonal" and self.wrong.label in SUFFERED:
            return None
        for position in range(self.wrong.last + 1, min(len(self.scene.tokens), self.wrong.last + 1 + LOOK_RIGHT)):
            actor = self.scene.actor_starting_at.get(position)
            if actor is None or not is_body(actor) or not self.scene.same_segment(position, self.wrong.last):
                continue
            at = self.scene.tokens[max(actor.first - 1, 0)].key in PREPOSITIONS
            if self.roles[actor] == NEUTRAL and (at or self.wrong.label not in ALARMS):
                return actor
        return None

    def _in_earlier_words(self, they: bool) -> Hit | None:
        segment = self.scene.segments[self.wrong.first]
        before = bisect_left(self.scene.actors, self.wrong.first, key=lambda hit: hit.first)
        for actor in reversed(self.scene.actors[max(0, before - LOOK_BACK) : before]):
            if self.scene.segments[actor.first] == segment:
                continue
            if is_body(actor):
                role = self.roles[actor]
                if role == NEUTRAL or (role == TOLD and (they or self.wrong.label not in ALARMS)):
                    return actor
            elif actor.label in ENEMIES:
                return actor
        return None
