"""Whether a greeting, or a wish for a call, says more than just that: then somebody reads it as well."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from hotline.classifier.normalise import Token, tokenise
from hotline.classifier.scene import Scene
from hotline.domain.callbacks import WISH

GREETING = "chatter"
_OF_A_GREETING = frozenset({GREETING, "greeting", "ok_thanks", "blessing"})
# What a wish for a call is made of, and the words that go with one.
_OF_A_WISH = frozenset({WISH, "callback", "phone_number", "speak_wish"})
_GOES_WITH_A_WISH = frozenset(token.key for token in tokenise(
    "svp stp merci vite urgent urgence maintenant aujourd hui demain matin soir ici please pls now today tomorrow"
))  # fmt: skip
# So many digits are a number to call, or a reference.
_SHORT = 5
# Whom one greets and how one goes on greeting, in whatever language; these tell nothing.
_ADDS_NOTHING = frozenset(token.key for token in tokenise(
    "a au aux et de du la le les l toi vous tu tous toute toutes que avec soit garde equipe famille ami amis monsieur "
    "madame chef patron j ai compris comment est to you your all it got boss sir madam my friend friends people "
    "aw i ni n ba ce wa somogow أخي لكم جميعا عليكم الله"
))  # fmt: skip
# One strange word beside a greeting may be whom it greets, unless it stands for itself: "salut, venez".
TELLING = 2


def tells_something(scene: Scene) -> bool:
    """Say whether words follow the greeting that are none of its own."""
    greeting = _places_of(scene, _OF_A_GREETING)
    greeted = {scene.tokens[at].clause for at in greeting}
    rest = [one for at, one in enumerate(scene.tokens) if at not in greeting and one.key not in _ADDS_NOTHING]
    return len(rest) >= TELLING or any(one.clause not in greeted for one in rest)


def says_more_than_wish(scene: Scene) -> bool:
    """Say whether a wish for a call is spoken beside something else: a count, or words that stand for themselves.

    What stands in one breath with the wish may be part of it, "to speak with somebody": a count never is.
    """
    wish = _places_of(scene, _OF_A_WISH)
    if not any(hit.label == WISH for hit in scene.hits):
        return False
    nothing = wish | _places_of(scene, _OF_A_GREETING)
    rest = [one for at, one in enumerate(scene.tokens) if at not in nothing and _adds_to_a_wish(one.key)]
    wished = {scene.tokens[at].clause for at in wish}
    apart = [one for one in rest if one.clause not in wished]
    return len(apart) >= TELLING or _counts(rest)


def _places_of(scene: Scene, labels: frozenset[str]) -> set[int]:
    return {at for hit in scene.hits if hit.label in labels for at in range(hit.first, hit.last + 1)}


def _counts(rest: Sequence[Token]) -> bool:
    """Say whether a number stands there that is none to call, and no reference: "76 00 00 00" is written apart."""
    for is_number, run in groupby(rest, key=lambda one: one.key.isdigit()):
        if is_number and sum(one.end - one.start for one in run) <= _SHORT:
            return True
    return False


def _adds_to_a_wish(key: str) -> bool:
    return key not in _ADDS_NOTHING and key not in _GOES_WITH_A_WISH
