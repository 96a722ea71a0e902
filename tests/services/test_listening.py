"""Gateways that fall silent are noticed, and forgiven when they are heard again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select, text

from hotline.domain.messages import Heartbeat
from hotline.domain.silence import NO_HEARTBEAT, NO_TEXTS
from hotline.services import listening, pulse
from hotline.settings import Settings
from hotline.store import alerts, channels, hearing
from hotline.store.models.gateways import GatewayState
from tests.support.dialler import dialled
from tests.support.town import Town

AWA = "+22300000101"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
_TWO_WEEKS = text(
    """
    INSERT INTO raw_inbound (id, gateway, door, outcome, body_sealed, received_at)
    SELECT gen_random_uuid(), :gateway, :door, :outcome, '', at FROM generate_series(
        cast(:now AS timestamptz) - interval '15 days', cast(:now AS timestamptz), interval '10 minutes') at
    """
)


@pytest.fixture
def settings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A house with a phone on the desk that gives signs of life."""
    monkeypatch.setenv("HOTLINE_ANDROID_TOKEN", "a-signing-key-for-tests")
    return settings.model_copy(update={"gateways": ("twilio", "android")})


def _history(town: Town, gateway: str = "twilio", door: str = "text", outcome: str = "taken") -> None:
    with town.worker.unit() as unit:
        told = {"now": unit.now, "gateway": gateway, "door": door, "outcome": outcome}
        unit.session.execute(_TWO_WEEKS, told)
        channels.states(unit.session, [gateway])
    _hear(town, gateway)


def _hear(town: Town, gateway: str) -> None:
    with town.worker.unit() as unit:
        hearing.note_heard(unit.session, gateway, unit.now)


def _listen(town: Town) -> dict[str, str | None]:
    listening.listen(town.worker.unit, town.worker.gateways)
    with town.worker.unit() as unit:
        return {alert.subject: alert.detail for alert in alerts.open_alerts(unit.session)}


def test_a_gateway_that_usually_hears_is_missed_and_forgiven_when_it_is_heard_again(town: Town) -> None:
    _history(town)
    assert _listen(town) == {}
    town.pass_time(hours=2)
    for _ in range(2):
        assert _listen(town) == {"twilio": NO_TEXTS}
    _hear(town, "twilio")
    assert _listen(town) == {}


@pytest.mark.parametrize(("door", "outcome"), [("receipt", "unreadable"), ("text", "unreadable"), ("ussd", "taken")])
def test_only_what_citizens_sent_and_we_could_read_makes_a_habit(town: Town, door: str, outcome: str) -> None:
    _history(town, door=door, outcome=outcome)
    town.pass_time(hours=2)
    assert _listen(town) == {}


def test_one_gateway_does_not_speak_for_another(town: Town) -> None:
    _history(town)
    _history(town, "android")
    town.pass_time(hours=2)
    _hear(town, "android")
    assert _listen(town) == {"twilio": NO_TEXTS}


def test_a_phone_without_a_sign_of_life_for_ten_minutes_is_missed(town: Town) -> None:
    assert _listen(town) == {}
    for minutes, missed in ((0, {}), (10, {}), (1, {"android": NO_HEARTBEAT})):
        town.pass_time(minutes=minutes)
        if not minutes:
            with town.worker.unit() as unit:
                pulse.accept_heartbeat(unit, Heartbeat("android", unit.now))
        assert _listen(town) == missed
    with town.worker.unit() as unit:
        pulse.accept_heartbeat(unit, Heartbeat("android", unit.now))
    assert _listen(town) == {}


def test_nobody_is_missed_that_is_not_in_use_any_more(town: Town) -> None:
    _history(town)
    town.pass_time(hours=2)
    _listen(town)
    listening.listen(town.worker.unit, {})
    with town.worker.unit() as unit:
        assert alerts.open_alerts(unit.session) == []


def test_phones_that_are_not_real_are_never_missed(town: Town) -> None:
    _history(town, "simulator")
    town.pass_time(days=5)
    assert _listen(town) == {}


def test_a_dialogue_is_hearing_too(town: Town) -> None:
    _listen(town)
    dialled(town, AWA, "1", "1")
    with town.worker.unit() as unit:
        assert unit.session.scalars(select(GatewayState.heard_at).where(GatewayState.name == "simulator")).one()
        assert sum(hearing.by_hour(unit.session, "simulator", unit.now, unit.now + timedelta(1)).values()) == 1


def test_when_a_gateway_was_heard_is_written_once_a_minute_and_costs_a_text_no_round_trip(town: Town) -> None:
    _listen(town)
    statements: list[str] = []
    event.listen(town.application.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    start = town.clock.now()
    for seconds in (0, 30, 30, 30):
        town.pass_time(seconds=seconds)
        statements.clear()
        town.deliver_text(AWA, THEFT)
        assert len(statements) == 1
        with town.worker.unit() as unit:
            heard_at = unit.session.get_one(GatewayState, "simulator").heard_at
        assert heard_at == start + timedelta(seconds=90 if town.clock.now() > start + timedelta(seconds=60) else 0)
