"""The queues of the inbox, one line each: which cases a queue holds, and for whom it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_

from hotline.domain.deadlines import SOON
from hotline.domain.walls import ADMINISTRATOR, AUDITOR, Viewer
from hotline.store.models.casework import Case
from hotline.store.scope import OPEN, PROTECTED

WATCHERS = (ADMINISTRATOR, AUDITOR)

Condition = Callable[[Viewer, datetime], ColumnElement[bool]]
# What somebody put aside comes back by itself, and is overdue meanwhile like everything else.
_AT_HAND = Case.snoozed_until.is_(None)


@dataclass(frozen=True, slots=True)
class Queue:
    """One list: which cases it holds and for whom it is; closed ones come latest first, uncounted."""

    name: str
    holds: Condition
    for_watchers: bool = True
    for_cleared: bool = False
    closed: bool = False

    @property
    def column(self) -> Any:
        """Return what the list is ordered by: time left, or when the case was closed."""
        return Case.closed_at if self.closed else Case.due_at


QUEUES = {
    queue.name: queue
    for queue in (
        Queue("to_answer", lambda viewer, now: and_(OPEN, Case.waiting_since.is_not(None), _AT_HAND)),
        Queue("overdue", lambda viewer, now: and_(OPEN, Case.due_at < now)),
        Queue("due_soon", lambda viewer, now: and_(OPEN, Case.due_at >= now, Case.due_at <= now + SOON)),
        Queue("mine", lambda viewer, now: and_(OPEN, Case.owner_id == viewer.account_id), for_watchers=False),
        Queue("unassigned", lambda viewer, now: _to_take(viewer), for_watchers=False),
        Queue("failed", lambda viewer, now: and_(OPEN, Case.delivery_failed)),
        Queue("waiting", lambda viewer, now: and_(OPEN, Case.waiting_since.is_(None))),
        Queue("snoozed", lambda viewer, now: and_(OPEN, ~_AT_HAND), for_watchers=False),
        Queue("protected", lambda viewer, now: and_(OPEN, PROTECTED), False, for_cleared=True),
        Queue("closed", lambda viewer, now: ~OPEN, closed=True),
    )
}


def queues_for(viewer: Viewer) -> tuple[Queue, ...]:
    """Return the queues that make sense for this account, in their order."""
    watches = viewer.role in WATCHERS
    return tuple(
        queue
        for queue in QUEUES.values()
        if (queue.for_watchers or not watches) and (viewer.cleared or not queue.for_cleared)
    )


def waits_for(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition for what this account could answer next: open, waiting, and in no colleague's hands."""
    free = Case.owner_id.is_(None) | (Case.owner_id == viewer.account_id)
    return and_(OPEN, Case.waiting_since.is_not(None), _AT_HAND, free)


def _to_take(viewer: Viewer) -> ColumnElement[bool]:
    return and_(OPEN, Case.owner_id.is_(None), Case.desk_id == viewer.desk_id)
