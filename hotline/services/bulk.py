"""One thing done to several cases at once: shown first, never to a protected case, and undone for a while."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hotline import ids
from hotline.domain.lifecycle import Refused
from hotline.domain.walls import Viewer
from hotline.domain.work import EXCLUSIONS, TAGS, may_sleep_until
from hotline.services import casework, marking
from hotline.services.casework import Asked, Mistake, NotFound
from hotline.store import bulks, scope, tags
from hotline.store.models.casework import Case
from hotline.store.models.work import BulkAction
from hotline.unit_of_work import UnitOfWork

MOST_CASES = 50
UNDO_FOR = timedelta(minutes=10)
TAKE, TAG, SNOOZE, EXCLUDE = ACTIONS = ("take", "tag", "snooze", "exclude")


@dataclass(frozen=True, slots=True)
class Wish:
    """What to do to which cases: an action of the list with its value, and the references that were ticked."""

    action: str
    value: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One case of a wish: what hinders it, as a code, or nothing."""

    case: Case
    hindrance: str


def preview(unit: UnitOfWork, viewer: Viewer, wish: Wish) -> list[Line]:
    """Return what would be done, and to which of the cases not; what the account may not read is not there."""
    _check(unit, wish)
    found = bulks.visible(unit.session, viewer, wish.references)
    return [Line(case, _hindrance(unit, viewer, wish, case)) for case in found]


def carry_out(unit: UnitOfWork, viewer: Viewer, wish: Wish) -> BulkAction:
    """Do it to every case that nothing hinders, all or none, and keep how each was before."""
    lines = [line for line in preview(unit, viewer, wish) if not line.hindrance]
    before: dict[str, Any] = {}
    for line in sorted(lines, key=lambda line: line.case.id):
        before[str(line.case.id)] = _DO[wish.action](unit, Asked(viewer, line.case.reference), wish.value)
    row = BulkAction(
        id=ids.new_id(), account_id=viewer.account_id, action=wish.action, value=wish.value, before=before,
        done_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    return row


def undo(unit: UnitOfWork, viewer: Viewer, bulk_id: UUID) -> int:
    """Take back what was done, case by case, where nobody has changed it since; return how many. Raises Mistake."""
    row = bulks.locked(unit.session, bulk_id)
    if row is None or row.account_id != viewer.account_id:
        raise NotFound
    if row.undone_at is not None or unit.now > row.done_at + UNDO_FOR:
        raise Mistake("undo_over")
    row.undone_at = unit.now
    taken_back = 0
    for case in sorted(scope.visible(unit.session, viewer, [UUID(key) for key in row.before]), key=lambda one: one.id):
        asked = Asked(viewer, case.reference)
        taken_back += _UNDO[row.action](unit, asked, row.value, row.before[str(case.id)])
    return taken_back


def _check(unit: UnitOfWork, wish: Wish) -> None:
    if not wish.references or len(wish.references) > MOST_CASES:
        raise Mistake("bulk_size")
    values = {TAG: wish.value in TAGS, EXCLUDE: wish.value in EXCLUSIONS, TAKE: True, SNOOZE: _is_day(unit, wish.value)}
    if not values.get(wish.action, False):
        raise Mistake("bulk_action")


def _hindrance(unit: UnitOfWork, viewer: Viewer, wish: Wish, case: Case) -> str:
    if case.sensitivity == "S3":
        return "bulk_protected"
    if wish.action == EXCLUDE and not marking.may_exclude(case, viewer):
        return "bulk_counts"
    if case.status == "closed" and wish.action in (TAKE, SNOOZE):
        return "merge_closed"
    if wish.action == TAG and wish.value in tags.of_case(unit.session, case.id):
        return "bulk_done"
    if wish.action == TAKE and case.owner_id == viewer.account_id:
        return "bulk_done"
    return ""


def _is_day(unit: UnitOfWork, value: str) -> bool:
    try:
        return may_sleep_until(datetime.fromisoformat(value), unit.now)
    except (ValueError, TypeError):
        return False


def _take(unit: UnitOfWork, asked: Asked, _: str) -> Any:
    case = casework.find(unit, asked)
    before, status = case.owner_id, case.status
    try:
        casework.take(unit, asked)
    except (Mistake, Refused):
        return "refused"
    return {"owner": str(before) if before else "", "status": status, "version": case.version}


def _tag(unit: UnitOfWork, asked: Asked, value: str) -> str | None:
    try:
        marking.tag(unit, asked, value)
    except Mistake:
        return "refused"
    return None


def _snooze(unit: UnitOfWork, asked: Asked, value: str) -> str | None:
    case = casework.find(unit, asked)
    before = case.snoozed_until.isoformat() if case.snoozed_until else None
    marking.snooze(unit, asked, datetime.fromisoformat(value))
    return before


def _exclude(unit: UnitOfWork, asked: Asked, value: str) -> str | None:
    before = casework.find(unit, asked).excluded
    marking.exclude(unit, asked, value)
    return before


def _untake(unit: UnitOfWork, asked: Asked, _: str, before: Any) -> bool:
    case = casework.find(unit, asked)
    if before == "refused" or case.owner_id != asked.viewer.account_id:
        return False
    if before["owner"]:
        marking.assign(unit, asked, UUID(before["owner"]))
        return True
    case.owner_id = None
    if case.version == before["version"]:
        # Nothing was done with it but this: it is as new as it was.
        case.status = before["status"]
    casework.record(unit, case, asked, "released", before=str(asked.viewer.account_id), why="undone",
                    status=case.status)  # fmt: skip
    return True


def _untag(unit: UnitOfWork, asked: Asked, value: str, before: Any) -> bool:
    if before == "refused":
        return False
    marking.untag(unit, asked, value)
    return True


def _wake(unit: UnitOfWork, asked: Asked, value: str, before: Any) -> bool:
    case = casework.find(unit, asked)
    if case.snoozed_until is None or case.snoozed_until.isoformat() != datetime.fromisoformat(value).isoformat():
        return False
    marking.snooze(unit, asked, datetime.fromisoformat(before) if before else None)
    return True


def _include(unit: UnitOfWork, asked: Asked, value: str, before: Any) -> bool:
    if casework.find(unit, asked).excluded != value:
        return False
    marking.exclude(unit, asked, before or "")
    return True


_DO: Mapping[str, Callable[[UnitOfWork, Asked, str], Any]] = {
    TAKE: _take, TAG: _tag, SNOOZE: _snooze, EXCLUDE: _exclude,
}  # fmt: skip
_UNDO: Mapping[str, Callable[[UnitOfWork, Asked, str, Any], bool]] = {
    TAKE: _untake, TAG: _untag, SNOOZE: _wake, EXCLUDE: _include,
}  # fmt: skip


def references(written: Sequence[str]) -> tuple[str, ...]:
    """Return the ticked references, each once."""
    return tuple(dict.fromkeys(one for one in written if one.isascii() and one.isdigit()))
