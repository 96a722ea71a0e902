"""Stops a gateway that cannot work, lets one rest whose provider is in trouble, and starts it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from hotline.gateways.failures import SendFailure, TryLater, Unknown
from hotline.jobnames import Job
from hotline.store import alerts, channels, lanes
from hotline.store.events import append_house
from hotline.store.models.gateways import GatewayState
from hotline.unit_of_work import UnitOfWork

STOPPED = "gateway_stopped"
# Some texts do not go out by it for a reason that only an administrator can put right; the others do.
REFUSES = "gateway_refuses"
SHORTEST_REST_S = 5


def note_failure(unit: UnitOfWork, name: str, failure: SendFailure) -> None:
    """Draw what a failure means for the whole gateway; to be done before its text is settled, and apart from it."""
    if failure.stops_channel:
        _stop(unit, name, failure)
    elif failure.alert:
        warn(unit, name, failure.code)
    elif isinstance(failure, Unknown) or failure.code == "provider_busy":
        _rest(unit, name, failure)


def warn(unit: UnitOfWork, name: str, code: str) -> None:
    """Tell the administrators that a gateway refuses texts for a reason that only they can put right."""
    alerts.raise_alert(unit, REFUSES, name, code)


def start(unit: UnitOfWork, name: str, actor: str, why: str) -> bool:
    """Start a stopped gateway again and send what waited for it; False where it was not stopped.

    `why` is a code: `button` of an administrator, `test` for a text that went out, `settings` that were changed.
    """
    state = channels.locked(unit.session, name)
    alerts.close_alert(unit, REFUSES, name)
    if state.stopped_at is None:
        return False
    state.stopped_at = state.stop_code = state.stop_detail = state.rests_until = None
    lanes.hurry_stuck(unit.session, unit.now)
    alerts.close_alert(unit, STOPPED, name)
    append_house(unit, "gateway_started", actor, gateway=name, why=why)
    unit.wake(Job.DELIVERY)
    return True


def renew(unit: UnitOfWork, marks: Mapping[str, str]) -> None:
    """Start again what was stopped under other settings; `marks` are keyed hashes of the settings now in force."""
    for name, state in sorted(channels.states(unit.session, list(marks)).items()):
        if state.mark != marks[name]:
            start(unit, name, "system", "settings")
            state.mark = marks[name]


def is_open(state: GatewayState, unit: UnitOfWork) -> bool:
    """Say whether texts may be handed to this gateway now."""
    return state.stopped_at is None and not is_resting(state, unit)


def is_resting(state: GatewayState, unit: UnitOfWork) -> bool:
    """Say whether its provider was in trouble a moment ago."""
    return state.rests_until is not None and state.rests_until > unit.now


def _stop(unit: UnitOfWork, name: str, failure: SendFailure) -> None:
    state = channels.locked(unit.session, name)
    if state.stopped_at is not None:
        return
    state.stopped_at, state.stop_code, state.stop_detail = unit.now, failure.code, failure.detail or None
    lanes.forget_plans(unit.session, name)
    alerts.raise_alert(unit, STOPPED, name, failure.code)
    append_house(unit, STOPPED, f"gateway:{name}", gateway=name, code=failure.code)


def _rest(unit: UnitOfWork, name: str, failure: SendFailure) -> None:
    """Let other gateways carry the rest meanwhile: not every text must find out for itself."""
    state = channels.locked(unit.session, name)
    asked = failure.after_s if isinstance(failure, TryLater) else 0
    until = unit.now + timedelta(seconds=max(asked, SHORTEST_REST_S))
    if not is_resting(state, unit):
        lanes.forget_plans(unit.session, name)
    state.rests_until = max(state.rests_until or until, until)
