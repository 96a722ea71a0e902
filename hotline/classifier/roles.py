"""What part a mentioned body plays before any wrong is weighed: called for help, told, passed by, or harmed."""

from __future__ import annotations

from hotline.classifier.lexicon import Hit
from hotline.classifier.scene import Scene
from hotline.classifier.vocabulary import ACTORS, SUFFERED, WRONGS

CALLED, TOLD, NEAR, HARMED, NEUTRAL = "called", "told", "near", "harmed", "neutral"

SUMMON_WITHIN = 4
COME_WITHIN = 4
NEAR_WITHIN = 3
HARMED_WITHIN = 3
# "A policeman on his way home was kidnapped": so many words more may stand between, none of them a victim.
FURTHER = 3
OTHERS = (
    frozenset({"us", "family", "person", "community", "child", "woman", "girl", "cattle", "goods", "money"}) | ACTORS
)
ACTS_WITHIN = 6
# Bambara marks an object by the auxiliary before it: "u ye polisi faga", they killed a policeman.
BAMBARA_AUXILIARIES = frozenset({"ye", "be", "y", "b", "tun", "bena", "na"})
BAMBARA_PASSIVES = ("ra", "la", "na")
ARABIC_PLURAL = "وا"
# As words look once folded: "our" is "ur", "nous" is "nus".
OBJECT_STARTS = frozenset(
    {"un", "une", "le", "la", "les", "des", "mon", "ma", "mes", "notre", "nos", "son", "sa", "ses", "0",
     "the", "my", "ur"}
)  # fmt: skip
# "Tell the colonel that his men": the men are not called.
SUBORDINATE = frozenset({"ke", "that"})
FINITE = frozenset({"ont", "a", "nus", "me", "m", "ma", "mon", "have", "has", "had", "are", "is", "ye", "be"})


def role_of(scene: Scene, mention: Hit) -> str:
    """Say what part a body plays in the scene."""
    if _is_harmed(scene, mention):
        return HARMED
    if scene.covered(mention.first, "report"):
        return TOLD
    if scene.tokens[mention.first].key in SUBORDINATE:
        return NEUTRAL
    if _is_called(scene, mention) and not _acts_itself(scene, mention):
        return CALLED
    if _follows(scene, mention, "report", SUMMON_WITHIN):
        return TOLD
    if _follows(scene, mention, "near", NEAR_WITHIN):
        return NEAR
    return NEUTRAL


def wrongs_of(scene: Scene) -> list[Hit]:
    """List every wrong in the order of the text."""
    return [hit for hit in scene.hits if hit.label in WRONGS and not hit.is_category]


def _is_called(scene: Scene, mention: Hit) -> bool:
    return _follows(scene, mention, "summon", SUMMON_WITHIN) or _is_asked_to_come(scene, mention)


def _is_sent_for(scene: Scene, mention: Hit) -> bool:
    """Say whether "call" or "tell" stands right before the mention, and not only "help" or "please"."""
    before = [position for position in range(mention.first - 2, mention.first) if position >= 0]
    labels = [scene.labels_at[position] for position in before if scene.same_segment(position, mention.first)]
    return any("summon" in found and not found & {"help", "come"} for found in labels)


def _follows(scene: Scene, mention: Hit, label: str, within: int) -> bool:
    """Say whether the concept stands shortly before the mention, with no wrong between."""
    for position in range(mention.first - 1, max(-1, mention.first - 1 - within), -1):
        if not scene.same_segment(position, mention.first):
            return False
        labels = scene.labels_at[position]
        if label in labels:
            return True
        if labels & WRONGS.keys():
            return False
    return False


def _is_asked_to_come(scene: Scene, mention: Hit) -> bool:
    for position in range(mention.last + 1, min(len(scene.tokens), mention.last + 1 + COME_WITHIN)):
        labels = scene.labels_at[position]
        if "come" in labels:
            return True
        if labels & WRONGS.keys() or scene.segments[position] > scene.segments[mention.last] + 1:
            return False
    return False


def _acts_itself(scene: Scene, mention: Hit) -> bool:
    """Say whether a wrong follows the mention as its own verb: "please, the gendarmes are beating us"."""
    finite = False
    if _is_sent_for(scene, mention):
        return False
    for position in range(mention.last + 1, min(len(scene.tokens), mention.last + 1 + ACTS_WITHIN)):
        labels = scene.labels_at[position]
        if not scene.same_segment(position, mention.last) or labels & {"they", "impersonal", "come"}:
            return False
        if labels & WRONGS.keys():
            # French writes "attaque" for the verb and the noun; elsewhere a verb is a verb.
            return finite or not labels & SUFFERED or _language_of(scene, position) != "fr"
        finite = finite or scene.tokens[position].key in FINITE
    return False


def _is_harmed(scene: Scene, mention: Hit) -> bool:
    return (
        _object_of_a_wrong(scene, mention) or _subject_of_a_passive(scene, mention) or _bambara_object(scene, mention)
    )


def _object_of_a_wrong(scene: Scene, mention: Hit) -> bool:
    for position in range(mention.first - 1, max(-1, mention.first - 1 - HARMED_WITHIN), -1):
        labels = scene.labels_at[position]
        if not scene.same_segment(position, mention.first) or labels & {"by", "they", "impersonal"}:
            return False
        if labels & SUFFERED:
            return _takes_an_object(scene, position, mention)
    return False


def _takes_an_object(scene: Scene, position: int, mention: Hit) -> bool:
    wrong = next(hit for hit in scene.hits_at[position] if hit.label in SUFFERED)
    if wrong.language == "bm":
        return False
    if wrong.language == "ar":
        return scene.tokens[position].key.endswith(ARABIC_PLURAL)
    # "abuses of", "threats of the soldiers" name the doer; "they beat us the gendarmes" as well.
    nouns = scene.labels_at[position] & {"abuse", "bribe"}
    return not nouns and not any(scene.covered(before, "us") for before in (wrong.first - 1, wrong.first - 2))


def _subject_of_a_passive(scene: Scene, mention: Hit) -> bool:
    near, others = mention.last + 1 + HARMED_WITHIN, False
    for position in range(mention.last + 1, min(len(scene.tokens), near + 1 + FURTHER)):
        labels = scene.labels_at[position]
        others = others or bool(labels & OTHERS) or scene.tokens[position].key in SUBORDINATE
        if not scene.same_segment(position, mention.last) or labels & {"they", "impersonal"}:
            return False
        if position > near and others:
            return False
        if "death" in labels and not labels & WRONGS.keys():
            return position <= near
        if labels & SUFFERED:
            return is_passive(scene, position) or _bare_participle(scene, mention, position)
    return False


def _bare_participle(scene: Scene, mention: Hit, position: int) -> bool:
    """Say whether "gendarme tue a Konna" reads as killed: no verb between and no object behind."""
    if not scene.labels_at[position] & {"kill", "wound", "abduct", "attack", "burn"}:
        return False
    key = scene.tokens[position].key
    language = _language_of(scene, position)
    if language == "ar":
        return False
    if language == "bm":
        # "Polisiso be jeni", without an object between: it burns.
        burning = position == mention.last + 2 and scene.tokens[position - 1].key == "be"
        return (burning or key.endswith(BAMBARA_PASSIVES)) and not scene.labels_at[position] & {"attack"}
    beyond = position + 1
    adjacent = position == mention.last + 1
    return adjacent and not (beyond < len(scene.tokens) and scene.tokens[beyond].key in OBJECT_STARTS)


def _language_of(scene: Scene, position: int) -> str:
    return next((hit.language for hit in scene.hits_at[position] if hit.label in WRONGS), "")


def is_passive(scene: Scene, position: int) -> bool:
    """Say whether the wrong at this position was suffered: "was beaten", and not "is beating"."""
    return scene.covered(position - 1, "passive") and not scene.tokens[position].key.endswith("ing")


def _bambara_object(scene: Scene, mention: Hit) -> bool:
    before = mention.first - 1
    if before < 1 or not scene.same_segment(before - 1, mention.first):
        return False
    if scene.tokens[before].key not in BAMBARA_AUXILIARIES or mention.language not in ("bm", "fr"):
        return False
    after = range(mention.last + 1, min(len(scene.tokens), mention.last + 4))
    harmed = any(scene.labels_at[position] & SUFFERED for position in after)
    return harmed and not scene.labels_at[before - 1] & {"impersonal"}
