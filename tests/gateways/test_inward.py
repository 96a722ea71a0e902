"""Addresses, moments, forms and callers as providers write them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from hotline.gateways import inward
from hotline.gateways.base import Call, GatewayConfig
from hotline.gateways.failures import BadConfig, Forged, NoSuchDoor, Unreadable


def form(value: str, name: str = "from") -> Call:
    return Call("POST", "/", {"Content-Type": inward.FORM}, ((name, value),))


@pytest.mark.parametrize(
    "written",
    [
        "+22300000001",
        "22300000001",
        "0022300000001",
        "00000001",
        " 22300000001",
        "+223 00 00 00 01",
        "+223-00-00-00-01",
    ],
)
def test_a_malian_number_has_one_form_however_it_is_written(written: str) -> None:
    assert inward.read_address(form(written), "from") == "+22300000001"


@pytest.mark.parametrize(
    "written",
    ["36098", "123", "OrangeML", "0800FLOWERS", "+266696687", "123456789", "whatsapp:+22300000001", "#"],
)
def test_what_is_no_possible_number_stays_as_it_is(written: str) -> None:
    assert inward.read_address(form(written), "from") == written


@pytest.mark.parametrize("written", ["", "  ", "a\0b", "a\nb", "\ud800", "1" * 65, "\u202e123"])
def test_what_is_no_address_is_unreadable(written: str) -> None:
    with pytest.raises(Unreadable, match="from"):
        inward.read_address(form(written), "from")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-02T09:00:00Z", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("2026-03-02 09:00:00", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("2026-03-02T10:00:00+01:00", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        (None, None),
        ("", None),
        ("tomorrow", None),
        ("9999-99-99", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_a_moment_is_utc_or_nothing(written: str | None, moment: datetime | None) -> None:
    assert inward.read_moment(written) == moment


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("22300000001", "+22300000001"),
        ("+22300000001", "+22300000001"),
        ("00000001", "+22300000001"),
        ("385955363443", "+385955363443"),
    ],
)
def test_a_phone_is_read_with_or_without_its_plus(written: str, phone: str) -> None:
    assert inward.read_phone(form(written), "from") == phone


@pytest.mark.parametrize("written", ["36098", "1234567", "HOTLINE", "*123#", "0385955363443", "1" * 20])
def test_what_is_no_phone_is_unreadable(written: str) -> None:
    with pytest.raises(Unreadable, match="from"):
        inward.read_phone(form(written), "from")


@pytest.mark.parametrize("path", [(), ("b",)])
def test_a_document_is_read_like_a_form(path: tuple[str, ...]) -> None:
    inner = b'{"text": "x", "n": 1, "on": true, "none": null, "list": [1], "deep": {"a": 1}}'
    body = b'{"b": ' + inner + b"}" if path else inner
    read = inward.with_document(Call("POST", "/", {}, body=body), *path)
    assert read.form == (("text", "x"), ("n", "1"), ("on", "true"))


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b"\xff", b"[" * 60_000, b'{"b": []}', b'{"b": "x"}', b"{}"]
)
def test_what_holds_no_such_document_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable, match="no JSON object"):
        inward.with_document(Call("POST", "/", {}, body=body), "b")


def test_a_form_keeps_empty_and_repeated_fields_and_survives_bad_bytes() -> None:
    assert inward.read_form(b"a=&a=1&b&c=%ED%A0%80&d=\xff&=e&&") == (
        ("a", ""), ("a", "1"), ("b", ""), ("c", "\ufffd\ufffd\ufffd"), ("d", "\ufffd"), ("", "e"),
    )  # fmt: skip
    assert inward.read_form(b"") == ()


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "Application/X-WWW-Form-URLencoded; charset=utf-8"]
)
def test_a_form_is_known_by_its_kind(kind: str) -> None:
    assert inward.is_form(Call("POST", "/", {"CONTENT-TYPE": kind}))
    assert not inward.is_form(Call("GET", "/", {"content-type": kind}))


def test_only_the_whole_token_opens_the_door() -> None:
    secret = "0123456789abcdef"
    inward.require_token(Call("POST", "/", {}, path_token=secret), secret)
    for guess in (None, "", secret[:-1], secret + "0", secret.upper(), "é" * 16, "\ud800"):
        with pytest.raises(NoSuchDoor):
            inward.require_token(Call("POST", "/", {}, path_token=guess), secret)


def test_a_list_of_callers_lets_in_nobody_else() -> None:
    allowed = inward.networks("x", ("192.0.2.0/24", "2001:db8::1"))
    for peer in ("192.0.2.255", "2001:db8::1", "::ffff:192.0.2.1"):
        inward.require_peer(Call("POST", "/", {}, peer=peer), allowed)
    for stranger in ("192.0.3.1", "2001:db8::2", None, "", "localhost", "192.0.2.1, 192.0.2.1"):
        with pytest.raises(Forged):
            inward.require_peer(Call("POST", "/", {}, peer=stranger), allowed)


def test_without_a_list_the_token_is_enough() -> None:
    inward.require_peer(Call("POST", "/", {}, peer=None), inward.networks("x", ()))


@pytest.mark.parametrize("entry", ["10.0.0.300", "orange.example", ""])
def test_a_list_with_an_error_is_told_at_the_start(entry: str) -> None:
    with pytest.raises(BadConfig, match="africastalking"):
        inward.networks("africastalking", (entry,))


def test_a_login_is_asked_for_where_one_is_set() -> None:
    address = inward.SecretAddress.of("x", _config(login="gate:way"))
    good = {"Authorization": "Basic " + base64.b64encode(b"gate:way").decode()}
    address.check(Call("POST", "/", good, path_token="t" * 16))
    for said in ("", "Basic", "Basic Z2F0ZTp3YXk", "Bearer gate:way", "Basic \ud800"):
        with pytest.raises(Forged):
            address.check(Call("POST", "/", {"Authorization": said}, path_token="t" * 16))
    with pytest.raises(NoSuchDoor):
        address.check(Call("POST", "/", good, path_token="u" * 16))


@pytest.mark.parametrize("login", ["gate", ":way", "gate:", ""])
def test_half_a_login_is_told_at_the_start(login: str) -> None:
    with pytest.raises(BadConfig, match="user:password"):
        inward.SecretAddress.of("x", _config(login=login))


def _config(login: str) -> GatewayConfig:
    return GatewayConfig(public_url="https://hotline.example", token="t" * 16, login=login)
