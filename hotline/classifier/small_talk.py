"""Whether a greeting says more than a greeting: then a person reads it, whatever the rest is taken for."""

from __future__ import annotations

from hotline.classifier.normalise import tokenise
from hotline.classifier.scene import Scene

GREETING = "chatter"
_OF_A_GREETING = frozenset({GREETING, "greeting", "ok_thanks", "blessing"})
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
    greeting = {at for hit in scene.hits if hit.label in _OF_A_GREETING for at in range(hit.first, hit.last + 1)}
    greeted = {scene.tokens[at].clause for at in greeting}
    rest = [one for at, one in enumerate(scene.tokens) if at not in greeting and one.key not in _ADDS_NOTHING]
    return len(rest) >= TELLING or any(one.clause not in greeted for one in rest)
