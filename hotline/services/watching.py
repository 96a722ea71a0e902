"""Reading leaves a trace too: whoever looks at a protected case is an event of it, committed before it is shown."""

from __future__ import annotations

from hotline.domain.walls import Viewer
from hotline.store import casefile, cases, events, scope
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork


def note_reading(unit: UnitOfWork, viewer: Viewer, reference: str) -> None:
    """Write down that this account opens a case; call it in a transaction before its content goes out.

    Of a protected case every look is noted; of another one the first since the citizen waits, from which figures tell
    how soon it was seen and how long an answer took to write.
    """
    case = scope.case_for(unit.session, viewer, reference)
    if case is not None and case.sensitivity != "S3":
        _note_opening(unit, viewer, case)
    _note(unit, viewer, case)


def note_watching(unit: UnitOfWork, viewer: Viewer, reference: str) -> None:
    """Write down that this account looks at a protected case's steps; in a transaction before, too."""
    _note(unit, viewer, casefile.watched_case(unit.session, viewer, reference), steps=True)


def note_hit(unit: UnitOfWork, viewer: Viewer, reference: str) -> None:
    """Write down that a search told this account which word stands in a protected case; in a transaction before."""
    _note(unit, viewer, scope.case_for(unit.session, viewer, reference), word=True)


def _note(unit: UnitOfWork, viewer: Viewer, case: Case | None, **only: bool) -> None:
    if case is None or case.sensitivity != "S3":
        return
    cases.locked(unit.session, case.id)
    events.append(unit, case.id, "case_read", events.by_account(viewer.account_id), **only)


def _note_opening(unit: UnitOfWork, viewer: Viewer, case: Case) -> None:
    actor = events.by_account(viewer.account_id)
    if _was_opened(unit, case, actor):
        return
    case = cases.locked(unit.session, case.id)
    # Looked at again, now that nobody else writes.
    if not _was_opened(unit, case, actor):
        events.append(unit, case.id, "case_opened", actor)


def _was_opened(unit: UnitOfWork, case: Case, actor: str) -> bool:
    return events.has_since(unit.session, case.id, "case_opened", actor, case.waiting_since or case.received_at)
