"""Several cases about one thing: the list, one incident, what may belong to it, and the one answer for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.incidents import RUMOUR
from hotline.domain.walls import COORDINATOR, LIAISON
from hotline.services import incident_answers, incidents, judging, verifying
from hotline.services.casework import Asked, Mistake, Moved, NotFound
from hotline.unit_of_work import UnitOfWork
from hotline.web import casewords, incidentpage, ticked
from hotline.web.guards import current_viewer, role
from hotline.web.i18n import gettext, ngettext
from hotline.web.surroundings import here

pages = Blueprint("incidents", __name__, url_prefix="/incidents")

officer = role(LIAISON, COORDINATOR)
NOTHING: Mapping[str, str] = MappingProxyType({})
# What is wrong with one field; all else is wrong with the whole.
FIELDS = {"no_such_case": "reference"}


@pages.get("")
@officer
def show_incidents() -> Response:
    """List the incidents and the surges among what the account may read."""
    return incidentpage.show_list({})


@pages.post("")
@officer
def create() -> AnyResponse:
    """Put cases together as a new incident."""
    references = [*request.form.get("references", "").split(), *request.form.getlist("case")]
    kind = request.form.get("kind", "")
    made: list[UUID] = []

    def act(unit: UnitOfWork) -> str:
        made.append(incidents.create(unit, current_viewer(), references, kind).id)
        return gettext("Dossiers reliés.")

    def again(errors: dict[str, str]) -> AnyResponse:
        if ticked.BACK in request.form:
            return ticked.back_to_list(next(iter(errors.values())))
        return incidentpage.show_list(errors)

    return _carry_out(act, again, lambda: f"/incidents/{made[0]}")


@pages.get("/<uuid:incident_id>")
@officer
def show(incident_id: UUID) -> Response:
    """Show one incident as the account sees it."""
    return incidentpage.show(incident_id, {})


@pages.post("/<uuid:incident_id>/cases")
@officer
def join(incident_id: UUID) -> AnyResponse:
    """Put a case into the incident, or take one out."""
    typed, out = request.form.get("reference", ""), "out" in request.form
    asked = Asked(current_viewer(), "".join(typed.split()))

    def act(unit: UnitOfWork) -> str:
        if out:
            incidents.leave(unit, asked)
            return gettext("Dossier sorti de l’incident.")
        incidents.join(unit, asked, incident_id)
        return gettext("Dossier ajouté.")

    return _on(incident_id, act, {"reference": typed})


@pages.post("/<uuid:incident_id>/kind")
@officer
def set_kind(incident_id: UUID) -> AnyResponse:
    """Say what kind of incident it is."""
    kind = request.form.get("kind", "")

    def act(unit: UnitOfWork) -> str:
        incidents.set_kind(unit, current_viewer(), incident_id, kind)
        return gettext("C’est noté.")

    return _on(incident_id, act)


@pages.post("/<uuid:incident_id>/verdict")
@officer
def say_verdict(incident_id: UUID) -> AnyResponse:
    """Say what is true of a rumour, or agree with who said it first."""
    verdict = request.form.get("verdict", "")

    def act(unit: UnitOfWork) -> str:
        if judging.say_verdict(unit, current_viewer(), incident_id, verdict):
            return gettext("Vous êtes deux d’accord. La réponse peut partir.")
        return gettext("C’est noté. Une autre personne de la coordination doit être d’accord.")

    return _on(incident_id, act)


@pages.post("/<uuid:incident_id>/verifying")
@officer
def say_verifying(incident_id: UUID) -> AnyResponse:
    """Tell everybody who asks that the rumour is being verified."""

    def act(unit: UnitOfWork) -> str:
        verifying.say(unit, current_viewer(), incident_id)
        return gettext("Chacun est prévenu : on vérifie.")

    answer = _on(incident_id, act)
    verifying.tell_due(here().unit, here().tools.languages, verifying.AT_ONCE)
    return answer


@pages.post("/<uuid:incident_id>/answers")
@officer
def draft(incident_id: UUID) -> AnyResponse:
    """Keep an answer to be looked at before it goes."""
    words = request.form.get("language", ""), _typed("text")

    def act(unit: UnitOfWork) -> str:
        spoken = here().tools.languages.read(unit.session)
        incident_answers.draft(unit, current_viewer(), incident_id, spoken, words)
        return _kept(unit, incident_id)

    return _on(incident_id, act, {"language": words[0], "text": words[1]})


@pages.post("/<uuid:incident_id>/answers/<uuid:answer_id>")
@officer
def release(incident_id: UUID, answer_id: UUID) -> AnyResponse:
    """Send an answer to every citizen in scope who is owed one, and only on purpose to those who have one."""

    def act(unit: UnitOfWork) -> str:
        how = incident_answers.Sending(
            request.form.get("looked_at"), "answered_too" in request.form, request.form.get("agrees_with")
        )
        count = incident_answers.release(unit, current_viewer(), answer_id, here().tools.languages, how)
        return ngettext("La réponse part à %(num)s personne.", "La réponse part à %(num)s personnes.", count)

    answer = _on(incident_id, act)
    incident_answers.send_due(here().unit, here().tools.languages, incident_answers.AT_ONCE)
    return answer


@pages.post("/<uuid:incident_id>/answers/<uuid:answer_id>/words")
@officer
def rewrite(incident_id: UUID, answer_id: UUID) -> AnyResponse:
    """Put other words into an answer that was not sent, or take it away."""
    words, gone = _typed("words"), "drop" in request.form

    def act(unit: UnitOfWork) -> str:
        if gone:
            incident_answers.drop(unit, current_viewer(), answer_id)
            return gettext("Brouillon retiré.")
        incident_answers.rewrite(unit, current_viewer(), answer_id, words)
        return _kept(unit, incident_id)

    return _on(incident_id, act, {} if gone else {str(answer_id): words})


def _kept(unit: UnitOfWork, incident_id: UUID) -> str:
    """Say what comes next of a draft: whoever wrote what is said of a rumour never sends it."""
    if incidents.see(unit, current_viewer(), incident_id).incident.kind == RUMOUR:
        return gettext("Gardée. Un collègue l’enverra.")
    return gettext("Relisez, puis envoyez.")


def _typed(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n")


def _on(incident_id: UUID, act: Callable[[UnitOfWork], str], typed: Mapping[str, str] = NOTHING) -> AnyResponse:
    """Do it and go back to the incident; what was typed is not lost where it did not pass."""
    return _carry_out(
        act,
        lambda errors: incidentpage.show(incident_id, errors, typed),
        lambda: incidentpage.path_after(incident_id),
    )


def _carry_out(
    act: Callable[[UnitOfWork], str], again: Callable[[dict[str, str]], AnyResponse], then: Callable[[], str]
) -> AnyResponse:
    try:
        with here().unit() as unit:
            words = act(unit)
    except NotFound:
        abort(404)
    except Moved:
        return again({"whole": casewords.word(casewords.MISTAKES, "refused")})
    except Mistake as mistake:
        return again({FIELDS.get(mistake.code, "whole"): casewords.word(casewords.MISTAKES, mistake.code)})
    flash(words, "good")
    return redirect(then(), 303)
