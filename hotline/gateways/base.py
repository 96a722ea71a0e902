"""What every telephony provider looks like to the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from hotline.domain.messages import (
    DialogueEnd,
    Heartbeat,
    InboundText,
    KeyPress,
    OutboundText,
    ReceiptReading,
    ScreenText,
)
from hotline.domain.paging import Limits

TEXT = "text"
RECEIPT = "receipt"
USSD = "ussd"
USSD_END = "ussd-end"
# No addresses of their own: a call that came by another door may say that it is meant for one of these.
USSD_STATUS = "ussd-status"
HEARTBEAT = "heartbeat"

POST = frozenset({"POST"})
GET_OR_POST = frozenset({"GET", "POST"})
GET_POST_OR_PUT = frozenset({"GET", "POST", "PUT"})
Doors = Mapping[str, frozenset[str]]
# 160 octets: what the standard lets through, whatever a gateway promises.
HARD_SEPTETS = 182


@dataclass(frozen=True, slots=True)
class Call:
    """A copy of a provider's web request: `url` undecoded, empty and repeated fields kept.

    `rest`: what the address says behind the door's own word; `received_at`: None where a kept call is read again.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    form: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    peer: str | None = None
    path_token: str | None = field(default=None, repr=False)
    rest: str = ""
    received_at: datetime | None = None

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
    `login`: the `user:password` that callers must name as well, if one is set; `sender_name`: the word a reader sees
    in place of the number `sender`, where a provider takes both.
    """

    public_url: str
    url: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str | None = None
    sender_name: str | None = None
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

    @property
    def limits(self) -> Limits:
        """Return how much a screen of this gateway holds."""
        return Limits(self.ussd_septets, HARD_SEPTETS, other_scripts=not self.ussd_latin_only)


class Gateway(Protocol):
    """One telephony provider; `doors`: what it calls us for, and how; `token`: None where it signs its calls.

    `settings`: which of the names in `GatewaySettings` it understands; `rate`: texts a second it may be given.

    `tells_repeats_apart`: the same outbound id handed over twice reaches the phone once, so trying again is safe.
    `sends`: false for one that carries dialogues and no text; `live`: false without credentials, when texts are
    received and none is sent.
    """

    name: str
    settings: tuple[str, ...]
    doors: Doors
    token: str | None
    rate: float
    tells_repeats_apart: bool
    sends: bool
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


@runtime_checkable
class Sorting(Protocol):
    """A gateway whose calls say by themselves what they are: behind the door's word in the address, or in the body."""

    def door_of(self, door: str, call: Call) -> str:
        """Return the door a call that came by `door` is meant for; raises NoSuchDoor or Unreadable."""
        ...


@runtime_checkable
class Questioned(Protocol):
    """A gateway that asks whether a session is still open: its calls are sorted to the door `ussd-status`."""

    def read_session(self, call: Call) -> str:
        """Return the session it asks for; raises Unreadable."""
        ...

    def render_status(self, active: bool) -> Acknowledgement:
        """Return the answer as the gateway wants it."""
        ...


@runtime_checkable
class Beating(Protocol):
    """A gateway that tells us by itself that it is alive: its calls are sorted to the door `heartbeat`."""

    def read_heartbeat(self, call: Call) -> Heartbeat:
        """Return the sign of life; raises Unreadable."""
        ...


@runtime_checkable
class Prepaid(Protocol):
    """A gateway that can be asked how many texts are still paid for."""

    def ask_balance(self) -> int:
        """Return how many texts may still be sent; raises SendFailure."""
        ...


def main_door(gateway: Gateway) -> str:
    """Return the door whose address a provider is given first."""
    return TEXT if TEXT in gateway.doors else USSD


def hook_path(gateway: Gateway, door: str) -> str:
    """Return the path, below the public address, that the provider is to call for `door`."""
    middle = f"/{gateway.token}" if gateway.token else ""
    return f"/hooks/{gateway.name}{middle}/{door}"
