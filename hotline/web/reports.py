"""Reports as pages and as files, both out of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, abort, render_template, request

from hotline.reports import catalog
from hotline.reports.base import BadPeriod, Report, Row
from hotline.reports.files import as_csv
from hotline.reports.gather import LEFT_OUT
from hotline.reports.response_times import RESPONSE_TIMES
from hotline.services import witness
from hotline.web import casewords
from hotline.web.guards import current_account, current_viewer, role
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here, now
from hotline.web.times import BAMAKO, span

pages = Blueprint("reports", __name__)

USUAL = timedelta(days=30)
_PERIODS = {
    "empty": later("La fin doit venir après le début."),
    "long": later("Dix ans au plus."),
}
_UNREADABLE = later("Écrivez une date possible.")
_DURATIONS = ("median_s", "p90_s", "max_s")


@dataclass(frozen=True, slots=True)
class Asked:
    """The days somebody asked for, as they wrote them; `errors` says what cannot be."""

    first: str
    last: str
    errors: Mapping[str, str]


@pages.get("/reports")
@role("administrator", "auditor")
def show_reports() -> str:
    """List the reports."""
    return render_template("reports/reports.html", reports=catalog.REPORTS.values())


@pages.get("/reports/<slug>")
@role("administrator", "auditor")
def show_report(slug: str) -> Response:
    """Show a report with its definition and its filter."""
    report = _report(slug)
    asked, rows = _rows(slug)
    page = render_template(
        "reports/report.html", report=report, asked=asked, rows=rows, finding=_finding(report, rows), shown=_shown,
        named=_namer(),
    )  # fmt: skip
    return Response(page, 422 if asked.errors else 200)


@pages.get("/reports/<slug>.csv")
@role("administrator", "auditor")
def send_report(slug: str) -> Response:
    """Send a report as a file."""
    report = _report(slug)
    asked, rows = _rows(slug)
    if asked.errors:
        abort(400)
    with here().unit() as unit:
        who = current_account().actor
        witness.note_export(unit, who, "report", slug=slug, first=asked.first, last=asked.last, format="csv")
    name = f"{slug}-{asked.first}-{asked.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(as_csv(report.columns, rows), mimetype="text/csv", headers=headers)


def _report(slug: str) -> Report:
    return catalog.REPORTS.get(slug) or abort(404)


def _rows(slug: str) -> tuple[Asked, Sequence[Row]]:
    """Return the rows of the days asked for, the last thirty unless told; none where the days cannot be."""
    today = now().astimezone(BAMAKO).date()
    tomorrow = today + timedelta(days=1)
    first = request.args.get("from", "").strip() or (tomorrow - USUAL).isoformat()
    last = request.args.get("to", "").strip() or tomorrow.isoformat()
    days = {"from": _day(first), "to": _day(last)}
    errors = {name: gettext(_UNREADABLE) for name, day in days.items() if day is None}
    if days["from"] is None or days["to"] is None:
        return Asked(first[:40], last[:40], errors), ()
    try:
        rows = catalog.rows_for(here(), slug, days["from"], days["to"], current_viewer())
    except BadPeriod as bad:
        return Asked(first, last, {"to": gettext(_PERIODS[str(bad)])}), ()
    return Asked(days["from"].isoformat(), days["to"].isoformat(), {}), rows


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _namer() -> Callable[[Report, str], str]:
    """Return what calls the rows by their names: the report's own words, or those of subjects, languages, reasons."""
    with here().unit() as unit:
        held = here().tools.office.read(unit.session).categories
    categories = {code: casewords.category_label(row) for code, row in held.items()}
    known = {**casewords.LANGUAGES, **LEFT_OUT}
    reasons = {f"why_{code}": words for code, words in casewords.REASONS.items()}

    def named(report: Report, metric: str) -> str:
        words = report.metrics.get(metric) or known.get(metric) or reasons.get(metric)
        return gettext(words) if words else categories.get(metric, metric)

    return named


def _finding(report: Report, rows: Sequence[Row]) -> str:
    """Return the sentence the title says: what was found, not what was looked for."""
    if report is not RESPONSE_TIMES:
        return gettext(report.title)
    line = next((row for row in rows if row["metric"] == "first_response"), None)
    if line is None or not isinstance(line["median_s"], int):
        return gettext("Trop peu de dossiers pour dire un temps.")
    length = _length(line, "median_s")
    if "median_s" in str(line["at_least"]):
        return gettext("La moitié des dossiers attend %(length)s sa première réponse.", length=length)
    return gettext("La moitié des dossiers attend sa première réponse %(length)s ou moins.", length=length)


def _shown(row: Row, column: str) -> str:
    """Return a cell as people read it; a file has the bare figure."""
    value = row[column]
    if column in _DURATIONS and isinstance(value, int):
        return _length(row, column)
    if column in _DURATIONS and row["suppressed"]:
        return gettext("caché")
    if column == "within_target_pct" and value is not None:
        return gettext("%(share)s %%", share=f"{value:g}")
    return "" if value is None else str(value)


def _length(row: Row, column: str) -> str:
    value = row[column]
    words = span(timedelta(seconds=value)) if isinstance(value, int) else ""
    at_least = column in str(row["at_least"]).split("|")
    return gettext("au moins %(length)s", length=words) if at_least else words
