"""The doors of the Android phone and of Orange: signed and unsigned JSON, texts, receipts and signs of life."""

from __future__ import annotations

import hmac
import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from hotline.gateways import journal
from hotline.settings import Settings
from hotline.store.attempts import add_attempt
from hotline.store.models.gateways import GatewayState
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message, Outbound, RawInbound, Receipt
from tests.support.town import Town

AWA = "+22300000501"
KEY = "a-signing-key-for-tests"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"


@pytest.fixture
def settings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A house with a phone on the desk and a short code at Orange."""
    monkeypatch.setenv("HOTLINE_ANDROID_TOKEN", KEY)
    return settings.model_copy(update={"gateways": ("android", "orange")})


def _phone(town: Town, event: dict[str, Any], door: str = "text", key: str = KEY, **off_by: float) -> TestResponse:
    """Have the phone announce something, by its own clock, which may be off."""
    body = json.dumps(event)
    stamp = str(int((town.clock.now() + timedelta(**off_by)).timestamp()))
    signature = hmac.new(key.encode(), f"{body}{stamp}".encode(), sha256).hexdigest()
    headers = {"X-Timestamp": stamp, "X-Signature": signature}
    path = f"/hooks/android/{door}"
    return town.web.test_client().post(path, data=body, content_type="application/json", headers=headers)


def _sms(event_id: str = "e1", words: str = THEFT, **payload: Any) -> dict[str, Any]:
    text = {
        "messageId": "a80532bb",
        "message": words,
        "sender": AWA,
        "simNumber": 2,
        "receivedAt": "2026-03-02T09:00:00Z",
    }
    return {"id": event_id, "webhookId": "w", "event": "sms:received", "deviceId": "d", "payload": {**text, **payload}}


def _orange(town: Town, body: Any, door: str = "text") -> TestResponse:
    token = town.application.gateways["orange"].token
    return town.web.test_client().post(f"/hooks/orange/{token}/{door}", json=body)


def _count(town: Town, table: type) -> int:
    with town.application.unit() as unit:
        return unit.session.scalar(select(func.count()).select_from(table)) or 0


def _heartbeat(town: Town) -> datetime | None:
    with town.application.unit() as unit:
        return unit.session.scalar(select(GatewayState.heartbeat_at).where(GatewayState.name == "android"))


def test_a_text_to_the_phone_becomes_a_case_and_the_answer_leaves_by_its_card(town: Town) -> None:
    assert _phone(town, _sms()).status_code == 200
    town.work()
    assert town.case(AWA).category == "cattle_theft"
    with town.application.unit() as unit:
        contact = unit.session.scalars(select(Contact)).one()
        assert (contact.last_gateway, contact.last_recipient) == ("android", "SIM2")


def test_an_attempt_repeated_by_the_phone_is_signed_anew_and_stored_once(town: Town) -> None:
    for hours in (0, 1, 20, 27):
        town.clock.advance(hours=hours)
        assert _phone(town, _sms()).status_code == 200
    assert (_count(town, Message), _count(town, RawInbound)) == (1, 1)


def test_a_second_one_with_the_same_hash_is_a_second_text(town: Town) -> None:
    for event_id in ("e1", "e2"):
        assert _phone(town, _sms(event_id, "1")).status_code == 200
    assert _count(town, Message) == 2


def test_a_call_played_again_a_day_later_is_refused_and_kept(town: Town) -> None:
    assert _phone(town, _sms()).status_code == 200
    answer = _phone(town, _sms(), days=-1)
    assert (answer.status_code, answer.text) == (403, "Forbidden\n")
    assert _count(town, Message) == 1


def test_a_text_from_a_phone_whose_clock_is_days_off_is_not_lost(town: Town) -> None:
    assert _phone(town, _sms(), days=9).status_code == 403
    with town.application.unit() as unit:
        raw = unit.session.scalars(select(RawInbound)).one()
        kept = unit.vault.open(raw.body_sealed, "raw_inbound", "body_sealed", raw.id)
    assert json.loads(journal.read(raw.form, kept).body) == _sms()


@pytest.mark.parametrize("hours", [-11, 11])
def test_a_phone_set_to_another_zone_is_listened_to(town: Town, hours: int) -> None:
    assert _phone(town, _sms(), hours=hours).status_code == 200
    assert _count(town, Message) == 1


def test_a_call_that_is_not_signed_or_by_another_key_leaves_nothing(town: Town) -> None:
    assert _phone(town, _sms(), key="another-signing-key").status_code == 403
    assert town.web.test_client().post("/hooks/android/text", json=_sms()).status_code == 403
    assert (_count(town, Message), _count(town, RawInbound), _count(town, Contact)) == (0, 0, 0)


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_the_phone_only_posts(town: Town, method: str) -> None:
    assert town.web.test_client().open("/hooks/android/text", method=method, json=_sms()).status_code == 404


@pytest.mark.parametrize(
    "event", [{}, {"event": "mms:received", "id": "x"}, {"event": "sms:received"}, [], {"event": []}]
)
def test_what_the_phone_says_and_we_cannot_read_is_refused_and_kept(town: Town, event: Any) -> None:
    assert _phone(town, event).status_code == 400
    assert _count(town, RawInbound) == 1


@pytest.mark.parametrize(
    ("event", "door"), [("system:ping", "text"), ("system:ping", "receipt"), ("app:started", "text")]
)
def test_a_sign_of_life_is_noted_when_it_was_given(town: Town, event: str, door: str) -> None:
    assert _phone(town, {"id": "p", "event": event, "payload": {}}, door, minutes=-3).status_code == 200
    assert _heartbeat(town) == town.clock.now() - timedelta(minutes=3)
    assert _count(town, RawInbound) == 0


def test_an_old_sign_of_life_played_again_hides_no_silence(town: Town) -> None:
    ping = {"id": "p", "event": "system:ping", "payload": {}}
    _phone(town, ping)
    given = _heartbeat(town)
    town.clock.advance(hours=2)
    assert _phone(town, ping, hours=-2).status_code == 200
    assert _phone(town, ping, hours=-5).status_code == 200
    assert _heartbeat(town) == given


def test_a_phone_whose_clock_is_ahead_is_no_more_alive_than_others(town: Town) -> None:
    _phone(town, {"id": "p", "event": "system:ping", "payload": {}}, hours=6)
    assert _heartbeat(town) == town.clock.now()


def test_a_receipt_of_the_phone_finds_its_text_by_the_id_we_gave(town: Town) -> None:
    _phone(town, _sms())
    town.work()
    with town.application.unit() as unit:
        text = unit.session.scalars(select(Outbound)).one()
        add_attempt(unit.session, text, "android", "t" * 20, unit.now).provider_id = text.id.hex
        own = text.id.hex
    payload = {"messageId": own, "phoneNumber": AWA, "simNumber": 2}
    for event in ("sms:delivered", "sms:sent", "sms:delivered"):
        assert _phone(town, {"id": "r", "event": event, "payload": payload}, "receipt").status_code == 200
    with town.application.unit() as unit:
        assert unit.session.scalars(select(Outbound.state)).one() == "delivered"


def test_a_text_by_orange_becomes_a_case_though_it_has_no_id(town: Town) -> None:
    words = {"senderAddress": f"tel:{AWA}", "destinationAddress": "+2237839", "message": THEFT, "dateTime": "hier"}
    answer = _orange(town, {"inboundSMSMessageNotification": {"inboundSMSMessage": words}})
    assert (answer.status_code, answer.data) == (200, b"")
    town.work()
    assert town.case(AWA).category == "cattle_theft"


def test_a_receipt_by_orange_of_an_unknown_text_waits_for_it(town: Town) -> None:
    told = {"callbackData": "00JZ1", "deliveryInfo": {"address": f"tel:{AWA}", "deliveryStatus": "DeliveredToTerminal"}}
    for _ in range(3):
        assert _orange(town, {"deliveryInfoNotification": told}, "receipt").status_code == 200
    with town.application.unit() as unit:
        assert set(unit.session.scalars(select(Receipt.provider_id))) == {"00JZ1"}


@pytest.mark.parametrize(
    "body", [None, [], {}, {"inboundSMSMessageNotification": {"inboundSMSMessage": []}}, "x" * 60_000]
)
def test_what_orange_says_and_we_cannot_read_is_refused_and_kept(town: Town, body: Any) -> None:
    assert _orange(town, body).status_code == 400
    assert _orange(town, body, "receipt").status_code == 400
    assert _count(town, RawInbound) == 2
