"""Calling people back: who may know that somebody wants a call, who may make it, and when to try again.

A wish for a call has no words. Whoever rang off may want to complain about the very body that would ring back, and a
citizen who answers takes the caller for the hotline. So a body that is not independent calls nobody unless a person
placed the call with its desk; and whoever is barred from any case of a phone knows of no wish of that phone at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from hotline.domain.desks import INDEPENDENT
from hotline.domain.walls import COORDINATOR, LIAISON, Barred, CaseFacts, Viewer, is_walled, may_read

WISH = "callback_request"
# What a cleared caller of another desk may call about without reading it.
OPEN_ENOUGH = ("S0", "S1", "S2")
# Who rang off in a language nobody could tell is called by whoever is free.
NO_LANGUAGE = frozenset({"", "und", "oth"})

LEASE = timedelta(minutes=15)
MOST_MISSES = 3
BETWEEN_MISSES = timedelta(hours=2)
# A citizen may name a time this far ahead; whatever lies beyond is a slip of the finger.
LATEST = timedelta(days=14)
# Bamako is UTC all year: from which hour of the day, and up to which.
HOURS = {"any": (7, 21), "morning": (7, 12), "afternoon": (12, 17), "evening": (17, 21)}
_ROUND_THE_CLOCK = frozenset({"critical", "high"})


class Outcome(StrEnum):
    """How one call ended, as the caller says."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    WRONG_NUMBER = "wrong_number"
    LATER = "later"
    NOT_WANTED = "not_wanted"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish as the walls see it: its case, whom any case of its phone accuses, whether a person placed it."""

    case: CaseFacts
    phone_accuses: frozenset[UUID]
    language: str
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """Who might call: the account, the kind of its body, and the languages it speaks."""

    viewer: Viewer
    body_kind: str
    languages: frozenset[str]

    @property
    def is_independent(self) -> bool:
        """Say whether the body answers to none of those a citizen complains about."""
        return self.body_kind in INDEPENDENT

    def speaks(self, language: str) -> bool:
        """Say whether the account can talk with somebody who asked for this language."""
        return language in NO_LANGUAGE or language in self.languages


@dataclass(frozen=True, slots=True)
class Said:
    """A step that says something of ringing a phone: in the case asked about or another of that phone, and why."""

    kind: str
    own: bool
    by_citizen: bool
    why: str | None = None


def may_know(caller: Caller, wish: Wish, barred: Barred) -> bool:
    """Say whether the account may know of the wish; `barred` comes from `walls.barred_by`."""
    viewer = caller.viewer
    if not viewer.active or viewer.role not in (LIAISON, COORDINATOR):
        return False
    if is_walled(viewer, CaseFacts(None, "S0", wish.phone_accuses | wish.case.accused), barred):
        return False
    placed_here = wish.placed and viewer.desk_id is not None and viewer.desk_id == wish.case.desk_id
    if not caller.is_independent and not placed_here:
        return False
    reads = may_read(viewer, wish.case, barred)
    if reads or wish.placed or wish.case.accused or wish.case.sensitivity not in OPEN_ENOUGH:
        return reads
    return viewer.role == COORDINATOR or (viewer.cleared and caller.speaks(wish.language))


def may_call(caller: Caller, wish: Wish, barred: Barred) -> bool:
    """Say whether the account may take the call: it knows of the wish and speaks its language."""
    return may_know(caller, wish, barred) and caller.speaks(wish.language)


def may_ring(said: Iterable[Said]) -> bool:
    """Say whether a phone whose owner refused texts may still be called: the last of what was said decides.

    The hours told during a call, or the wish for one, speak of this case; that the phone itself is unsafe, of any.
    """
    allowed = False
    for one in said:
        if one.kind in ("call_manner_told", "call_asked"):
            allowed = allowed or one.own
        elif _forbids(one):
            allowed = False
    return allowed


def is_warned_of(said: Iterable[Said]) -> bool:
    """Say whether the phone itself was ever called unsafe, and not texts to it alone."""
    return any(_forbids(one) for one in said)


def _forbids(one: Said) -> bool:
    if one.kind == "called":
        return one.why == Outcome.UNSAFE or (one.own and one.why == Outcome.NOT_WANTED)
    # An officer who writes down "no texts" speaks of texts; a citizen who does warns of the phone.
    return one.why == "not_safe" if one.kind == "reopened" else one.kind == "safety_told" and one.by_citizen


def ends(outcome: Outcome, misses: int) -> bool:
    """Say whether a wish is settled by this outcome, with so many misses counted already."""
    if outcome is Outcome.NOT_REACHED:
        return misses + 1 >= MOST_MISSES
    return outcome is not Outcome.LATER


def first_try(asked_at: datetime, hours: str) -> datetime:
    """Return when somebody may be called first: at once, for they have the phone in hand, or in the hours they told."""
    return asked_at if hours == "any" else _within(asked_at, hours)


def first_try_unasked(wanted_at: datetime, hours: str, urgency: str) -> datetime:
    """Return when to ring first whom an officer wants called: they may be asleep, as after a miss."""
    return wanted_at if hours == "any" and urgency in _ROUND_THE_CLOCK else _within(wanted_at, hours)


def next_try(missed_at: datetime, hours: str, urgency: str) -> datetime:
    """Return when to try again after a miss: not before two hours, in the hours told, and by day unless it burns."""
    return first_try_unasked(missed_at + BETWEEN_MISSES, hours, urgency)


def is_possible_later(at: datetime, now: datetime) -> bool:
    """Say whether a time that the citizen named can be one: it lies ahead, and not too far."""
    return now < at <= now + LATEST


def _within(at: datetime, hours: str) -> datetime:
    """Return the first moment from `at` on that lies within the hours of some day."""
    opens, closes = HOURS[hours]
    if opens <= at.hour < closes:
        return at
    start = at.replace(hour=opens, minute=0, second=0, microsecond=0)
    return start if at.hour < opens else start + timedelta(days=1)
