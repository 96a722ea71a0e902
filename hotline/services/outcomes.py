"""What becomes of a case when a text of ours moves: accepted, delivered, failed, or not known."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from hotline.domain.messages import FAILED, TERMINAL
from hotline.jobnames import Job
from hotline.services import telling
from hotline.store import cases, events
from hotline.store.models.casework import Case, Event
from hotline.store.models.traffic import Outbound
from hotline.unit_of_work import UnitOfWork

HUMAN = "answer"
_SENDS = frozenset({"answered", "sent_again"})


def move(unit: UnitOfWork, text: Outbound, state: str, code: str | None) -> None:
    """Write the new state of a text, its event, and what it means for the case: an undelivered answer is none."""
    before, text.state = text.state, state
    text.failure = code if state in FAILED else None
    text.settled_at = unit.now if state in TERMINAL else None
    if text.case_id is None:
        return
    case = cases.locked(unit.session, text.case_id)
    _record(unit, case, text, f"text_{state}", code)
    if text.kind != HUMAN:
        return
    telling.follow(unit, case, text)
    if state in FAILED:
        _revoke(unit, case, text)
        case.version += 1
    elif before in FAILED | {"unknown"}:
        recount_failures(unit, case)
        _reinstate(unit, case, text)


def try_again(unit: UnitOfWork, text: Outbound, state: str, code: str | None, due_at: datetime) -> None:
    """Write down that a text did not arrive and will be tried again: its answer stands until the last try fails."""
    text.state, text.failure, text.due_at, text.settled_at = "queued", code, due_at, None
    if text.case_id is None:
        return
    case = cases.locked(unit.session, text.case_id)
    _record(unit, case, text, f"text_{state}", code)
    if text.kind == HUMAN:
        recount_failures(unit, case)


def unconfirmed(unit: UnitOfWork, text: Outbound) -> None:
    """Mark a text of which nobody can say whether it left: never sent again by itself, shown as not confirmed."""
    text.state, text.lease_until, text.lease_token = "unknown", None, None
    if text.case_id is None:
        return
    case = cases.locked(unit.session, text.case_id)
    _record(unit, case, text, "text_unknown", None)
    if text.kind == HUMAN:
        case.delivery_failed = True
        case.version += 1


def give_up_looking(unit: UnitOfWork, text: Outbound) -> None:
    """Write down that nobody will ever know whether a text arrived: from now on a person decides."""
    text.settled_at = unit.now
    if text.case_id is not None:
        case = cases.locked(unit.session, text.case_id)
        _record(unit, case, text, "text_unconfirmed", None)
        case.version += 1


def found_missing(unit: UnitOfWork, text: Outbound) -> None:
    """Queue a text again that surely never left: its provider's list does not hold it."""
    text.state, text.due_at, text.via = "queued", unit.now, None
    unit.wake(Job.DELIVERY)
    if text.case_id is not None:
        case = cases.locked(unit.session, text.case_id)
        _record(unit, case, text, "text_missing", None)
        recount_failures(unit, case)


def recount_failures(unit: UnitOfWork, case: Case) -> None:
    """Say on the case whether an answer of its failed, or may have, and nobody has dealt with that."""
    bad = select(Outbound.id).where(
        Outbound.case_id == case.id, Outbound.kind == HUMAN, Outbound.state.in_(FAILED | {"unknown"}),
        Outbound.handled_at.is_(None),
    )  # fmt: skip
    case.delivery_failed = unit.session.scalar(bad.limit(1)) is not None


def _record(unit: UnitOfWork, case: Case, text: Outbound, kind: str, code: str | None) -> None:
    events.append(
        unit,
        case.id,
        kind,
        f"gateway:{text.gateway or 'none'}",
        text=str(text.id),
        purpose=text.kind,
        code=code,
    )


def _revoke(unit: UnitOfWork, case: Case, text: Outbound) -> None:
    case.delivery_failed = True
    trail = events.trail(unit.session, case.id)
    answered = _answering(trail, text)
    if answered is None or _other_answer_stands(unit, case.id, text.id) or _reached_since(trail, answered):
        return
    if case.status != "closed":
        case.waiting_since = _waited_since(trail, answered) or case.waiting_since
        case.first_answered_at = None
        case.due_at = case.answer_due_at


def _reinstate(unit: UnitOfWork, case: Case, text: Outbound) -> None:
    """An answer that was taken for lost has arrived: it ends the wait it was written for."""
    trail = events.trail(unit.session, case.id)
    answered = _answering(trail, text)
    if answered is None or case.status == "closed" or case.first_answered_at is not None:
        return
    case.first_answered_at = answered.at
    if case.waiting_since == _waited_since(trail, answered):
        case.waiting_since, case.due_at = None, case.closure_due_at


def _answering(trail: list[Event], text: Outbound) -> Event | None:
    """Return the event that sent this answer, the last one where it was sent again."""
    sent = (event for event in reversed(trail) if event.kind in _SENDS)
    return next((event for event in sent if event.data.get("text") == str(text.id)), None)


def _reached_since(trail: list[Event], answered: Event) -> bool:
    return any(event.kind == "called" and event.data["reached"] and event.n > answered.n for event in trail)


def _waited_since(trail: list[Event], answered: Event) -> datetime | None:
    since = answered.data.get("waiting_since")
    return cases.moment(since) if isinstance(since, str) else None


def _other_answer_stands(unit: UnitOfWork, case_id: UUID, failed_id: UUID) -> bool:
    standing = select(Outbound.id).where(
        Outbound.case_id == case_id,
        Outbound.kind == HUMAN,
        Outbound.id != failed_id,
        Outbound.state.not_in(FAILED),
    )
    return unit.session.scalar(standing.limit(1)) is not None
