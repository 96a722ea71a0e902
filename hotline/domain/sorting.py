"""Who sorts what: the general queue is the coordination's, what is walled or protected goes to a cleared person."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.domain.walls import COORDINATOR, LIAISON, OVERSIGHT, PROTECTION, Viewer

# What an officer may say of a wall: it stands, or it was never needed. The second takes two persons.
STANDS, LIFTED = "stands", "lifted"
HINTED, CONFIRMED, NONE = "hinted", "confirmed", "none"
PROTECTED = "S3"
_CLEARED_KINDS = frozenset({OVERSIGHT, PROTECTION})

# What a safety alert may say: the dangers somebody can be rescued from.
ONGOING = "attack_ongoing"
DANGERS = (ONGOING, "attack_threat", "ied_uxo", "abduction", "disaster")


@dataclass(frozen=True, slots=True)
class ToSort:
    """A case as the queue of sorting sees it."""

    sensitivity: str
    wall: str
    needs_person: bool


def waits(case: ToSort) -> bool:
    """Say whether a person has still to decide what the case is about, or whom it accuses."""
    return case.needs_person or case.wall == HINTED


def may_sort(viewer: Viewer, body_kind: str, case: ToSort) -> bool:
    """Say whether the account sorts the case, provided that it may read it."""
    if case.wall == HINTED or case.sensitivity == PROTECTED:
        return viewer.cleared and viewer.role in (LIAISON, COORDINATOR) and body_kind in _CLEARED_KINDS
    return viewer.role == COORDINATOR


def wall_after(before: str, *, accuses: bool) -> str:
    """Return how the wall stands once a person has decided."""
    if accuses:
        return CONFIRMED
    return NONE if before == NONE else LIFTED
