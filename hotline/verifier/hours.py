"""Working time, day by day and span by span: slow, and plain to follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

Events = Sequence[Mapping[str, Any]]
_HOUR, _DAY = 3600, 24 * 3600
# Limits of the standard: seconds round the clock, or working days; a version of working hours may have others.
LIMITS = {
    "triage.critical": (900, 0), "triage.high": (2 * _HOUR, 0), "triage.normal": (0, 1), "triage.low": (0, 3),
    "first_answer.critical": (2 * _HOUR, 0), "first_answer.high": (24 * _HOUR, 0), "first_answer.normal": (0, 5),
    "first_answer.low": (0, 10), "closure": (15 * _DAY, 0), "complex_closure": (30 * _DAY, 0),
}  # fmt: skip


def spans_on(calendar: Mapping[str, Any], day: date) -> list[tuple[datetime, datetime]]:
    """Return when people work on a day."""
    if day.isoformat() in calendar["days_off"]:
        return []
    spans = calendar["spans"]
    for season in calendar["seasons"]:
        if season["first"] <= day.isoformat() <= season["last"]:
            spans = season["spans"]
            break
    midnight = datetime.combine(day, time(), UTC)
    parts = spans.get(str(day.weekday()), [])
    return [(midnight + timedelta(minutes=start), midnight + timedelta(minutes=end)) for start, end in parts]


def after(calendar: Mapping[str, Any], start: datetime, working_days: int) -> datetime:
    """Return when so many mean working days have been worked since a moment."""
    minutes = [sum(end - begin for begin, end in calendar["spans"].get(str(day), [])) for day in range(7)]
    left = timedelta(seconds=working_days * (60 * sum(minutes) // sum(map(bool, minutes))))
    for begin, end in _from(calendar, start):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise ValueError("a calendar without working time")


def is_in_hand(event: Mapping[str, Any]) -> bool:
    """Say whether with this event a person had the case: took it, got it, was reached for it, sorted or answered it."""
    hands = (
        event["kind"] in ("taken", "sorted", "assigned", "page_answered") and event["data"].get("reached") is not False
    )
    return event["actor"] != "system" and (hands or _is_answer(event))


def triage_due(events: Events, start: datetime, calendar: Mapping[str, Any] | None) -> datetime | None:
    """Return by when a person had to have the case in hand."""
    return _due(events, start, calendar, "triage", is_in_hand)


def answer_due(events: Events, start: datetime, calendar: Mapping[str, Any] | None) -> datetime | None:
    """Return by when the first answer was due: the earliest of the limits that held before it came."""
    return _due(events, start, calendar, "first_answer", _is_answer)


def closure_due(events: Events, start: datetime, calendar: Mapping[str, Any] | None) -> datetime:
    """Return by when the case had to be closed."""
    sensitive = any(event["data"].get("sensitivity") in ("S2", "S3") for event in events)
    return start + timedelta(seconds=_limit(calendar, "complex_closure" if sensitive else "closure")[0])


def _from(calendar: Mapping[str, Any], start: datetime) -> Iterator[tuple[datetime, datetime]]:
    day = start.date()
    while day.year < start.year + 20:
        for begin, end in spans_on(calendar, day):
            if end > start:
                yield max(begin, start), end
        day += timedelta(days=1)


def _limit(calendar: Mapping[str, Any] | None, name: str) -> tuple[int, int]:
    seconds, days = (calendar["limits"].get(name) if calendar else None) or LIMITS.get(name, (0, 0))
    return int(seconds), int(days)


def _is_answer(event: Mapping[str, Any]) -> bool:
    return event["kind"] in ("answered", "called") and event["data"].get("reached") is not False


def _due(
    events: Events,
    start: datetime,
    calendar: Mapping[str, Any] | None,
    what: str,
    is_met: Callable[[Mapping[str, Any]], bool],
) -> datetime | None:
    found = []
    for event in events:
        data = event["data"]
        if is_met(event):
            break
        urgency = data.get("after" if event["kind"].startswith("urgency_") else "urgency")
        seconds, days = _limit(calendar, f"{what}.{urgency}")
        if seconds:
            found.append(start + timedelta(seconds=seconds))
        elif days and calendar:
            found.append(after(calendar, start, days))
    return min(found, default=None)
