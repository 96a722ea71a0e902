"""What every telephony provider looks like to the house, and everything that can go wrong with one.

GatewayError
├── BadConfig           its settings cannot work: refuse to start
├── Forged              the call does not come from the provider: answer 403
│   └── NoSuchDoor      the secret part of the address is wrong: answer 404
├── Unreadable          the call is genuine but cannot be understood: keep the raw record, answer 400
└── SendFailure         a text did not go out
    ├── TryLater        surely not sent, and worth another try after some seconds
    ├── Rejected        surely not sent, and another try would end alike
    ├── OptedOut        the reader told the provider to stop
    ├── Misconfigured   our account, address or credentials are wrong: stop the channel, tell an administrator
    ├── NotSent         no credentials: nothing was ever called
    └── Unknown         it may have been sent: never tried again blindly, settled by a receipt
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, runtime_checkable

from hotline.domain.messages import (
    DialogueEnd,
    InboundText,
    KeyPress,
    OutboundText,
    ReceiptReading,
    ScreenText,
    retry_after_s,
)

TEXT = "text"
RECEIPT = "receipt"
USSD = "ussd"
USSD_END = "ussd-end"

_ALERTING = frozenset({"configuration", "no_credit"})


class GatewayError(Exception):
    """Anything a gateway raises; no message ever holds a number or a citizen's words."""


class BadConfig(GatewayError):
    """A gateway's settings cannot work; the message is one plain line."""

    is_plain = True


class Forged(GatewayError):
    """The call is not the provider's, or is not signed as the provider signs."""


class NoSuchDoor(Forged):
    """The token in the address is missing or wrong."""


class Unreadable(GatewayError):
    """The call lacks what a text or a receipt needs; the message names the field."""


class SendFailure(GatewayError):
    """A text did not go out: `code` is one of the domain's REASONS, `detail` the provider's own code."""

    retryable: ClassVar[bool] = False
    stops_channel: ClassVar[bool] = False

    def __init__(self, code: str, detail: str = "") -> None:
        """Take the reason that people are told and the provider's own code."""
        super().__init__(f"{code} ({detail})" if detail else code)
        self.code = code
        self.detail = detail

    @property
    def alert(self) -> bool:
        """Say whether an administrator has something to put right."""
        return self.code in _ALERTING


class TryLater(SendFailure):
    """The text was surely not taken; try again after `after_s` seconds, on the next route if there is one."""

    retryable = True

    def __init__(self, code: str, detail: str = "", after_s: int | None = None) -> None:
        """Take the reason and the wait in seconds, by default the reason's own."""
        super().__init__(code, detail)
        self.after_s = after_s or retry_after_s(code) or 0


class Rejected(SendFailure):
    """The provider refused this text for good."""


class OptedOut(SendFailure):
    """The reader has told the provider to stop; note it on the contact."""


class Misconfigured(SendFailure):
    """Nothing will go out by this gateway until somebody puts its settings right."""

    stops_channel = True


class NotSent(SendFailure):
    """The gateway has no credentials, so the provider was not called."""


class Unknown(SendFailure):
    """The line broke after the text was handed over; only a receipt can tell what became of it."""

    def __init__(self, detail: str = "") -> None:
        """Take what broke."""
        super().__init__("unknown", detail)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a provider's own error code means to us; gateways keep a table of these."""

    kind: type[SendFailure]
    code: str

    def failure(self, detail: object) -> SendFailure:
        """Return the failure to raise for the provider's code `detail`."""
        return self.kind(self.code, str(detail)) if self.kind is not Unknown else Unknown(str(detail))


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
    """Everything a gateway is told; timeouts (to connect, to read) in seconds."""

    public_url: str
    url: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str | None = None
    token: str | None = field(default=None, repr=False)
    allow: tuple[str, ...] = ()
    messaging_service_sid: str | None = None
    live: bool = False
    timeouts: tuple[float, float] = (5.0, 15.0)
    ussd_fields: tuple[str, ...] = ()
    ussd_septets: int = 160
    ussd_latin_only: bool = False


class Gateway(Protocol):
    """One telephony provider; `doors`: what it calls us for; `token`: None where it signs its calls.

    `tells_repeats_apart`: the same outbound id handed over twice reaches the phone once, so trying again is safe.
    `live`: false without credentials, when texts are received and none is sent.
    """

    name: str
    doors: frozenset[str]
    token: str | None
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
