"""Who read a protected case: each reader once, with the first and the last time; every look stays in the trail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hotline.store import casefile, events
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork
from hotline.web.names import Names

# Each button pressed shows the case again: looks as close as this are one opening.
ONE_OPENING = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who read the case, and how often they opened it."""

    who: str
    first: datetime
    last: datetime
    openings: int


def of(unit: UnitOfWork, case: Case, names: Names) -> list[Reader]:
    """Return who read the case, the latest reader first."""
    looks = defaultdict(list)
    for actor, at in events.looks(unit.session, case.id):
        looks[actor].append(at)
    ids = {UUID(actor.partition(":")[2]) for actor in looks if actor.startswith("account:")}
    known = Names({**names.titles, **casefile.titles(unit.session, ids)}, names.desks)
    found = [Reader(known.who(actor), times[0], times[-1], openings(times)) for actor, times in looks.items()]
    return sorted(found, key=lambda reader: reader.last, reverse=True)


def openings(times: Iterable[datetime]) -> int:
    """Return how often a case was opened, from when it was looked at, oldest first."""
    count, last = 0, None
    for at in times:
        count += last is None or at - last > ONE_OPENING
        last = at
    return count
