"""Reports as pages and as files, both out of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, abort, render_template, request

from hotline.domain.exports import Mark
from hotline.reports import catalog
from hotline.reports.base import BadPeriod, Report, Row
from hotline.reports.files import XLSX, Table, as_csv, as_xlsx
from hotline.reports.gather import LEFT_OUT, TAGS
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
def send_csv(slug: str) -> Response:
    """Send a report's figures as a text file; its watermark is its name, since the same figures are the same bytes."""
    report, asked, rows = _report(slug), *_rows(slug)
    mark = _noted(slug, asked, "csv")
    return _file(as_csv(_table(report, rows), tagged="hxl" in request.args), "text/csv", asked, mark)


@pages.get("/reports/<slug>.xlsx")
@role("administrator", "auditor")
def send_xlsx(slug: str) -> Response:
    """Send a report as a workbook, with who drew it and what it means."""
    report, asked, rows = _report(slug), *_rows(slug)
    mark = _noted(slug, asked, "xlsx")
    about = [gettext(report.title), f"{asked.first} / {asked.last}", *(gettext(one) for one in report.definition)]
    return _file(as_xlsx(_table(report, rows), mark, about), XLSX, asked, mark)


def _noted(slug: str, asked: Asked, form: str) -> Mark:
    """Write the export into the house's trail, for good, before anything goes out."""
    if asked.errors:
        abort(400)
    who = current_account()
    with here().unit() as unit:
        number = witness.note_export(
            unit, who.actor, "report", slug=slug, first=asked.first, last=asked.last, format=form
        )
        return Mark(number, who.title, unit.now)


def _table(report: Report, rows: Sequence[Row]) -> Table:
    return Table(report.columns, rows, TAGS)


def _file(content: str | bytes, kind: str, asked: Asked, mark: Mark) -> Response:
    slug, _, form = request.path.rpartition("/")[2].rpartition(".")
    name = f"{slug}-{asked.first}-{asked.last}-export-{mark.number}.{form}"
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


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
