"""What happened to a citizen, told from the events of one case: waits, answers that stand, closings, pauses, owners.

Rules 1 to 12 of the definitions of response times; everything else that counts reads a case through here. Nothing but
the standard library, so that an outsider can run it over an audit pack. Moments are UTC, spans are half open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.ownership import Segment, Told, segments
from hotline.domain.spells import unended

# A pause is capped (definition 10): a question that nobody answers stops no clock for ever.
LONGEST_PAUSE = timedelta(days=7)
CITIZEN, ACCOUNT = "citizen", "account:"

_GONE_OUT = frozenset({"text_accepted", "text_sent", "text_delivered"})
_LOST = frozenset({"text_failed", "text_undelivered", "text_cancelled"})
_NEWS = _LOST | {"text_delivered", "sent_again"}
_INBOUND = frozenset({"received", "text_joined", "reopened"})


@dataclass(frozen=True, slots=True)
class Episode:
    """A citizen's wait for an answer: open while it has no end; the cycle counts how often the case was reopened."""

    start: datetime
    end: datetime | None
    cycle: int
    by: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """One closing: when, how it ended, and what the citizen said to the question."""

    at: datetime
    outcome: str
    citizen: str
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """One case, told: nothing in it is a citizen's."""

    received_at: datetime
    acknowledged_at: datetime | None
    acknowledgement_withheld: bool
    routed_at: datetime | None
    episodes: tuple[Episode, ...]
    closes: tuple[Close, ...]
    reopened: tuple[datetime, ...]
    pauses: tuple[tuple[datetime, datetime | None], ...]
    segments: tuple[Segment, ...]
    excluded: str

    @property
    def first_response(self) -> Episode:
        """Return the wait from the first text to the first answer that stands."""
        return self.episodes[0] if self.episodes else Episode(self.received_at, None, 1)

    @property
    def open_wait(self) -> Episode | None:
        """Return the wait that is going on, if there is one."""
        last = self.episodes[-1] if self.episodes else None
        return last if last is not None and last.end is None and not self.is_closed else None

    @property
    def is_closed(self) -> bool:
        """Say whether the last closing was not undone."""
        return bool(self.closes) and not any(at >= self.closes[-1].at for at in self.reopened)

    @property
    def resolved_first(self) -> datetime | None:
        """Return when the case was closed for the first time."""
        return self.closes[0].at if self.closes else None

    @property
    def resolved_finally(self) -> datetime | None:
        """Return when the case was closed, while it is."""
        return self.closes[-1].at if self.is_closed else None


def tell(events: Iterable[Told]) -> Story | None:
    """Return the story of one case, whatever the order of its events; None without a first text."""
    known = sorted(events, key=lambda one: (one.at, one.kind != "received"))
    first = next((one for one in known if one.kind == "received"), None)
    if first is None:
        return None
    received_at = _moment(first.data["received_at"])
    reopened = _reopenings(known)
    return Story(
        received_at=received_at,
        acknowledged_at=next((one.at for one in known if _is_acknowledgement(one)), None),
        acknowledgement_withheld=any(one.kind == "acknowledgement_withheld" for one in known),
        routed_at=next((one.at for one in known if one.kind == "routed"), None),
        episodes=_episodes(known, received_at, reopened),
        closes=_closes(known),
        reopened=reopened,
        pauses=_pauses(known),
        segments=segments(known, received_at),
        excluded=_excluded(known),
    )


def net_of(pauses: Iterable[tuple[datetime, datetime | None]], start: datetime, end: datetime) -> timedelta:
    """Return the time from start to end without the pauses inside it."""
    lost = timedelta(0)
    for begins, ends in pauses:
        inside = min(ends or end, end, begins + LONGEST_PAUSE) - max(begins, start)
        lost += max(inside, timedelta(0))
    return max(end - start - lost, timedelta(0))


def answers(events: Sequence[Told]) -> list[tuple[datetime, Told]]:
    """Return the qualifying responses that stand, each with the moment it counts from.

    An officer's answer stands unless its last news is that it did not arrive; one that failed and arrived after all
    counts from its arrival, and one that was sent again as if it had been written then. A call stands if it reached
    the citizen.
    """
    standing = []
    for one in events:
        if one.kind == "called" and one.data.get("reached") is True:
            standing.append((one.at, one))
        elif one.kind == "answered" and one.actor.startswith(ACCOUNT):
            since = _stands_since(one, events)
            if since is not None:
                standing.append((since, one))
    return sorted(standing, key=lambda pair: pair[0])


def _stands_since(answer: Told, events: Sequence[Told]) -> datetime | None:
    text = answer.data.get("text")
    told = [one for one in events if one.data.get("text") == text and one.kind in _NEWS]
    sent = max((index for index, one in enumerate(told) if one.kind == "sent_again"), default=-1)
    begun, news = told[sent] if sent >= 0 else answer, told[sent + 1 :]
    lost_at_once = begun.data.get("state") == "cancelled"
    if not news:
        return None if lost_at_once else begun.at
    if news[-1].kind in _LOST:
        return None
    return news[-1].at if lost_at_once or any(one.kind in _LOST for one in news) else begun.at


def _episodes(known: Sequence[Told], received_at: datetime, reopened: Sequence[datetime]) -> tuple[Episode, ...]:
    """Cut time into waits: a text opens one if none is open, an answer ends it, and nothing else moves either."""
    courtesies = {one.data.get("message") for one in known if one.kind == "courtesy_marked"}
    inbound = (
        received_at if one.kind == "received" else one.at
        for one in known
        if one.kind in _INBOUND and one.data.get("message") not in courtesies - {None}
    )
    asks = [(at, at) for at in inbound] + _taken_over(known)
    ends = answers(known)
    found: list[Episode] = []
    for shown, at in sorted(asks):
        if found and (found[-1].end is None or shown < found[-1].end):
            continue
        stop = next(((since, one) for since, one in ends if since >= shown), None)
        cycle = 1 + sum(moment <= at for moment in reopened)
        by, body = (stop[1].actor, str(stop[1].data.get("body", ""))) if stop else ("", "")
        found.append(Episode(at, stop[0] if stop else None, cycle, by, body))
    return tuple(found)


def _taken_over(known: Sequence[Told]) -> list[tuple[datetime, datetime]]:
    """Return when cases with an open wait were folded into this one, and stayed there, and since when it ran.

    What had been answered here before is no answer to what was asked there.
    """
    undone = {one.data.get("other") for one in known if one.kind == "merge_undone"}
    folded = (one for one in known if one.kind == "merged" and one.data.get("from") not in undone)
    return [(one.at, _moment(one.data["waiting_since"])) for one in folded if one.data.get("waiting_since")]


def _reopenings(known: Sequence[Told]) -> tuple[datetime, ...]:
    """Return when the case was opened again: a no to the closing question ends nothing that was closed."""
    found, closed = [], False
    for one in known:
        if one.kind == "closed":
            closed = True
        elif one.kind == "reopened" and closed:
            found.append(one.at)
            closed = False
    return tuple(found)


def _closes(known: Sequence[Told]) -> tuple[Close, ...]:
    asked: datetime | None = None
    closes = []
    for one in known:
        if one.kind == "closing_asked":
            asked = one.at
        elif one.kind == "closing_withdrawn":
            asked = None
        elif one.kind == "closed":
            closes.append(Close(one.at, str(one.data.get("outcome")), str(one.data.get("citizen")), asked))
            asked = None
    return tuple(closes)


def _pauses(known: Sequence[Told]) -> tuple[tuple[datetime, datetime | None], ...]:
    """Return the pauses, each ended by its own end, by the citizen's text, by an answer, or by the cap."""
    ending = {"pause_ended", "text_joined", "answered", "closed"}
    found: list[tuple[datetime, datetime | None]] = []
    for one in unended(known):
        is_open = bool(found) and found[-1][1] is None
        if one.kind == "info_requested" and not is_open:
            found.append((one.at, None))
        elif one.kind in ending and is_open:
            found[-1] = (found[-1][0], min(one.at, found[-1][0] + LONGEST_PAUSE))
    return tuple(found)


def _excluded(known: Sequence[Told]) -> str:
    """Return why a person took the case out of the count, or nothing."""
    why = ""
    for one in known:
        if one.kind == "excluded":
            why = str(one.data.get("why", ""))
        elif one.kind == "merged" and one.data.get("into"):
            why = "merged"
        elif one.kind == "exclusion_lifted" or (one.kind == "merge_undone" and why == "merged"):
            why = ""
    return why


def _is_acknowledgement(one: Told) -> bool:
    return one.kind in _GONE_OUT and one.data.get("purpose") == "acknowledgement"


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
