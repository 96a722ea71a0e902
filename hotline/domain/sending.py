"""Which gateway a text leaves by: the administrator's rules, then what is stopped, resting, or was tried in vain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ANY = "any"
# An administrator's test of one gateway: by that one or not at all, once, and in no figure.
PROBE = "test"
# What is said by itself or to everybody at once gives way to what a person waits for.
PROMPT_KINDS = frozenset({"answer", "acknowledgement", "reply", "page", PROBE})
PROMPT_URGENCIES = frozenset({"critical", "high"})
FIRST, BULK = 1, 2

_NEXT_ROUTE = frozenset({"route_failed", "provider_busy", "configuration", "no_credit"})
# Attempts of which nobody can say that they surely did not leave; an attempt without a result was cut off by a kill.
_MAY_HAVE_LEFT = frozenset({None, "unknown", "accepted"})


@dataclass(frozen=True, slots=True)
class Direction:
    """To whom it applies (the gateway last used, the operator; `any` for each), and who sends, first choice first."""

    last: str
    operator: str
    send: tuple[str, ...]

    def fits(self, last: str, operator: str | None) -> bool:
        """Say whether the rule is meant for this reader."""
        return self.last in (ANY, last) and self.operator in (ANY, operator)


@dataclass(frozen=True, slots=True)
class Route:
    """One gateway as it stands now; `live`: it has credentials; `resting`: its provider is in trouble for a moment."""

    name: str
    live: bool = True
    simulated: bool = False
    stopped: bool = False
    resting: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt made for a text, and how it ended."""

    gateway: str
    result: str | None
    code: str | None = None

    @property
    def is_next_routes(self) -> bool:
        """Say whether it surely did not leave for a reason that another gateway may not have."""
        return self.result not in _MAY_HAVE_LEFT and self.code in _NEXT_ROUTE

    @property
    def may_have_left(self) -> bool:
        """Say whether the text may be on its way: by another gateway it could then arrive twice."""
        return self.result in _MAY_HAVE_LEFT


def is_prompt(kind: str, urgency: str | None) -> bool:
    """Say whether a text goes out at once and before others: somebody waits for it, or its case cannot wait."""
    return kind in PROMPT_KINDS or urgency in PROMPT_URGENCIES


def parse_directions(rows: Iterable[Mapping[str, Any]]) -> tuple[Direction, ...]:
    """Read the stored rules; an old one names no operator, and one gateway instead of a list."""
    return tuple(
        Direction(str(row["last"]), str(row.get("operator", ANY)), _names(row["send"])) for row in rows if row["send"]
    )


def order(
    last: str | None, operator: str | None, directions: Iterable[Direction], routes: Sequence[Route]
) -> tuple[Route, ...]:
    """Return the gateways a text to this reader may leave by, first choice first.

    A rule that fits is the whole list, unless none of its gateways is in use. Without one, the gateway last used comes
    first and the others follow in the order of the settings; simulated and real phones never stand in for each other.
    """
    known = {route.name: route for route in routes}
    for direction in directions:
        named = tuple(known[name] for name in direction.send if name in known)
        if named and direction.fits(last or "", operator):
            return named
    if last in known:
        own = known[last]
        return (own, *(route for route in routes if route != own and route.simulated == own.simulated))
    real = tuple(route for route in routes if not route.simulated)
    return real if any(route.live for route in real) else tuple(sorted(routes, key=lambda route: not route.live))


def choose(ordered: Sequence[Route], tried: Sequence[Tried]) -> Route | None:
    """Return the gateway to try now, or None where none can send for the moment.

    The one that failed this text least often comes first, so that each is tried once before any is tried again. Where
    no gateway has credentials at all the first is returned: it will say so.
    """
    pinned = next((one.gateway for one in reversed(tried) if one.may_have_left), None)
    able = [route for route in ordered if route.live] or list(ordered)
    usable = [route for route in able if not route.stopped and pinned in (None, route.name)]
    failed = failures(tried)
    # `min` keeps the order where all else is equal.
    return min(usable, key=lambda route: (failed[route.name], route.resting), default=None)


def failures(tried: Iterable[Tried]) -> Counter[str]:
    """Return how often each gateway failed a text for a reason that another may not have."""
    return Counter(one.gateway for one in tried if one.is_next_routes)


def has_fresh_route(ordered: Sequence[Route], tried: Sequence[Tried]) -> bool:
    """Say whether the next gateway failed this text less often than the last: then there is nothing to wait for."""
    following, failed = choose(ordered, tried), failures(tried)
    return following is not None and bool(tried) and failed[following.name] < failed[tried[-1].gateway]


def _names(send: Any) -> tuple[str, ...]:
    return (send,) if isinstance(send, str) else tuple(str(name) for name in send)
