"""What one case adds to all reports: read once from its events, then only added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from uuid import UUID

from sqlalchemy.orm import Session

from hotline.domain import story
from hotline.domain.calendars import Calendar
from hotline.domain.metrics import Wait
from hotline.domain.ownership import Told
from hotline.reports import (
    backlog,
    classifier,
    compliance,
    counts,
    delivery,
    gaming,
    response_times,
    satisfaction,
    waits,
)
from hotline.reports.gather import Counted, before_telling
from hotline.reports.parts import BY_URGENCY, EPOCH, Facts, by_urgency
from hotline.store import calendars, trail
from hotline.store.trail import Tracked

Fact = tuple[str, Wait | int]
TELLERS: Sequence[Callable[[Counted], Iterator[Fact]]] = (
    response_times.told, compliance.told, backlog.told, waits.told, delivery.told, satisfaction.told, counts.told,
    classifier.told, gaming.told,
)  # fmt: skip
# What figures hang on: with any of it changed, what was added up before is told afresh.
_RULES = (
    ("hotline.domain", ("story.py", "ownership.py", "targets.py", "deadlines.py", "calendars.py", "limits.py",
                        "metrics.py", "gaming.py", "questions.py")),
    ("hotline.reports", ("parts.py", "ranks.py", "telling.py", "gather.py", "backlog.py", "classifier.py",
                         "compliance.py", "counts.py", "delivery.py", "response_times.py", "satisfaction.py",
                         "waits.py", "gaming.py")),
)  # fmt: skip


@cache
def edition() -> str:
    """Return a name for the rules by which facts are told; another one with every change of them."""
    digest = sha256()
    for room, names in _RULES:
        for name in names:
            digest.update(files(room).joinpath(name).read_bytes())
    return digest.hexdigest()[:16]


def facts(session: Session, cases: Iterable[Tracked]) -> Iterator[Facts]:
    """Yield what each case adds, one that is left out by its reason alone."""
    known = {case.id: case for case in cases}
    hours = calendars.versions(session)
    for case_id, rows in trail.stories(session, list(known)):
        case = known[case_id]
        events = [Told(row.kind, row.at, row.actor, row.data) for row in rows]
        found = list(_told(case, events, hours))
        tally: Counter[str] = Counter()
        for name, fact in found:
            tally[name] += fact if isinstance(fact, int) else 0
        yield Facts(
            case_id, len(rows), _traits(case), [(name, fact) for name, fact in found if isinstance(fact, Wait)],
            {name: n for name, n in tally.items() if n},
        )  # fmt: skip


def _told(case: Tracked, events: Sequence[Told], hours: dict[UUID, Calendar]) -> Iterator[Fact]:
    reason = before_telling(case)
    told = None if reason else story.tell(events)
    if told is None or told.excluded:
        yield f"excluded_{reason or (told.excluded if told else 'no_start')}", 1
        return
    one = Counted(case, events, told, hours.get(case.calendar_id) if case.calendar_id else None)
    yield "counted", 1
    for tell in TELLERS:
        for name, fact in tell(one):
            yield name, fact
            if name in BY_URGENCY:
                yield by_urgency(name, case.urgency), fact


def _traits(case: Tracked) -> dict[str, str]:
    received = case.received_at
    return {
        "urgency": case.urgency, "channel": case.channel, "language": case.language, "category": case.category,
        "place": str(case.place_id or ""), "desk": str(case.desk_id), "sensitivity": case.sensitivity,
        "day": str((received - EPOCH).days), "hour": str(received.weekday() * 24 + received.hour),
    }  # fmt: skip
