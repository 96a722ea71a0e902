"""Which cases stand behind a row of a report, so that every figure opens its list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from hotline.reports.response_times import METRICS
from hotline.reports.sheet import Sheet
from hotline.store import trail

Source = Callable[[Sheet], list[UUID]]
_WAITS = {*METRICS, "answer_to_phone", "waiting"}
# Rows by urgency: how they begin, and the waits they are cut from.
_BY_URGENCY = {"sorted_": "wait:sorted", "answered_": "wait:first_response", "waiting_": "wait:waiting"}
_OTHERS = {"closed": "wait:resolution_first", "excluded_acknowledgement_withheld": "count:acknowledgement_withheld"}
_COUNTS = ("excluded_", "answers_", "why_", "reopened_", "transfer_", "protected_", "cases_")
_COUNTED = {"never_answered", "open", "counted", "closings"}
_URGENCIES = ("critical", "high", "normal", "low")


def source(slug: str, metric: str, session: Session | None = None) -> Source | None:
    """Return what finds the cases of a row; None where the row is not about cases.

    Without a session it is only said whether there is something.
    """
    if slug in _OWN and not metric.startswith(("excluded_", "places_")):
        return _OWN[slug](metric, session)
    if metric == "overdue":
        return lambda sheet: sheet.cases("wait:waiting", late=True)
    for begins, name in _BY_URGENCY.items():
        if metric.removeprefix(begins) in _URGENCIES and metric.startswith(begins):
            return lambda sheet: sheet.cases(name, "urgency", metric.removeprefix(begins))
    other = _OTHERS.get(metric) or _named(slug, metric)
    return None if other is None else lambda sheet: sheet.cases(other)


def _named(slug: str, metric: str) -> str | None:
    if metric in _WAITS:
        return f"wait:{metric}"
    if slug == "satisfaction" and not metric.startswith("excluded_"):
        return f"count:said_{metric}"
    known = metric in _COUNTED or metric.startswith(_COUNTS)
    return f"count:{metric}" if known else None


def _of_trait(trait: str) -> Callable[[str, Session | None], Source | None]:
    return lambda metric, session: lambda sheet: sheet.cases("wait:first_response", trait, metric)


def _of_place(metric: str, session: Session | None) -> Source | None:
    names = trail.place_names(session) if session is not None else {}
    place = next((place for place, name in names.items() if name == metric), "")
    return lambda sheet: sheet.cases("count:counted", "place", place)


def _of_desk(metric: str, session: Session | None) -> Source | None:
    names = trail.desk_names(session) if session is not None else {}
    desk = next((desk for desk, name in names.items() if name == metric), "")
    return lambda sheet: sheet.cases(f"wait:share:{desk}")


def _of_subject(metric: str, session: Session | None) -> Source | None:
    if metric in ("looked_at", "by_itself"):
        return None if metric == "looked_at" else lambda sheet: sheet.cases("count:by_itself")
    return lambda sheet: [*sheet.cases(f"count:kept:{metric}"), *sheet.cases(f"count:changed:{metric}")]


# Reports whose rows are called by what they are about.
_OWN: Mapping[str, Callable[[str, Session | None], Source | None]] = {
    "channels": _of_trait("channel"),
    "topics": _of_trait("category"),
    "languages": _of_trait("language"),
    "waits": _of_desk,
    "silence": _of_place,
    "classifier": _of_subject,
}
