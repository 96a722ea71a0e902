"""Everything that can go wrong with a telephony provider.

GatewayError
├── BadConfig           its settings cannot work: refuse to start
├── Forged              the call does not come from the provider: answer 403
│   ├── NoSuchDoor      the secret part of the address is wrong: answer 404
│   └── Stale           the provider's, but signed at another time: keep the raw record, answer 403
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

from dataclasses import dataclass
from typing import ClassVar

from hotline.domain.messages import retry_after_s

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


class Stale(Forged):
    """The call is signed as the provider signs, but at another time: a replay, or a clock that is wrong."""


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
