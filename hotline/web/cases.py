"""One case: its page, and what an officer does with it. Every form works without scripts, and nothing typed is lost."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request
from werkzeug.wrappers import Response

from hotline.domain.lifecycle import Outcome, Status
from hotline.domain.segments import best_form
from hotline.services import casework, closing, correcting, drafting, resending, second_eyes, unclosing
from hotline.services.casework import Asked, Mistake, NotFound
from hotline.services.resending import Which
from hotline.services.sorting import Choice
from hotline.store import scope
from hotline.store.models.casework import Case
from hotline.store.queues import WATCHERS
from hotline.unit_of_work import UnitOfWork
from hotline.web import casefacts, casepage, whereabouts
from hotline.web.acting import QUESTION, STAYS_OPEN, asked_of, carry_out, number, officer, tells, typed
from hotline.web.guards import current_viewer, signed_in
from hotline.web.i18n import gettext, later
from hotline.web.kept import Kept
from hotline.web.surroundings import here
from hotline.web.times import hour
from hotline.web.warning import must_warn

pages = Blueprint("cases", __name__, url_prefix="/cases")

# The panels that an address may open.
OPENED = (STAYS_OPEN, QUESTION, "transfers", "translations", "category")
DECISIONS = {
    "again": (resending.send_again, later("Le SMS repart.")),
    "leave": (resending.leave, later("C’est noté. Rien ne repart.")),
}


@pages.get("/<reference>")
@signed_in
def show_case(reference: str) -> Response:
    """Show the case, or to administrators and auditors its trail without texts."""
    if current_viewer().role in WATCHERS:
        return casepage.show_trail(reference)
    asked = request.args.get("open", "")
    return casepage.show(reference, Kept(asked) if asked in OPENED else None)


@pages.post("/<reference>/answers")
@officer
def create_answer(reference: str) -> Response:
    """Write to the citizen."""
    text, asked = typed(), asked_of(reference)
    done = gettext("Réponse enregistrée.")
    languages, asked = here().tools.languages, replace(asked, undo_s=here().settings.undo_seconds, tells=tells())
    if must_warn(reference, text):
        if _is_sent(asked, text):
            flash(gettext("Ce texte est déjà parti. Rien n’est parti de plus."), "good")
            return _to_box(reference)
        if translation := request.form.get("translation"):
            return casepage.show(
                reference, Kept("translated", text, number("seen"), warned=True, about=translation), 422
            )
        _keep_draft(asked, text)
        return casepage.show(reference, Kept("answers", text, number("seen"), warned=True), 422)
    return carry_out(reference, "answers", done, lambda unit: second_eyes.answer(unit, asked, text, languages))


@pages.post("/<reference>/count")
@officer
def count_answer(reference: str) -> Response:
    """Show how long the answer is on the air, folded or with a ready answer behind it where that is asked for.

    It lies on the server as a draft and the address is the case's own: to load that again sends nothing.
    """
    text = casepage.with_template(reference, typed(), request.form.get("template", ""))
    text = best_form(text) if "fold" in request.form else text
    if _keep_draft(asked_of(reference), text):
        return _to_box(reference)
    return casepage.show(reference, Kept("answers", text))


@pages.post("/<reference>/notes")
@officer
def create_note(reference: str) -> Response:
    """Keep a note for colleagues."""
    text, asked = typed(), asked_of(reference)
    return carry_out(
        reference,
        "notes",
        gettext("Note gardée. Rien n’est parti au citoyen."),
        lambda unit: casework.add_note(unit, asked, text),
    )


@pages.post("/<reference>/category")
@officer
def correct_category(reference: str) -> Response:
    """Correct what the case is about."""
    asked, choice = asked_of(reference), Choice(request.form.get("category", ""), request.form.get("urgency", ""))

    def act(unit: UnitOfWork) -> None:
        correcting.correct(unit, asked, choice, here().tools.office.read(unit.session))

    return carry_out(reference, "category", gettext("C’est corrigé."), act)


@pages.post("/<reference>/closure")
@officer
def create_closure(reference: str) -> Response:
    """Close the case, asking its citizen where that is safe; resolved unless another outcome is given."""
    text, asked = typed(), asked_of(reference)
    outcome = request.form.get("outcome") or Outcome.RESOLVED.value
    languages = here().tools.languages
    if _leaves_a_message(reference):
        why = gettext("Le citoyen attend une réponse. Répondez, ou cochez pour clore.")
        return casepage.show(reference, Kept("closure", text, number("seen"), why, chosen=outcome), 422)

    def act(unit: UnitOfWork) -> tuple[Case, datetime | None]:
        case = casework.close(unit, asked, outcome, text, languages)
        return case, closing.leaves_at(unit, case)

    def done(made: tuple[Case, datetime | None]) -> str:
        case, at = made
        if at is not None:
            return gettext("La question partira à %(time)s.", time=hour(at))
        is_asked = case.status == Status.CLOSING
        return gettext("La question est posée au citoyen.") if is_asked else gettext("Clôture enregistrée.")

    return carry_out(reference, "closure", done, act)


@pages.post("/<reference>/closure/withdrawal")
@officer
def withdraw_closure(reference: str) -> Response:
    """Take the closing back while its question waits for the morning."""
    asked, languages = asked_of(reference), here().tools.languages
    done = gettext("Clôture reprise. La question n’est pas partie.")
    return carry_out(reference, "unclosing", done, lambda unit: unclosing.take_back(unit, asked, languages))


@pages.post("/<reference>/ownership")
@officer
def take_ownership(reference: str) -> Response:
    """Take the case."""
    asked = asked_of(reference)
    done = gettext("Le dossier est à vous.")
    if text := typed():
        _keep_draft(asked, text)
    return carry_out(reference, "ownership", done, lambda unit: casework.take(unit, asked))


@pages.post("/<reference>/safety")
@officer
def tell_safety(reference: str) -> Response:
    """Write down whether texts to this phone are safe."""
    safe, asked = request.form.get("safe"), asked_of(reference)
    if safe not in ("yes", "no"):
        abort(400)

    def done(released: bool) -> str:
        if safe == "no":
            return gettext("Plus aucun SMS ne part.")
        return gettext("SMS permis : les réponses gardées partent.") if released else gettext("SMS permis.")

    how = request.form.get("how", "")
    return carry_out(reference, "safety", done, lambda unit: casework.set_safe_to_text(unit, asked, safe == "yes", how))


@pages.post("/<reference>/texts/<uuid:text_id>")
@officer
def decide_text(reference: str, text_id: UUID) -> Response:
    """Send a text that did not arrive again, or leave one of which nobody knows."""
    decided, asked = DECISIONS.get(request.form.get("decision", "")), asked_of(reference)
    which = Which(text_id, number("attempts") or 0)
    if decided is None:
        abort(400)
    act, done = decided
    return carry_out(reference, "texts", gettext(done), lambda unit: act(unit, asked, which))


def _leaves_a_message(reference: str) -> bool:
    """Say whether closing would pass over what the citizen wrote after the last answer, and nobody said so."""
    with here().unit() as unit:
        case = scope.case_for(unit.session, current_viewer(), reference)
        return (
            case is not None and casefacts.passes_over(case) and request.form.get("sure") != str(case.last_message_id)
        )


def _keep_draft(asked: Asked, text: str) -> bool:
    """Keep what was typed, for who leaves the page to find it again; what cannot be kept hinders nothing."""
    with suppress(Mistake, NotFound), here().unit() as unit:
        drafting.keep(unit, asked, text)
        return True
    return False


def _is_sent(asked: Asked, text: str) -> bool:
    with suppress(NotFound), here().unit() as unit:
        return drafting.is_sent(unit, casework.find(unit, asked), asked, text)
    return False


def _to_box(reference: str) -> Response:
    path = whereabouts.read(request.form, current_viewer()).case(reference)
    ticked = f"{'&' if '?' in path else '?'}tells=1" if tells() else ""
    return redirect(f"{path}{ticked}#composer", 303)
