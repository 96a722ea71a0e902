"""What waits: a question to the citizen, which stops the clock of closing and no other, and a snooze, which stops none.

While a question is open, closing falls due as much later as the question may last; what it did not last is taken back
at its end, so that no due time passes in between.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

from hotline.domain.lifecycle import QUESTION_DAYS, Action, Status, actions_in, advance
from hotline.store import cases, events, outbound, waiting
from hotline.store.models.casework import Case
from hotline.store.models.traffic import Outbound
from hotline.unit_of_work import UnitOfWork

SYSTEM = "system"
Units = Callable[[], UnitOfWork]


def begin_pause(unit: UnitOfWork, case: Case, actor: str, question: Outbound, about: str = "") -> None:
    """Stop the clock of closing until the citizen writes, QUESTION_DAYS at most; the case is locked."""
    case.status = advance(Status(case.status), Action.ASK_CITIZEN)
    longest = timedelta(days=QUESTION_DAYS)
    case.paused_at, case.pause_until = unit.now, unit.now + longest
    case.version += 1
    told = {"about": about} if about else {}
    events.append(unit, case.id, "info_requested", actor, text=str(question.id), until=case.pause_until.isoformat(),
                  **told)  # fmt: skip
    if case.closure_due_at is not None and case.closure_due_at > unit.now:
        case.closure_due_at += longest
    case.due_at = case.closure_due_at


def end_pause(unit: UnitOfWork, case: Case, actor: str, why: str) -> None:
    """Let the clock of closing run again with what was left of it; nothing where none stands still."""
    if case.paused_at is None or case.pause_until is None:
        return
    until, case.paused_at, case.pause_until = case.pause_until, None, None
    case.version += 1
    events.append(unit, case.id, "pause_ended", actor, why=why)
    left = until - unit.now
    # Closing that was overdue when the question went out was given no more time.
    if left > timedelta(0) and case.closure_due_at is not None and case.closure_due_at > until:
        case.closure_due_at -= left
    if case.due_at is not None and case.waiting_since is None:
        case.due_at = case.closure_due_at


def resume_pause(unit: UnitOfWork, case: Case) -> datetime | None:
    """Let a pause that a closing ended go on as if it had not been, and return until when; None where none is left."""
    told = events.of_kinds(unit.session, case.id, {"info_requested", "pause_ended", "closing_asked"})
    begun = next((one for one in reversed(told) if one.kind == "info_requested"), None)
    ended = told[-2] if len(told) > 1 else None
    if begun is None or ended is None or (ended.kind, ended.data.get("why")) != ("pause_ended", "closed"):
        return None
    until = cases.moment(begun.data["until"])
    if until <= unit.now:
        return None
    case.status = advance(Status(case.status), Action.ASK_CITIZEN)
    case.paused_at, case.pause_until = begun.at, until
    if case.closure_due_at is not None and case.closure_due_at + (until - ended.at) > until:
        case.closure_due_at += until - ended.at
    return until


def question_reached(unit: UnitOfWork, case: Case, texts: Collection[UUID]) -> None:
    """Begin the pause of a question that was kept back, if one of these texts is it; the case is locked."""
    if case.paused_at is not None or Action.ASK_CITIZEN not in actions_in(Status(case.status)):
        return
    for kept in events.of_kinds(unit.session, case.id, {"question_kept"})[-1:]:
        if UUID(kept.data["text"]) in texts:
            begin_pause(
                unit, case, kept.actor, outbound.locked(unit.session, UUID(kept.data["text"])), kept.data["about"]
            )


def question_withdrawn(unit: UnitOfWork, case: Case, actor: str, text: Outbound) -> None:
    """End the pause that a question began which was called back; the case is locked."""
    if case.paused_at != text.created_at:
        return
    end_pause(unit, case, actor, "withdrawn")
    case.status = advance(Status(case.status), Action.SILENCE)


def snooze(unit: UnitOfWork, case: Case, actor: str, until: datetime) -> None:
    """Put a case aside for its owner until then; every clock runs on. The case is locked."""
    case.snoozed_until = until
    case.version += 1
    events.append(unit, case.id, "snoozed", actor, until=until.isoformat())


def end_snooze(unit: UnitOfWork, case: Case, actor: str, why: str) -> None:
    """Bring a case back that was put aside; nothing where it was not."""
    if case.snoozed_until is None:
        return
    case.snoozed_until = None
    case.version += 1
    events.append(unit, case.id, "snooze_ended", actor, why=why)


def citizen_wrote(unit: UnitOfWork, case: Case) -> None:
    """End what waited for the citizen, or was put aside while they were silent."""
    end_pause(unit, case, "citizen", "citizen")
    end_snooze(unit, case, "citizen", "citizen")


def end_due(units: Units) -> int:
    """End the pauses and snoozes whose time is over, each in a transaction of its own; return how many cases."""
    with units() as unit:
        late = waiting.over(unit.session, unit.now)
    for case_id in late:
        with units() as unit:
            case = cases.locked(unit.session, case_id)
            if case.pause_until is not None and case.pause_until <= unit.now:
                end_pause(unit, case, SYSTEM, "capped")
                case.status = advance(Status(case.status), Action.SILENCE)
            if case.snoozed_until is not None and case.snoozed_until <= unit.now:
                end_snooze(unit, case, SYSTEM, "time")
    return len(late)
