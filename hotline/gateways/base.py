"""What every telephony provider looks like to the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from hotline.domain.messages import (
    DialogueEnd,
    InboundText,
    KeyPress,
    OutboundText,
    ReceiptReading,
    ScreenText,
)

TEXT = "text"
RECEIPT = "receipt"
USSD = "ussd"
USSD_END = "ussd-end"


@dataclass(frozen=True, slots=True)
class Call:
    """A copy of a provider's web request: `url` undecoded, empty and repeated fields kept."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    form: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    peer: str | None = None
    path_token: str | None = field(default=None, repr=False)

    def header(self, name: str) -> str:
        """Return a header whatever its capitals, or an empty word."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    def value(self, name: str) -> str | None:
        """Return the first form field of that name, or None."""
        return next((value for key, value in self.form if key == name), None)

    def query_value(self, name: str) -> str | None:
        """Return the first query field of that name, or None."""
        return next((value for key, value in self.query if key == name), None)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What a provider wants to hear once its call is stored."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took a text: its id for it, and the state it reported."""

    provider_id: str | None
    state: str


@dataclass(frozen=True, slots=True)
class GatewayConfig:
    """Everything a gateway is told; timeouts (to connect, to read) in seconds, `rate` in texts a second.

    `token`: the secret part of our address, where calls are not signed; `signing_key`: what they are signed with;
    `login`: the `user:password` that callers must name as well, if one is set.
    """

    public_url: str
    url: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str | None = None
    token: str | None = field(default=None, repr=False)
    signing_key: str | None = field(default=None, repr=False)
    login: str | None = field(default=None, repr=False)
    allow: tuple[str, ...] = ()
    rate: float | None = None
    messaging_service_sid: str | None = None
    live: bool = False
    timeouts: tuple[float, float] = (5.0, 15.0)
    ussd_fields: tuple[str, ...] = ()
    ussd_septets: int = 160
    ussd_latin_only: bool = False


class Gateway(Protocol):
    """One telephony provider; `doors`: what it calls us for; `token`: None where it signs its calls.

    `settings`: which of the names in `GatewaySettings` it understands; `rate`: texts a second it may be given.

    `tells_repeats_apart`: the same outbound id handed over twice reaches the phone once, so trying again is safe.
    `live`: false without credentials, when texts are received and none is sent.
    """

    name: str
    settings: tuple[str, ...]
    doors: frozenset[str]
    token: str | None
    rate: float
    tells_repeats_apart: bool
    live: bool

    def authenticate(self, call: Call) -> None:
        """Return if the call is the provider's; raises Forged."""
        ...

    def read_text(self, call: Call) -> InboundText:
        """Return the text in the call; raises Unreadable."""
        ...

    def read_receipt(self, call: Call) -> ReceiptReading:
        """Return what the receipt in the call says; raises Unreadable."""
        ...

    def acknowledge(self, door: str) -> Acknowledgement:
        """Return what the provider wants to hear at that door."""
        ...

    def send(self, text: OutboundText) -> Accepted:
        """Hand a text to the provider; raises SendFailure."""
        ...


@runtime_checkable
class Dialled(Protocol):
    """A gateway by which citizens dial: its doors hold `ussd`, and `ussd-end` where it tells that a session is over."""

    def read_keypress(self, call: Call) -> KeyPress:
        """Return the press in the call; raises Unreadable."""
        ...

    def read_end(self, call: Call) -> DialogueEnd:
        """Return which session is over; raises Unreadable."""
        ...

    def render(self, screen: ScreenText) -> Acknowledgement:
        """Return the screen as the gateway wants it."""
        ...


def hook_path(gateway: Gateway, door: str) -> str:
    """Return the path, below the public address, that the provider is to call for `door`."""
    middle = f"/{gateway.token}" if gateway.token else ""
    return f"/hooks/{gateway.name}{middle}/{door}"
