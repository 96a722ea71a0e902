"""Who asks for a new look gets other eyes: whoever closed a case does not decide about its appeal."""

from __future__ import annotations

from hotline.domain.appeal import deciders_barred
from hotline.domain.ownership import Told
from hotline.domain.walls import Viewer
from hotline.store import events, readers
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork


def is_for_others(unit: UnitOfWork, case: Case, viewer: Viewer) -> bool:
    """Say whether the case is under appeal against what this account decided, and somebody else may take it."""
    if not case.supervisor_flag:
        return False
    trail = events.trail(unit.session, case.id)
    barred = deciders_barred(Told(one.kind, one.at, one.actor, one.data) for one in trail)
    if events.by_account(viewer.account_id) not in barred:
        return False
    # Where nobody else may read it, an answer by the same officer is better than none.
    return any(events.by_account(one.account_id) not in barred for one in readers.of(unit.session, case))
