"""The cases of a view as lines of a file: times, states and owners; no text, no number, and nothing protected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hotline.domain import story
from hotline.domain.calendars import Calendar
from hotline.domain.exports import Mark
from hotline.domain.metrics import Wait
from hotline.domain.ownership import Told
from hotline.domain.story import Story
from hotline.reports.base import View
from hotline.reports.files import Line, Table
from hotline.reports.gather import Counted, before_telling
from hotline.reports.response_times import first_response
from hotline.store import calendars, case_lines, trail
from hotline.store.case_lines import Named

# Each column with its tag of the humanitarian exchange language.
TAGS = {
    "reference": "#meta+id", "received_at": "#date+received", "channel": "#meta+channel", "language": "#meta+lang",
    "category": "#subsector+code", "urgency": "#severity+code", "sensitivity": "#access+level+code",
    "region": "#adm1+name", "cercle": "#adm2+name", "body": "#org+name", "desk": "#org+desk+name",
    "status": "#status+code", "first_response_s": "#indicator+first_response+s", "in_time": "#indicator+in_time+bool",
    "resolution_s": "#indicator+resolution+s", "cycles": "#indicator+cycles+num", "outcome": "#status+outcome+code",
    "citizen": "#status+citizen+code", "excluded": "#meta+excluded+code", "export": "#meta+export",
}  # fmt: skip


def table(session: Session, view: View, mark: Mark) -> Table:
    """Return the file of a view's cases; every line bears the watermark, so that a cut-out one does as well."""
    return Table(tuple(TAGS), _lines(session, view, mark), TAGS)


def count(session: Session, view: View) -> int:
    """Return how many lines there will be."""
    return len(_ids(session, view))


def _ids(session: Session, view: View) -> list[UUID]:
    return case_lines.unprotected(session, view.viewer, view.period.start, view.period.end)


def _lines(session: Session, view: View, mark: Mark) -> Iterator[Line]:
    hours = calendars.versions(session)
    wanted = _ids(session, view)
    for begin in range(0, len(wanted), trail.AT_ONCE):
        named = {
            one.case.id: one for one in case_lines.named(session, view.viewer, wanted[begin : begin + trail.AT_ONCE])
        }
        for case_id, rows in trail.stories(session, list(named), without=("case_read",)):
            events = [Told(row.kind, row.at, row.actor, row.data) for row in rows]
            yield {**_line(named[case_id], events, hours), "export": str(mark)}


def _line(one: Named, events: list[Told], hours: dict[UUID, Calendar]) -> Line:
    case, told = one.case, story.tell(events)
    empty = dict.fromkeys(TAGS)
    base = {
        "reference": case.reference, "received_at": case.received_at, "channel": case.channel,
        "language": case.language, "category": case.category, "urgency": case.urgency,
        "sensitivity": case.sensitivity, "region": one.region, "cercle": one.cercle, "body": one.body,
        "desk": one.desk, "status": case.status,
    }  # fmt: skip
    reason = before_telling(one.tracked) or (told.excluded if told else "no_start")
    if told is None or reason:
        return {**empty, **base, "excluded": reason}
    calendar = hours.get(case.calendar_id) if case.calendar_id else None
    wait = first_response(Counted(one.tracked, events, told, calendar))
    return {**empty, **base, **_times(told, wait)}


def _times(told: Story, wait: Wait) -> Line:
    close = told.closes[-1] if told.is_closed else None
    return {
        "first_response_s": wait.seconds(wait.ended_at) if wait.ended_at else None,
        "in_time": int(wait.is_in_time()) if wait.ended_at and wait.due_at else None,
        "resolution_s": _seconds(told.received_at, told.resolved_first),
        "cycles": 1 + len(told.reopened),
        "outcome": close.outcome if close else None,
        "citizen": close.citizen if close else None,
    }


def _seconds(start: datetime, end: datetime | None) -> int | None:
    return max(0, int((end - start).total_seconds())) if end else None
