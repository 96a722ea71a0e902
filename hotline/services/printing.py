"""What goes on paper: a case or a list, numbered, in the trail before it is shown, and never a protected case."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.domain.walls import Viewer
from hotline.services import casework, witness
from hotline.services.casework import Asked, Mistake, NotFound
from hotline.store import events, scope
from hotline.store.events import by_account
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork

LONGEST_REASON = 200
_SHORT = 32


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants on paper: `whole` is with everybody's words, and then there is a reason."""

    whole: bool = False
    reason: str = ""


def may_leave_the_house(case: Case) -> bool:
    """Say whether a case may go on paper or stay on a phone: nothing protected, nothing that may accuse."""
    return case.sensitivity != "S3" and case.wall == "none"


def print_case(unit: UnitOfWork, viewer: Viewer, reference: str, wanted: Wanted) -> tuple[Case, int]:
    """Note a copy of a case and return the case and the copy's number; raises NotFound, Mistake.

    The reason is a note of the case. The house chain has no wall, so it names the case by a keyed hash.
    """
    case = scope.case_for(unit.session, viewer, reference, lock=True)
    if case is None:
        raise NotFound
    if not may_leave_the_house(case):
        raise Mistake("not_printed")
    reason = casework.checked(wanted.reason, LONGEST_REASON) if wanted.whole else ""
    hashed = unit.vault.blind("search", case.reference).hex()[:_SHORT]
    number = witness.note_print(unit, by_account(viewer.account_id), "case", case=hashed, whole=wanted.whole)
    told: dict[str, events.Plain] = {"copy": number, "whole": wanted.whole}
    if reason:
        note = casework.seal(unit, case, Asked(viewer, reference), "reason", reason)
        told |= {"note": str(note.id), "commitment": unit.vault.commitment(note.id, reason)}
    events.append(unit, case.id, "printed", by_account(viewer.account_id), **told)
    return case, number


def print_list(unit: UnitOfWork, viewer: Viewer, queue: str) -> int:
    """Note a copy of a list and return its number."""
    return witness.note_print(unit, by_account(viewer.account_id), "list", queue=queue)
