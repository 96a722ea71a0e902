"""Has providers forget texts once they are settled, in and out, and counts what they still hold."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from hotline.gateways.abilities import Erases, Simulated
from hotline.gateways.base import Gateway
from hotline.gateways.failures import Misconfigured, SendFailure
from hotline.store import elsewhere
from hotline.store.elsewhere import Body, Held, Ripe
from hotline.unit_of_work import UnitOfWork

log = structlog.get_logger()

AT_ONCE = 50
# The timetable has other things to do.
LONGEST_RUN_S = 8
# A late receipt may still speak of it, and the list of a provider is read to find others.
AFTER_SETTLING = timedelta(hours=1)
# By then no receipt will come any more.
WITHOUT_RECEIPT = timedelta(hours=72)
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=12)
Units = Callable[[], UnitOfWork]


def erase(units: Units, gateways: Mapping[str, Gateway]) -> int:
    """Have every provider that can forget what is settled; return how many texts were forgotten."""
    end, gone = time.monotonic() + LONGEST_RUN_S, 0
    for name, gateway in gateways.items():
        if not (gateway.live and isinstance(gateway, Erases)):
            continue
        with units() as unit:
            ripe = Ripe(unit.now - AFTER_SETTLING, unit.now - WITHOUT_RECEIPT)
            bodies = elsewhere.ripe(unit.session, name, unit.now, ripe, AT_ONCE)
        gone += _forget(units, gateway, bodies, end)
    return gone


def held(unit: UnitOfWork, gateways: Mapping[str, Gateway]) -> Mapping[str, Held]:
    """Return how many bodies lie with each provider; one that cannot be told to forget holds all it ever had."""
    real = [name for name, gateway in gateways.items() if not isinstance(gateway, Simulated)]
    return elsewhere.held(unit.session, real)


def _forget(units: Units, gateway: Erases, bodies: Sequence[Body], end: float) -> int:
    gone = 0
    for body in bodies:
        if time.monotonic() > end:
            break
        failure = _ask(gateway, body)
        with units() as unit:
            if failure is None:
                elsewhere.note_erased(unit.session, body, unit.now)
                gone += 1
            else:
                elsewhere.put_off(unit.session, body, _later(body, unit.now))
        if isinstance(failure, Misconfigured):
            # The account does not let us: the others would be refused as well.
            break
    return gone


def _ask(gateway: Erases, body: Body) -> SendFailure | None:
    try:
        gateway.erase(body.provider_id)
    except SendFailure as failure:
        log.warning("body not erased", gateway=body.gateway, why=failure.code, detail=failure.detail)
        return failure
    return None


def _later(body: Body, now: datetime) -> datetime:
    """Wait longer the longer it has lain there: it is asked for until it is gone, and ever more rarely."""
    return now + min(max((now - body.since) / 4, SHORTEST_PAUSE), LONGEST_PAUSE)
