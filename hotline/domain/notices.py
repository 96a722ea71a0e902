"""What an officer is told of away from the pages: which happenings, by which ways, and when. The wall comes first.

A notice is a reference and a link. Who did a thing is not told of it, nobody is told twice, and what is over, or what
the person has looked at meanwhile, is told no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from hotline.domain.escalation import PROTECTED, Concerned
from hotline.domain.off_shift import Hours
from hotline.domain.quiet import QuietHours
from hotline.domain.walls import Barred, Viewer, may_act

PUSH, EMAIL, SMS = WAYS = ("push", "email", "sms")
ASSIGNED, WROTE, OFFERED, MENTIONED, ALERT = KINDS = ("assigned", "wrote", "offered", "mentioned", "alert")
HAPPENINGS = (ASSIGNED, WROTE, OFFERED)
# Whoever is called for a critical case is told at once, whatever the hour.
PAGED, NOBODY_REACHED = "page", "nobody_reached"
URGENT = frozenset({PAGED, NOBODY_REACHED})
OFF_SHIFT, NIGHT, NEVER = QUIETS = ("off_shift", "night", "never")

USUAL: Mapping[str, frozenset[str]] = {
    ASSIGNED: frozenset({PUSH, EMAIL}),
    WROTE: frozenset({PUSH}),
    OFFERED: frozenset({PUSH, EMAIL}),
    MENTIONED: frozenset({PUSH, EMAIL}),
    ALERT: frozenset({PUSH, EMAIL}),
}

_BY = "account:"
_TOLD = {
    "assigned": ASSIGNED,
    "text_joined": WROTE,
    "reopened": WROTE,
    "call_asked": WROTE,
    "transfer_offered": OFFERED,
}
_MOVED = frozenset({"assigned", "taken", "released", "returned", "transferred", "merged", "closed", "excluded"})
_ENDS = {
    ASSIGNED: _MOVED,
    WROTE: _MOVED | {"answered", "called", "info_requested", "courtesy_marked"},
    OFFERED: frozenset({"transfer_accepted", "transfer_refused", "transfer_expired", "transfer_withdrawn", "closed"}),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a case's trail, with its place in it."""

    id: UUID
    n: int
    kind: str
    at: datetime
    actor: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something of which one person is to be told, and the event it follows from."""

    kind: str
    account_id: UUID
    about: UUID


@dataclass(frozen=True, slots=True)
class Choices:
    """How somebody wishes to be told: the ways for each kind, the quiet hours, and whether by a digest as well."""

    ways: Mapping[str, frozenset[str]] = field(default_factory=lambda: USUAL)
    quiet: str = OFF_SHIFT
    digest: bool = True

    def send_at(self, kind: str, hours: Hours, at: datetime) -> datetime:
        """Return when a notice of that kind may go out that was raised at `at`."""
        if kind in URGENT or self.quiet == NEVER:
            return at
        return QuietHours().over_at(at) if self.quiet == NIGHT else hours.next_at_work(at)


def family(kind: str) -> str:
    """Return under which kind people choose for a notice; whatever the clocks and calls say is an alert."""
    return kind if kind in KINDS else ALERT


def any_told(trail: Sequence[Step], since: int) -> bool:
    """Say whether anything of which people are told happened after event number `since`."""
    return any(step.n > since and step.kind in _TOLD for step in trail)


def happenings(
    trail: Sequence[Step], since: int, case: Concerned, people: Iterable[Viewer], barred: Barred
) -> list[Happening]:
    """Return of what is to be told after event number `since`, and whom: nobody who may not read the case there."""
    known = tuple(people)
    found: list[Happening] = []
    for step in trail:
        kind = _TOLD.get(step.kind)
        if kind is None or step.n <= since:
            continue
        told = (one for one in known if step.actor != _BY + str(one.account_id))
        able = [one for one in told if _concerns(kind, step, case, one) and _may_know(kind, step, case, one, barred)]
        found += [
            Happening(kind, one.account_id, step.id)
            for one in able
            if not is_over(kind, one.account_id, step.id, trail)
        ]
    return found


def is_over(kind: str, account_id: UUID, about: UUID, trail: Sequence[Step]) -> bool:
    """Say whether a happening needs nobody's telling any more: dealt with, moved on, or seen by this person."""
    n = next((step.n for step in trail if step.id == about), 0)
    me = _BY + str(account_id)
    return any(step.kind in _ENDS[kind] or step.actor == me for step in trail if step.n > n)


def _concerns(kind: str, step: Step, case: Concerned, one: Viewer) -> bool:
    if kind == ASSIGNED:
        return step.data.get("owner") == _BY + str(one.account_id)
    if kind == OFFERED:
        return step.data.get("desk") == str(one.desk_id)
    return one.account_id == case.owner_id


def _may_know(kind: str, step: Step, case: Concerned, one: Viewer, barred: Barred) -> bool:
    """Ask the wall, at the desk where the person would find the case; what is protected stays with who has it."""
    facts = replace(case.facts, desk_id=one.desk_id) if kind == OFFERED else case.facts
    own = one.desk_id == facts.desk_id or one.account_id == case.owner_id
    return may_act(one, facts, barred) and (facts.sensitivity != PROTECTED or own)
