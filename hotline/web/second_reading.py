"""Reading again, blind: a question, its answer, and one verdict; nothing says whose answer it is."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.second_reading import FAULTS
from hotline.domain.walls import COORDINATOR, LIAISON
from hotline.services import second_reading
from hotline.services.casework import Mistake, NotFound
from hotline.web.casewords import LANGUAGES, word
from hotline.web.guards import current_viewer, role
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here

pages = Blueprint("second_reading", __name__, url_prefix="/second-reading")

OK = "ok"
officer = role(LIAISON, COORDINATOR)
_FAULTS = {
    "says_nothing": later("Non : elle ne dit rien."),
    "beside_the_point": later("Non : elle répond à côté."),
    "empty_promise": later("Non : elle promet, sans dire quoi ni quand."),
    "wrong_language": later("Non : ce n’est pas la langue du citoyen."),
    "unsafe": later("Non : elle peut mettre quelqu’un en danger."),
    "rude": later("Non : elle blesse."),
}
_MISTAKES = {
    "no_fault": later("Choisissez dans la liste."),
    "read_already": later("Quelqu’un a déjà relu cette réponse."),
}


@pages.get("")
@officer
def show_next() -> Response:
    """Show the oldest answer drawn for this account."""
    return _page({})


@pages.post("/<uuid:text_id>")
@officer
def judge(text_id: UUID) -> AnyResponse:
    """Keep the verdict, and show the next answer."""
    verdict = request.form.get("verdict", "")
    try:
        with here().unit() as unit:
            second_reading.judge(unit, current_viewer(), text_id, ok=verdict == OK, why=verdict)
    except NotFound:
        abort(404)
    except Mistake as mistake:
        return _page({"verdict": gettext(_MISTAKES[mistake.code])})
    flash(gettext("C’est noté. Merci."), "good")
    return redirect("/second-reading", 303)


def _page(errors: dict[str, str]) -> Response:
    viewer = current_viewer()
    with here().unit() as unit:
        # Committed before a word goes out.
        drawn = second_reading.take_next(unit, viewer)
    with here().unit() as unit:
        reading = second_reading.read(unit, viewer, drawn) if drawn else None
        waiting = second_reading.count(unit, viewer) if reading else 0
    page = render_template(
        "cases/second_reading.html", drawn=drawn, reading=reading, waiting=waiting, errors=errors,
        language=word(LANGUAGES, reading.language, "oth") if reading else "",
        verdicts=[(OK, gettext("Oui, elle répond.")), *((code, gettext(_FAULTS[code])) for code in FAULTS)],
    )  # fmt: skip
    answer = Response(page, 422 if errors else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer
