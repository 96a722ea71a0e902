"""The journal holds what a gateway reads from, to the byte, and none of our secrets."""

from __future__ import annotations

from dataclasses import fields

import pytest

from hotline.gateways import inward, journal
from hotline.gateways.base import Call

# What only the door looks at.
AT_THE_DOOR = {"peer", "path_token", "received_at"}
TOKEN = "0123456789abcdef0123456789abcdef"


def _call(body: bytes, query: str = "", **headers: str) -> Call:
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return Call(
        method="POST", url=f"/hooks/made-up/{TOKEN}/text{query}", headers=named, body=body,
        form=inward.read_form(body), query=inward.read_form(query.lstrip("?").encode()),
        peer="192.0.2.1", path_token=TOKEN, rest="session/1/start",
    )  # fmt: skip


@pytest.mark.parametrize("body", [b"a=1&a=&b=%C3%A9", b'{"text": "\xc3\xa9"}', bytes(range(256)), b"", b"\xff\xfe\0"])
@pytest.mark.parametrize("query", ["", "?x=1&x=&y=%C3%A9+z"])
def test_a_call_comes_back_as_a_gateway_reads_it(body: bytes, query: str) -> None:
    call = _call(body, query, content_type="text/plain; charset=utf-8", x_timestamp="1772442000")
    again = journal.read(journal.FORM_NOW, journal.write(call))
    for name in {field.name for field in fields(Call)} - AT_THE_DOOR - {"headers", "url"}:
        assert getattr(again, name) == getattr(call, name), name
    assert again.header("Content-Type") == "text/plain; charset=utf-8"
    assert again.header("x-timestamp") == "1772442000"
    assert again.url == f"/hooks/made-up/-/text{query}"


def test_neither_the_secret_address_nor_a_login_is_written_down() -> None:
    kept = journal.write(_call(b"a=1", authorization="Basic abc", cookie="x", x_twilio_signature="sig"))
    assert not any(secret in kept for secret in (TOKEN, "Basic", "sig", "Cookie"))


def test_every_header_a_gateway_reads_a_text_from_is_kept() -> None:
    named = {"X-Kannel-From": "+22300000101", "X-Timestamp": "1772442000", "Content-Type": "text/plain"}
    again = journal.read(journal.FORM_NOW, journal.write(_call(b"a=1", **named)))
    assert again.headers == named


@pytest.mark.parametrize(
    ("kept", "kind"), [("a=1&b=%C3%A9", inward.FORM), ('{"a": 1}', "application/json"), (" [1]", "application/json")]
)
def test_a_row_of_the_first_form_still_reads(kept: str, kind: str) -> None:
    call = journal.read(1, kept)
    assert (call.method, call.header("content-type"), call.body) == ("POST", kind, kept.encode())
    assert call.form == inward.read_form(kept.encode())
