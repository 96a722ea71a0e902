"""Gateways that stop, rest and start again, and what becomes of the texts meanwhile."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from hotline.gateways.failures import Misconfigured, Rejected, SendFailure, TryLater, Unknown
from hotline.services import channels, delivery
from hotline.services.choosing import LONGEST_WAIT
from hotline.store import alerts
from hotline.store.models.casework import HOUSE, Event
from hotline.store.models.gateways import GatewayState
from hotline.store.models.office import Setting
from hotline.store.models.traffic import Outbound
from tests.services.sending import AWA, attempts, queued_answer, row, write
from tests.support.recorder import Recorder
from tests.support.town import Town

Gateways = Mapping[str, Recorder]


@pytest.fixture
def answer(town: Town) -> Outbound:
    return queued_answer(town)


@pytest.fixture
def gateways() -> dict[str, Recorder]:
    return {"simulator": Recorder("simulator"), "orange": Recorder("orange")}


def send(town: Town, gateways: Gateways) -> None:
    while delivery.deliver_batch(town.worker.unit, gateways):
        pass


def state(town: Town, name: str) -> GatewayState:
    with town.application.unit() as unit:
        return unit.session.get_one(GatewayState, name)


def start(town: Town, name: str = "simulator", why: str = "button") -> bool:
    with town.application.unit() as unit:
        return channels.start(unit, name, "system", why)


def told(town: Town) -> list[tuple[str, str]]:
    with town.application.unit() as unit:
        return [(alert.kind, alert.subject) for alert in alerts.open_alerts(unit.session)]


def house(town: Town, kind: str) -> list[Mapping[str, object]]:
    with town.application.unit() as unit:
        found = unit.session.scalars(select(Event).where(Event.chain == HOUSE, Event.kind == kind).order_by(Event.n))
        return [event.data for event in found]


PASSED_ON = [
    TryLater("provider_busy", "not connected"), TryLater("route_failed"), Rejected("configuration", "21408"),
    Misconfigured("configuration", "HTTP 401"), Misconfigured("no_credit"),
]  # fmt: skip


@pytest.mark.parametrize("failure", PASSED_ON, ids=str)
def test_with_one_gateway_down_the_next_carries_the_text_at_once(
    town: Town, answer: Outbound, gateways: Gateways, failure: SendFailure
) -> None:
    gateways["simulator"].failures.append(failure)
    send(town, gateways)
    assert gateways["orange"].to(AWA) == ["Nous venons."]
    assert [one.gateway for one in attempts(town, answer)] == ["simulator", "orange"]
    assert (row(town, id=answer.id).state, row(town, id=answer.id).gateway) == ("accepted", "orange")
    assert not town.case(AWA).delivery_failed


@pytest.mark.parametrize("failure", [Unknown("reset"), Rejected("wrong_number"), Rejected("blocked")], ids=str)
def test_what_may_have_left_or_would_fail_anywhere_goes_by_no_other(
    town: Town, answer: Outbound, gateways: Gateways, failure: SendFailure
) -> None:
    gateways["simulator"].failures.append(failure)
    send(town, gateways)
    town.clock.advance(days=1)
    send(town, gateways)
    assert gateways["orange"].sent == []


def test_a_phone_whose_gateway_is_gone_gets_its_answer_by_the_next(town: Town, answer: Outbound) -> None:
    orange = Recorder("orange")
    send(town, {"orange": orange})
    assert orange.to(AWA) == ["Nous venons."]
    assert orange.sent[0].sender is None


def test_a_stopped_gateway_is_told_once_and_not_called_again(town: Town, answer: Outbound, gateways: Gateways) -> None:
    gateways["simulator"].failures = [Misconfigured("no_credit", "405"), Misconfigured("no_credit", "405")]
    send(town, gateways)
    write(town, "La suite.")
    send(town, gateways)
    assert gateways["orange"].to(AWA) == ["Nous venons.", "La suite."]
    assert len(gateways["simulator"].failures) == 1
    stopped = state(town, "simulator")
    assert (stopped.stopped_at, stopped.stop_code, stopped.stop_detail) == (town.clock.now(), "no_credit", "405")
    assert told(town) == [("gateway_stopped", "simulator")]
    assert house(town, "gateway_stopped") == [{"gateway": "simulator", "code": "no_credit"}]


def test_with_every_gateway_stopped_a_text_waits_and_goes_once_one_is_started(town: Town, answer: Outbound) -> None:
    only = {"simulator": Recorder("simulator", failures=[Misconfigured("configuration")])}
    send(town, only)
    waiting = row(town, id=answer.id)
    assert (waiting.state, waiting.failure, waiting.stuck_at) == ("queued", "no_route", town.clock.now())
    town.clock.advance(minutes=30)
    send(town, only)
    assert only["simulator"].sent == []
    assert start(town)
    send(town, only)
    assert only["simulator"].to(AWA) == ["Nous venons."]
    sent = row(town, id=answer.id)
    assert (sent.state, sent.failure, sent.stuck_at) == ("accepted", None, None)
    assert told(town) == []
    assert house(town, "gateway_started") == [{"gateway": "simulator", "why": "button"}]
    assert not start(town)


def test_a_text_that_waited_a_day_for_a_gateway_is_given_to_a_person(town: Town, answer: Outbound) -> None:
    only = {"simulator": Recorder("simulator", failures=[Misconfigured("configuration")])}
    send(town, only)
    town.clock.advance(seconds=LONGEST_WAIT.total_seconds() + 60)
    send(town, only)
    assert (row(town, id=answer.id).state, row(town, id=answer.id).failure) == ("failed", "no_route")
    assert town.case(AWA).delivery_failed
    assert town.case(AWA).waiting_since is not None


def test_a_text_that_may_have_left_and_then_finds_no_gateway_is_not_called_failed(town: Town, answer: Outbound) -> None:
    careful = Recorder("simulator", tells_repeats_apart=True, failures=[Unknown("reset")])
    send(town, {"simulator": careful})
    assert row(town, id=answer.id).state == "queued"
    orange = {"orange": Recorder("orange")}
    for _ in range(2):
        town.clock.advance(seconds=LONGEST_WAIT.total_seconds() + 60)
        send(town, orange)
    assert row(town, id=answer.id).state == "unknown"
    assert orange["orange"].sent == []


def test_other_settings_start_what_was_stopped_under_the_old_ones(
    town: Town, answer: Outbound, gateways: Gateways
) -> None:
    def begin(mark: str) -> None:
        with town.application.unit() as unit:
            channels.renew(unit, {"simulator": mark, "orange": "same"})

    begin("old")
    gateways["simulator"].failures = [Misconfigured("configuration")]
    send(town, gateways)
    begin("old")
    assert state(town, "simulator").stopped_at is not None
    begin("new")
    assert state(town, "simulator").stopped_at is None
    assert house(town, "gateway_started") == [{"gateway": "simulator", "why": "settings"}]


def test_the_mark_of_the_settings_moves_with_every_one_of_them_and_shows_none(town: Town) -> None:
    marks = town.application.marks
    assert set(marks) == set(town.application.gateways)
    assert len(set(marks.values())) == len(marks)
    assert all(len(mark) == 64 for mark in marks.values())


def test_a_provider_in_trouble_is_left_alone_while_another_carries_the_texts(
    town: Town, answer: Outbound, gateways: Gateways
) -> None:
    for number in range(5):
        write(town, f"texte {number}")
    gateways["simulator"].failures = [TryLater("provider_busy", "not connected", 30) for _ in range(6)]
    send(town, gateways)
    assert len(gateways["simulator"].failures) == 5
    assert len(gateways["orange"].sent) == 6
    town.clock.advance(seconds=31)
    gateways["simulator"].failures.clear()
    write(town, "plus tard")
    send(town, gateways)
    assert gateways["simulator"].to(AWA) == ["plus tard"]
    assert state(town, "simulator").rests_until is None


def test_a_gateway_that_refuses_some_texts_goes_on_with_the_others(
    town: Town, answer: Outbound, gateways: Gateways
) -> None:
    gateways["simulator"].failures = [Rejected("configuration", "21408")]
    send(town, gateways)
    assert told(town) == [("gateway_refuses", "simulator")]
    assert state(town, "simulator").stopped_at is None
    write(town, "La suite.")
    send(town, gateways)
    assert gateways["simulator"].to(AWA) == ["La suite."]
    assert not start(town)
    assert told(town) == []


def test_an_administrators_rule_decides_and_its_list_is_the_whole_list(
    town: Town, answer: Outbound, gateways: dict[str, Recorder]
) -> None:
    gateways["android"] = Recorder("android")
    with town.application.unit() as unit:
        rules = [{"last": "any", "operator": "orange", "send": ["simulator"]},
                 {"last": "simulator", "operator": "any", "send": ["orange", "android"]}]  # fmt: skip
        unit.session.add(Setting(name="direction_rules", value={"rules": rules}, changed_at=unit.now))
    gateways["orange"].failures.append(TryLater("route_failed"))
    gateways["android"].failures.append(TryLater("route_failed"))
    send(town, gateways)
    assert [one.gateway for one in attempts(town, answer)] == ["orange", "android"]
    assert gateways["simulator"].sent == []
