"""What gateways tell of themselves: that they are alive, and how many texts are still paid for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog

from hotline.domain.messages import Heartbeat
from hotline.gateways.base import Gateway, Prepaid
from hotline.gateways.failures import SendFailure
from hotline.store import gateway_states
from hotline.store.events import append_house
from hotline.unit_of_work import UnitOfWork

log = structlog.get_logger()
Units = Callable[[], UnitOfWork]


def accept_heartbeat(unit: UnitOfWork, heartbeat: Heartbeat) -> None:
    """Keep when a gateway gave its latest sign of life, by its own clock but never later than now.

    Its own clock, so that a sign recorded by somebody and played again proves nothing.
    """
    gateway_states.note_heartbeat(unit.session, heartbeat.gateway, min(heartbeat.at, unit.now))


def note_setup_shown(unit: UnitOfWork, name: str, actor: str) -> None:
    """Note in the house's trail who was shown how a gateway is set up."""
    append_house(unit, "setup_shown", actor, gateway=name)


def ask_balances(units: Units, gateways: Mapping[str, Gateway]) -> None:
    """Ask every gateway that can tell how many texts are still paid for; one that does not answer is asked again."""
    for gateway in gateways.values():
        if not gateway.live or not isinstance(gateway, Prepaid):
            continue
        try:
            balance = gateway.ask_balance()
        except SendFailure as failure:
            log.warning("balance unknown", gateway=gateway.name, why=str(failure))
            continue
        with units() as unit:
            gateway_states.note_balance(unit.session, gateway.name, str(balance), unit.now)
