"""Reports as pages, files and lists of cases, all out of the same view."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, abort, render_template, request
from markupsafe import Markup

from hotline.domain.exports import Mark
from hotline.domain.notices import EMAIL
from hotline.reports import catalog, plots, whence
from hotline.reports.base import Report
from hotline.reports.drawing import draw
from hotline.reports.files import XLSX, Table, as_csv, as_xlsx
from hotline.reports.gather import TAGS
from hotline.reports.response_times import RESPONSE_TIMES
from hotline.reports.sheet import Sheet
from hotline.services import witness
from hotline.store import trail
from hotline.unit_of_work import UnitOfWork
from hotline.web import casewords, reportasked, reportpictures, reportwords, savedreports
from hotline.web.guards import current_account, current_viewer, role
from hotline.web.i18n import gettext
from hotline.web.reportasked import AGAINST, Asked
from hotline.web.surroundings import here

pages = Blueprint("reports", __name__)
MOST_LISTED = 200


@pages.get("/reports")
@role("administrator", "auditor")
def show_reports() -> str:
    """List the reports."""
    with here().unit() as unit:
        kept = savedreports.kept(unit)
    return render_template("reports/reports.html", reports=catalog.REPORTS.values(), kept=kept)


@pages.get("/reports/<slug>")
@role("administrator", "auditor")
def show_report(slug: str) -> Response:
    """Show a report with its definition, its filter, its pictures, and what it is held against."""
    report = _report(slug)
    with here().unit() as unit:
        asked = reportasked.read(unit)
        sheet = draw(unit.session, asked.view) if asked.view else None
        # Pictures come first: they ask for waits with the cases these belong to, and a part is read once.
        pictures = [(one, Markup(drawn)) for one, drawn in _pictures(report, sheet, asked)]  # noqa: S704 - escaped there
        rows = report.rows(sheet) if sheet else ()
        not_due = plots.not_due(sheet) if sheet and report is RESPONSE_TIMES else 0
        before = {row["metric"]: row for row in report.rows(draw(unit.session, asked.other))} if asked.other else {}
    page = render_template(
        "reports/report.html", report=report, asked=asked, rows=rows, before=before, pictures=pictures,
        finding=reportwords.finding(report, rows), shown=reportwords.on_page(report), named=reportwords.namer(),
        heads=reportwords.heads(report), not_due=not_due,
        held=reportwords.columns_of(report, [*rows, *before.values()]),
        listed=lambda metric: whence.source(slug, metric) is not None, against=AGAINST.items(),
        sends_mail=EMAIL in here().post,
        how_often=[(every, gettext(words)) for every, words in savedreports.HOW_OFTEN.items()],
    )  # fmt: skip
    return Response(page, 422 if asked.errors else 200)


@pages.get("/reports/<slug>/cases")
@role("administrator", "auditor")
def show_cases(slug: str) -> str:
    """List the cases behind one figure, as far as the viewer may audit them."""
    report, metric = _report(slug), request.args.get("metric", "")[:80]
    with here().unit() as unit:
        asked = reportasked.read(unit)
        source = whence.source(slug, metric, unit.session)
        if asked.view is None or source is None:
            abort(404)
        wanted = source(draw(unit.session, asked.view))
        rows = trail.references(unit.session, current_viewer(), wanted[:MOST_LISTED], MOST_LISTED)
    return render_template(
        "reports/cases.html", report=report, asked=asked, metric=metric, rows=rows, count=len(wanted),
        named=reportwords.namer(), statuses=casewords.STATUSES,
    )  # fmt: skip


@pages.get("/reports/<slug>.csv")
@role("administrator", "auditor")
def send_csv(slug: str) -> Response:
    """Send a report's figures as a text file; its watermark is its name, since the same figures are the same bytes."""
    return _sent(slug, lambda table, mark, about: as_csv(table, tagged="hxl" in request.args), ("csv", "text/csv"))


@pages.get("/reports/<slug>.xlsx")
@role("administrator", "auditor")
def send_xlsx(slug: str) -> Response:
    """Send a report as a workbook, with who drew it and what it means."""
    return _sent(slug, as_xlsx, ("xlsx", XLSX))


def _sent(slug: str, write: Callable[[Table, Mark, Sequence[str]], str | bytes], form: tuple[str, str]) -> Response:
    """Draw a report, write the export into the house's trail for good, and only then send it."""
    report = _report(slug)
    with here().unit() as unit:
        asked = reportasked.read(unit)
        if asked.view is None:
            abort(400)
        rows = report.rows(draw(unit.session, asked.view))
        mark = _noted(unit, slug, asked, form[0])
    content = write(Table(report.columns, rows, TAGS, reportwords.in_words(report, rows)), mark, _about(report, asked))
    name = f"{slug}-{asked.first}-{asked.last}-export-{mark.number}.{form[0]}"
    return Response(content, mimetype=form[1], headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _noted(unit: UnitOfWork, slug: str, asked: Asked, form: str) -> Mark:
    who, only = current_account(), [f"{name}={value}" for name, value in sorted(asked.chosen.items())]
    number = witness.note_export(
        unit, who.actor, "report", slug=slug, first=asked.first, last=asked.last, format=form, only=list(only)
    )
    return Mark(number, who.title, unit.now)


def _about(report: Report, asked: Asked) -> list[str]:
    narrowed = [f"{label} : {value.strip()}" for label, value in asked.narrowed()]
    return [
        gettext(report.title),
        f"{asked.first} / {asked.last}",
        *narrowed,
        *(gettext(one) for one in report.definition),
    ]


def _pictures(report: Report, sheet: Sheet | None, asked: Asked) -> Sequence[tuple[reportpictures.Shown, str]]:
    drawn = reportpictures.PICTURES.get(report.slug, ())
    return [shown for one in drawn if sheet is not None and (shown := one(sheet, asked.chosen)) is not None]


def _report(slug: str) -> Report:
    return catalog.REPORTS.get(slug) or abort(404)
