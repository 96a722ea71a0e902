"""The form for a case that came by a call or a visit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.references import show_reference
from hotline.domain.walls import COORDINATOR, LIAISON
from hotline.services.by_hand import Told, open_by_hand
from hotline.services.casework import Mistake
from hotline.store import casefile, scope
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork
from hotline.web.casewords import CHANNELS, MISTAKES, URGENCIES, category_label, word
from hotline.web.guards import current_viewer, role
from hotline.web.i18n import gettext
from hotline.web.surroundings import here

pages = Blueprint("by_hand", __name__)

# Which field a mistake belongs to.
_FIELD = {
    "empty_text": "text", "long_text": "text", "bad_phone": "phone", "no_place": "place", "many_places": "place",
    "no_channel": "channel", "no_category": "category", "no_urgency": "urgency",
}  # fmt: skip
_NOBODY = Told(channel="call", text="")


@pages.get("/cases/new")
@role(LIAISON, COORDINATOR)
def show_form() -> Response:
    """Show the empty form."""
    return _form(_NOBODY, {})


@pages.post("/cases/new")
@role(LIAISON, COORDINATOR)
def create_case() -> AnyResponse:
    """Open the case; if it is not for the officer's eyes, say where it went and no more."""
    told, viewer = told_of(), current_viewer()
    try:
        with here().unit() as unit:
            case = open_by_hand(unit, here().tools, viewer, told)
            unit.session.flush()
            own = scope.case_for(unit.session, viewer, case.reference) is not None
            words = _done(unit, case)
    except Mistake as mistake:
        return _form(told, {_FIELD[mistake.code]: word(MISTAKES, mistake.code)})
    flash(words, "good")
    return redirect(f"/cases/{case.reference}" if own else "/inbox", 303)


def told_of(channel: str | None = None) -> Told:
    """Return what an officer filled in; the channel where the page knows it."""
    form = request.form
    try:
        accused = frozenset(UUID(one) for one in form.getlist("accused") if one != "unknown")
    except ValueError:
        abort(400)
    return Told(
        channel=channel or form.get("channel", ""), text=form.get("text", "").replace("\r\n", "\n"),
        phone=form.get("phone", ""), accepts_sms=form.get("accepts_sms") == "1", category=form.get("category", ""),
        urgency=form.get("urgency", ""), place=form.get("place", ""), accused=accused,
        unknown_uniform="unknown" in form.getlist("accused"),
    )  # fmt: skip


def choices(unit: UnitOfWork, told: Told) -> dict[str, Any]:
    """Return what can be chosen besides the words: subject, urgency, place, and whom they accuse."""
    office = here().tools.office.read(unit.session)
    names = casefile.body_names(unit.session)
    return {
        "told": told,
        "categories": [(row.code, category_label(row)) for row in office.categories.values() if row.active],
        "urgencies": [(code, gettext(words)) for code, words in URGENCIES.items()],
        "bodies": [(str(body_id), name) for body_id, name in names.items()],
        "ticked": {str(one) for one in told.accused} | ({"unknown"} if told.unknown_uniform else set()),
        "places": sorted(place.name for place in office.places.values() if place.kind != "commune"),
    }


def _done(unit: UnitOfWork, case: Case) -> str:
    desk = casefile.desks(unit.session)[case.desk_id]
    reference = show_reference(case.reference)
    return gettext("Dossier %(reference)s confié à : %(desk)s.", reference=reference, desk=f"{desk.name}, {desk.body}")


def _form(told: Told, errors: dict[str, str]) -> Response:
    with here().unit() as unit:
        context: dict[str, Any] = {
            "errors": errors, "channels": [(code, word(CHANNELS, code)) for code in ("call", "visit")],
            **choices(unit, told),
        }  # fmt: skip
    return Response(render_template("cases/new.html", **context), 422 if errors else 200)
