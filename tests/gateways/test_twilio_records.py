"""What Twilio keeps of our texts: its list read page by page, its records deleted; what breaks is a failure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

from hotline.domain.reconciling import Sighting
from hotline.gateways.abilities import Erases, Reconciles
from hotline.gateways.base import GatewayConfig
from hotline.gateways.failures import Misconfigured, SendFailure, TryLater
from hotline.gateways.twilio import TwilioGateway

AWA = "+22300000101"
MADE = "Mon, 02 Mar 2026 09:00:00 +0000"


@dataclass
class Account:
    """An account at a stand-in for the vendor: its texts, the newest first, and what it was asked."""

    url: str = ""
    texts: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    refuses: Mapping[str, tuple[int, object]] = field(default_factory=dict)


@pytest.fixture
def account() -> Iterator[Account]:
    told = Account()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"told": told}))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def gateway(account: Account) -> TwilioGateway:
    config = GatewayConfig(
        "https://hotline.example", account.url, user="AC01", password="secret", live=True, timeouts=(1.0, 2.0)
    )
    return TwilioGateway(config)


def text(sid: object, **more: object) -> dict[str, Any]:
    return {
        "sid": sid, "to": AWA, "from": "+22300000999", "body": "Nous venons.", "status": "sent", "error_code": None,
        "direction": "outbound-api", "date_created": MADE, "date_sent": None, "date_updated": MADE, **more,
    }  # fmt: skip


def test_twilio_can_be_asked_and_told_to_forget(gateway: TwilioGateway) -> None:
    assert isinstance(gateway, Reconciles)
    assert isinstance(gateway, Erases)


def test_a_text_in_the_list_comes_with_its_words_its_time_and_its_state(
    account: Account, gateway: TwilioGateway
) -> None:
    account.texts = [text("SM1", status="undelivered", error_code=30003), text("SM2", to="+22300000102")]
    listing = gateway.find(AWA)
    made = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert listing.texts == (Sighting("SM1", AWA, "Nous venons.", made, "undelivered", "phone_unreachable"),)
    assert [one.provider_id for one in listing.newest] == ["SM1", "SM2"]
    assert listing.complete
    first = urlsplit(account.asked[0])
    assert parse_qs(first.query) == {"To": [AWA], "PageSize": ["20"]}


def test_a_text_still_queued_there_is_seen_and_one_that_came_in_is_not(
    account: Account, gateway: TwilioGateway
) -> None:
    account.texts = [text("SM1", status="queued"), text("SM2", direction="inbound", status="received")]
    assert [(one.provider_id, one.state) for one in gateway.find(AWA).texts] == [("SM1", "accepted")]


def test_every_page_is_read_and_a_list_too_long_says_so(account: Account, gateway: TwilioGateway) -> None:
    account.texts = [text(f"SM{number}", body="س" * 1_600) for number in range(45)]
    listing = gateway.find(AWA)
    assert (len(listing.texts), len(listing.newest), listing.complete) == (45, 20, True)
    account.texts = [text(f"SM{number}") for number in range(140)]
    assert not gateway.find(AWA).complete


@pytest.mark.parametrize(
    "answer",
    [
        (401, {"code": 20003}), (404, ""), (200, ""), (200, "<html>"), (200, "[]"), (200, '{"messages": 5}'),
        (200, {"messages": [{"sid": "SM1"}]}), (200, {"messages": [text("SM1", date_created="yesterday")]}),
        (200, {"messages": [text(5)]}), (429, ""), (500, ""),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_read_is_a_failure_and_never_an_empty_one(
    account: Account, gateway: TwilioGateway, answer: tuple[int, object]
) -> None:
    account.refuses = {"GET": answer}
    with pytest.raises(SendFailure) as failure:
        gateway.find(AWA)
    assert AWA not in str(failure.value)
    assert "Nous" not in str(failure.value)


def test_a_text_is_deleted_by_its_id_and_one_already_gone_is_gone(account: Account, gateway: TwilioGateway) -> None:
    account.texts = [text("SM1"), text("SM2")]
    gateway.erase("SM1")
    assert [one["sid"] for one in account.texts] == ["SM2"]
    assert account.asked[-1] == "/2010-04-01/Accounts/AC01/Messages/SM1.json"
    gateway.erase("SM1")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((409, {"code": 20009}), TryLater), ((400, {"code": 20009}), TryLater), ((401, {"code": 20003}), Misconfigured),
        ((403, ""), Misconfigured), ((429, ""), TryLater), ((500, ""), SendFailure), ((400, "<html>"), TryLater),
    ],
)  # fmt: skip
def test_what_is_not_deleted_yet_is_said(
    account: Account, gateway: TwilioGateway, answer: tuple[int, object], kind: type[SendFailure]
) -> None:
    account.refuses = {"DELETE": answer}
    with pytest.raises(kind):
        gateway.erase("SM1")


@pytest.mark.parametrize("odd", ["", "../Calls/CA1", "SM1?x", "SM1/Media", "a" * 65, "SM\n1"])
def test_an_id_that_is_none_reaches_nobody(account: Account, gateway: TwilioGateway, odd: str) -> None:
    with pytest.raises(Misconfigured):
        gateway.erase(odd)
    assert account.asked == []


class _Handler(BaseHTTPRequestHandler):
    told: ClassVar[Account]

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        self.told.asked.append(self.path)
        if "GET" in self.told.refuses:
            self._answer(*self.told.refuses["GET"])
            return
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        mine = [one for one in self.told.texts if asked.get("To") in (None, one["to"])]
        size, page = int(asked["PageSize"]), int(asked.get("Page", 0))
        shown = mine[page * size : (page + 1) * size]
        following = f"{urlsplit(self.path).path}?PageSize={size}&Page={page + 1}"
        following += f"&To=%2B{asked['To'][1:]}" if "To" in asked else ""
        more = following if len(mine) > (page + 1) * size else None
        self._answer(200, {"messages": shown, "next_page_uri": more, "page": page, "page_size": size})

    def do_DELETE(self) -> None:  # noqa: N802 - the library's name
        self.told.asked.append(self.path)
        if "DELETE" in self.told.refuses:
            self._answer(*self.told.refuses["DELETE"])
            return
        sid = self.path.rpartition("/")[2].removesuffix(".json")
        found = [one for one in self.told.texts if one["sid"] == sid]
        self.told.texts = [one for one in self.told.texts if one["sid"] != sid]
        self._answer(204 if found else 404, "" if found else {"code": 20404, "status": 404})

    def _answer(self, status: int, body: object) -> None:
        octets = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_: object) -> None:
        """Keep the test's output quiet."""
