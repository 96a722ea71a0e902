"""A decision of sorting taken back: for ten minutes its author may put what nobody touched since back to be sorted.

The category is again what it was, so that the same guesses are offered. The wall, the protection and the desk stay
meanwhile as the decision left them: only a new decision changes them. Nothing is learnt from what was taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hotline.domain.lifecycle import Status
from hotline.domain.sorting import ToSort, may_sort
from hotline.domain.story import ACCOUNT, CITIZEN
from hotline.domain.walls import Viewer
from hotline.services import casework
from hotline.services.casework import Asked, Mistake
from hotline.store import cases, events, scope, sorting
from hotline.store.models.casework import Case, Event
from hotline.unit_of_work import UnitOfWork

UNDO_FOR = timedelta(minutes=10)
_LOOKED_THROUGH = 60
# What a decision writes besides; whatever else came since is somebody's work on the case.
_OF_A_DECISION = frozenset({
    "sorted", "wall_confirmed", "wall_lifted", "urgency_raised", "urgency_changed", "place_chosen", "incident_left",
    "transferred",
})  # fmt: skip


def last_decision(unit: UnitOfWork, viewer: Viewer) -> list[Case]:
    """Return the cases of this account's last decision that it may still take back."""
    since = unit.now - UNDO_FOR
    me = events.by_account(viewer.account_id)
    wanted = sorting.last_sorted(unit.session, me, since)
    kind = sorting.body_kind(unit.session, viewer) if wanted else ""
    found = scope.visible(unit.session, viewer, wanted)
    return [case for case in found if _is_untouched(unit, case, me) and may_sort(viewer, kind, _to_sort(case))]


def undo(unit: UnitOfWork, viewer: Viewer) -> Sequence[Case]:
    """Put the cases of the last decision back to be sorted, once; raises Mistake where it is too late."""
    for case in sorted(last_decision(unit, viewer), key=lambda one: one.id):
        cases.locked(unit.session, case.id)
    # Looked at again, now that they are locked: somebody may have been quicker.
    again = last_decision(unit, viewer)
    if not again:
        raise Mistake("undo_over")
    for case in again:
        chosen, case.category, case.needs_person = case.category, _category_before(unit, case), True
        casework.record(unit, case, Asked(viewer, case.reference), "sorting_undone", before=chosen,
                        category=case.category, message=str(case.last_message_id))  # fmt: skip
    return again


def _category_before(unit: UnitOfWork, case: Case) -> str:
    """Return what a case was taken for when it came to be sorted: the guesses are made of it, not of the mistake."""
    steps = events.before(unit.session, case.id, None, _LOOKED_THROUGH)
    return next((str(step.data["before"]) for step in reversed(steps) if step.kind == "sorted"), case.category)


def _is_untouched(unit: UnitOfWork, case: Case, me: str) -> bool:
    """Say whether no person did anything since the case was sorted: what the house does by itself is nobody's work."""
    if case.needs_person or case.status != Status.NEW or case.owner_id is not None:
        return False
    steps = events.before(unit.session, case.id, None, _LOOKED_THROUGH)
    latest = max((place for place, step in enumerate(steps) if step.kind == "sorted"), default=None)
    return latest is not None and all(_is_part(step, me) for step in steps[latest:])


def _is_part(step: Event, me: str) -> bool:
    by_person = step.actor == CITIZEN or step.actor.startswith(ACCOUNT)
    return not by_person or (step.actor == me and step.kind in _OF_A_DECISION)


def _to_sort(case: Case) -> ToSort:
    return ToSort(case.sensitivity, case.wall, needs_person=True)
