"""What an officer has begun to write: kept while one types, and an answer called back before it goes out."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from hotline.services import drafting
from hotline.services.casework import Mistake, NotFound
from hotline.web.acting import asked_of, carry_out, officer, typed
from hotline.web.i18n import gettext
from hotline.web.surroundings import here

pages = Blueprint("drafts", __name__, url_prefix="/cases")


@pages.post("/<reference>/draft")
@officer
def keep_draft(reference: str) -> Response:
    """Keep what was written so far; a page that keeps it by itself gets no page back."""
    text, asked = typed(), asked_of(reference)
    if "X-Draft" not in request.headers:
        return carry_out(
            reference, "answers", gettext("Brouillon gardé."), lambda unit: drafting.keep(unit, asked, text)
        )
    try:
        with here().unit() as unit:
            drafting.keep(unit, asked, text)
    except NotFound:
        abort(404)
    except Mistake:
        abort(413)
    return Response(status=204)


@pages.post("/<reference>/texts/<uuid:text_id>/withdrawal")
@officer
def withdraw_answer(reference: str, text_id: UUID) -> Response:
    """Call an answer back while it waits."""
    asked = asked_of(reference)
    done = gettext("Envoi annulé. Votre texte est de nouveau dans la case.")
    return carry_out(reference, "texts", done, lambda unit: drafting.withdraw(unit, asked, text_id))
