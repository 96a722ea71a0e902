"""Files of cases: asked for, built by a worker with progress, taken within a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.reports.base import BadPeriod, period
from hotline.reports.files import XLSX
from hotline.services import exporting
from hotline.store import exports
from hotline.web.guards import current_account, role
from hotline.web.i18n import gettext, later
from hotline.web.reportasked import PERIODS, UNREADABLE, USUAL, day_of
from hotline.web.surroundings import here, now
from hotline.web.times import BAMAKO

pages = Blueprint("exports", __name__)

STATES = {
    "asked": later("Attend"),
    "building": later("En préparation"),
    "ready": later("Prêt"),
    "failed": later("Pas réussi"),
    "expired": later("Détruit"),
}
FORMS = {"csv": "CSV", "xlsx": "XLSX"}
_KINDS = {"csv": "text/csv", "xlsx": XLSX}
_REFRESH_S = 5


@pages.get("/exports")
@role("administrator", "auditor")
def show_exports() -> Response:
    """List the files this account asked for; the page comes again by itself while one is being built."""
    return _page({}, {})


@pages.post("/exports")
@role("administrator", "auditor")
def create_export() -> AnyResponse:
    """Ask for a file."""
    typed = {name: request.form.get(name, "").strip()[:40] for name in ("form", "from", "to")}
    first, last = day_of(typed["from"]), day_of(typed["to"])
    errors = {name: gettext(UNREADABLE) for name, day in (("from", first), ("to", last)) if day is None}
    if typed["form"] not in FORMS:
        errors["form"] = gettext("Choisissez CSV ou XLSX.")
    if errors or first is None or last is None:
        return _page(typed, errors)
    try:
        days = period(first, last)
    except BadPeriod as bad:
        return _page(typed, {"to": gettext(PERIODS[str(bad)])})
    with here().unit() as unit:
        exporting.ask(unit, current_account(), typed["form"], days.first, days.last)
    return redirect("/exports", 303)


@pages.get("/exports/<uuid:export_id>/file")
@role("administrator", "auditor")
def send_export(export_id: UUID) -> Response:
    """Send a file to who asked for it; that it is taken is in the trail first."""
    with here().unit() as unit:
        export = exporting.take(unit, current_account(), export_id) or abort(404)
    with here().unit() as unit:
        content = exports.content(unit, export)
    if content is None:
        abort(404)
    name = f"cases-{export.first}-{export.last}-export-{export.number}.{export.form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=_KINDS[export.form], headers=headers)


def _page(typed: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    with here().unit() as unit:
        rows = exports.of_account(unit.session, current_account().account_id)
    tomorrow = now().astimezone(BAMAKO).date() + timedelta(days=1)
    asked = {"form": "csv", "from": (tomorrow - USUAL).isoformat(), "to": tomorrow.isoformat(), **typed}
    page = render_template(
        "reports/exports.html", rows=rows, states=STATES, forms_of=FORMS.items(), asked=asked, errors=errors,
        kept=exports.KEPT,
    )  # fmt: skip
    answer = Response(page, 422 if errors else 200)
    if not errors and any(row.state in ("asked", "building") for row in rows):
        answer.headers["Refresh"] = str(_REFRESH_S)
    return answer
