"""Notices when a gateway that usually hears has fallen silent, and when it is heard again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from hotline.domain import silence
from hotline.domain.silence import Hearing
from hotline.gateways.abilities import Simulated
from hotline.gateways.base import Beating, Gateway
from hotline.store import alerts, channels, hearing
from hotline.store.models.gateways import GatewayState
from hotline.unit_of_work import UnitOfWork

SILENT = "gateway_silent"
Units = Callable[[], UnitOfWork]


def listen(units: Units, gateways: Mapping[str, Gateway]) -> None:
    """Raise an alert for each gateway whose silence is odd, and close those of gateways heard again or not in use."""
    with units() as unit:
        states = channels.states(unit.session, list(gateways))
        silent = {name: why_silent(unit, gateway, states[name]) for name, gateway in gateways.items()}
        for name, why in silent.items():
            if why is not None:
                alerts.raise_alert(unit, SILENT, name, why)
        for name in _open(unit):
            if silent.get(name) is None:
                alerts.close_alert(unit, SILENT, name)


def why_silent(unit: UnitOfWork, gateway: Gateway, state: GatewayState) -> str | None:
    """Return why a gateway counts as silent now, as a code, or None; phones that are not real are nobody's habit."""
    if isinstance(gateway, Simulated):
        return None
    beat_at = state.heartbeat_at if isinstance(gateway, Beating) else None
    return silence.why_silent(_heard(unit, state, beat_at), unit.now)


def _heard(unit: UnitOfWork, state: GatewayState, beat_at: datetime | None) -> Hearing:
    """Ask for its habits only where it was not heard for a while: that walks two weeks of the journal."""
    heard_at = state.heard_at
    if heard_at is None or unit.now - heard_at <= silence.FLOOR:
        return Hearing(heard_at, {}, beat_at)
    first = heard_at - timedelta(days=silence.DAYS + 1)
    return Hearing(heard_at, hearing.by_hour(unit.session, state.name, first, heard_at), beat_at)


def _open(unit: UnitOfWork) -> Iterable[str]:
    return [alert.subject for alert in alerts.open_alerts(unit.session) if alert.kind == SILENT]
