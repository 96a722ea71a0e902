"""When a case fell due, told from its events: from the original start, by the working hours it began under."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from hotline.domain.calendars import Calendar
from hotline.domain.deadlines import due_by
from hotline.domain.limits import CLOSURE, COMPLEX_CLOSURE, FIRST_ANSWER, TRIAGE
from hotline.domain.ownership import Told

# Limits round the clock ask no calendar, but the function that reckons them takes one.
_ANY_HOURS = Calendar("round-the-clock", 1, dict.fromkeys(range(7), ((0, 24 * 60),)))
# What meets a target; a call that reached nobody meets none.
_ANSWERED = frozenset({"answered", "called"})
_TAKEN = _ANSWERED | {"taken", "sorted", "assigned", "page_answered"}
_SENSITIVE = frozenset({"S2", "S3"})


def is_in_hand(one: Told) -> bool:
    """Say whether with this event a person had the case: took it, got it, was called for it, sorted or answered it."""
    return one.kind in _TAKEN and one.actor != "system" and one.data.get("reached") is not False


def triage_due(events: Sequence[Told], start: datetime, calendar: Calendar | None) -> datetime | None:
    """Return by when a person had to have sorted the case, or None where its working hours are not known."""
    return _due(events, start, calendar, TRIAGE, is_in_hand)


def first_answer_due(events: Sequence[Told], start: datetime, calendar: Calendar | None) -> datetime | None:
    """Return by when the first answer was due: earlier once the case became more urgent before it was answered."""
    return _due(events, start, calendar, FIRST_ANSWER, _is_answer)


def closure_due(events: Sequence[Told], start: datetime, calendar: Calendar | None) -> datetime:
    """Return by when the case had to be closed; what was sensitive at any time has longer."""
    sensitive, hours = any(one.data.get("sensitivity") in _SENSITIVE for one in events), calendar or _ANY_HOURS
    return due_by(hours.limits[COMPLEX_CLOSURE if sensitive else CLOSURE], hours, start)


def _is_answer(one: Told) -> bool:
    return one.kind in _ANSWERED and one.data.get("reached") is not False


def _due(
    events: Sequence[Told],
    start: datetime,
    calendar: Calendar | None,
    what: str,
    is_met: Callable[[Told], bool],
) -> datetime | None:
    due, hours = [], calendar or _ANY_HOURS
    for one in events:
        if is_met(one):
            break
        urgency = str(one.data.get("after" if one.kind.startswith("urgency_") else "urgency"))
        target = hours.limits.get(f"{what}.{urgency}")
        if target is not None and (calendar or not target.working_days):
            due.append(due_by(target, hours, start))
    return min(due, default=None)
