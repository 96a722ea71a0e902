"""What an inspection office found is always told to the citizen, or it is written down that telling is not safe."""

from __future__ import annotations

from uuid import UUID

from hotline.domain.messages import FAILED
from hotline.domain.referral import ANSWERED, OPEN, REFUSED
from hotline.services import writing
from hotline.store import contacts, events, referrals
from hotline.store.models.casework import Case
from hotline.store.models.referrals import Referral
from hotline.store.models.traffic import Outbound
from hotline.unit_of_work import UnitOfWork

TEXT, CALL, NOT_SAFE, KEPT = "text", "call", "not_safe", "kept"
SYSTEM = "system"
_LEFT = frozenset({"accepted", "sent", "delivered"})
# An answer that is kept until its citizen asks for it cannot be called back, and nobody has more to do.
_SETTLES = {"held": KEPT, **dict.fromkeys(_LEFT, TEXT)}
_WRITTEN = frozenset({"answered", "answer_to_read"})


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
    if not untold(unit, case):
        return None
    return "finding_leaves" if is_on_its_way(unit, case) else "finding_untold"


def marks(unit: UnitOfWork, case: Case, *, tells: bool) -> dict[str, events.Plain]:
    """Return what the step of an answer keeps of its telling what the offices said; nothing where it tells nothing."""
    owed = [str(row.id) for row in untold(unit, case)] if tells else []
    return {"tells": owed} if owed else {}


def awaits_reader(unit: UnitOfWork, case: Case) -> bool:
    """Say whether the answer that was last handed to a second reader tells what the offices said."""
    return any(one.data.get("tells") for one in events.of_kinds(unit.session, case.id, {"answer_to_read"})[-1:])


def is_on_its_way(unit: UnitOfWork, case: Case) -> bool:
    """Say whether an answer that tells what the offices said was written and has neither left nor failed."""
    last = [one for one in events.of_kinds(unit.session, case.id, _WRITTEN) if one.data.get("tells")][-1:]
    texts = [UUID(str(one.data["text"])) for one in last if one.kind == "answered"]
    return any(unit.session.get_one(Outbound, one).state in ("queued", "sending") for one in texts)


def follow(unit: UnitOfWork, case: Case, text: Outbound) -> None:
    """Take a finding for told once the answer that tells it left, and for owed again once that answer failed."""
    rows = {str(row.id): row for row, _ in referrals.of_case(unit.session, case.id)}
    if not rows:
        return
    steps = events.of_kinds(unit.session, case.id, {"answered", "finding_told"})
    written = [one for one in steps if one.kind == "answered" and one.data.get("text") == str(text.id)]
    for name in written[0].data.get("tells", []) if written else []:
        told = [one for one in steps if one.kind == "finding_told" and one.data["referral"] == name][-1:]
        _follow(unit, case, rows[name], text, is_ours=any(one.data.get("text") == str(text.id) for one in told))


def note(unit: UnitOfWork, case: Case, actor: str, how: str) -> None:
    """Write down that the citizen was answered after the office had spoken."""
    for row in untold(unit, case):
        _told(unit, case, row, actor, how)


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


def _follow(unit: UnitOfWork, case: Case, row: Referral, text: Outbound, *, is_ours: bool) -> None:
    how = _SETTLES.get(text.state)
    if how is not None and (row.told_how is None or (is_ours and (row.told_how, how) == (KEPT, TEXT))):
        author = events.by_account(text.author_id) if text.author_id else SYSTEM
        _told(unit, case, row, author, how, text=str(text.id))
    elif text.state in FAILED and is_ours and row.told_how in (TEXT, KEPT):
        row.told_at = row.told_how = None
        case.version += 1
        events.append(unit, case.id, "finding_lost", SYSTEM, referral=str(row.id), text=str(text.id))


def _told(unit: UnitOfWork, case: Case, row: Referral, actor: str, how: str, **by: str) -> None:
    row.told_at, row.told_how = unit.now, how
    case.version += 1
    events.append(unit, case.id, "finding_told", actor, referral=str(row.id), how=how, **by)
