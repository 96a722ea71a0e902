"""Texts handed to a phone: under an id of ours, once, and again only where the phone says that it failed."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from hotline.domain.messages import OutboundText
from hotline.gateways.android import AndroidGateway
from hotline.gateways.base import Accepted, GatewayConfig
from hotline.gateways.failures import Misconfigured, TryLater, Unknown
from tests.gateways.conftest import Provider

TEXT = OutboundText(UUID(int=7), "+22300000001", "Votre message est reçu.", None, "receipt-token_0123456789")
OWN = TEXT.id.hex
KNOWN = (409, {"message": "Message with the same ID already exists"})


def phone(url: str, **more: str) -> AndroidGateway:
    given = {"user": "sms", "password": "secret", "signing_key": "k" * 16, **more}
    return AndroidGateway(GatewayConfig("https://hotline.example", url, live=True, timeouts=(1.0, 0.4), **given))  # type: ignore[arg-type]


def taken(own: str = OWN) -> tuple[int, object]:
    return 202, {"id": own, "state": "Pending"}


@pytest.mark.parametrize(
    ("below", "path"),
    [
        ("", "/message"),
        ("/api/3rdparty/v1", "/api/3rdparty/v1/messages"),
        ("/message", "/message"),
        ("/x/messages/", "/x/messages"),
    ],
)
def test_a_text_is_posted_where_the_phone_or_a_private_server_takes_it(
    provider: Provider, below: str, path: str
) -> None:
    provider.answers(*taken())
    assert phone(provider.url + below).send(TEXT) == Accepted(OWN, "accepted")
    assert [(heard.method, heard.path) for heard in provider.heard] == [("POST", path)]
    assert provider.heard[0].headers["Authorization"] == "Basic c21zOnNlY3JldA=="
    assert provider.heard[0].document == {
        "id": OWN, "textMessage": {"text": TEXT.text}, "phoneNumbers": [TEXT.to], "withDeliveryReport": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sender", "default", "card"),
    [
        ("SIM2", None, 2),
        (None, "SIM1", 1),
        ("+22300000999", "SIM1", 1),
        ("SIM2", "SIM1", 2),
        ("+22300000999", None, None),
    ],
)
def test_an_answer_leaves_by_the_card_that_was_written_to(
    provider: Provider, sender: str | None, default: str | None, card: int | None
) -> None:
    provider.answers(*taken())
    phone(provider.url, **({"sender": default} if default else {})).send(replace(TEXT, sender=sender))
    assert provider.heard[0].document.get("simNumber") == card


@pytest.mark.parametrize(
    ("state", "ours"),
    [("Pending", "accepted"), ("Processed", "accepted"), ("Sent", "sent"), ("Delivered", "delivered")],
)
def test_a_text_the_phone_has_already_is_not_sent_again(provider: Provider, state: str, ours: str) -> None:
    provider.answers(*KNOWN)
    provider.answers_at(f"/message/{OWN}", (200, {"id": OWN, "state": state}))
    assert phone(provider.url).send(TEXT) == Accepted(OWN, ours)
    assert len(provider.heard) == 1


def test_a_text_that_failed_on_the_phone_goes_under_the_next_id(provider: Provider) -> None:
    provider.answers_at("/message", KNOWN, taken(f"{OWN}-2"))
    provider.answers_at(f"/message/{OWN}", (200, {"id": OWN, "state": "Failed"}))
    assert phone(provider.url).send(TEXT) == Accepted(f"{OWN}-2", "accepted")
    assert [heard.document["id"] for heard in provider.asked if heard.method == "POST"] == [OWN, f"{OWN}-2"]


def test_after_several_failures_the_newest_id_counts(provider: Provider) -> None:
    provider.answers_at("/message", KNOWN)
    provider.answers_at(f"/message/{OWN}", (200, {"state": "Failed"}))
    provider.answers_at(f"/message/{OWN}-2", (200, {"state": "Failed"}))
    provider.answers_at(f"/message/{OWN}-3", (200, {"state": "Sent"}))
    assert phone(provider.url).send(TEXT) == Accepted(f"{OWN}-3", "sent")


def test_a_text_that_fails_each_time_is_given_up_in_the_end(provider: Provider) -> None:
    provider.answers(*KNOWN)
    for own in (OWN, *(f"{OWN}-{n}" for n in range(2, 12))):
        provider.answers_at(f"/message/{own}", (200, {"state": "Failed"}))
    with pytest.raises(TryLater):
        phone(provider.url).send(TEXT)
    assert len(provider.heard) < 12


@pytest.mark.parametrize("answer", [(404, {}), (401, {}), (500, {}), (200, "<html>"), (200, "[]")])
def test_a_phone_that_does_not_tell_how_a_text_stands_is_asked_again_later(
    provider: Provider, answer: tuple[int, object]
) -> None:
    provider.answers(*KNOWN)
    provider.answers_at(f"/message/{OWN}", answer)
    with pytest.raises(TryLater) as failure:
        phone(provider.url).send(TEXT)
    assert failure.value.code == "provider_busy"


def test_a_yes_with_another_id_may_be_another_text(provider: Provider) -> None:
    provider.answers(202, {"id": "somebody-elses", "state": "Pending"})
    with pytest.raises(Unknown):
        phone(provider.url).send(TEXT)


def test_a_phone_whose_password_was_changed_stops_the_channel(provider: Provider) -> None:
    provider.answers(401, {})
    with pytest.raises(Misconfigured):
        phone(provider.url).send(TEXT)
