"""The signs that a case was worked for the clock, told anew: empty answers, and what was done at the last moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from hotline.verifier import hours
from hotline.verifier.one import One
from hotline.verifier.tale import moment

SIGNS = ("ready_text", "hasty", "repeated", "transfer_at_the_end", "closing_at_the_end")
ALARMS = ("empty_answer", "late_transfer", "late_closing")
_WORK = (
    "answered", "called", "call_noted", "noted", "progress_told", "info_requested", "referral_sent", "transferred",
    "transfer_offered", "translation_asked", "merged", "incident_joined", "closing_asked",
)  # fmt: skip
Event = Mapping[str, Any]


def signs(one: One, now: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield what a case shows, and when."""
    yield from _empty(one, now)
    for event in one.tale.events:
        at, by_account = moment(event["at"]), event["actor"].startswith("account:")
        own_will = event["data"].get("why") in (None, "", "to_router")
        if event["kind"] in ("transferred", "transfer_offered") and by_account and own_will:
            begins = _end_begins(one, at)
            if begins:
                yield "transfer_at_the_end", at
                if _lay_idle(one, at, begins):
                    yield "late_transfer", at
        if event["kind"] == "closing_asked" and by_account:
            yield from _closing(one, at)


def desk_before(one: One, at: datetime) -> str:
    """Return which desk had the case just before a moment."""
    held = [owner["desk"] for owner in one.tale.owners if owner["from"] < at]
    return held[-1] if held else ""


def _empty(one: One, now: datetime) -> Iterator[tuple[str, datetime]]:
    called_back = [event["data"].get("text") for event in one.tale.events if event["kind"] == "answer_withdrawn"]
    written = [event for event in one.tale.events if event["kind"] == "answered" and _is_act(event)]
    answers = [event for event in written if event["data"].get("text") not in called_back]
    if not answers:
        return
    at = moment(answers[0]["at"])
    marks = list(_marks(one, answers[0], at))
    yield from ((mark, at) for mark in marks)
    patience = timedelta(days=7 if len(marks) > 1 else 14)
    acts = [event for event in one.tale.events if moment(event["at"]) > at and _is_act(event)]
    if marks and not acts and at + patience < now:
        yield "empty_answer", at + patience
    elif marks and acts:
        then = moment(acts[0]["at"])
        refused = acts[0]["kind"] == "closing_asked" and _is_no(_first_after(one, then, acts[1:]))
        if then - at >= patience or (len(marks) > 1 and refused):
            yield "empty_answer", at


def _marks(one: One, answer: Event, at: datetime) -> Iterator[str]:
    ready, again = answer["data"].get("ready") is True, answer["data"].get("again")
    if ready:
        yield "ready_text"
    looks = [
        moment(event["at"]) for event in one.tale.events
        if event["kind"] in ("case_opened", "case_read") and event["actor"] == answer["actor"]
    ]  # fmt: skip
    looks = [look for look in looks if one.start <= look <= at]
    if looks and at - min(looks) < timedelta(seconds=30):
        yield "hasty"
    if not ready and isinstance(again, int) and again > 0:
        yield "repeated"


def _first_after(one: One, at: datetime, acts: list[Event]) -> Event | None:
    """Return what came first after a moment: an officer's act, or a case that was opened again by a no."""
    later = [event for event in one.tale.events if moment(event["at"]) > at and (event in acts or _is_no(event))]
    return later[0] if later else None


def _closing(one: One, at: datetime) -> Iterator[tuple[str, datetime]]:
    turns = [event["kind"] for event in one.tale.events
             if moment(event["at"]) > at and event["kind"] in ("closing_asked", "closing_withdrawn")]  # fmt: skip
    if turns and turns[0] == "closing_withdrawn":
        return
    unanswered = _end_begins(one, at) is not None
    limit = hours.closure_due(one.tale.events, one.start, one.calendar)
    if not unanswered and not _tenth(one.start, limit) <= at <= limit:
        return
    yield "closing_at_the_end", at
    fresh = any(at - timedelta(days=2) <= moment(event["at"]) < at and _is_act(event) for event in one.tale.events)
    ends = [event for event in one.tale.events
            if moment(event["at"]) > at and event["kind"] in ("reopened", "closed")]  # fmt: skip
    if unanswered or (not fresh and _is_no(ends[0] if ends else None)):
        yield "late_closing", at


def _end_begins(one: One, at: datetime) -> datetime | None:
    """Return when the last tenth began of the wait that was open at a moment, where the moment lies in it."""
    for start, end in one.tale.waits:
        due = hours.answer_due(one.tale.events, start, one.calendar)
        if due and start <= at <= due and (end is None or end > at) and at >= _tenth(start, due):
            return _tenth(start, due)
    return None


def _lay_idle(one: One, at: datetime, begins: datetime) -> bool:
    since = [owner["from"] for owner in one.tale.owners if not owner["owner"] and owner["from"] < at]
    if not since or max(since) >= begins:
        return False
    return not any(max(since) <= moment(event["at"]) < at and _is_act(event) for event in one.tale.events)


def _tenth(start: datetime, due: datetime) -> datetime:
    return due - (due - start) * 10 / 100


def _is_act(event: Event) -> bool:
    worked = event["kind"] in _WORK and (event["kind"] == "closing_asked" or event["data"].get("reached") is not False)
    return worked and event["actor"].startswith("account:")


def _is_no(event: Event | None) -> bool:
    return event is not None and event["kind"] == "reopened" and event["data"].get("why") in ("refused", "not_safe")
