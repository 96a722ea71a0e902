"""A second reader judges an answer without knowing whose it is: the trail keeps the verdict, and not a word."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hotline.domain.second_reading import FAULTS, is_drawn, weeks_before
from hotline.domain.walls import Viewer
from hotline.services import watching
from hotline.services.casework import Mistake, NotFound
from hotline.store import cases, events, messages, outbound, scope, second_reading
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Drawn:
    """An answer to read: its case's reference, which stays off the page, and its text's id."""

    reference: str
    text_id: UUID


@dataclass(frozen=True, slots=True)
class Reading:
    """What a second reader is shown: the citizen's texts, and the answer."""

    asked: tuple[str, ...]
    answered: str
    language: str


def take_next(unit: UnitOfWork, viewer: Viewer) -> Drawn | None:
    """Return the oldest answer drawn for this account, and note that they read its case; None when none waits."""
    for week in reversed(weeks_before(unit.now)):
        seal = second_reading.seal_after(unit.session, week)
        found = second_reading.drawn(unit.session, viewer, week, seal, 1) if seal else []
        if found:
            case, text_id = found[0]
            watching.note_reading(unit, viewer, case.reference)
            return Drawn(case.reference, text_id)
    return None


def count(unit: UnitOfWork, viewer: Viewer) -> int:
    """Return how many answers wait for this account."""
    seals = ((week, second_reading.seal_after(unit.session, week)) for week in weeks_before(unit.now))
    return sum(second_reading.count(unit.session, viewer, week, seal) for week, seal in seals if seal)


def read(unit: UnitOfWork, viewer: Viewer, drawn: Drawn) -> Reading | None:
    """Return what is to be read; looked at again, since a wall may have gone up meanwhile."""
    case = scope.case_for(unit.session, viewer, drawn.reference)
    answer = outbound.of(unit.session, case.id, drawn.text_id) if case else None
    if case is None or answer is None:
        return None
    asked = tuple(messages.body(unit.vault, row) for row in second_reading.question_to(unit.session, answer))
    return Reading(asked, outbound.body(unit.vault, answer), case.language)


def judge(unit: UnitOfWork, viewer: Viewer, text_id: UUID, *, ok: bool, why: str) -> None:
    """Write down what the reader says of an answer that was drawn for them; raises NotFound, Mistake."""
    if not ok and why not in FAULTS:
        raise Mistake("no_fault")
    case = _case_of(unit, viewer, text_id)
    cases.locked(unit.session, case.id)
    if second_reading.is_read(unit.session, case.id, text_id):
        raise Mistake("read_already")
    told: dict[str, events.Plain] = {} if ok else {"why": why}
    reader = events.by_account(viewer.account_id)
    events.append(unit, case.id, "second_read", reader, text=str(text_id), ok=ok, **told)


def _case_of(unit: UnitOfWork, viewer: Viewer, text_id: UUID) -> Case:
    """Return the case of an answer the account may judge: drawn, readable, somebody else's, and not too old."""
    found = second_reading.answered(unit.session, viewer, text_id)
    week = next((one for one in weeks_before(unit.now) if found and one.start <= found[1] < one.end), None)
    seal = second_reading.seal_after(unit.session, week) if week else None
    if found is None or seal is None or not is_drawn(seal, text_id):
        raise NotFound
    return found[0]
