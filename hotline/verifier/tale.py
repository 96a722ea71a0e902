"""Tells one case from its events: waits, answers that stand, closings, and whose it was when. Definitions 1 to 12."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

Event = Mapping[str, Any]
_GONE_OUT = ("text_accepted", "text_sent", "text_delivered")
_LOST = ("text_failed", "text_undelivered", "text_cancelled")
_ASKS = ("received", "text_joined", "reopened")


def moment(written: str) -> datetime:
    """Return a moment as it stands in an event."""
    return datetime.fromisoformat(written)


class Tale:
    """One case; `start` is None where its first text is not among the events."""

    def __init__(self, events: Sequence[Event]) -> None:
        """Read the events, the earliest first."""
        self.events = sorted(events, key=lambda event: (moment(event["at"]), event["kind"] != "received"))
        first = next((event for event in self.events if event["kind"] == "received"), None)
        self.start = moment(first["data"]["received_at"]) if first else None

    def first(self, kind: str) -> datetime | None:
        """Return when something happened for the first time."""
        return next((moment(event["at"]) for event in self.events if event["kind"] == kind), None)

    def has(self, kind: str) -> bool:
        """Say whether something ever happened."""
        return self.first(kind) is not None

    @property
    def acknowledged(self) -> datetime | None:
        """Return when the acknowledgement went out."""
        for event in self.events:
            if event["kind"] in _GONE_OUT and event["data"].get("purpose") == "acknowledgement":
                return moment(event["at"])
        return None

    @property
    def excluded(self) -> str:
        """Return why a person took the case out of the count."""
        why = ""
        for event in self.events:
            if event["kind"] == "excluded":
                why = str(event["data"].get("why", ""))
            if event["kind"] == "merged" and event["data"].get("into"):
                why = "merged"
            if event["kind"] == "exclusion_lifted" or (event["kind"] == "merge_undone" and why == "merged"):
                why = ""
        return why

    @property
    def closings(self) -> list[tuple[datetime, str]]:
        """Return each closing and what the citizen said to it."""
        closed = [event for event in self.events if event["kind"] == "closed"]
        return [(moment(event["at"]), str(event["data"].get("citizen"))) for event in closed]

    @property
    def reopenings(self) -> list[datetime]:
        """Return when the case was opened again after it had been closed."""
        found, is_closed = [], False
        for event in self.events:
            if event["kind"] == "closed":
                is_closed = True
            if event["kind"] == "reopened" and is_closed:
                found.append(moment(event["at"]))
                is_closed = False
        return found

    @property
    def is_closed(self) -> bool:
        """Say whether the last closing was not undone."""
        closings = self.closings
        return bool(closings) and not any(at >= closings[-1][0] for at in self.reopenings)

    @property
    def answers(self) -> list[datetime]:
        """Return from when on each answer counts that stands: a person's, which did not end undelivered."""
        found = []
        for event in self.events:
            if event["kind"] == "called" and event["data"].get("reached") is True:
                found.append(moment(event["at"]))
            if event["kind"] == "answered" and event["actor"].startswith("account:"):
                found += self._since(event)
        return sorted(found)

    @property
    def waits(self) -> list[tuple[datetime, datetime | None]]:
        """Return the citizen's waits: a text opens one if none is open, the next answer that stands ends it."""
        thanks = [event["data"].get("message") for event in self.events if event["kind"] == "courtesy_marked"]
        asks = self._folded_in()
        for event in self.events:
            message = event["data"].get("message")
            if event["kind"] in _ASKS and (message is None or message not in thanks):
                received = event["kind"] == "received"
                at = moment(event["data"]["received_at"] if received else event["at"])
                asks.append((at, at))
        found: list[tuple[datetime, datetime | None]] = []
        for shown, at in sorted(asks):
            last = found[-1] if found else None
            if last is not None and (last[1] is None or shown < last[1]):
                continue
            found.append((at, next((since for since in self.answers if since >= shown), None)))
        return found

    @property
    def owners(self) -> list[dict[str, Any]]:
        """Return who had the case when: desk, officer, from, until; the last one ends with the case."""
        found: list[dict[str, Any]] = [{"desk": "", "owner": "", "from": self.start, "to": None}]
        for event in self.events:
            after = _owner_after(found[-1], event)
            if after:
                at = max(moment(event["at"]), found[-1]["from"])
                found[-1]["to"] = at
                found.append({**after, "from": at, "to": None})
        ends = [event for event in self.events if event["kind"] in ("closed", "reopened")]
        if ends and ends[-1]["kind"] == "closed":
            found[-1]["to"] = max(moment(ends[-1]["at"]), found[-1]["from"])
        return [one for one in found if one["to"] is None or one["to"] > one["from"]]

    def _folded_in(self) -> list[tuple[datetime, datetime]]:
        """Return when cases with a wait were folded into this one for good, and since when their citizen waits."""
        apart = [event["data"].get("other") for event in self.events if event["kind"] == "merge_undone"]
        found = []
        for event in self.events:
            since = event["data"].get("waiting_since")
            if event["kind"] == "merged" and since and event["data"].get("from") not in apart:
                found.append((moment(event["at"]), moment(since)))
        return found

    def _since(self, answer: Event) -> list[datetime]:
        text = answer["data"].get("text")
        news = [event for event in self.events if event["data"].get("text") == text and _is_news(event["kind"])]
        begun = answer
        for index, event in enumerate(news):
            if event["kind"] == "sent_again":
                begun, later = event, news[index + 1 :]
        later = news if begun is answer else later
        never_left = begun["data"].get("state") == "cancelled"
        if not later:
            return [] if never_left else [moment(begun["at"])]
        if later[-1]["kind"] in _LOST:
            return []
        after_all = never_left or any(event["kind"] in _LOST for event in later)
        return [moment((later[-1] if after_all else begun)["at"])]


def _is_news(kind: str) -> bool:
    return kind in _LOST or kind in ("text_delivered", "sent_again")


def _owner_after(before: Mapping[str, Any], event: Event) -> dict[str, Any] | None:
    if event["kind"] in ("routed", "transferred"):
        return {"desk": str(event["data"].get("desk", "")), "owner": ""}
    if event["kind"] == "assigned":
        return {"desk": before["desk"], "owner": str(event["data"].get("owner", ""))}
    if event["kind"] == "taken":
        return {"desk": before["desk"], "owner": event["actor"]}
    if event["kind"] in ("released", "returned"):
        return {"desk": before["desk"], "owner": ""}
    return None
