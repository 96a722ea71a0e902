"""Two cases of one citizen about one thing: the later one is folded into the earlier, and can be unfolded again.

Nothing moves: the texts stay where they are read, behind the walls they have. The earlier case carries the wait on.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hotline import ids
from hotline.domain.lifecycle import Action, CitizenAnswer, Outcome, Status, advance
from hotline.domain.references import find_references
from hotline.domain.taxonomy import more_urgent
from hotline.services import casework, marking, opening, waiting
from hotline.services.casework import Asked, Mistake, NotFound
from hotline.store import cases, drafts, events, merges, scope
from hotline.store.models.casework import Case
from hotline.store.models.work import Merge
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork


def merge(unit: UnitOfWork, asked: Asked, written: str, office: Office) -> Case:
    """Fold the case and another of the same citizen into the earlier of both, and return that one.

    It is as urgent as the more urgent of both, and stays so when they are taken apart: nothing is lowered unasked.
    """
    found = find_references(written)
    other = scope.case_for(unit.session, asked.viewer, found[0]) if len(found) == 1 else None
    if other is None:
        raise Mistake("no_case")
    first = scope.case_for(unit.session, asked.viewer, asked.reference)
    if first is None:
        raise NotFound
    for case_id in sorted({first.id, other.id}):
        cases.locked(unit.session, case_id)
    casework.refuse_if_moved(first, asked)
    _refuse(unit, first, other)
    into, gone = sorted((first, other), key=lambda case: (case.received_at, case.id))
    _fold(unit, asked, (into, gone), office)
    urgency = more_urgent(into.urgency, gone.urgency)
    return into if urgency == into.urgency else marking.set_urgency(unit, into, asked, urgency, office)


def undo(unit: UnitOfWork, asked: Asked, merge_id: UUID, office: Office) -> Case:
    """Unfold a case again, as it was, with the wait it had; return the one it was folded into."""
    row = merges.get(unit.session, merge_id)
    if row is None:
        raise NotFound
    for case_id in sorted((row.into_id, row.from_id)):
        cases.locked(unit.session, case_id)
    row = merges.locked(unit.session, merge_id)
    visible = {case.id: case for case in scope.visible(unit.session, asked.viewer, [row.into_id, row.from_id])}
    if len(visible) < 2 or asked.reference not in {case.reference for case in visible.values()}:
        raise NotFound
    into, gone = visible[row.into_id], visible[row.from_id]
    if row.undone_at is not None or gone.merged_into_id != into.id:
        raise Mistake("not_merged")
    row.undone_at, row.undone_by = unit.now, asked.viewer.account_id
    gone.merged_into_id, gone.status, gone.outcome = None, row.status, None
    gone.citizen_answer = gone.closed_at = None
    gone.waiting_since, gone.due_at, gone.owner_id = row.waiting_since, row.due_at, row.owner_id
    # What the earlier case took over goes back, unless an officer has answered it since.
    if row.waiting_since is not None and into.waiting_since == row.waiting_since:
        into.waiting_since, into.due_at = None, into.closure_due_at
        if row.into_waiting_since is not None:
            opening.wait_again(into, office, row.into_waiting_since)
    for case in (into, gone):
        _put_aside_again(unit, case, asked, row)
    casework.record(unit, into, asked, "merge_undone", other=str(gone.id), role="into")
    casework.record(unit, gone, asked, "merge_undone", other=str(into.id), role="from")
    return into


def _put_aside_again(unit: UnitOfWork, case: Case, asked: Asked, row: Merge) -> None:
    """Put a case aside again that only the merge brought back, if its day has not come."""
    steps = events.of_kinds(unit.session, case.id, ("snoozed", "snooze_ended"))
    if [step.kind for step in steps[-2:]] != ["snoozed", "snooze_ended"] or steps[-1].at != row.merged_at:
        return
    until = datetime.fromisoformat(str(steps[-2].data.get("until")))
    if until > unit.now and case.status != Status.CLOSED and not (case.urgency == "critical" and case.waiting_since):
        waiting.snooze(unit, case, asked.actor, until)


def _refuse(unit: UnitOfWork, one: Case, other: Case) -> None:
    if one.id == other.id:
        raise Mistake("same_case")
    if one.contact_id is None or one.contact_id != other.contact_id:
        raise Mistake("other_citizen")
    if one.merged_into_id or other.merged_into_id or merges.into(unit.session, [one.id, other.id]):
        raise Mistake("merged_already")
    if {Status.CLOSED, Status.CLOSING} & {Status(one.status), Status(other.status)}:
        raise Mistake("merge_closed")
    accused = cases.accused_of(unit.session, [one.id, other.id])
    same_wall = accused.get(one.id, frozenset()) == accused.get(other.id, frozenset())
    if not same_wall or one.sensitivity != other.sensitivity or one.desk_id != other.desk_id:
        raise Mistake("other_wall")


def _fold(unit: UnitOfWork, asked: Asked, pair: tuple[Case, Case], office: Office) -> None:
    into, gone = pair
    unit.session.add(
        Merge(
            id=ids.new_id(), into_id=into.id, from_id=gone.id, status=gone.status, waiting_since=gone.waiting_since,
            due_at=gone.due_at, owner_id=gone.owner_id, into_waiting_since=into.waiting_since,
            merged_by=asked.viewer.account_id, merged_at=unit.now,
        )
    )  # fmt: skip
    drafts.move(unit.session, gone.id, into.id)
    waiting.end_snooze(unit, gone, asked.actor, "closed")
    since = gone.waiting_since
    if since is not None:
        waiting.citizen_wrote(unit, into)
        into.status = advance(Status(into.status), Action.CITIZEN_TEXT)
        if into.waiting_since is None or since < into.waiting_since:
            into.waiting_since = None
            opening.wait_again(into, office, since)
        # No promise of either moves back: what was due first stays due then.
        into.due_at = into.answer_due_at = min(at for at in (into.due_at, gone.due_at) if at is not None)
    casework.record(unit, into, asked, "merged", **{"from": str(gone.id)}, other=gone.reference,
                    waiting_since=since.isoformat() if since else None)  # fmt: skip
    casework.record(unit, gone, asked, "merged", into=str(into.id), other=into.reference)
    gone.merged_into_id, gone.status, gone.closed_at = into.id, Status.CLOSED.value, unit.now
    gone.outcome, gone.citizen_answer = Outcome.DUPLICATE.value, CitizenAnswer.NOT_ASKED.value
    gone.waiting_since = gone.due_at = gone.owner_id = None
