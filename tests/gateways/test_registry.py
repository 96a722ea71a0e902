"""How gateways are built, and what it takes to add one."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from hotline.domain.messages import InboundText, OutboundText, ReceiptReading
from hotline.gateways import inward, registry
from hotline.gateways.base import (
    GET_OR_POST,
    POST,
    RECEIPT,
    TEXT,
    USSD,
    Accepted,
    Acknowledgement,
    Call,
    Doors,
    Gateway,
    GatewayConfig,
    hook_path,
    main_door,
)
from hotline.gateways.failures import BadConfig
from tests.gateways import contract

TOKEN = "0123456789abcdef"
SENDING = sorted(name for name, made in registry.GATEWAYS.items() if made.sends)
SIGNED = ("twilio", "android")


def config(**given: str | None) -> GatewayConfig:
    settings = {
        "public_url": "https://hotline.example",
        "user": "u",
        "password": "p",
        "token": TOKEN,
        "signing_key": TOKEN,
        **given,
    }
    return GatewayConfig(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(registry.GATEWAYS))
def test_every_gateway_is_built_from_the_same_settings(name: str) -> None:
    gateway = registry.build(name, config())
    assert hook_path(gateway, TEXT) == f"/hooks/{name}/text" if name in SIGNED else f"/hooks/{name}/{TOKEN}/text"


def test_a_gateway_nobody_knows_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(BadConfig, match="pigeon.*" + ", ".join(sorted(registry.GATEWAYS))):
        registry.build("pigeon", config())


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("twilio", {"user": None}),
        ("twilio", {"password": ""}),
        ("simulator", {"token": None}),
        ("africastalking", {"token": "short"}),
        ("infobip", {"token": None}),
        ("orange", {"token": "short"}),
        ("kannel", {"token": None}),
        ("kannel", {"login": "no:where@else"}),
        ("jasmin", {"token": "short"}),
        ("jasmin", {"login": "it:cannot"}),
        ("android", {"signing_key": None}),
        ("android", {"signing_key": "short"}),
    ],
)
def test_settings_that_leave_a_door_open_are_refused(name: str, given: dict[str, str | None]) -> None:
    with pytest.raises(BadConfig, match=name):
        registry.build(name, config(**given))


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("africastalking", {"user": None}),
        ("orange", {"password": None}),
        ("kannel", {"user": None}),
        ("jasmin", {"password": None}),
        ("android", {"url": None}),
        ("android", {"url": "https://phone.example", "password": None}),
    ],
)
def test_half_of_the_credentials_is_told_at_the_start(name: str, given: dict[str, str | None]) -> None:
    with pytest.raises(BadConfig, match=f"{name}: HOTLINE_{name.upper()}_"):
        registry.build(name, replace(config(**given), live=True))


def test_a_provider_is_given_the_address_of_the_door_it_has() -> None:
    doors = {name: main_door(registry.build(name, config())) for name in registry.GATEWAYS}
    assert {name for name, door in doors.items() if door == USSD} == {"infobip"}


@pytest.mark.parametrize("name", SENDING)
@pytest.mark.parametrize(
    "url",
    [
        "http://provider.example",
        "http://169.254.169.254",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "provider.example",
    ]
    + [
        "https://user:pass@provider.example",
        "https://provider.example/?to=",
        "https://",
        "http://127.0.0.1.example",
    ],
)
def test_texts_leave_only_by_https_or_to_this_machine(name: str, url: str) -> None:
    with pytest.raises(BadConfig, match=name):
        registry.build(name, config(url=url))


@pytest.mark.parametrize(
    "url", ["https://provider.example", "http://127.0.0.1:9", "http://[::1]:9", "http://localhost:9/x"]
)
def test_https_and_this_machine_are_taken(url: str) -> None:
    for name in registry.GATEWAYS:
        assert registry.build(name, config(url=url)).name == name


def test_settings_do_not_show_their_secrets() -> None:
    shown = repr(config(password="canary-password", token="canary-token-0123"))
    assert "canary" not in shown


def test_a_gateways_token_hangs_on_the_key_and_the_name_alone() -> None:
    token = registry.path_token(b"k" * 32, "simulator")
    assert token == registry.path_token(b"k" * 32, "simulator")
    assert len(token) == 32
    assert token not in (
        registry.path_token(b"k" * 32, "kannel"),
        registry.path_token(b"K" * 32, "simulator"),
    )


@dataclass
class PigeonGateway:
    """A gateway made up here: one class, the folder of calls below, and it would need one registry line."""

    config: GatewayConfig
    name: str = "pigeon"
    settings: tuple[str, ...] = ("rate",)
    rate: float = 1.0
    doors: Doors = field(default_factory=lambda: {TEXT: GET_OR_POST, RECEIPT: POST})
    token: str | None = TOKEN
    tells_repeats_apart: bool = False
    sends: bool = True
    live: bool = True

    def authenticate(self, call: Call) -> None:
        """Look for the token."""
        inward.require_token(call, TOKEN)

    def read_text(self, call: Call) -> InboundText:
        """Unroll the paper."""
        words = inward.read_text_field(call, "words")
        return InboundText(self.name, None, inward.read_address(call, "loft"), "home", words, None, None, None)

    def read_receipt(self, call: Call) -> ReceiptReading:
        """See that the bird is back."""
        return ReceiptReading(self.name, inward.read_id(call, "ring"), None, "delivered", None)

    def acknowledge(self, door: str) -> Acknowledgement:
        """Give it a grain."""
        return Acknowledgement(200, "text/plain", b"grain")

    def send(self, text: OutboundText) -> Accepted:
        """Let it fly."""
        return Accepted("ring-1", "sent")


def test_a_new_gateway_needs_one_class_and_its_calls(tmp_path: Path) -> None:
    head = {"method": "POST", "url": f"https://hotline.example/hooks/pigeon/{TOKEN}/text", "headers": {}}
    text = {**head, "door": TEXT, "form": [["loft", "+22300000001"], ["words", "coo"]]}
    receipt = {**head, "door": RECEIPT, "path_token": TOKEN, "form": [["ring", "r1"]]}
    read = InboundText("pigeon", None, "+22300000001", "home", "coo", None, None, None)
    back = ReceiptReading("pigeon", "r1", None, "delivered", None)
    kept = {
        "gateway": {"public_url": "https://hotline.example"},
        "texts": [{**text, "path_token": TOKEN, "expect": contract.plain(read)}],
        "receipts": [{**receipt, "expect": contract.plain(back)}],
        "refused": [{**text, "refused": "NoSuchDoor"}, {**receipt, "form": [], "refused": "Unreadable"}],
    }
    for name, content in kept.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")

    pigeon: Gateway = PigeonGateway(contract.config_of(tmp_path))
    contract.check_coverage(tmp_path)
    for record in contract.records(tmp_path):
        contract.play(pigeon, record)
        if "expect" in record:
            contract.check_strangers(pigeon, record)
            contract.check_holes(pigeon, record)
