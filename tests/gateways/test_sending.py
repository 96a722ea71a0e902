"""Texts handed to a provider that takes them, refuses them or breaks off."""

from __future__ import annotations

from base64 import b64encode
from uuid import UUID

import pytest

from hotline.domain.messages import OutboundText
from hotline.gateways import africastalking, jasmin, kannel, registry, twilio
from hotline.gateways.base import Accepted, Gateway, GatewayConfig
from hotline.gateways.failures import (
    Misconfigured,
    NotSent,
    OptedOut,
    Rejected,
    SendFailure,
    TryLater,
    Unknown,
    Verdict,
)
from tests.gateways.conftest import Provider

GARBLED = ["", "<html>", "[]", "null", '"yes"', "{}", '{"sid": 5, "id": 5}', '{"SMSMessageData": []}']
READER = "+22300000001"
WORDS = "Votre message 482 9157 est reçu."
TEXT = OutboundText(UUID(int=7), READER, WORDS, None, "receipt-token_0123456789")
NAMES = ("africastalking", "android", "jasmin", "kannel", "orange", "simulator", "twilio")
PAID = tuple(name for name in NAMES if name != "simulator")

YES = {
    "twilio": (201, {"sid": "SM" + "1" * 32, "status": "queued"}),
    "simulator": (200, {"id": "sim-1"}),
    "africastalking": (
        201,
        {"SMSMessageData": {"Message": "Sent to 1/1", "Recipients": [
            {"statusCode": 101, "number": READER, "status": "Success", "cost": "0", "messageId": "ATXid_1"}
        ]}},
    ),
    "android": (202, {"id": TEXT.id.hex, "state": "Pending", "recipients": [], "states": {}}),
    "orange": (201, {"outboundSMSMessageRequest": {"resourceURL": "https://orange.example/requests/00JZ%2D1"}}),
    "kannel": (202, "0: Accepted for delivery"),
    "jasmin": (200, 'Success "07033084-5cfd-4812-90a4-e4d24ffb6e3d"'),
}  # fmt: skip
TAKEN = {
    "twilio": Accepted("SM" + "1" * 32, "accepted"),
    "simulator": Accepted("sim-1", "accepted"),
    "africastalking": Accepted("ATXid_1", "sent"),
    "android": Accepted(TEXT.id.hex, "accepted"),
    "orange": Accepted("00JZ-1", "accepted"),
    "kannel": Accepted(None, "accepted"),
    "jasmin": Accepted("07033084-5cfd-4812-90a4-e4d24ffb6e3d", "accepted"),
}


def gateway(name: str, url: str, *, live: bool = True, **more: str) -> Gateway:
    settings = {
        "user": "AC01",
        "password": "secret",
        "sender": "+22300000999",
        "token": "t" * 32,
        "signing_key": "k" * 16,
    }
    given = {"live": live, "timeouts": (1.0, 0.4), **settings, **more}
    config = GatewayConfig("https://hotline.example/", url, **given)  # type: ignore[arg-type]
    return registry.build(name, config)


@pytest.mark.parametrize("name", NAMES)
def test_a_text_is_taken_once_and_gets_the_providers_id(provider: Provider, name: str) -> None:
    provider.answers(*YES[name])
    assert gateway(name, provider.url).send(TEXT) == TAKEN[name]
    assert len(provider.heard) == 1


def test_twilio_gets_words_sender_and_the_address_of_the_receipt(provider: Provider) -> None:
    provider.answers(*YES["twilio"])
    gateway("twilio", provider.url).send(TEXT)
    heard = provider.heard[0]
    assert heard.path == "/2010-04-01/Accounts/AC01/Messages.json"
    assert heard.headers["Authorization"] == "Basic " + b64encode(b"AC01:secret").decode()
    assert heard.form == {
        "To": READER,
        "Body": WORDS,
        "From": "+22300000999",
        "StatusCallback": "https://hotline.example/hooks/twilio/receipt?token=receipt-token_0123456789",
    }


def test_twilio_sends_by_the_messaging_service_where_there_is_one(provider: Provider) -> None:
    provider.answers(*YES["twilio"])
    gateway("twilio", provider.url, messaging_service_sid="MG01").send(TEXT)
    form = provider.heard[0].form
    assert form["MessagingServiceSid"] == "MG01"
    assert "From" not in form


def test_twilio_without_a_sender_is_misconfigured_and_not_called(provider: Provider) -> None:
    with pytest.raises(Misconfigured):
        gateway("twilio", provider.url, sender="").send(TEXT)
    assert not provider.heard


@pytest.mark.parametrize("name", ["twilio", "africastalking"])
def test_the_texts_own_sender_comes_first(provider: Provider, name: str) -> None:
    provider.answers(*YES[name])
    own = OutboundText(TEXT.id, TEXT.to, TEXT.text, "HOTLINE", TEXT.token)
    gateway(name, provider.url).send(own)
    form = provider.heard[0].form
    assert form.get("From", form.get("from")) == "HOTLINE"


def test_africastalking_gets_a_form_and_the_key_in_a_header(provider: Provider) -> None:
    provider.answers(*YES["africastalking"])
    gateway("africastalking", provider.url).send(TEXT)
    heard = provider.heard[0]
    assert heard.path == "/version1/messaging"
    assert heard.headers["apiKey"] == "secret"
    assert heard.form == {
        "username": "AC01", "to": READER, "message": WORDS,
        "from": "+22300000999", "bulkSMSMode": "1", "enqueue": "1",
    }  # fmt: skip


def test_the_simulated_carrier_gets_a_document(provider: Provider) -> None:
    provider.answers(*YES["simulator"])
    gateway("simulator", provider.url + "/simulator/carrier/secret").send(TEXT)
    heard = provider.heard[0]
    assert heard.path == "/simulator/carrier/secret"
    assert heard.document == {"id": str(TEXT.id), "to": READER, "text": WORDS, "token": TEXT.token}


@pytest.mark.parametrize("name", PAID)
def test_without_credentials_nobody_is_called(provider: Provider, name: str) -> None:
    with pytest.raises(NotSent) as failure:
        gateway(name, provider.url, live=False).send(TEXT)
    assert failure.value.code == "no_credentials"
    assert not provider.heard
    assert not provider.asked


@pytest.mark.parametrize("name", NAMES)
def test_too_many_requests_are_tried_again_when_the_provider_says(provider: Provider, name: str) -> None:
    provider.answers(429, {"code": 20429}, Retry_After="7")
    with pytest.raises(TryLater) as failure:
        gateway(name, provider.url).send(TEXT)
    assert failure.value.after_s == 7
    assert failure.value.retryable


@pytest.mark.parametrize("wait", ["", "soon", "-5", "²"])
def test_a_wait_that_is_no_number_becomes_our_own(provider: Provider, wait: str) -> None:
    provider.answers(429, "", Retry_After=wait.encode().decode("latin-1"))
    with pytest.raises(TryLater) as failure:
        gateway("simulator", provider.url).send(TEXT)
    assert failure.value.after_s == 60


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", [500, 502, 503, 408])
def test_a_provider_in_trouble_may_have_sent_it(provider: Provider, name: str, status: int) -> None:
    provider.answers(status, {"code": 20500, "message": "trouble"})
    with pytest.raises(Unknown):
        gateway(name, provider.url).send(TEXT)
    assert len(provider.heard) == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mischief", ["hang", "reset", "cut"])
def test_a_line_that_breaks_after_the_text_was_read_leaves_it_unknown(
    provider: Provider, name: str, mischief: str
) -> None:
    provider.answers(*YES[name])
    provider.mischief = mischief
    with pytest.raises(Unknown) as failure:
        gateway(name, provider.url).send(TEXT)
    assert not failure.value.retryable
    assert len(provider.heard) == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("body", GARBLED)
def test_a_garbled_yes_may_be_a_yes(provider: Provider, name: str, body: str) -> None:
    provider.answers(201, body)
    with pytest.raises(Unknown):
        gateway(name, provider.url).send(TEXT)


@pytest.mark.parametrize("name", NAMES)
def test_a_provider_that_cannot_be_reached_is_tried_again(closed_port: int, name: str) -> None:
    with pytest.raises(TryLater) as failure:
        gateway(name, f"http://127.0.0.1:{closed_port}").send(TEXT)
    assert failure.value.code == "provider_busy"


@pytest.mark.parametrize("name", NAMES)
def test_a_handshake_that_fails_comes_before_the_text(provider: Provider, name: str) -> None:
    with pytest.raises(TryLater):
        gateway(name, provider.url.replace("http://", "https://")).send(TEXT)
    assert not provider.heard


@pytest.mark.parametrize("name", NAMES)
def test_a_proxy_of_the_surroundings_never_sees_a_text(
    provider: Provider, closed_port: int, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(variable, f"http://127.0.0.1:{closed_port}")
    for variable in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    provider.answers(*YES[name])
    assert gateway(name, provider.url).send(TEXT) == TAKEN[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_redirect_is_not_followed(provider: Provider, name: str) -> None:
    provider.answers(307, "", Location=provider.url + "/elsewhere")
    with pytest.raises(Misconfigured):
        gateway(name, provider.url).send(TEXT)
    assert len(provider.heard) == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_provider_that_does_not_know_us_stops_the_channel(provider: Provider, name: str, status: int) -> None:
    provider.answers(status, "<html>no</html>")
    with pytest.raises(Misconfigured) as failure:
        gateway(name, provider.url).send(TEXT)
    assert failure.value.stops_channel
    assert failure.value.alert


@pytest.mark.parametrize("name", NAMES)
def test_a_plain_no_without_a_known_code_is_final(provider: Provider, name: str) -> None:
    provider.answers(400, {"code": 29999, "message": f"no {READER}"})
    with pytest.raises(Rejected) as failure:
        gateway(name, provider.url).send(TEXT)
    assert failure.value.code == "text_refused"


@pytest.mark.parametrize(
    ("code", "kind", "reason"),
    [
        (20003, Misconfigured, "configuration"),
        (21211, Rejected, "wrong_number"),
        (21408, Rejected, "configuration"),
        (21606, TryLater, "route_failed"),
        (21610, OptedOut, "opted_out"),
        (21611, TryLater, "provider_busy"),
        (21612, TryLater, "route_failed"),
        (21614, Rejected, "wrong_number"),
        (21617, Rejected, "text_refused"),
        (30002, Misconfigured, "configuration"),
        (30003, TryLater, "phone_unreachable"),
        (30007, Rejected, "blocked"),
    ],
)
def test_twilios_own_code_decides(provider: Provider, code: int, kind: type[SendFailure], reason: str) -> None:
    provider.answers(400, {"code": code, "message": f"The 'To' number {READER} is bad", "status": 400})
    with pytest.raises(SendFailure) as failure:
        gateway("twilio", provider.url).send(TEXT)
    assert type(failure.value) is kind
    assert str(failure.value) == f"{reason} ({code})"


def test_twilio_may_describe_a_problem_the_newer_way(provider: Provider) -> None:
    provider.answers(400, {"type": "about:blank", "title": f"no {READER}", "status": 400, "code": 21610})
    with pytest.raises(OptedOut):
        gateway("twilio", provider.url).send(TEXT)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (402, Misconfigured),
        (403, Rejected),
        (405, Misconfigured),
        (406, OptedOut),
        (407, TryLater),
        (500, Unknown),
    ]
    + [(999, Unknown), (None, Unknown)],
)
def test_africastalkings_own_code_decides(provider: Provider, code: int | None, kind: type[SendFailure]) -> None:
    reader = {"statusCode": code, "number": READER, "status": "No", "messageId": "None"}
    provider.answers(201, {"SMSMessageData": {"Message": "Sent to 0/1", "Recipients": [reader]}})
    with pytest.raises(SendFailure) as failure:
        gateway("africastalking", provider.url).send(TEXT)
    assert type(failure.value) is kind


def test_africastalking_may_refuse_the_whole_request(provider: Provider) -> None:
    provider.answers(201, {"SMSMessageData": {"Message": "InvalidSenderId", "Recipients": []}})
    with pytest.raises(Misconfigured, match="InvalidSenderId"):
        gateway("africastalking", provider.url).send(TEXT)


@pytest.mark.parametrize("table", [twilio._VERDICTS, africastalking._VERDICTS, kannel._VERDICTS, jasmin._VERDICTS])
def test_a_table_of_codes_never_contradicts_the_reasons(table: dict[int | str, Verdict]) -> None:
    for code, verdict in table.items():
        failure = verdict.failure(code)
        assert failure.retryable == (isinstance(failure, TryLater) and failure.after_s > 0)
        assert failure.stops_channel <= failure.alert


@pytest.mark.parametrize("name", NAMES)
def test_a_failure_tells_neither_number_nor_words(provider: Provider, name: str) -> None:
    provider.answers(400, {"code": 21211, "message": f"{READER} {WORDS}"})
    with pytest.raises(SendFailure) as failure:
        gateway(name, provider.url).send(TEXT)
    for told in (repr(failure.value), str(failure.value), repr(failure.value.__dict__)):
        assert READER not in told
        assert WORDS not in told
    assert failure.value.__suppress_context__ or failure.value.__context__ is None
