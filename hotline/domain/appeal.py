"""An appeal is decided by somebody else than the officer who closed the case."""

from __future__ import annotations

from collections.abc import Iterable

from hotline.domain.lifecycle import Action
from hotline.domain.ownership import Told

_DECIDED = frozenset({"closing_asked", "closed"})
ACCOUNT = "account:"


def deciders_barred(trail: Iterable[Told]) -> frozenset[str]:
    """Return the accounts that may not decide now: who closed a case that its citizen has appealed, until it is closed.

    The last closing counts, and who asked for it: the citizen's own yes closes nothing in anybody else's name.
    """
    closed_by, barred = "", frozenset[str]()
    before = closed_by, barred
    for one in trail:
        if one.kind in _DECIDED and one.actor.startswith(ACCOUNT):
            before, closed_by, barred = (closed_by, barred), one.actor, frozenset()
        elif one.kind == "closing_withdrawn":
            closed_by, barred = before
        elif one.kind == "reopened" and one.data.get("why") == Action.APPEAL.value and closed_by:
            barred = frozenset({closed_by})
    return barred
