"""Sorting: one message at a time, two guesses, one key each, and what each choice would expose."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.references import show_reference
from hotline.domain.sorting import DANGERS, HINTED, LIFTED, STANDS
from hotline.domain.walls import COORDINATOR, LIAISON, Viewer
from hotline.services import alerting, sorting, watching
from hotline.services.alerting import Alert
from hotline.services.casework import Asked, Mistake, Moved, NotFound
from hotline.services.sorting import BLAMES, Choice, Effect
from hotline.store import casefile, messages, scope
from hotline.store import sorting as queue
from hotline.store.models.casework import Case
from hotline.store.models.traffic import Message
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork
from hotline.web import casewords, inbox
from hotline.web.because import reasons_in_words, words_pointed_at
from hotline.web.guards import current_viewer, role
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here
from hotline.web.wordmarks import marked

pages = Blueprint("sorting", __name__, url_prefix="/triage")

NEXT = 5
officer = role(LIAISON, COORDINATOR)
BLAME_WORDS = {**casewords.FORCES, "civil": later("service civil"), "hotline": later("cette ligne, ou l’aide")}


@pages.get("")
@officer
def show_next() -> Response:
    """Show the most pressing message that waits for this account, and hold it for two minutes."""
    return _page({})


@pages.post("/<reference>")
@officer
def decide(reference: str) -> AnyResponse:
    """Do what the officer decided, and show the next message."""
    form = request.form
    choice = Choice(
        form.get("category") or form.get("other", ""), form.get("urgency", ""),
        LIFTED if form.get("wall") == LIFTED else STANDS, form.get("blames", ""),
    )  # fmt: skip
    if choice.blames and choice.blames not in BLAMES:
        abort(400)

    def act(unit: UnitOfWork, asked: Asked) -> str:
        case = sorting.decide(unit, asked, choice, here().tools.office.read(unit.session))
        if case.wall == HINTED:
            return gettext("Le mur reste, jusqu’à l’accord d’une seconde personne.")
        return gettext("%(reference)s est trié.", reference=show_reference(reference))

    return _carry_out(reference, act)


@pages.post("/<reference>/pass")
@officer
def pass_over(reference: str) -> AnyResponse:
    """Leave the message to others."""

    def act(unit: UnitOfWork, asked: Asked) -> str:
        sorting.pass_over(unit, asked)
        return gettext("Laissé aux autres pour cinq minutes.")

    return _carry_out(reference, act)


@pages.post("/<reference>/alert")
@officer
def send_alert(reference: str) -> AnyResponse:
    """Tell a body outside the wall of the danger, and of nothing else."""
    try:
        told = Alert(request.form.get("danger", ""), request.form.get("place", ""), UUID(request.form.get("desk", "")))
    except ValueError:
        abort(400)

    def act(unit: UnitOfWork, asked: Asked) -> str:
        alerting.alert(unit, here().tools, asked, told)
        return gettext("Alerte envoyée. Elle ne dit rien de ce dossier.")

    return _carry_out(reference, act)


def _carry_out(reference: str, act: Any) -> AnyResponse:
    seen = request.form.get("seen", "")
    asked = Asked(current_viewer(), reference, int(seen) if seen.isdecimal() and len(seen) < 10 else None)
    try:
        with here().unit() as unit:
            words = act(unit, asked)
    except NotFound:
        abort(404)
    except Moved:
        flash(gettext("Le dossier a changé. Regardez-le de nouveau."), "warn")
        return redirect("/triage", 303)
    except Mistake as mistake:
        return _page({"whole": casewords.word(casewords.MISTAKES, mistake.code)})
    flash(words, "good")
    return redirect("/triage", 303)


def _page(errors: dict[str, str]) -> Response:
    viewer = current_viewer()
    with here().unit() as unit:
        taken = sorting.take_next(unit, viewer)
        if taken is not None:
            watching.note_reading(unit, viewer, taken.reference)
    with here().unit() as unit:
        # Looked at again: a wall may have gone up meanwhile.
        case = scope.case_for(unit.session, viewer, taken.reference) if taken is not None else None
        office = here().tools.office.read(unit.session)
        context: dict[str, Any] = {
            "case": case, "count": queue.count(unit.session, viewer), "errors": errors, "stands": STANDS,
            "coming": [_row(unit, office, *row) for row in queue.coming(unit.session, viewer, unit.now, NEXT + 1)
                       if case is None or row[0].id != case.id][:NEXT],
            "queue_path": inbox.queue_path, **inbox.rail(unit, viewer, None),
        }  # fmt: skip
        if case is not None:
            context |= _shown(unit, office, viewer, case)
        page = render_template("triage/triage.html", **context)
    answer = Response(page, 422 if errors else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _shown(unit: UnitOfWork, office: Office, viewer: Viewer, case: Case) -> dict[str, Any]:
    message = messages.get(unit.session, case.last_message_id) if case.last_message_id else abort(404)
    text, findings = messages.body(unit.vault, message), message.findings or {}
    because = findings.get("because", [])
    shares = [(casewords.word(casewords.LANGUAGES, code, "oth"), share) for code, share in findings.get("shares", [])]
    codes = [code for code in dict.fromkeys((case.category, findings.get("second"))) if code]
    desks = casefile.desks(unit.session)
    lift = queue.lift_of(unit.session, case.id)
    return {
        "pieces": marked(text, because), "message": message,
        "guesses": [_guess(unit, office, case, message, code) for code in codes],
        "reasons": reasons_in_words(because), "pointed": words_pointed_at(because, text),
        "shares": ", ".join(f"{name} {share:.0%}" for name, share in shares),
        "place": list(dict.fromkeys(casefile.place_path(unit.session, case.place_id))),
        "channel": gettext(casewords.CHANNELS[case.channel]),
        "categories": [(row.code, casewords.category_label(row)) for row in office.categories.values() if row.active],
        "urgencies": [(code, gettext(words)) for code, words in casewords.URGENCIES.items()],
        "blames": [(code, gettext(BLAME_WORDS[code])) for code in BLAMES],
        "accused": casefile.accused_names(unit.session, case.id), "is_walled": case.wall == HINTED,
        "lift_asked": lift is not None, "lift_is_mine": lift is not None and lift.account_id == viewer.account_id,
        "dangers": [(code, casewords.category_label(office.categories[code])) for code in DANGERS],
        "outside": [(str(desk.id), f"{desks[desk.id].name}, {desks[desk.id].body}")
                    for desk in alerting.desks_outside(unit, case, office)],
        "earlier": len(casefile.earlier(unit.session, viewer, case)),
    }  # fmt: skip


def _guess(unit: UnitOfWork, office: Office, case: Case, message: Message, code: str) -> dict[str, Any]:
    found: Effect = sorting.effect(unit, office, case, message, Choice(code))
    desk, names = casefile.desks(unit.session)[found.decision.desk_id], casefile.body_names(unit.session)
    hidden = sorted(names[body] for body in found.barred if body in names)
    return {
        "code": code, "label": casewords.category_label(found.category), "desk": f"{desk.name}, {desk.body}",
        "due": found.due.first_answer, "hidden": ", ".join(hidden),
    }  # fmt: skip


def _row(unit: UnitOfWork, office: Office, case: Case, message: Message | None) -> dict[str, Any]:
    protected = case.sensitivity == "S3"
    words = "" if protected or message is None else messages.body(unit.vault, message)[:120]
    category = gettext("Protégé") if protected else casewords.category_label(office.categories[case.category])
    return {"case": case, "words": words, "category": category}
