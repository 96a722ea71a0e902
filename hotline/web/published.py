"""Published figures: frozen, signed, stated again where they moved; and the file an outsider checks."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.walls import ADMINISTRATOR, AUDITOR
from hotline.reports import catalog
from hotline.reports.base import BadPeriod, Period, period
from hotline.reports.publishing import PUBLIC, statement
from hotline.services import publishing
from hotline.services.publishing import Publisher, Unmoved
from hotline.store import publications
from hotline.store.models.publications import Publication
from hotline.unit_of_work import UnitOfWork
from hotline.web import reportwords
from hotline.web.guards import current_account, role
from hotline.web.i18n import gettext, later
from hotline.web.reportasked import PERIODS, UNREADABLE, day_of
from hotline.web.surroundings import here, now
from hotline.web.times import BAMAKO

pages = Blueprint("published", __name__)

WHY = {
    "late_news": later("Une nouvelle est arrivée après."),
    "corrected": later("Un dossier a été corrigé."),
    "rules_changed": later("La façon de compter a changé."),
}


@pages.get("/reports/published")
@role(ADMINISTRATOR, AUDITOR)
def show_published() -> Response:
    """List what was published, and ask what to publish next."""
    return _list({}, {})


@pages.post("/reports/published")
@role(ADMINISTRATOR)
def create_publication() -> AnyResponse:
    """Publish a report over days that are over."""
    typed = {name: request.form.get(name, "").strip()[:40] for name in ("slug", "from", "to")}
    days, errors = _days(typed)
    if typed["slug"] not in PUBLIC:
        errors["slug"] = gettext("Choisissez un rapport.")
    if errors or days is None:
        return _list(typed, errors)
    with here().unit() as unit:
        number = publishing.publish(unit, _publisher(), statement(unit.session, typed["slug"], days, unit.now))
    return redirect(f"/reports/published/{number}", 303)


@pages.get("/reports/published/<int:number>")
@role(ADMINISTRATOR, AUDITOR)
def show_publication(number: int) -> Response:
    """Show one statement, whether it is what was signed, and what states it again."""
    return _one(number, {})


@pages.get("/reports/published/<int:number>.json")
@role(ADMINISTRATOR, AUDITOR)
def send_publication(number: int) -> Response:
    """Send a statement with its signature, for whoever checks it elsewhere."""
    with here().unit() as unit:
        row = _row(unit, number)
    held = {"statement": row.statement, "signature": row.signature.hex(), "public_key": row.public_key.hex()}
    return Response(json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True), mimetype="application/json")


@pages.post("/reports/published/<int:number>/restatements")
@role(ADMINISTRATOR)
def create_restatement(number: int) -> AnyResponse:
    """State figures again as they are now, with what moved and why."""
    why = request.form.get("why", "")
    if why not in WHY:
        return _one(number, {"why": gettext("Dites pourquoi.")})
    with here().unit() as unit:
        old = _row(unit, number)
        days = Period(*(day for day in map(day_of, (old.statement["first"], old.statement["last"])) if day))
        anew = statement(unit.session, old.statement["report"], days, unit.now)
        try:
            newer = publishing.restate(unit, _publisher(), old, anew, why)
        except Unmoved:
            newer = None
    if newer is None:
        return _one(number, {"why": gettext("Rien n’a bougé : rien à corriger.")})
    return redirect(f"/reports/published/{newer}", 303)


def _days(typed: Mapping[str, str]) -> tuple[Period | None, dict[str, str]]:
    first, last = day_of(typed["from"]), day_of(typed["to"])
    errors = {name: gettext(UNREADABLE) for name, day in (("from", first), ("to", last)) if day is None}
    if first is None or last is None:
        return None, errors
    if last > now().astimezone(BAMAKO).date():
        return None, {"to": gettext("Seuls des jours passés se publient.")}
    try:
        return period(first, last), errors
    except BadPeriod as bad:
        return None, {"to": gettext(PERIODS[str(bad)])}


def _publisher() -> Publisher:
    return Publisher(current_account().actor, here().signer)


def _row(unit: UnitOfWork, number: int) -> Publication:
    return publications.numbered(unit.session, number) or abort(404)


def _list(typed: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    with here().unit() as unit:
        rows = publications.latest(unit.session)
    asked = {"slug": PUBLIC[0], "from": "", "to": "", **typed}
    titles = {slug: gettext(catalog.REPORTS[slug].title) for slug in PUBLIC}
    page = render_template("reports/published.html", rows=rows, titles=titles, asked=asked, errors=errors)
    return Response(page, 422 if errors else 200)


def _one(number: int, errors: Mapping[str, str]) -> Response:
    with here().unit() as unit:
        row = _row(unit, number)
        newer = publications.restated_by(unit.session, number)
    report = catalog.REPORTS[row.statement["report"]]
    page = render_template(
        "reports/publication.html", row=row, report=report, holds=publishing.holds(row), newer=newer, why=WHY,
        errors=errors, named=reportwords.namer(), shown=reportwords.shown,
        reasons=[(code, gettext(words)) for code, words in WHY.items()],
    )  # fmt: skip
    return Response(page, 422 if errors else 200)
