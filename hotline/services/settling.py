"""Settles a text by what is heard of it: the gateway's answer, a receipt, or the death of its sender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from hotline.domain import messages as words
from hotline.domain import sending
from hotline.domain.messages import ReceiptReading
from hotline.gateways.base import Accepted, Gateway
from hotline.gateways.failures import SendFailure, TryLater, Unknown
from hotline.jobnames import Job
from hotline.services import channels, outcomes
from hotline.services.choosing import Choice
from hotline.store import attempts, contacts, lanes, outbound
from hotline.store import channels as rows
from hotline.store.models.traffic import Attempt, Outbound
from hotline.unit_of_work import UnitOfWork

PARKED_HOURS = 24
# By one gateway; the pauses between them grow to some hours.
MOST_ATTEMPTS = 9
FIRST_PAUSE_S = 5


@dataclass(frozen=True, slots=True)
class Given:
    """A text that was handed to a gateway: in which attempt, and under which lease."""

    outbound_id: UUID
    attempt_id: UUID
    lease: UUID


def settle(unit: UnitOfWork, given: Given, result: Accepted | SendFailure, gateways: Mapping[str, Gateway]) -> None:
    """Write down how an attempt ended, and what becomes of its text."""
    text = outbound.locked(unit.session, given.outbound_id)
    attempt = unit.session.get_one(Attempt, given.attempt_id)
    attempt.ended_at = unit.now
    if text.lease_token == given.lease:
        text.lease_until = text.lease_token = None
    if isinstance(result, Accepted):
        attempt.result, attempt.provider_id = attempt.result or "accepted", result.provider_id or attempt.provider_id
        rows.note_sent(unit.session, attempt.gateway, unit.now)
        apply(unit, text, attempt, result.state, None)
        _take_parked(unit, text, attempt)
        return
    attempt.result, attempt.code = attempt.result or type(result).__name__.lower(), result.code
    _note_opt_out(unit, text, result.code)
    if text.state == "sending" and attempt.n == text.attempts:
        _fail(unit, text, result, gateways)


def accept_receipt(unit: UnitOfWork, reading: ReceiptReading) -> bool:
    """Keep a receipt and move its text forward, never back; False when its text is not known yet (it is parked)."""
    attempt = attempts.attempt_of(unit.session, reading)
    attempts.keep_receipt(unit.session, reading, attempt.outbound_id if attempt else None, unit.now)
    if attempt is None:
        return False
    text = outbound.locked(unit.session, attempt.outbound_id)
    if reading.provider_id and not attempt.provider_id:
        attempt.provider_id = reading.provider_id
    apply(unit, text, attempt, reading.state, reading.code)
    return True


def apply_parked(unit: UnitOfWork) -> int:
    """Apply receipts of the last 24 hours that crossed their sender on the way; return how many."""
    since = unit.now - timedelta(hours=PARKED_HOURS)
    found = attempts.parked_and_known(unit.session, since)
    for receipt, attempt in found:
        receipt.outbound_id = attempt.outbound_id
        apply(unit, outbound.locked(unit.session, attempt.outbound_id), attempt, receipt.state, receipt.code)
    return len(found)


def rescue(unit: UnitOfWork, gateways: Mapping[str, Gateway]) -> int:
    """Deal with texts whose sender died mid-call: again where the provider tells repeats apart, else `unknown`."""
    stranded = lanes.strand(unit.session, unit.now)
    for outbound_id in stranded:
        text = outbound.locked(unit.session, outbound_id)
        gateway = gateways.get(text.gateway or "")
        if gateway is not None and gateway.tells_repeats_apart and tries(text) < MOST_ATTEMPTS:
            text.state, text.due_at = "queued", unit.now
            unit.wake(Job.DELIVERY)
        else:
            outcomes.unconfirmed(unit, text)
    return len(stranded)


def apply(unit: UnitOfWork, text: Outbound, attempt: Attempt, state: str, code: str | None) -> None:
    """Move a text by what was heard of one attempt; of an attempt that failed only its arrival is news."""
    if attempt.result in words.FAILED and state != "delivered":
        return
    if state in words.FAILED:
        attempt.result, attempt.code = state, code
        _note_opt_out(unit, text, code)
        if code == "configuration":
            channels.warn(unit, attempt.gateway, code)
    elif attempt.result == "unknown" or attempt.result is None:
        # What was not known is known now: no later look at this attempt may take it for lost.
        attempt.result = "accepted"
    _move(unit, text, state, code)


def tries(text: Outbound) -> int:
    """Return how many attempts were made since a person last sent the text again."""
    return text.attempts - text.tries_from


def _fail(unit: UnitOfWork, text: Outbound, failure: SendFailure, gateways: Mapping[str, Gateway]) -> None:
    """Send a text that a gateway did not take by the next, or later, or not at all."""
    if text.kind == sending.PROBE and not isinstance(failure, Unknown):
        outcomes.move(unit, text, "failed", failure.code)
        return
    gateway = gateways[text.gateway or ""]
    if isinstance(failure, Unknown):
        if text.kind != sending.PROBE and gateway.tells_repeats_apart and tries(text) < MOST_ATTEMPTS:
            _again(unit, text, _pause(failure, tries(text)))
        else:
            outcomes.unconfirmed(unit, text)
        return
    ordered = Choice.now(unit, gateways).ordered(unit, contacts.get(unit.session, text.contact_id))
    tried = attempts.tried(unit.session, [text.id])[text.id]
    rounds = max(sending.failures(tried)[gateway.name], 1) if tried[-1].is_next_routes else tries(text)
    if failure.stops_channel or (tried[-1].is_next_routes and sending.has_fresh_route(ordered, tried)):
        _again(unit, text, 0)
    elif failure.retryable and rounds < MOST_ATTEMPTS:
        _again(unit, text, _pause(failure, rounds))
    else:
        _move(unit, text, "failed", failure.code)


def _again(unit: UnitOfWork, text: Outbound, pause_s: float) -> None:
    """Queue a text again; without a pause another gateway takes it, or it waits until one can."""
    text.state, text.due_at = "queued", unit.now + timedelta(seconds=pause_s)
    text.via = None
    if not pause_s:
        unit.wake(Job.DELIVERY)


def _pause(failure: SendFailure, rounds: int) -> float:
    asked = failure.after_s if isinstance(failure, TryLater) else 0
    return max(asked, FIRST_PAUSE_S * 3.0 ** (rounds - 1))


def _take_parked(unit: UnitOfWork, text: Outbound, attempt: Attempt) -> None:
    if not attempt.provider_id:
        return
    for receipt in attempts.parked(unit.session, attempt.gateway, attempt.provider_id):
        receipt.outbound_id = text.id
        apply(unit, text, attempt, receipt.state, receipt.code)


def _move(unit: UnitOfWork, text: Outbound, read: str, code: str | None) -> None:
    state = words.settle(text.state, read)
    if state == text.state:
        return
    again = state in words.FAILED and code in words.REASONS and text.kind != sending.PROBE
    pause = words.retry_after_s(code) if again and code else None
    if pause is not None and tries(text) < MOST_ATTEMPTS:
        text.via = None
        outcomes.try_again(unit, text, state, code, unit.now + timedelta(seconds=pause))
    else:
        outcomes.move(unit, text, state, code)


def _note_opt_out(unit: UnitOfWork, text: Outbound, code: str | None) -> None:
    """Believe a provider that says its reader told it to stop."""
    contact = contacts.get(unit.session, text.contact_id)
    if code == "opted_out" and contact.opted_out_at is None:
        contact.opted_out_at = unit.now
