"""Looks for texts of which nobody knows whether they left, where the provider can be asked; then a person decides.

A receipt settles such a text at any time. Besides, the provider's list is read: a text found there takes on its state
and id. One that is surely not there may be sent again, and only then: its call has been over for a quarter of an hour,
the list was whole and hid nothing, and it lacked the text twice, ten minutes apart. Anything less sure is left alone,
since a citizen who waits for a person is better off than one who is answered twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

import structlog

from hotline.domain.reconciling import Listing, Lost, Sighting, Verdict, judge
from hotline.gateways.abilities import Reconciles
from hotline.gateways.base import Gateway
from hotline.gateways.failures import SendFailure
from hotline.services import outcomes, settling
from hotline.store import contacts, lost, outbound
from hotline.store.lost import Doubt
from hotline.store.models.traffic import Attempt, Outbound
from hotline.unit_of_work import UnitOfWork

log = structlog.get_logger()

# A call may last 20 s; a receipt is usually there within a minute or two.
FIRST_LOOK = timedelta(minutes=2)
SURELY_OVER = timedelta(minutes=15)
SECOND_LOOK = timedelta(minutes=10)
LOOKS_END = timedelta(hours=48)
# Where nobody can be asked only a receipt could tell, and those come soon or never.
RECEIPTS_END = timedelta(hours=1)
# The timetable has other things to do.
LONGEST_RUN_S = 10
Units = Callable[[], UnitOfWork]


def reconcile(units: Units, gateways: Mapping[str, Gateway]) -> None:
    """Look for what is in doubt, then give what nobody will ever know to a person."""
    able = {name: gateway for name, gateway in gateways.items() if gateway.live and isinstance(gateway, Reconciles)}
    end = time.monotonic() + LONGEST_RUN_S
    with units() as unit:
        doubts = lost.doubts(unit.session, able, unit.now - LOOKS_END, unit.now - FIRST_LOOK)
    for doubt in doubts:
        if time.monotonic() > end:
            break
        try:
            _look(units, able[doubt.gateway], doubt)
        except Exception as fault:
            # One phone that cannot be looked for must not hold up the others; its message may quote the number.
            log.error("not reconciled", gateway=doubt.gateway, fault=type(fault).__name__)
    _end_looking(units, able)


def _look(units: Units, gateway: Reconciles, doubt: Doubt) -> None:
    """Read the list with no transaction open, and draw from it what it proves."""
    with units() as unit:
        number = contacts.number(unit.vault, contacts.get(unit.session, doubt.contact_id))
    try:
        listing = gateway.find(number)
    except SendFailure as failure:
        log.warning("list not read", gateway=doubt.gateway, why=failure.code)
        return
    with units() as unit:
        verdicts = _judged(unit, doubt, listing)
    for attempt_id, verdict in verdicts.items():
        with units() as unit:
            found = lost.still_lost(unit.session, attempt_id)
            if found is not None:
                _act(unit, *found, verdict)


def _judged(unit: UnitOfWork, doubt: Doubt, listing: Listing) -> dict[UUID, Sighting | Verdict]:
    known = lost.known_ids(
        unit.session, doubt.gateway, (text.provider_id for text in (*listing.texts, *listing.newest))
    )
    asked = [Lost(attempt.id, outbound.body(unit.vault, text), attempt.started_at) for attempt, text in doubt.attempts]
    return judge(asked, listing, known)


def _act(unit: UnitOfWork, attempt: Attempt, text: Outbound, verdict: Sighting | Verdict) -> None:
    if isinstance(verdict, Sighting):
        attempt.provider_id = verdict.provider_id
        settling.apply(unit, text, attempt, verdict.state, verdict.code)
    elif verdict is Verdict.UNCLEAR:
        attempt.missed_at = None
    elif attempt.started_at <= unit.now - SURELY_OVER:
        _miss(unit, attempt, text)


def _miss(unit: UnitOfWork, attempt: Attempt, text: Outbound) -> None:
    if attempt.missed_at is None:
        attempt.missed_at = unit.now
    elif attempt.missed_at <= unit.now - SECOND_LOOK and settling.tries(text) < settling.MOST_ATTEMPTS:
        attempt.result = "missing"
        outcomes.found_missing(unit, text)


def _end_looking(units: Units, able: Mapping[str, Reconciles]) -> None:
    with units() as unit:
        late = dict.fromkeys(able, unit.now - LOOKS_END)
        texts = lost.hopeless(unit.session, late, unit.now - RECEIPTS_END)
    for outbound_id in texts:
        with units() as unit:
            text = outbound.locked(unit.session, outbound_id)
            if text.state == "unknown" and text.settled_at is None:
                outcomes.give_up_looking(unit, text)
