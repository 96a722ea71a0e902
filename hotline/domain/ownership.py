"""Whose a case was when: stretches that touch, so that together they are the whole time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """One event as the trail holds it."""

    kind: str
    at: datetime
    actor: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time in which one desk, and one officer or nobody, had the case; `accepted`: when one took it."""

    desk: str
    body: str
    owner: str
    start: datetime
    end: datetime | None
    accepted: datetime | None


def segments(known: Sequence[Told], received_at: datetime) -> tuple[Segment, ...]:
    """Return who had the case when; the stretches touch, so that together they are the whole time."""
    found = [Segment("", "", "", received_at, None, None)]
    for one in known:
        after = _owner_after(found[-1], one)
        if after is None:
            continue
        start = max(one.at, found[-1].start)
        found[-1] = _ended(found[-1], start)
        found.append(Segment(*after, start, None, start if after[2] else None))
    last = next((one for one in reversed(known) if one.kind in ("closed", "reopened")), None)
    if last is not None and last.kind == "closed":
        found[-1] = _ended(found[-1], max(last.at, found[-1].start))
    return tuple(one for one in found if one.end is None or one.end > one.start)


def _owner_after(before: Segment, one: Told) -> tuple[str, str, str] | None:
    if one.kind in ("routed", "transferred"):
        return str(one.data.get("desk", "")), str(one.data.get("body", "")), ""
    if one.kind == "taken":
        return before.desk, before.body, one.actor
    if one.kind == "assigned":
        return before.desk, before.body, str(one.data.get("owner", ""))
    if one.kind in ("released", "returned"):
        return before.desk, before.body, ""
    return None


def _ended(segment: Segment, at: datetime) -> Segment:
    return replace(segment, end=at)
