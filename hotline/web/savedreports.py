"""Reports that an account keeps: with their filters, and, if it wishes, each week or month anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request
from werkzeug.wrappers import Response

from hotline import ids
from hotline.domain.keeping_eye import EVERY, NEVER, is_due, newest
from hotline.reports import catalog, filters
from hotline.store import publications
from hotline.store.models.publications import SavedReport
from hotline.unit_of_work import UnitOfWork
from hotline.web.guards import current_account, role
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here, now
from hotline.web.times import BAMAKO

pages = Blueprint("savedreports", __name__)

HOW_OFTEN = {
    "never": later("Quand je veux"),
    "day": later("Chaque jour"),
    "week": later("Chaque semaine"),
    "month": later("Chaque mois"),
}
_KEPT = (*filters.NAMES, "from", "to", "against")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept report as the list shows it."""

    id: UUID
    title: str
    narrowed: str
    every: str
    is_new: bool


@pages.post("/reports/<slug>/saved")
@role("administrator", "auditor")
def create_saved(slug: str) -> Response:
    """Keep a report with the filters it has."""
    every = request.form.get("every", NEVER)
    if slug not in catalog.REPORTS or every not in EVERY:
        abort(404)
    chosen = {name: value for name in _KEPT if (value := request.form.get(name, "").strip()[:_LONGEST])}
    with here().unit() as unit:
        who = current_account().account_id
        row = SavedReport(id=ids.new_id(), account_id=who, slug=slug, chosen=chosen, every=every, created_at=unit.now)
        kept = publications.save(unit, row)
    flash(gettext("Rapport gardé.") if kept else gettext("Vous gardez déjà trente rapports."), "info")
    return redirect("/reports", 303)


@pages.get("/reports/saved/<uuid:saved_id>")
@role("administrator", "auditor")
def show_saved(saved_id: UUID) -> Response:
    """Go to a kept report over its newest whole period, and note that it was looked at."""
    today = now().astimezone(BAMAKO).date()
    with here().unit() as unit:
        row = _row(unit, saved_id)
        days, chosen, slug = newest(row.every, today), dict(row.chosen), row.slug
        if days is not None:
            chosen |= {"from": days[0].isoformat(), "to": days[1].isoformat()}
            publications.note_opened(row, days[1])
    return redirect(f"/reports/{slug}?{urlencode(chosen)}", 303)


@pages.post("/reports/saved/<uuid:saved_id>/end")
@role("administrator", "auditor")
def end_saved(saved_id: UUID) -> Response:
    """Keep a report no longer."""
    with here().unit() as unit:
        publications.drop(unit, _row(unit, saved_id))
    return redirect("/reports", 303)


def kept(unit: UnitOfWork) -> Sequence[Kept]:
    """Return the reports this account keeps, and which of them have a new period."""
    today = now().astimezone(BAMAKO).date()
    return [
        Kept(
            row.id, gettext(catalog.REPORTS[row.slug].title),
            ", ".join(str(value) for name, value in sorted(row.chosen.items()) if name in filters.NAMES),
            gettext(HOW_OFTEN[row.every]), is_due(row.every, row.opened, today),
        )
        for row in publications.saved_of(unit.session, current_account().account_id)
        if row.slug in catalog.REPORTS
    ]  # fmt: skip


def _row(unit: UnitOfWork, saved_id: UUID) -> SavedReport:
    return publications.saved(unit.session, current_account().account_id, saved_id) or abort(404)
