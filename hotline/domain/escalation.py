"""Who is told that a limit is near or past: the officer, then the coordination, then the administration.

The wall outranks the ladder: nobody is told of a case they may not know of, and a protected case is told to cleared
people of its own desk alone, whatever the hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from hotline.domain.walls import ADMINISTRATOR, COORDINATOR, Barred, CaseFacts, Viewer, may_audit, may_read

# Shares of a limit, in percent: near, past, half as long again, twice as long.
SOON, PAST, LATE, VERY_LATE = LEVELS = (75, 100, 150, 200)
OFFICER, FOCAL_POINT = "officer", "focal_point"
PROTECTED = "S3"


@dataclass(frozen=True, slots=True)
class Concerned:
    """A case as the ladder sees it."""

    facts: CaseFacts
    owner_id: UUID | None


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told, and as what; nobody where the wall leaves nobody."""

    to: str
    people: tuple[Viewer, ...] = ()


def next_level(level: int) -> int | None:
    """Return the level after this one, or None after the last."""
    return next((one for one in LEVELS if one > level), None)


def audience(level: int, case: Concerned, people: Iterable[Viewer], barred: Barred) -> Audience:
    """Return whom to tell at this level: the lowest rung that has somebody, from the level's own upwards."""
    known = tuple(people)
    if case.facts.sensitivity == PROTECTED:
        return Audience(FOCAL_POINT, _officers(case, known, barred))
    own = {SOON: 0, PAST: 0, LATE: 1, VERY_LATE: 2}[level]
    for to, rung in _LADDER[own:]:
        found = rung(case, known, barred)
        if found:
            return Audience(to, found)
    return Audience(_LADDER[own][0])


def _officers(case: Concerned, people: tuple[Viewer, ...], barred: Barred) -> tuple[Viewer, ...]:
    """Return the owner, or the whole desk where nobody owns the case."""
    able = [one for one in people if may_read(one, case.facts, barred)]
    owner = tuple(one for one in able if one.account_id == case.owner_id)
    return owner or tuple(one for one in able if one.desk_id is not None and one.desk_id == case.facts.desk_id)


def _coordinators(case: Concerned, people: tuple[Viewer, ...], barred: Barred) -> tuple[Viewer, ...]:
    return tuple(one for one in people if one.role == COORDINATOR and may_read(one, case.facts, barred))


def _administrators(case: Concerned, people: tuple[Viewer, ...], barred: Barred) -> tuple[Viewer, ...]:
    return tuple(one for one in people if one.role == ADMINISTRATOR and may_audit(one, case.facts, barred))


_Rung = Callable[[Concerned, tuple[Viewer, ...], Barred], tuple[Viewer, ...]]
_LADDER: tuple[tuple[str, _Rung], ...] = (
    (OFFICER, _officers),
    (COORDINATOR, _coordinators),
    (ADMINISTRATOR, _administrators),
)
