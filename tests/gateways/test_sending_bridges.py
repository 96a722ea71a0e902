"""Texts handed to Kannel and Jasmin, the bridges to an operator's own protocol."""

from __future__ import annotations

from uuid import UUID

import pytest

from hotline.domain.messages import OutboundText
from hotline.gateways import registry
from hotline.gateways.base import Accepted, Gateway, GatewayConfig
from hotline.gateways.failures import Misconfigured, Rejected, SendFailure, TryLater, Unknown
from tests.gateways.conftest import Provider

FRENCH = "Votre message 482 9157 est arrivé à [midi]"
ARABIC = "وصلت رسالتكم \U0001f404"
TOKEN = "receipt-token_0123456789"
SECRET = "t" * 32
RECEIPTS = f"https://hotline.example/base/hooks/{{}}/{SECRET}/receipt?token={TOKEN}"


def bridge(name: str, url: str, **more: str | None) -> Gateway:
    given = {"user": "hotline", "password": "secret", "sender": "36222", "token": SECRET, **more}
    config = GatewayConfig("https://hotline.example/base/", url, live=True, timeouts=(1.0, 0.4), **given)  # type: ignore[arg-type]
    return registry.build(name, config)


def text(words: str, sender: str | None = None) -> OutboundText:
    return OutboundText(UUID(int=7), "+22300000001", words, sender, TOKEN)


def kannel(provider: Provider, words: str, **more: str | None) -> dict[str, str]:
    """Send by Kannel and return the headers it got; nothing stands in the address."""
    provider.answers(202, "0: Accepted for delivery")
    bridge("kannel", provider.url, **more).send(text(words))
    assert provider.heard[0].path == "/cgi-bin/sendsms"
    return {name.lower(): value for name, value in provider.heard[0].headers.items()}


def test_kannel_gets_the_words_alone_as_the_body_and_no_address_holds_them(provider: Provider) -> None:
    headers = kannel(provider, FRENCH)
    assert provider.heard[0].body.decode() == FRENCH
    named = {name.removeprefix("x-kannel-"): value for name, value in headers.items() if name.startswith("x-kannel")}
    assert named == {
        "username": "hotline", "password": "secret", "from": "36222", "to": "+22300000001", "coding": "0",
        "dlr-mask": "27", "dlr-url": RECEIPTS.format("kannel") + "&status=%d",
    }  # fmt: skip
    assert headers["content-type"] == "text/plain; charset=UTF-8"


def test_kannel_gets_ucs2_as_the_octets_that_go_on_the_air(provider: Provider) -> None:
    headers = kannel(provider, ARABIC)
    assert provider.heard[0].body == ARABIC.encode("utf-16-be")
    assert (headers["x-kannel-coding"], headers["content-type"]) == ("2", "text/plain; charset=UTF-16BE")


def test_kannel_is_told_the_login_it_must_name_when_it_calls_back(provider: Provider) -> None:
    headers = kannel(provider, FRENCH, login="gate:way")
    assert headers["x-kannel-dlr-url"].startswith("https://gate:way@hotline.example/base/hooks/kannel/")


def test_kannel_may_answer_elsewhere_and_know_its_sender_itself(provider: Provider) -> None:
    provider.answers(202, "3: Queued for later delivery")
    gateway = bridge("kannel", provider.url + "/sms/out", sender=None)
    assert gateway.send(text(FRENCH)) == Accepted(None, "accepted")
    assert provider.heard[0].path == "/sms/out"
    assert "X-Kannel-From" not in provider.heard[0].headers


@pytest.mark.parametrize("name", ["kannel", "jasmin"])
def test_a_text_leaves_by_the_number_its_reader_wrote_to(provider: Provider, name: str) -> None:
    provider.answers(400, "")
    with pytest.raises(Rejected):
        bridge(name, provider.url).send(text(FRENCH, "Ligne é"))
    heard = provider.heard[0]
    said = heard.headers.get("X-Kannel-From", "").encode("latin-1").decode() or heard.form["from"]
    assert said == "Ligne é"


@pytest.mark.parametrize("sender", ["a\nX-Kannel-To: +22300000002", "a\r\n"])
def test_a_sender_with_a_line_break_becomes_no_header(provider: Provider, sender: str) -> None:
    with pytest.raises(Misconfigured):
        bridge("kannel", provider.url).send(text(FRENCH, sender))
    assert not provider.heard


@pytest.mark.parametrize(
    ("status", "body", "kind", "reason"),
    [
        (503, "Temporal failure, try again later.", TryLater, "provider_busy"),
        (503, "<html>a proxy's trouble</html>", Unknown, "unknown"),
        (500, "Sending failed.", Unknown, "unknown"),
        (202, "1: what is this", Unknown, "unknown"),
        (202, "", Unknown, "unknown"),
        (403, "Authorization failed for sendsms", Misconfigured, "configuration"),
        (403, "Not routable. Do not try again.", Rejected, "configuration"),
        (400, "Number(s) has/have been denied by white- and/or black-lists.", Rejected, "blocked"),
        (400, "Sender missing and no global set, rejected", Misconfigured, "configuration"),
        (400, "DLR-URL field misformed, rejected", Misconfigured, "configuration"),
        (400, "Charset or body misformed, rejected", Rejected, "text_refused"),
        (400, "Empty receiver number not allowed, rejected", Rejected, "wrong_number"),
        (404, "Unknown request.", Misconfigured, "configuration"),
    ],
)
def test_kannels_own_words_decide(
    provider: Provider, status: int, body: str, kind: type[SendFailure], reason: str
) -> None:
    provider.answers(status, body)
    with pytest.raises(SendFailure) as failure:
        bridge("kannel", provider.url).send(text(FRENCH))
    assert (type(failure.value), failure.value.code) == (kind, reason)


def test_kannel_that_answers_at_once_has_taken_the_text(provider: Provider) -> None:
    provider.answers(202, "Sent. Message splits: 2\n")
    assert bridge("kannel", provider.url).send(text(FRENCH)) == Accepted(None, "accepted")


def test_jasmin_gets_a_form_and_is_asked_for_every_receipt(provider: Provider) -> None:
    provider.answers(200, 'Success "id-1"')
    bridge("jasmin", provider.url).send(text(FRENCH))
    assert provider.heard[0].path == "/send"
    assert provider.heard[0].form == {
        "username": "hotline", "password": "secret", "to": "+22300000001", "from": "36222", "coding": "0",
        "content": FRENCH, "dlr": "yes", "dlr-level": "3", "dlr-method": "POST",
        "dlr-url": RECEIPTS.format("jasmin"),
    }  # fmt: skip


def test_jasmin_gets_other_scripts_as_hex(provider: Provider) -> None:
    provider.answers(200, 'Success "id-1"')
    bridge("jasmin", provider.url + "/", sender=None).send(text(ARABIC))
    form = provider.heard[0].form
    assert (form["coding"], bytes.fromhex(form["hex-content"]).decode("utf-16-be")) == ("8", ARABIC)
    assert not {"content", "from"} & form.keys()


@pytest.mark.parametrize(
    ("status", "body", "kind", "reason"),
    [
        (403, 'Error "Authentication failure for username:hotline"', Misconfigured, "configuration"),
        (400, 'Error "Authorization failed for username [hotline] (Can not send MT)"', Misconfigured, "configuration"),
        (403, 'Error "Cannot charge submit_sm, check RouterPB log file for details"', Misconfigured, "no_credit"),
        (403, 'Error "User throughput exceeded"', TryLater, "provider_busy"),
        (503, 'Error "InterceptorPB not connected !"', TryLater, "provider_busy"),
        (412, 'Error "No route found"', Rejected, "configuration"),
        (412, 'Error "Failover route has no bound connectors"', TryLater, "route_failed"),
        (412, 'Error "Something else"', Rejected, "text_refused"),
        (
            500,
            'Error "Cannot send submit_sm, check SMPPClientManagerPB log file for details"',
            TryLater,
            "route_failed",
        ),
        (500, 'Error "Unknown error: x"', Unknown, "unknown"),
        (503, "<html>a proxy's trouble</html>", Unknown, "unknown"),
        (400, 'Error "Argument [to] has an invalid value: [+22300000001]."', Rejected, "wrong_number"),
        (400, 'Error "Argument [content] has an invalid value: [x]."', Rejected, "text_refused"),
        (200, 'Error "No route found"', Unknown, "unknown"),
        (200, 'Success ""', Unknown, "unknown"),
        (200, 'Success "a b"', Unknown, "unknown"),
        (200, "Success id-1", Unknown, "unknown"),
    ],
)
def test_jasmins_own_words_decide(
    provider: Provider, status: int, body: str, kind: type[SendFailure], reason: str
) -> None:
    provider.answers(status, body)
    with pytest.raises(SendFailure) as failure:
        bridge("jasmin", provider.url).send(text(FRENCH))
    assert (type(failure.value), failure.value.code) == (kind, reason)
    assert "+223" not in str(failure.value)
