"""What is published of a report: cases that accuse nobody, small figures hidden, the others rounded.

Figures that left out only what one body may not see would tell that body, by the difference, that there is something.
So the public's figures hold what everybody may count, and are the same for whoever draws them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hotline.domain import publishing, replying
from hotline.reports import catalog
from hotline.reports.base import COLUMNS, Period, Row, View
from hotline.reports.files import Table
from hotline.reports.gather import TAGS
from hotline.store import report_choices

# What says nothing about how citizens were served, or too much about how the house works, stays inside.
PUBLIC = ("response-times", "compliance", "delivery", "satisfaction", "channels", "topics", "languages", "reopenings")
_FIGURES = ("n", "median_s", "p90_s", "max_s", "within_target_pct")
_BESIDE = (*(f"without_{name}" for name in _FIGURES), "disputed", "reply")


def statement(session: Session, slug: str, days: Period, now: datetime, about: str = "") -> dict[str, Any]:
    """Return a report's figures as they are published, of one body's cases where a body is named by its code."""
    report = catalog.REPORTS[slug]
    said: dict[str, Any] = {
        "report": slug,
        "first": days.first.isoformat(),
        "last": days.last.isoformat(),
        "drawn_at": now.isoformat(),
        "definition": list(report.definition),
    }
    if about:
        said["about"] = {"code": about, "name": report_choices.bodies(session)[about].name}
    return said | {"figures": publishing.rounded(_rows(session, said, now))}


def without(session: Session, said: Mapping[str, Any], disputed: Collection[UUID], now: datetime) -> dict[str, Any]:
    """Return a published figure as it stands now, whole and without some cases, as the public may see both."""
    whole = _rows(session, said, now)
    rest = _rows(session, said, now, frozenset(disputed)) if disputed else whole
    return {
        "drawn_at": now.isoformat(),
        "whole": publishing.rounded(whole),
        "without": replying.without(whole, rest, len(disputed)),
    }


def days_of(said: Mapping[str, Any]) -> Period:
    """Return the days that a statement is about."""
    return Period(date.fromisoformat(said["first"]), date.fromisoformat(said["last"]))


def table(said: Mapping[str, Any], reply: Mapping[str, Any] | None) -> Table:
    """Return a statement as a file; each line bears the reply, so that a cut-out one does as well."""
    beside = {row["metric"]: row for row in reply["without"]} if reply else {}
    rows = [{**row, **_beside(beside.get(row["metric"]), reply)} for row in said["figures"]]
    return Table((*COLUMNS, *_BESIDE), rows, TAGS)


def _beside(rest: Row | None, reply: Mapping[str, Any] | None) -> dict[str, Any]:
    cells = {f"without_{name}": rest[name] if rest else None for name in _FIGURES}
    return {**cells, "disputed": reply["disputed"] if reply else None, "reply": reply["words"] if reply else None}


def _rows(
    session: Session, said: Mapping[str, Any], now: datetime, gone: frozenset[UUID] = frozenset()
) -> Sequence[Row]:
    only = {"desk": report_choices.bodies(session)[said["about"]["code"]].holds} if "about" in said else {}
    view = View(days_of(said), None, now, only, is_public=True, without=gone)
    return [{column: row[column] for column in COLUMNS} for row in catalog.rows_in(session, said["report"], view)]
