"""When people are called because of a critical case: since which moment nobody has picked it up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hotline.domain.ownership import Told

# Who says nothing in this time is not waited for; after so many times round the tree the administration must see to it.
PATIENCE = timedelta(minutes=5)
MOST_ROUNDS = 3

_ASSIGNED = frozenset({"received", "routed", "transferred", "returned", "released", "reopened"})
_PICKED_UP = frozenset({"taken", "answered"})
_REACHED = frozenset({"page_answered", "called"})
_OVER = frozenset({"closing_asked", "closed", "excluded"})


def unheeded_since(events: Sequence[Told]) -> datetime | None:
    """Return since when a critical case has lain at a desk that has not picked it up; None where nobody need be called.

    Whoever takes it, answers, or is reached by phone has picked it up; to be reached is no answer to the citizen.
    """
    since: datetime | None = None
    urgency = ""
    for one in sorted(events, key=lambda one: (one.at, one.kind != "received")):
        if one.kind in _ASSIGNED:
            since = one.at
        elif one.kind in _PICKED_UP or one.kind in _OVER or (one.kind in _REACHED and one.data.get("reached") is True):
            since = None
        said = one.data.get("after" if one.kind.startswith("urgency_") else "urgency")
        if said == "critical" != urgency and since is not None:
            since = one.at
        urgency = str(said) if said else urgency
    return since if urgency == "critical" else None
