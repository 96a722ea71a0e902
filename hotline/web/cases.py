"""One case: its page, and what an officer does with it. Every form works without scripts, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid5

from flask import Blueprint, abort, flash, redirect, request
from werkzeug.wrappers import Response

from hotline.domain.lifecycle import Outcome, Refused
from hotline.domain.walls import COORDINATOR, LIAISON
from hotline.services import casework, resending
from hotline.services.casework import Asked, Mistake, Moved, NotFound
from hotline.services.resending import Which
from hotline.store import scope
from hotline.store.inbox import WATCHERS
from hotline.unit_of_work import UnitOfWork
from hotline.web import casepage
from hotline.web.casepage import Kept
from hotline.web.casewords import MISTAKES, word
from hotline.web.guards import current_viewer, role, signed_in
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here

pages = Blueprint("cases", __name__, url_prefix="/cases")

officer = role(LIAISON, COORDINATOR)
DECISIONS = {
    "again": (resending.send_again, later("Le SMS repart.")),
    "leave": (resending.leave, later("C’est noté. Rien ne repart.")),
}
Act = Callable[[UnitOfWork], object]


@pages.get("/<reference>")
@signed_in
def show_case(reference: str) -> Response:
    """Show the case, or to administrators and auditors its trail without texts."""
    if current_viewer().role in WATCHERS:
        return casepage.show_trail(reference)
    return casepage.show(reference)


@pages.post("/<reference>/answers")
@officer
def create_answer(reference: str) -> Response:
    """Write to the citizen."""
    text, asked = _text(), _asked(reference)
    done = gettext("Réponse enregistrée.")
    languages = here().tools.languages
    return _carry_out(reference, "answers", done, lambda unit: casework.answer(unit, asked, text, languages))


@pages.post("/<reference>/count")
@officer
def count_answer(reference: str) -> Response:
    """Show how long the answer is on the air, for browsers without scripts."""
    return casepage.show(reference, Kept("answers", _text()))


@pages.post("/<reference>/notes")
@officer
def create_note(reference: str) -> Response:
    """Keep a note for colleagues."""
    text, asked = _text(), _asked(reference)
    return _carry_out(reference, "notes", gettext("Note gardée."), lambda unit: casework.add_note(unit, asked, text))


@pages.post("/<reference>/transfers")
@officer
def create_transfer(reference: str) -> Response:
    """Give the case to another desk; without one, to the coordination."""
    text, asked = _text(), _asked(reference)

    def act(unit: UnitOfWork) -> None:
        office = here().tools.office.read(unit.session)
        casework.transfer(unit, asked, _desk(request.form.get("desk")), text, office)

    return _carry_out(reference, "transfers", gettext("Dossier transféré."), act)


@pages.post("/<reference>/closure")
@officer
def create_closure(reference: str) -> Response:
    """Close the case, asking its citizen where that is safe; resolved unless another outcome is given."""
    text, asked = _text(), _asked(reference)
    outcome = request.form.get("outcome") or Outcome.RESOLVED.value
    languages = here().tools.languages
    done = gettext("Clôture enregistrée.")
    return _carry_out(reference, "closure", done, lambda unit: casework.close(unit, asked, outcome, text, languages))


@pages.post("/<reference>/ownership")
@officer
def take_ownership(reference: str) -> Response:
    """Take the case."""
    asked = _asked(reference)
    done = gettext("Le dossier est à vous.")
    return _carry_out(reference, "ownership", done, lambda unit: casework.take(unit, asked))


@pages.post("/<reference>/safety")
@officer
def tell_safety(reference: str) -> Response:
    """Write down whether texts to this phone are safe."""
    safe, asked = request.form.get("safe"), _asked(reference)
    if safe not in ("yes", "no"):
        abort(400)
    done = gettext("Prudence notée.")
    return _carry_out(reference, "safety", done, lambda unit: casework.set_safe_to_text(unit, asked, safe == "yes"))


@pages.post("/<reference>/texts/<uuid:text_id>")
@officer
def decide_text(reference: str, text_id: UUID) -> Response:
    """Send a text that did not arrive again, or leave one of which nobody knows."""
    decided, asked = DECISIONS.get(request.form.get("decision", "")), _asked(reference)
    which = Which(text_id, _number("attempts") or 0)
    if decided is None:
        abort(400)
    act, done = decided
    return _carry_out(reference, "texts", gettext(done), lambda unit: act(unit, asked, which))


def _carry_out(reference: str, form: str, done: str, act: Act) -> Response:
    """Do it and go back to the case; or show the case again with what was typed and why it did not pass."""
    kept = Kept(form, _text(), _number("seen"))
    try:
        with here().unit() as unit:
            act(unit)
    except NotFound:
        abort(404)
    except Moved:
        return casepage.show(reference, replace(kept, moved=True), 409)
    except Mistake as mistake:
        return casepage.show(reference, replace(kept, mistake=word(MISTAKES, mistake.code)), 422)
    except Refused:
        return casepage.show(reference, replace(kept, mistake=word(MISTAKES, "refused")), 422)
    flash(done, "good")
    return redirect(_next(reference), 303)


def _next(reference: str) -> str:
    """Return the case, or the list if the case left with what was done."""
    with here().unit() as unit:
        still = scope.case_for(unit.session, current_viewer(), reference)
    return f"/cases/{reference}" if still else "/inbox"


def _text() -> str:
    # Browsers send line ends as two characters; a text message has one, and it costs one.
    return request.form.get("text", "").replace("\r\n", "\n")


def _asked(reference: str) -> Asked:
    """Read who asks what; the single-use key goes with the text, so that an edited one is not taken for a repeat."""
    key = request.form.get("key")
    try:
        single_use = uuid5(UUID(key), _text().strip()) if key else None
    except ValueError:
        abort(400)
    return Asked(current_viewer(), reference, _number("version"), single_use)


def _number(name: str) -> int | None:
    written = request.form.get(name)
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        abort(400)
    return int(written)


def _desk(written: str | None) -> UUID | None:
    if not written:
        return None
    try:
        return UUID(written)
    except ValueError:
        raise Mistake("no_desk") from None
