"""Calls an officer made about a case without a wish behind them: a citizen who was reached has been answered."""

from __future__ import annotations

from datetime import datetime

from hotline.domain.desks import INDEPENDENT
from hotline.domain.lifecycle import Action, Status, advance
from hotline.domain.work import CALL_OUTCOMES, is_possible_call
from hotline.services import casework, telling, waiting, wishes
from hotline.services.casework import Asked, Mistake
from hotline.store import callbacks, events, sorting
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork

REACHED = "reached"


class BadTime(Mistake):
    """A call cannot have begun then: it lies between these two times."""

    def __init__(self, first: datetime, last: datetime) -> None:
        """Take both times."""
        super().__init__("bad_call_time")
        self.first, self.last = first, last


def log_call(unit: UnitOfWork, asked: Asked, outcome: str, started_at: datetime | None) -> Case:
    """Write down a call to the citizen and how it ended; only one that reached them ends their wait."""
    case = casework.find(unit, asked)
    casework.refuse_if_moved(case, asked)
    if case.contact_id is None:
        raise Mistake("no_phone")
    if outcome not in CALL_OUTCOMES:
        raise Mistake("no_outcome_of_call")
    if started_at is None or not is_possible_call(started_at, case.received_at, unit.now):
        raise BadTime(case.received_at, unit.now)
    reached = outcome == REACHED
    if reached and case.status != Status.CLOSED:
        waiting.end_pause(unit, case, asked.actor, "answered")
        case.status = advance(Status(case.status), Action.ANSWER)
    before = sum(one.kind == "called" for one in events.trail(unit.session, case.id))
    since = case.waiting_since.isoformat() if case.waiting_since and reached else None
    casework.record(unit, case, asked, "called", n=before + 1, reached=reached, outcome=outcome, call=None,
                    started_at=started_at.isoformat(), waiting_since=since, body=str(asked.viewer.body_id))  # fmt: skip
    if reached and case.status != Status.CLOSED:
        case.first_answered_at = case.first_answered_at or unit.now
        case.waiting_since, case.due_at = None, case.closure_due_at
        telling.note(unit, case, asked.actor, telling.CALL)
    if reached:
        _settle(unit, case, asked)
    return case


def _settle(unit: UnitOfWork, case: Case, asked: Asked) -> None:
    """End the wish for a call of a case whose citizen was reached, unless a colleague is calling them now.

    A desk that may not make the call ends none either: it could silence who wants to complain of it.
    """
    found = callbacks.open_for(unit.session, case.id)
    row = callbacks.locked(unit.session, found.id) if found is not None else None
    if row is None or row.closed_at is not None:
        return
    viewer = asked.viewer
    placed_here = row.placed_desk_id is not None and row.placed_desk_id == viewer.desk_id
    if not placed_here and sorting.body_kind(unit.session, viewer) not in INDEPENDENT:
        return
    is_held = row.claim_until is not None and row.claim_until > unit.now
    if not is_held or row.claimed_by == viewer.account_id:
        wishes.end(unit, row, asked.actor, "called")
