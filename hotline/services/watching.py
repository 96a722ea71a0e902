"""Reading leaves a trace too: opening a protected case is an event of its own."""

from __future__ import annotations

from hotline.domain.walls import Viewer
from hotline.store import cases, events, scope
from hotline.unit_of_work import UnitOfWork


def note_reading(unit: UnitOfWork, viewer: Viewer, reference: str) -> None:
    """Write down that this account opens a protected case; call it in a transaction before its content goes out."""
    case = scope.case_for(unit.session, viewer, reference)
    if case is None or case.sensitivity != "S3":
        return
    cases.locked(unit.session, case.id)
    events.append(unit, case.id, "case_read", events.by_account(viewer.account_id))
