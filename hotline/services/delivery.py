"""Sends what was queued: claimed, handed over with no transaction open, settled by what the gateway says."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from hotline import ids
from hotline.domain.messages import OutboundText
from hotline.domain.segments import best_form
from hotline.gateways.base import Accepted, Gateway
from hotline.gateways.failures import SendFailure, Unknown
from hotline.services import channels, choosing, duty_texts, outcomes, settling
from hotline.services.settling import Given
from hotline.store import attempts, contacts, lanes, outbound
from hotline.store import channels as rows
from hotline.store.lanes import Claim, Lease
from hotline.unit_of_work import UnitOfWork

log = structlog.get_logger()

# The most of one gateway's texts that are claimed at once.
BATCH = 10
# Longer than a call may take: 5 s to connect and 15 s to read.
LEASE_S = 40
# A batch that has lasted so long begins no further call, so that a slow gateway never outlasts the limit of a job.
LONGEST_BATCH_S = 10
Units = Callable[[], UnitOfWork]


@dataclass(frozen=True, slots=True)
class Started:
    """An attempt that is written down and may now be made."""

    given: Given
    gateway: str
    text: OutboundText


def deliver_batch(units: Units, gateways: Mapping[str, Gateway]) -> int:
    """Send the texts that are due, as far as each gateway's pace allows; return how many were claimed."""
    _plan(units, gateways)
    token, end = ids.new_id(), time.monotonic() + LONGEST_BATCH_S
    claims = _claim(units, gateways, Lease(token, LEASE_S))
    for claim in claims:
        if time.monotonic() > end:
            with units() as unit:
                lanes.give_back(unit.session, token)
            break
        try:
            _deliver(units, claim, gateways)
        except Exception as fault:
            # One text that cannot be worked on must not hold up the others; its lease brings it round again.
            log.error("delivery failed", fault=type(fault).__name__)
    return len(claims)


def pause_s(units: Units) -> float | None:
    """Return in how many seconds a gateway may be given the next of the texts that wait for it; None if none wait."""
    with units() as unit:
        return lanes.pause_s(unit.session, unit.now)


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


def _plan(units: Units, gateways: Mapping[str, Gateway]) -> None:
    with units() as unit:
        hopeless = choosing.plan(unit, gateways)
    for outbound_id in hopeless:
        with units() as unit:
            choosing.give_up(unit, outbound_id)


def _claim(units: Units, gateways: Mapping[str, Gateway], lease: Lease) -> list[Claim]:
    """Lease of each gateway's texts as many as it may be given now; the whole in the order in which they are sent."""
    claims: list[Claim] = []
    with units() as unit:
        waiting = lanes.waiting(unit.session, unit.now) & gateways.keys()
        states = rows.states(unit.session, waiting)
        # In one order for all, since each row stays locked until the end.
        for name in sorted(name for name in waiting if channels.is_open(states[name], unit)):
            rate = gateways[name].rate
            room = rows.room(unit.session, name, rate, BATCH)
            found = lanes.claim(unit.session, unit.now, name, room.count, lease) if room.count else []
            if found:
                rows.push_back(unit.session, name, room.after(len(found), rate))
                claims.extend(found)
    return sorted(claims, key=lambda claim: claim.turn)


def _deliver(units: Units, claim: Claim, gateways: Mapping[str, Gateway]) -> None:
    with units() as unit:
        started = _start(unit, claim, gateways)
    if started is None:
        return
    gateway = gateways[started.gateway]
    result = hand_over(gateway, started.text)
    if isinstance(result, SendFailure):
        # Apart from the text, whose row others may want while this one wants theirs.
        with units() as unit:
            channels.note_failure(unit, gateway.name, result)
    with units() as unit:
        settling.settle(unit, started.given, result, gateways)


def _start(unit: UnitOfWork, claim: Claim, gateways: Mapping[str, Gateway]) -> Started | None:
    text = lanes.held(unit.session, claim)
    if text is None or text.state != "queued":
        return None
    contact = contacts.get(unit.session, text.contact_id)
    barrier = contacts.barrier(contact) or duty_texts.barrier(unit, text)
    if barrier:
        outcomes.move(unit, text, "cancelled", barrier)
        return None
    name = text.via
    if name is None or not channels.is_open(rows.states(unit.session, [name])[name], unit):
        # Its gateway was stopped while it was held: another is chosen.
        text.via = text.lease_until = text.lease_token = None
        return None
    token = ids.new_token()
    attempt = attempts.add_attempt(unit.session, text, name, token, unit.now)
    text.state, text.gateway = "sending", name
    lanes.renew(text, LEASE_S)
    sender = contact.last_recipient if name == contact.last_gateway else None
    to = contacts.number(unit.vault, contact)
    letter = OutboundText(text.id, to, best_form(outbound.body(unit.vault, text)), sender, token)
    return Started(Given(text.id, attempt.id, claim.token), name, letter)
