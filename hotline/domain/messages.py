"""Texts in and out, and the states that a text on its way out can be in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from hotline.domain.paging import Limits

# Ours: held (waits for a release), queued, sending (an attempt is committed), unknown (it may have left).
# The provider's: accepted, sent, and the four that end the road. `delivered` outranks the other ends: it is a
# handset's proof, while `undelivered` is often only a wait that ran out.
_RANKS = {
    "held": 0,
    "queued": 1,
    "sending": 2,
    "unknown": 3,
    "accepted": 4,
    "sent": 5,
    "failed": 6,
    "undelivered": 6,
    "cancelled": 6,
    "delivered": 7,
}
STATES = tuple(_RANKS)
FAILED = frozenset({"failed", "undelivered", "cancelled"})
TERMINAL = frozenset({"delivered", "failed", "undelivered", "cancelled"})

# Every reason for which a text may not reach its reader; the catalogues hold one sentence for each.
# The number is how many seconds to wait before the same text may be tried again; None: never by itself.
REASONS: dict[str, int | None] = {
    "phone_unreachable": 4 * 3600,
    "provider_busy": 60,
    "route_failed": 600,
    "opted_out": None,
    "wrong_number": None,
    "blocked": None,
    "text_refused": None,
    "configuration": None,
    "no_credit": None,
    "no_credentials": None,
    "no_route": None,
    "unknown": None,
}


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text as it came in; `opt_out` is `stop`, `start` or `help` if the provider acted on such a word.

    `repeats_within_s`: for how many seconds the gateway may bring the same text again under another id, or none.
    """

    gateway: str
    provider_id: str | None
    sender: str = field(repr=False)
    recipient: str
    text: str = field(repr=False)
    sent_at: datetime | None
    opt_out: str | None
    parts: int | None
    repeats_within_s: int = 0


@dataclass(frozen=True, slots=True)
class OutboundText:
    """A text to hand over; its receipt names `token`, our random word; no `sender` means the gateway's."""

    id: UUID
    to: str = field(repr=False)
    text: str = field(repr=False)
    sender: str | None
    token: str


@dataclass(frozen=True, slots=True)
class ReceiptReading:
    """What a receipt says: of which text (our token, the provider's id), its state, a failure's reason."""

    gateway: str
    provider_id: str | None
    token: str | None
    state: str
    code: str | None


@dataclass(frozen=True, slots=True)
class KeyPress:
    """One press on a keypad; `text` is all that was typed in the session, joined by `*`, or the last input alone.

    `begins`: the gateway says that the session begins with it; come again, it is the same beginning.
    """

    gateway: str
    session: str
    phone: str = field(repr=False)
    text: str = field(repr=False)
    cumulative: bool = True
    begins: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class DialogueEnd:
    """A gateway's notice that a session is over, whoever ended it; not every gateway says whose it was."""

    gateway: str
    session: str
    phone: str | None = field(repr=False)
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A gateway's sign of life: `at` is when it was given, by the gateway's own clock."""

    gateway: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScreenText:
    """A screen as it goes to the phone; `ends` closes the session."""

    text: str = field(repr=False)
    ends: bool


def rank(state: str) -> int:
    """Return how far along the road `state` is; raises KeyError for what is not a state."""
    return _RANKS[state]


def settle(current: str, read: str) -> str:
    """Return the state once `read` was reported; shuffled and tripled reports never move a text backwards."""
    return read if rank(read) > rank(current) else current


def awaits_person(state: str, settled_at: datetime | None) -> bool:
    """Say whether nothing more happens to a text by itself: it failed for good, or nobody will ever know."""
    return state in FAILED or (state == "unknown" and settled_at is not None)


def retry_after_s(code: str) -> int | None:
    """Return after how many seconds a text that failed with `code` may be tried again, or None for never."""
    return REASONS[code]
