"""One decision for a whole group of like messages; what changed, or was taken out, waits for a decision of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from hotline.domain.sorting import HINTED, LIFTED
from hotline.services import sorting
from hotline.services.casework import Asked, Mistake, Moved, NotFound
from hotline.services.sorting import Choice
from hotline.store import sorting as queue
from hotline.store import standings
from hotline.store.models.casework import Case
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

# More than anybody reads at once; the rest of a larger group comes up again at once.
MOST_TOGETHER = 200


class Together(NamedTuple):
    """What became of a group: its head, how many of the others went the same way, how many were left to be read."""

    head: Case
    sorted: int
    left: int


def decide_together(
    unit: UnitOfWork, asked: Asked, choice: Choice, office: Office, seen: Mapping[str, int]
) -> Together:
    """Sort a case, and with it those others of its group that are as the officer saw them; raises as `decide` does.

    A wall is lifted for one case at a time: each of its readers is somebody else's risk.
    """
    queue.lock(unit.session, asked.viewer, [asked.reference, *seen])
    head = sorting.decide(unit, asked, choice, office)
    if choice.wall == LIFTED or head.wall == HINTED:
        return Together(head, 0, len(seen))
    done = 0
    for reference, version in sorted(seen.items()):
        try:
            sorting.decide(unit, replace(asked, reference=reference, seen=version), choice, office)
            done += 1
        except (NotFound, Mistake, Moved):
            continue
    return Together(head, done, len(seen) - done)


def take_out(unit: UnitOfWork, asked: Asked, references: Sequence[str]) -> int:
    """Have these messages stand alone, since the group's decision does not fit them; return how many."""
    queue.lock(unit.session, asked.viewer, references)
    out = 0
    for reference in references:
        try:
            case = sorting.find_to_sort(unit, replace(asked, reference=reference))
        except NotFound:
            continue
        standing = standings.get(unit.session, case.id)
        if standing is not None:
            standings.step_out(unit.session, standing)
            out += 1
    return out
