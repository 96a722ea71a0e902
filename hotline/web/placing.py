"""The form by which an officer corrects the place of a case."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from hotline.services import placing
from hotline.unit_of_work import UnitOfWork
from hotline.web.acting import asked_of, carry_out, officer, typed
from hotline.web.i18n import gettext
from hotline.web.surroundings import here

pages = Blueprint("placing", __name__, url_prefix="/cases")


@pages.post("/<reference>/place")
@officer
def correct_place(reference: str) -> Response:
    """Correct where the concern is about."""
    asked, written = asked_of(reference), typed()

    def act(unit: UnitOfWork) -> None:
        placing.correct(unit, asked, written, here().tools.office.read(unit.session))

    return carry_out(reference, "place", gettext("Le lieu est corrigé."), act)
