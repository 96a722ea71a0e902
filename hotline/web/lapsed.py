"""What was asked of others in vain: an offer that nobody took, a translation that nobody gave, until it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline.store.models.casework import Case, Event
from hotline.store.models.translations import Translation
from hotline.web.names import Names

OFFERED, EXPIRED, MOVED = "transfer_offered", "transfer_expired", "transferred"
_ANSWERED, _WITHDRAWN, _CALLED = "answered", "answer_withdrawn", "called"
# The steps that tell of it.
LAPSED_KINDS = (OFFERED, EXPIRED, _ANSWERED, _WITHDRAWN, _CALLED)


@dataclass(frozen=True, slots=True)
class Lapsed:
    """An offer that ran out: which desk did not take the case, and until when it could."""

    desk: str
    at: datetime


def offer(case: Case, trail: Sequence[Event], names: Names) -> Lapsed | None:
    """Return the last offer if nobody took it, and the case was not moved, answered or closed since."""
    ended = next((event for event in reversed(trail) if event.kind == EXPIRED), None)
    if ended is None or case.status == "closed" or _is_over(ended, trail):
        return None
    asked = next((event for event in reversed(trail) if event.kind == OFFERED and event.n < ended.n), ended)
    until = asked.data.get("expires_at")
    return Lapsed(names.desk(str(ended.data["desk"])), datetime.fromisoformat(until) if until else ended.at)


def translations(
    case: Case, shown: Sequence[tuple[Translation, str, str]], trail: Sequence[Event], now: datetime
) -> list[Translation]:
    """Return the translations that nobody gave in time, where the citizen was not answered otherwise."""
    last = max((event.at for event in _answers(trail)), default=None)
    late = [row for row, *_ in shown if row.given_at is None and row.due_at <= now and case.status != "closed"]
    return [row for row in late if last is None or last < row.asked_at]


def _is_over(ended: Event, trail: Sequence[Event]) -> bool:
    """Say whether somebody offered the case again, moved it or answered since; going to the router is no such step."""
    moved = [e for e in trail if e.kind == OFFERED or (e.kind == MOVED and e.data.get("why") != "expired")]
    return any(event.n > ended.n for event in (*moved, *_answers(trail)))


def _answers(trail: Sequence[Event]) -> list[Event]:
    """Return the answers that were not called back before they went out, and the calls that reached the citizen."""
    undone = {event.data.get("text") for event in trail if event.kind == _WITHDRAWN}
    called = [event for event in trail if event.kind == _CALLED and event.data.get("outcome") == "reached"]
    return called + [event for event in trail if event.kind == _ANSWERED and event.data.get("text") not in undone]
