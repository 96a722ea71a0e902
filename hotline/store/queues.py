"""The queues of the inbox, one line each: which cases a queue holds, and for whom it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from hotline.domain.deadlines import SOON
from hotline.domain.walls import ADMINISTRATOR, AUDITOR, COORDINATOR, LIAISON, ROLES, Viewer
from hotline.store.models.casework import Case
from hotline.store.scope import OPEN, PROTECTED

WATCHERS = (ADMINISTRATOR, AUDITOR)
OFFICERS = (LIAISON, COORDINATOR)

Condition = Callable[[Viewer, datetime], ColumnElement[bool]]
# What somebody put aside comes back by itself, and is overdue meanwhile like everything else.
_AT_HAND = Case.snoozed_until.is_(None)


@dataclass(frozen=True, slots=True)
class Queue:
    """One list: which cases it holds and for whom it is; closed ones come latest first, uncounted."""

    name: str
    what: Condition
    for_roles: tuple[str, ...] = ROLES
    for_cleared: bool = False
    closed: bool = False
    # Where all that a house has may lie: a count begins with what is counted easily.
    large: bool = False
    # Parts that no case shares: together they are the queue, and each is read in the order of an index.
    whose: Callable[[Viewer], tuple[ColumnElement[bool], ...]] = lambda viewer: (true(),)

    def parts(self, viewer: Viewer, now: datetime) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions for the parts of the queue."""
        return tuple(and_(self.what(viewer, now), whose) for whose in self.whose(viewer))

    @property
    def column(self) -> Any:
        """Return what the list is ordered by: time left, or when the case was closed."""
        return Case.closed_at if self.closed else Case.due_at


QUEUES = {
    queue.name: queue
    for queue in (
        Queue("to_answer", lambda viewer, now: _waiting(), large=True, whose=lambda viewer: _theirs(viewer)),
        Queue("overdue", lambda viewer, now: and_(OPEN, Case.due_at < now), large=True),
        Queue("due_soon", lambda viewer, now: and_(OPEN, Case.due_at >= now, Case.due_at <= now + SOON)),
        Queue("mine", lambda viewer, now: and_(OPEN, Case.owner_id == viewer.account_id), OFFICERS),
        Queue("unassigned", lambda viewer, now: _to_take(viewer), OFFICERS, large=True),
        Queue("all_waiting", lambda viewer, now: _waiting(), for_roles=(COORDINATOR,), large=True),
        Queue("failed", lambda viewer, now: and_(OPEN, Case.delivery_failed)),
        Queue(
            "waiting",
            # What was put aside waits too, whoever's turn it is.
            lambda viewer, now: and_(OPEN, or_(Case.waiting_since.is_(None), ~_AT_HAND)),
            large=True,
            whose=lambda viewer: _theirs(viewer),
        ),
        Queue("snoozed", lambda viewer, now: and_(OPEN, ~_AT_HAND), OFFICERS),
        Queue("protected", lambda viewer, now: and_(OPEN, PROTECTED), OFFICERS, for_cleared=True),
        Queue("closed", lambda viewer, now: ~OPEN, closed=True),
    )
}


def queues_for(viewer: Viewer) -> tuple[Queue, ...]:
    """Return the queues that make sense for this account, in their order."""
    mine = (queue for queue in QUEUES.values() if viewer.role in queue.for_roles)
    return tuple(queue for queue in mine if viewer.cleared or not queue.for_cleared)


def waits_for(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition for what this account could answer next: open, waiting, and in no colleague's hands."""
    free = Case.owner_id.is_(None) | (Case.owner_id == viewer.account_id)
    return and_(_waiting(), free)


def _waiting() -> ColumnElement[bool]:
    return and_(OPEN, Case.waiting_since.is_not(None), _AT_HAND)


def _theirs(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """What a coordinator has to answer is at their own desk or in their hands, though they read what all desks have."""
    if viewer.role != COORDINATOR or viewer.desk_id is None:
        return (true(),)
    elsewhere = and_(Case.desk_id != viewer.desk_id, Case.owner_id == viewer.account_id)
    return Case.desk_id == viewer.desk_id, elsewhere


def _to_take(viewer: Viewer) -> ColumnElement[bool]:
    return and_(OPEN, Case.owner_id.is_(None), Case.desk_id == viewer.desk_id)
