"""Texts handed to Orange: with a token that is shared, renewed in time, and asked for anew once when it is refused."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from hotline.domain.messages import OutboundText
from hotline.gateways.base import Accepted, GatewayConfig
from hotline.gateways.failures import Misconfigured, Rejected, SendFailure, TryLater, Unknown
from hotline.gateways.orange import OrangeGateway
from hotline.gateways.outward import in_time
from tests.gateways.conftest import ORANGE_TOKEN, Provider

TEXT = OutboundText(UUID(int=7), "+22300000001", "Votre message est reçu.", "+2237839", "receipt-token_0123456789")
REQUESTS = "/smsmessaging/v1/outbound/tel%3A%2B2230000/requests"
CONTRACTS = "/sms/admin/v1/contracts"
YES = (201, {"outboundSMSMessageRequest": {"resourceURL": f"https://orange.example{REQUESTS}/00JZ1"}})
EXPIRED = (
    401,
    {"code": 42, "message": "Expired credentials", "description": "The requested service needs credentials"},
)


def orange(url: str, **more: str) -> OrangeGateway:
    given = {"user": "client", "password": "secret", "token": "t" * 32, **more}
    return OrangeGateway(GatewayConfig("https://hotline.example", url, live=True, timeouts=(1.0, 0.4), **given))  # type: ignore[arg-type]


def token(word: str, lasts: object = "3600") -> tuple[int, object]:
    return 200, {"access_token": word, "token_type": "Bearer", "expires_in": lasts}


def test_orange_gets_a_document_with_malis_sender_and_a_bearer_token(provider: Provider) -> None:
    provider.answers(*YES)
    assert orange(provider.url).send(TEXT) == Accepted("00JZ1", "accepted")
    (asked,), (heard,) = provider.asked, provider.heard
    assert (asked.path, asked.headers["Authorization"]) == (ORANGE_TOKEN, "Basic Y2xpZW50OnNlY3JldA==")
    assert asked.form == {"grant_type": "client_credentials"}
    assert (heard.path, heard.headers["Authorization"]) == (REQUESTS, "Bearer bearer-1")
    assert heard.document == {
        "outboundSMSMessageRequest": {
            "address": "tel:+22300000001", "senderAddress": "tel:+2230000",
            "outboundSMSTextMessage": {"message": TEXT.text},
        }
    }  # fmt: skip


@pytest.mark.parametrize("sender", ["+22300000999", "tel:+22300000999"])
def test_another_sender_and_a_registered_word_are_named(provider: Provider, sender: str) -> None:
    provider.answers(*YES)
    orange(provider.url, sender=sender, sender_name="LIGNE").send(TEXT)
    asked = provider.heard[0].document["outboundSMSMessageRequest"]
    assert (asked["senderAddress"], asked["senderName"]) == ("tel:+22300000999", "LIGNE")
    assert "tel%3A%2B22300000999" in provider.heard[0].path


def test_one_token_serves_all_threads(provider: Provider) -> None:
    provider.answers(*YES)
    gateway = orange(provider.url)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(gateway.send, [TEXT] * 24))
    assert (len(provider.asked), len(provider.heard)) == (1, 24)


@pytest.mark.parametrize("lasts", ["59", 30, "soon", None, "-5", "²"])
def test_a_token_that_is_about_to_end_is_not_used_again(provider: Provider, lasts: object) -> None:
    provider.answers(*YES)
    provider.answers_at(ORANGE_TOKEN, token("bearer-1", lasts), token("bearer-2"))
    gateway = orange(provider.url)
    for _ in range(3):
        gateway.send(TEXT)
    assert [heard.headers["Authorization"] for heard in provider.heard] == [
        "Bearer bearer-1", "Bearer bearer-2", "Bearer bearer-2"
    ]  # fmt: skip


def test_a_token_that_is_refused_is_asked_for_anew_once(provider: Provider) -> None:
    provider.answers_at(ORANGE_TOKEN, token("old"), token("new"))
    provider.answers_at(REQUESTS, EXPIRED, YES)
    assert orange(provider.url).send(TEXT).provider_id == "00JZ1"
    sent = [heard.headers["Authorization"] for heard in provider.asked if heard.path == REQUESTS]
    assert sent == ["Bearer old", "Bearer new"]


def test_a_new_token_that_is_refused_too_stops_the_channel(provider: Provider) -> None:
    provider.answers(*EXPIRED)
    with pytest.raises(Misconfigured):
        orange(provider.url).send(TEXT)
    assert (len(provider.asked), len(provider.heard)) == (2, 2)


def test_threads_that_are_refused_at_once_ask_for_one_new_token(provider: Provider) -> None:
    provider.answers_at(ORANGE_TOKEN, token("old"), token("new"))
    provider.answers(*YES)
    gateway = orange(provider.url)
    gateway.send(TEXT)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(gateway._tokens.after, ["old"] * 16)) == {"new"}
    assert len(provider.asked) == 2


@pytest.mark.parametrize(
    "answer", [(500, {}), (503, "<html>"), (200, "<html>"), (200, {}), (200, {"access_token": "é"})]
)
def test_without_a_token_nothing_was_sent_so_it_is_tried_again(provider: Provider, answer: tuple[int, object]) -> None:
    provider.answers_at(ORANGE_TOKEN, answer)
    with pytest.raises(TryLater) as failure:
        orange(provider.url).send(TEXT)
    assert failure.value.code == "provider_busy"
    assert not provider.heard


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_client_that_orange_does_not_know_stops_the_channel(provider: Provider, status: int) -> None:
    provider.answers_at(ORANGE_TOKEN, (status, {"error": "invalid_client"}))
    with pytest.raises(Misconfigured) as failure:
        orange(provider.url).send(TEXT)
    assert failure.value.alert
    assert not provider.heard


@pytest.mark.parametrize(
    ("kind", "code", "status", "failure"),
    [
        ("serviceException", "SVC0001", 400, Rejected),
        ("serviceException", "SVC0004", 400, Rejected),
        ("policyException", "POL0001", 403, Misconfigured),
        ("serviceException", "SVC9999", 400, Rejected),
        ("policyException", "POL9999", 403, Misconfigured),
        ("somethingElse", "SVC0004", 400, Rejected),
    ],
)
def test_oranges_own_code_decides(
    provider: Provider, kind: str, code: str, status: int, failure: type[SendFailure]
) -> None:
    told = {"messageId": code, "text": f"no {TEXT.to}", "variables": [TEXT.to]}
    provider.answers(status, {"requestError": {kind: told}})
    with pytest.raises(SendFailure) as raised:
        orange(provider.url).send(TEXT)
    assert type(raised.value) is failure
    assert TEXT.to not in str(raised.value)


@pytest.mark.parametrize("address", [None, 7, "", "/", "https://orange.example/requests/a%20b"])
def test_a_yes_without_a_resource_may_be_a_yes(provider: Provider, address: object) -> None:
    provider.answers(201, {"outboundSMSMessageRequest": {"resourceURL": address}})
    with pytest.raises(Unknown):
        orange(provider.url).send(TEXT)


def test_a_second_call_that_would_end_too_late_is_not_begun() -> None:
    in_time(time.monotonic())
    with pytest.raises(TryLater):
        in_time(time.monotonic() - 16)


def test_the_balance_is_what_active_contracts_have_left(provider: Provider) -> None:
    contracts = [
        {"country": "MLI", "availableUnits": 1200, "status": "ACTIVE", "expirationDate": "2026-12-31T00:00:00Z"},
        {"country": "MLI", "availableUnits": 5, "status": "EXPIRED"},
        {"country": "MLI", "availableUnits": 40},
        {"country": "MLI", "availableUnits": "many", "status": "ACTIVE"},
        "x",
    ]
    provider.answers_at(CONTRACTS, (200, contracts))
    assert orange(provider.url).ask_balance() == 1240
    assert [(heard.method, heard.path) for heard in provider.asked] == [("POST", ORANGE_TOKEN), ("GET", CONTRACTS)]


@pytest.mark.parametrize("answer", [(200, {}), (200, "<html>"), (403, {}), (500, {}), (429, {})])
def test_a_balance_that_is_not_told_is_a_failure_and_no_zero(provider: Provider, answer: tuple[int, object]) -> None:
    provider.answers_at(CONTRACTS, answer)
    with pytest.raises(SendFailure):
        orange(provider.url).ask_balance()
