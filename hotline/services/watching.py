"""Reading leaves a trace too: whoever looks at a protected case is an event of it, committed before it is shown."""

from __future__ import annotations

from hotline.domain.walls import Viewer
from hotline.store import casefile, cases, events, scope
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork


def note_reading(unit: UnitOfWork, viewer: Viewer, reference: str) -> None:
    """Write down that this account opens a protected case; call it in a transaction before its content goes out."""
    _note(unit, viewer, scope.case_for(unit.session, viewer, reference))


def note_watching(unit: UnitOfWork, viewer: Viewer, reference: str) -> None:
    """Write down that this account looks at a protected case's steps; in a transaction before, too."""
    _note(unit, viewer, casefile.watched_case(unit.session, viewer, reference))


def _note(unit: UnitOfWork, viewer: Viewer, case: Case | None) -> None:
    if case is None or case.sensitivity != "S3":
        return
    cases.locked(unit.session, case.id)
    events.append(unit, case.id, "case_read", events.by_account(viewer.account_id))
