"""Signatures made by the vendor's own validator, and everything that must not pass for one."""

from __future__ import annotations

import pytest
from twilio.request_validator import RequestValidator

from hotline.gateways.base import Call, GatewayConfig
from hotline.gateways.failures import Forged
from hotline.gateways.inward import read_form
from hotline.gateways.twilio import RETRIES, TwilioGateway

PUBLIC = "https://hotline.example"
HOOK = "/hooks/twilio/text"
SECRET = "an-auth-token-for-tests"
Fields = tuple[tuple[str, str], ...]
TEXT: Fields = (("From", "+22300000001"), ("To", "+22300000999"), ("Body", "bonjour"), ("MessageSid", "SM01"))


class _Form(dict[str, list[str]]):
    def __init__(self, fields: Fields) -> None:
        super().__init__()
        for name, value in fields:
            self.setdefault(name, []).append(value)

    def getlist(self, name: str) -> list[str]:
        return self[name]


def gateway(public_url: str = PUBLIC) -> TwilioGateway:
    return TwilioGateway(GatewayConfig(public_url=public_url, user="AC01", password=SECRET))


def signed(fields: Fields, url: str = PUBLIC + HOOK, secret: str = SECRET) -> str:
    return str(RequestValidator(secret).compute_signature(url, _Form(fields)))


def call(fields: Fields, signature: str, seen: str = PUBLIC + HOOK, **other: str) -> Call:
    kind = other.get("kind", "application/x-www-form-urlencoded; charset=UTF-8")
    headers = {"content-type": kind, "x-twilio-signature": signature}
    return Call(other.get("method", "POST"), seen, headers, fields)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(TEXT, id="an ordinary text"),
        pytest.param((*TEXT, ("FromCity", ""), ("ToZip", "")), id="empty fields"),
        pytest.param((*TEXT, ("MediaUrl", "b"), ("MediaUrl", "a"), ("MediaUrl", "b")), id="a repeated field"),
        pytest.param((*TEXT, ("MediaUrl", ""), ("MediaUrl", "a")), id="a repeated field, once empty"),
        pytest.param((*TEXT, ("Tomorrow[x]", "Ɲɛ & ==")), id="an unknown field with odd letters"),
        pytest.param((("Body", " \u202e\0 \r\n"), ("a", "1"), ("A", "2")), id="spaces and capitals"),
        pytest.param((), id="nothing at all"),
    ],
)
def test_a_form_signed_by_the_vendor_is_let_in(fields: Fields) -> None:
    gateway().authenticate(call(fields, signed(fields)))


@pytest.mark.parametrize(
    "seen",
    ["http://127.0.0.1:8000" + HOOK, "http://web:8000" + HOOK, "http://evil.example" + HOOK, HOOK],
)
def test_behind_a_proxy_only_the_configured_address_counts(seen: str) -> None:
    gateway().authenticate(call(TEXT, signed(TEXT), seen))


@pytest.mark.parametrize("address", [f"https://hotline.example:443{HOOK}", f"https://hotline.example{HOOK}"])
@pytest.mark.parametrize("public_url", ["https://hotline.example:443", "https://hotline.example/"])
def test_the_usual_port_may_be_signed_or_not(address: str, public_url: str) -> None:
    gateway(public_url).authenticate(call(TEXT, signed(TEXT, address)))


def test_an_unusual_port_is_signed_with_or_without() -> None:
    for address in (f"http://127.0.0.1:8000{HOOK}", f"http://127.0.0.1{HOOK}"):
        gateway("http://127.0.0.1:8000").authenticate(call(TEXT, signed(TEXT, address)))


def test_the_query_is_signed_as_it_was_written() -> None:
    address = f"{PUBLIC}{HOOK}?token=a%2Bb&x=%20&x="
    gateway().authenticate(call(TEXT, signed(TEXT, address), address))
    with pytest.raises(Forged):
        gateway().authenticate(call(TEXT, signed(TEXT, address), f"{PUBLIC}{HOOK}?token=a+b&x=%20&x="))


def test_the_retry_fragment_may_be_signed_or_not() -> None:
    gateway().authenticate(call(TEXT, signed(TEXT, PUBLIC + HOOK + RETRIES)))


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param((*TEXT[:2], ("Body", "autre"), TEXT[3]), id="another text"),
        pytest.param((*TEXT, ("Extra", "")), id="a field more"),
        pytest.param(TEXT[:3], id="a field less"),
        pytest.param((*TEXT, ("Body", "encore")), id="a field repeated"),
        pytest.param((*TEXT[:2], ("Body", "\ud800"), TEXT[3]), id="half a surrogate pair"),
    ],
)
def test_a_form_changed_on_the_way_is_forged(fields: Fields) -> None:
    with pytest.raises(Forged):
        gateway().authenticate(call(fields, signed(TEXT)))


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param("", id="none"),
        pytest.param("é" * 28, id="letters that no signature has"),
        pytest.param(signed(TEXT, secret="another-token"), id="another account's"),
        pytest.param(signed(TEXT, secret=""), id="an empty secret's"),
        pytest.param(signed(TEXT, PUBLIC + "/hooks/twilio/receipt"), id="replayed from the other door"),
        pytest.param(signed(TEXT, "https://other.example" + HOOK), id="replayed from another house"),
        pytest.param(signed(TEXT, "http://hotline.example" + HOOK), id="of the address without TLS"),
        pytest.param(signed(TEXT)[:-2] + "A=", id="nearly right"),
        pytest.param(signed(TEXT) + "A", id="longer"),
    ],
)
def test_anything_else_is_forged(signature: str) -> None:
    with pytest.raises(Forged):
        gateway().authenticate(call(TEXT, signature))


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "", "multipart/form-data; boundary=x"])
def test_only_forms_are_let_in(kind: str) -> None:
    with pytest.raises(Forged):
        gateway().authenticate(call(TEXT, signed(TEXT), kind=kind))


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD"])
def test_only_posts_are_let_in(method: str) -> None:
    with pytest.raises(Forged):
        gateway().authenticate(call(TEXT, signed(TEXT), method=method))


def test_a_form_read_from_its_bytes_keeps_what_was_signed() -> None:
    body = b"From=%2B22300000001&Body=&Tag=b&Tag=a&Tag=&alone&To=%C3%A9+x"
    fields = read_form(body)
    assert fields[:5] == (("From", "+22300000001"), ("Body", ""), ("Tag", "b"), ("Tag", "a"), ("Tag", ""))
    assert fields[5:] == (("alone", ""), ("To", "é x"))
    gateway().authenticate(call(fields, signed(fields)))
