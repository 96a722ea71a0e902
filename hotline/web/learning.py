"""Learning: versions of trained models, what was found of them, and the two steps by which one is put in force."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.walls import ADMINISTRATOR, COORDINATION, COORDINATOR
from hotline.services import modelling
from hotline.services.casework import Mistake, NotFound
from hotline.services.modelling import Move
from hotline.store import modelling as rows
from hotline.store import sorting
from hotline.store.models.learning import ModelVersion
from hotline.unit_of_work import UnitOfWork
from hotline.web import learningpage, learningwords
from hotline.web.guards import current_viewer, role
from hotline.web.i18n import gettext
from hotline.web.surroundings import here

pages = Blueprint("learning", __name__, url_prefix="/admin/learning")

LARGEST = 2**31
officer = role(ADMINISTRATOR, COORDINATOR)


@pages.get("")
@officer
def show_learning() -> Response:
    """Show which model is in force, every version, and how they came and went."""
    return _overview({})


@pages.post("")
@officer
def ask_candidate() -> AnyResponse:
    """Ask for a candidate."""
    try:
        with here().unit() as unit:
            _let_in(unit)
            modelling.ask(unit, current_viewer().account_id)
    except Mistake as mistake:
        return _overview(learningwords.mistake(mistake))
    flash(gettext("C’est demandé. Cela prend quelques minutes."), "good")
    return redirect("/admin/learning", 303)


@pages.get("/<int:number>")
@officer
def show_version(number: int) -> str:
    """Show everything that was found of a version."""
    with here().unit() as unit:
        _let_in(unit)
        version = _version(unit, number) or abort(404)
        return render_template("learning/version.html", **learningpage.version(unit, version))


@pages.get("/<int:number>/force")
@officer
def show_step(number: int) -> Response:
    """Ask once more before a version is put in force, and say what would follow."""
    return _step(number, {})


@pages.post("/<int:number>/force")
@officer
def take_step(number: int) -> AnyResponse:
    """Put a version in force, or go back to one that was; number 0 is the one that ships."""
    try:
        with here().unit() as unit:
            _let_in(unit)
            target, seen = _version(unit, number), _version(unit, _seen())
            wish = Move(
                current_viewer().account_id, target.id if target else None, seen.id if seen else None,
                here().settings.shadow_messages,
            )  # fmt: skip
            modelling.move(unit, wish)
    except NotFound:
        abort(404)
    except Mistake as mistake:
        return _step(number, learningwords.mistake(mistake))
    flash(gettext("C’est fait. Chaque message suivant est lu par cette version."), "good")
    return redirect("/admin/learning", 303)


def _let_in(unit: UnitOfWork) -> None:
    """Let in the house that runs the line; liaisons' own bodies see no figures about everybody's texts."""
    if sorting.body_kind(unit.session, current_viewer()) != COORDINATION:
        abort(404)


def _version(unit: UnitOfWork, number: int) -> ModelVersion | None:
    """Return a version by its number, None for the one that ships; no other is found."""
    if number == 0:
        return None
    return (rows.numbered(unit.session, number) if number < LARGEST else None) or abort(404)


def _seen() -> int:
    written = request.form.get("seen", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else abort(400)


def _overview(errors: dict[str, str]) -> Response:
    with here().unit() as unit:
        _let_in(unit)
        page = render_template("learning/learning.html", errors=errors, **learningpage.overview(unit))
    return Response(page, 422 if errors else 200)


def _step(number: int, errors: dict[str, str]) -> Response:
    with here().unit() as unit:
        _let_in(unit)
        context: dict[str, Any] = learningpage.step(unit, _version(unit, number))
        page = render_template("learning/step.html", number=number, errors=errors, **context)
    return Response(page, 422 if errors else 200)
