"""Sends what was queued: claimed, handed over with no transaction open, settled by what the gateway says."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from hotline import ids
from hotline.domain import messages as words
from hotline.domain.messages import OutboundText, ReceiptReading
from hotline.gateways.base import Accepted, Gateway
from hotline.gateways.failures import SendFailure, TryLater, Unknown
from hotline.jobnames import Job
from hotline.services import outcomes
from hotline.store import contacts, outbound
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Attempt, Outbound
from hotline.unit_of_work import UnitOfWork

log = structlog.get_logger()

BATCH = 10
# Longer than a call may take: 5 s to connect and 15 s to read.
LEASE_S = 40
# A batch that has lasted so long begins no further call, so that a slow gateway never outlasts the limit of a job.
LONGEST_BATCH_S = 10
PARKED_HOURS = 24
MOST_ATTEMPTS = 6
FIRST_PAUSE_S = 5
Units = Callable[[], UnitOfWork]


@dataclass(frozen=True, slots=True)
class Started:
    """An attempt that is written down and may now be made."""

    outbound_id: UUID
    attempt_id: UUID
    lease: UUID
    gateway: str
    text: OutboundText


def deliver_batch(units: Units, gateways: Mapping[str, Gateway]) -> int:
    """Send up to BATCH texts that are due; return how many were claimed."""
    token, end = ids.new_id(), time.monotonic() + LONGEST_BATCH_S
    with units() as unit:
        claims = outbound.claim(unit.session, unit.now, token, batch=BATCH, lease_s=LEASE_S)
    for claim in claims:
        if time.monotonic() > end:
            with units() as unit:
                outbound.give_back(unit.session, token)
            break
        try:
            _deliver(units, claim, gateways)
        except Exception as fault:
            # One text that cannot be worked on must not hold up the others; its lease brings it round again.
            log.error("delivery failed", fault=type(fault).__name__)
    return len(claims)


def hand_over(gateway: Gateway, text: OutboundText) -> Accepted | SendFailure:
    """Make the call; no transaction is open while it lasts, and whatever goes wrong becomes a value."""
    try:
        return gateway.send(text)
    except SendFailure as failure:
        return failure
    except Exception as fault:
        # Its message may quote the number or the words.
        log.error("gateway broke its contract", gateway=gateway.name, fault=type(fault).__name__)
        return Unknown("unknown")


def accept_receipt(unit: UnitOfWork, reading: ReceiptReading) -> bool:
    """Keep a receipt and move its text forward, never back; False when its text is not known yet (it is parked)."""
    attempt = outbound.attempt_of(unit.session, reading)
    outbound.keep_receipt(unit.session, reading, attempt.outbound_id if attempt else None, unit.now)
    if attempt is None:
        return False
    text = outbound.locked(unit.session, attempt.outbound_id)
    if reading.provider_id and not attempt.provider_id:
        attempt.provider_id = reading.provider_id
    _apply(unit, text, attempt, reading.state, reading.code)
    return True


def apply_parked(unit: UnitOfWork) -> int:
    """Apply receipts of the last 24 hours that crossed their sender on the way; return how many."""
    since = unit.now - timedelta(hours=PARKED_HOURS)
    found = outbound.parked_and_known(unit.session, since)
    for receipt, attempt in found:
        receipt.outbound_id = attempt.outbound_id
        _apply(unit, outbound.locked(unit.session, attempt.outbound_id), attempt, receipt.state, receipt.code)
    return len(found)


def rescue(unit: UnitOfWork, gateways: Mapping[str, Gateway]) -> int:
    """Deal with texts whose sender died mid-call: again where the provider tells repeats apart, else `unknown`."""
    stranded = outbound.strand(unit.session, unit.now)
    for outbound_id in stranded:
        text = outbound.locked(unit.session, outbound_id)
        gateway = gateways.get(text.gateway or "")
        if gateway is not None and gateway.tells_repeats_apart and text.attempts < MOST_ATTEMPTS:
            text.state, text.due_at = "queued", unit.now
            unit.wake(Job.DELIVERY)
        else:
            outcomes.unconfirmed(unit, text)
    return len(stranded)


def choose_gateway(contact: Contact, gateways: Mapping[str, Gateway], rules: list[Mapping[str, str]]) -> str | None:
    """Return the gateway for a text to this contact: by the first rule for the gateway they last used, else that one.

    Who never wrote by any of ours that can send, such as a caller whose case was opened by hand or somebody who dialled
    by a gateway without texts, is written to by one that is live.
    """
    able = {name: gateway for name, gateway in gateways.items() if gateway.sends}
    for rule in rules:
        if rule["last"] in (contact.last_gateway, "any") and rule["send"] in able:
            return rule["send"]
    if contact.last_gateway in able:
        return contact.last_gateway
    return next((name for name, gateway in able.items() if gateway.live), next(iter(able), None))


def _deliver(units: Units, claim: outbound.Claim, gateways: Mapping[str, Gateway]) -> None:
    with units() as unit:
        started = _start(unit, claim, gateways)
    if started is None:
        return
    result = hand_over(gateways[started.gateway], started.text)
    with units() as unit:
        _settle(unit, started, result, again=gateways[started.gateway].tells_repeats_apart)


def _start(unit: UnitOfWork, claim: outbound.Claim, gateways: Mapping[str, Gateway]) -> Started | None:
    text = outbound.held(unit.session, claim)
    if text is None or text.state != "queued":
        return None
    contact = contacts.get(unit.session, text.contact_id)
    barrier = contacts.barrier(contact)
    name = choose_gateway(contact, gateways, contacts.direction_rules(unit.session))
    if barrier or name is None:
        outcomes.move(unit, text, "cancelled", barrier or "configuration")
        return None
    token = ids.new_token()
    attempt = outbound.add_attempt(unit.session, text, name, token, unit.now)
    text.state, text.gateway = "sending", name
    outbound.renew(text, LEASE_S)
    sender = contact.last_recipient if name == contact.last_gateway else None
    to = contacts.number(unit.vault, contact)
    letter = OutboundText(text.id, to, outbound.body(unit.vault, text), sender, token)
    return Started(text.id, attempt.id, claim.token, name, letter)


def _settle(unit: UnitOfWork, started: Started, result: Accepted | SendFailure, *, again: bool) -> None:
    text = outbound.locked(unit.session, started.outbound_id)
    attempt = unit.session.get_one(Attempt, started.attempt_id)
    attempt.ended_at = unit.now
    if text.lease_token == started.lease:
        text.lease_until = text.lease_token = None
    if isinstance(result, Accepted):
        attempt.result, attempt.provider_id = attempt.result or "accepted", result.provider_id or attempt.provider_id
        _apply(unit, text, attempt, result.state, None)
        _take_parked(unit, text, attempt)
        return
    attempt.result, attempt.code = attempt.result or type(result).__name__.lower(), result.code
    _note_opt_out(unit, text, result.code)
    if text.state != "sending" or attempt.n != text.attempts:
        return
    if isinstance(result, Unknown) and not again:
        outcomes.unconfirmed(unit, text)
    elif (result.retryable or isinstance(result, Unknown)) and text.attempts < MOST_ATTEMPTS:
        text.state = "queued"
        text.due_at = unit.now + timedelta(seconds=_pause(result, text.attempts))
    else:
        _move(unit, text, "failed", result.code)


def _pause(failure: SendFailure, attempts: int) -> float:
    asked = failure.after_s if isinstance(failure, TryLater) else 0
    return max(asked, FIRST_PAUSE_S * 3.0 ** (attempts - 1))


def _take_parked(unit: UnitOfWork, text: Outbound, attempt: Attempt) -> None:
    if not attempt.provider_id:
        return
    for receipt in outbound.parked(unit.session, attempt.gateway, attempt.provider_id):
        receipt.outbound_id = text.id
        _apply(unit, text, attempt, receipt.state, receipt.code)


def _apply(unit: UnitOfWork, text: Outbound, attempt: Attempt, state: str, code: str | None) -> None:
    """Move a text by what was heard of one attempt; of an attempt that failed only its arrival is news."""
    if attempt.result in outcomes.FAILED and state != "delivered":
        return
    if state in outcomes.FAILED:
        attempt.result, attempt.code = state, code
        _note_opt_out(unit, text, code)
    _move(unit, text, state, code)


def _move(unit: UnitOfWork, text: Outbound, read: str, code: str | None) -> None:
    state = words.settle(text.state, read)
    if state == text.state:
        return
    pause = words.retry_after_s(code) if state in outcomes.FAILED and code in words.REASONS else None
    if pause is not None and text.attempts < MOST_ATTEMPTS:
        outcomes.try_again(unit, text, state, code, unit.now + timedelta(seconds=pause))
    else:
        outcomes.move(unit, text, state, code)


def _note_opt_out(unit: UnitOfWork, text: Outbound, code: str | None) -> None:
    """Believe a provider that says its reader told it to stop."""
    contact = contacts.get(unit.session, text.contact_id)
    if code == "opted_out" and contact.opted_out_at is None:
        contact.opted_out_at = unit.now
