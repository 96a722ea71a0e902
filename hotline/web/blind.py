"""Reading blind: one text of the random part at a time, and nothing that suggests what it is."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.walls import COORDINATOR
from hotline.services import blind
from hotline.services.blind import Verdict
from hotline.services.casework import Mistake, NotFound
from hotline.store import messages
from hotline.web import casewords
from hotline.web.guards import current_viewer, role
from hotline.web.i18n import gettext
from hotline.web.surroundings import here

pages = Blueprint("blind", __name__, url_prefix="/triage/blind")

YES, NO = "yes", "no"
_FIELD = {"no_category": "category", "no_urgency": "urgency"}


@pages.get("")
@role(COORDINATOR)
def show_blind() -> Response:
    """Show the next text of the random part, and ask what it is."""
    return _page({})


@pages.post("/<uuid:message_id>")
@role(COORDINATOR)
def judge_blind(message_id: UUID) -> AnyResponse:
    """Keep what the officer says of the text, and show the next one."""
    form = request.form
    if form.get("accuses") not in (YES, NO):
        return _page({"accuses": gettext("Choisissez oui ou non.")})
    said = Verdict(form.get("category", ""), form.get("urgency", ""), form["accuses"] == YES)
    try:
        with here().unit() as unit:
            blind.judge(unit, current_viewer(), message_id, said, here().tools.office.read(unit.session))
    except NotFound:
        abort(404)
    except Mistake as mistake:
        return _page({_FIELD[mistake.code]: casewords.word(casewords.MISTAKES, mistake.code)})
    flash(gettext("C’est noté. Merci."), "good")
    return redirect("/triage/blind", 303)


def _page(errors: dict[str, str]) -> Response:
    with here().unit() as unit:
        message = blind.take_next(unit, current_viewer())
        text = messages.body(unit.vault, message) if message else ""
        office = here().tools.office.read(unit.session)
    page = render_template(
        "triage/blind.html", message=message, text=text, errors=errors, said=request.form,
        categories=[(row.code, casewords.category_label(row)) for row in office.categories.values() if row.active],
        urgencies=[(code, gettext(words)) for code, words in casewords.URGENCIES.items()],
        answers=[(YES, gettext("Oui")), (NO, gettext("Non"))],
    )  # fmt: skip
    answer = Response(page, 422 if errors else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer
