"""What an inspection office found is always told to the citizen, or it is written down that telling is not safe."""

from __future__ import annotations

from uuid import UUID

from hotline.domain.referral import ANSWERED, OPEN, REFUSED
from hotline.services import writing
from hotline.store import contacts, events, referrals
from hotline.store.models.casework import Case
from hotline.store.models.referrals import Referral
from hotline.unit_of_work import UnitOfWork

TEXT, CALL, NOT_SAFE = "text", "call", "not_safe"


def untold(unit: UnitOfWork, case: Case) -> list[Referral]:
    """Return the sheets of a case whose outcome its citizen was not told."""
    rows = (row for row, _ in referrals.of_case(unit.session, case.id))
    return [row for row in rows if is_untold(row)]


def is_untold(row: Referral) -> bool:
    """Say whether an office has spoken of a sheet and its citizen was not told."""
    return row.state in (ANSWERED, REFUSED) and row.told_how is None


def hinders_closing(unit: UnitOfWork, case: Case) -> str | None:
    """Return why a case with a sheet cannot be closed yet, as the code of a sentence, or None."""
    if any(row.state in OPEN for row, _ in referrals.of_case(unit.session, case.id)):
        return "sheet_open"
    return "finding_untold" if untold(unit, case) else None


def note(unit: UnitOfWork, case: Case, actor: str, how: str) -> None:
    """Write down that the citizen was answered after the office had spoken."""
    for row in untold(unit, case):
        row.told_at, row.told_how = unit.now, how
        case.version += 1
        events.append(unit, case.id, "finding_told", actor, referral=str(row.id), how=how)


def cannot_be_told(unit: UnitOfWork, case: Case, actor: str) -> bool:
    """Write down that telling the citizen is not safe now; False where nothing bars it."""
    contact = contacts.get(unit.session, case.contact_id) if case.contact_id else None
    if contact is not None and writing.cannot_text(unit, contact) is None:
        return False
    note(unit, case, actor, NOT_SAFE)
    return True


def sheet(unit: UnitOfWork, case: Case, referral_id: UUID) -> Referral | None:
    """Return one sheet of a case."""
    return next((row for row, _ in referrals.of_case(unit.session, case.id) if row.id == referral_id), None)
