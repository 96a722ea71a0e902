"""One case that counts, and the waits it adds to the reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hotline.verifier import hours
from hotline.verifier.lines import Wait
from hotline.verifier.tale import Tale, moment

_NEWS = {
    "text_delivered": "delivered", "text_undelivered": "undelivered", "text_failed": "failed",
    "text_cancelled": "cancelled", "text_unknown": "unconfirmed", "sent_again": "on_the_way",
    "text_missing": "on_the_way", "text_accepted": "on_the_way", "text_sent": "on_the_way",
}  # fmt: skip
_FAILED = ("undelivered", "failed", "cancelled")


class One:
    """One case that counts: what is kept of it, its tale, and the working hours it began under."""

    def __init__(self, facts: Mapping[str, Any], tale: Tale, start: datetime, calendar: Any) -> None:
        """Take what belongs together."""
        self.facts, self.tale, self.start, self.calendar = facts, tale, start, calendar

    def to_answer(self) -> Wait:
        """Return the wait for the first answer, with its target."""
        start, end = self.tale.waits[0] if self.tale.waits else (self.start, None)
        return Wait(start, end, hours.answer_due(self.tale.events, start, self.calendar))


def left_out(facts: Mapping[str, Any], tale: Tale) -> str:
    """Return why a case does not count, or nothing."""
    if facts["exercise"]:
        return "exercise"
    if not facts["has_citizen"]:
        return "no_citizen"
    if facts["category"] == "spam_test" and not facts["unsorted"]:
        return "spam_test"
    return tale.excluded if tale.start else "no_start"


def of_kind(one: One, kind: str) -> list[Mapping[str, Any]]:
    """Return the events of a kind."""
    return [event for event in one.tale.events if event["kind"] == kind]


def why(one: One, kind: str) -> list[str]:
    """Return the reasons that the events of a kind name."""
    return [str(event["data"].get("why") or "by_officer") for event in of_kind(one, kind)]


def acknowledgement(one: One) -> Iterator[Wait]:
    """Yield the wait for the acknowledgement; where none may be sent there is none to wait for."""
    if not one.tale.has("acknowledgement_withheld"):
        yield Wait(one.start, one.tale.acknowledged)


def resolution(one: One) -> Iterator[Wait]:
    """Yield the wait for the first closing."""
    closed = one.tale.closings[0][0] if one.tale.closings else None
    yield Wait(one.start, closed, hours.closure_due(one.tale.events, one.start, one.calendar))


def loops(one: One) -> Iterator[Wait]:
    """Yield the wait for the citizen's yes."""
    yield from (Wait(one.start, at) for at, citizen in one.tale.closings if citizen == "confirmed")


def sorted_by(one: One) -> Wait:
    """Return the wait until a person had the case in hand."""
    hands = min((moment(event["at"]) for event in one.tale.events if hours.is_in_hand(event)), default=None)
    return Wait(one.start, hands, hours.triage_due(one.tale.events, one.start, one.calendar))


def waiting(one: One) -> Iterator[Wait]:
    """Yield the wait that goes on."""
    waits = one.tale.waits
    if waits and waits[-1][1] is None and not one.tale.is_closed:
        yield Wait(waits[-1][0], None, hours.answer_due(one.tale.events, waits[-1][0], one.calendar))


def pick_ups(one: One) -> Iterator[Wait]:
    """Yield for each desk how long the case lay there until an officer took it, got it, or was reached for it.

    Passed on is not picked up.
    """
    owners = one.tale.owners
    calls = [moment(event["at"]) for event in of_kind(one, "page_answered") if event["data"].get("reached") is True]
    for index, held in enumerate(owners):
        after = owners[index + 1] if index + 1 < len(owners) else None
        if held["desk"] and not held["owner"]:
            reached = [at for at in calls if held["from"] <= at and (held["to"] is None or at < held["to"])]
            if reached:
                yield Wait(held["from"], min(reached))
            elif after and after["desk"] == held["desk"] and after["owner"]:
                yield Wait(held["from"], held["to"])
            elif held["to"] is None:
                yield Wait(held["from"], None)


def shares(one: One) -> Iterator[tuple[str, Wait]]:
    """Yield for each desk its share of the citizen's waits; a desk with which the citizen waits has an open one."""
    spent: dict[str, timedelta] = defaultdict(timedelta)
    since: dict[str, datetime] = {}
    for held in one.tale.owners:
        for start, end in one.tale.waits:
            begin = max(held["from"], start)
            ends = [at for at in (held["to"], end) if at is not None]
            if not ends:
                since[held["desk"]] = begin
            elif min(ends) > begin:
                spent[held["desk"]] += min(ends) - begin
    for desk in {**spent, **since}:
        if desk in since:
            yield desk, Wait(since[desk] - spent[desk], None)
        else:
            yield desk, Wait(one.start, one.start + spent[desk])


def answers(one: One) -> Iterator[tuple[Wait, str, str]]:
    """Yield each answer with its way to the phone, its last news, and the reason of a failure."""
    for event in of_kind(one, "answered"):
        text = event["data"].get("text")
        news = [other for other in one.tale.events if other["data"].get("text") == text and other["kind"] in _NEWS]
        last = news[-1] if news else None
        end = _NEWS[last["kind"]] if last else "on_the_way"
        arrived = moment(last["at"]) if last and end == "delivered" else None
        code = str(last["data"].get("code") or "unknown") if last and end in _FAILED else ""
        yield Wait(moment(event["at"]), arrived), end, code


def day(at: datetime) -> int:
    """Return the day since 1970 that a moment lies in."""
    return (at.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days
