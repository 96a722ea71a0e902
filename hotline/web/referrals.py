"""Sheets that leave the wall: sent from a case, answered by an inspection office, told to the citizen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.desks import INDEPENDENT
from hotline.domain.referral import PATTERN
from hotline.services import casework, drafting, referrals, reprisals, telling
from hotline.services.casework import Mistake, NotFound
from hotline.services.referrals import Extract, Verdict
from hotline.store import referrals as rows
from hotline.unit_of_work import UnitOfWork
from hotline.web import consents, places
from hotline.web.acting import STAYS_OPEN, asked_of, carry_out, desk_of, officer, typed
from hotline.web.casewords import category_label, mistake_words
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext
from hotline.web.referralwords import FINDING_WORDS, REFUSAL_WORDS, STATE_WORDS, refusal
from hotline.web.surroundings import here

pages = Blueprint("referrals", __name__)

MOST_LISTED = 200


@pages.post("/cases/<reference>/consent")
@officer
def record_consent(reference: str) -> AnyResponse:
    """Write down what the citizen says to their complaint being passed on."""
    given, asked = request.form.get("given"), asked_of(reference)
    if given not in ("yes", "no"):
        abort(400)
    done = gettext("C’est noté.")
    how, sure = request.form.get("how", ""), request.form.get("sure") == "1"

    def act(unit: UnitOfWork) -> None:
        if given == "yes" and not sure and consents.speaks_against(unit, casework.find(unit, asked)):
            raise Mistake("said_no")
        referrals.record_consent(unit, asked, given == "yes", how)

    return carry_out(reference, STAYS_OPEN, done, act)


@pages.post("/cases/<reference>/referrals")
@officer
def send(reference: str) -> AnyResponse:
    """Send a redacted extract to an inspection office."""
    text, asked, vouched = typed(), asked_of(reference), request.form.get("vouched") == "1"
    looked_at = request.form.get("looked_at", "").replace("\r\n", "\n")

    def act(unit: UnitOfWork) -> None:
        office = here().tools.office.read(unit.session)
        extract = Extract(
            desk_of(request.form.get("desk")), text, vouched, looked_at,
            request.form.get("place"), request.form.get("month"),
        )  # fmt: skip
        referrals.send(unit, asked, extract, office)

    # First of all what was written: whoever leaves the page finds it again, unless it leaves the house now.
    with suppress(NotFound, Mistake), here().unit() as unit:
        drafting.keep_extract(unit, asked, text)
    return carry_out(reference, "referrals", gettext("Saisine envoyée."), act)


@pages.post("/cases/<reference>/untold")
@officer
def cannot_tell(reference: str) -> AnyResponse:
    """Write down that telling the citizen is not safe now."""
    asked = asked_of(reference)

    def act(unit: UnitOfWork) -> None:
        if not telling.cannot_be_told(unit, casework.find(unit, asked), asked.actor):
            raise Mistake("can_be_told")

    return carry_out(reference, "untold", gettext("C’est noté."), act)


@pages.post("/cases/<reference>/checks/<uuid:check_id>")
@officer
def answer_check(reference: str, check_id: UUID) -> AnyResponse:
    """Write down what the citizen says about reprisals."""
    asked, told = asked_of(reference), request.form.get("answer", "")

    def act(unit: UnitOfWork) -> None:
        reprisals.answer(unit, asked, check_id, told, here().tools.office.read(unit.session))

    return carry_out(reference, "checks", gettext("C’est noté."), act)


@pages.get("/referrals")
@officer
def show_referrals() -> str:
    """Show the sheets at the account's office, and those of the cases it reads."""
    viewer = current_viewer()
    with here().unit() as unit:
        bodies = here().tools.office.read(unit.session).bodies
        refers = any(one.id == viewer.body_id and one.kind in INDEPENDENT for one in bodies)
        return render_template(
            "work/referrals.html", refers=refers, sheets=rows.sheets(unit.session, viewer, MOST_LISTED),
            sent=rows.sent(unit.session, viewer, MOST_LISTED), states=STATE_WORDS, findings=FINDING_WORDS,
            has_patterns=rows.is_oversight(unit.session, viewer), category_label=category_label, coarse=places.coarse,
        )  # fmt: skip


@pages.get("/referrals/<uuid:referral_id>")
@officer
def show_sheet(referral_id: UUID) -> Response:
    """Show a sheet to the office it was sent to."""
    return _sheet(referral_id)


@pages.post("/referrals/<uuid:referral_id>/acceptance")
@officer
def accept(referral_id: UUID) -> AnyResponse:
    """Take a sheet up."""
    return _do(referral_id, lambda unit: referrals.accept(unit, current_viewer(), referral_id))


@pages.post("/referrals/<uuid:referral_id>/refusal")
@officer
def refuse(referral_id: UUID) -> AnyResponse:
    """Say that the office does not take a sheet up."""
    verdict = Verdict(request.form.get("why", ""), typed())
    return _do(referral_id, lambda unit: referrals.refuse(unit, current_viewer(), referral_id, verdict))


@pages.post("/referrals/<uuid:referral_id>/finding")
@officer
def tell_finding(referral_id: UUID) -> AnyResponse:
    """Say what the office found."""
    looked_at = request.form.get("looked_at", "").replace("\r\n", "\n")
    verdict = Verdict(request.form.get("finding", ""), typed(), looked_at)
    return _do(referral_id, lambda unit: referrals.answer(unit, current_viewer(), referral_id, verdict))


@pages.get("/patterns")
@officer
def show_patterns() -> str:
    """Show the oversight desk which posts several complaints are about; for everybody else the page does not exist."""
    viewer = current_viewer()
    with here().unit() as unit:
        if not rows.is_oversight(unit.session, viewer):
            abort(404)
        found = rows.patterns(unit.session, viewer, unit.now - rows.YEAR, PATTERN)
        return render_template("work/patterns.html", patterns=found, least=PATTERN, category_label=category_label)


def _do(referral_id: UUID, act: Callable[[UnitOfWork], object]) -> AnyResponse:
    """Do it and go back to the sheet; or show it again with what is wrong and what was typed."""
    try:
        with here().unit() as unit:
            act(unit)
    except NotFound:
        abort(404)
    except Mistake as mistake:
        return _sheet(referral_id, mistake, 422)
    flash(gettext("C’est noté."), "good")
    return redirect(f"/referrals/{referral_id}", 303)


def _sheet(referral_id: UUID, mistake: Mistake | None = None, code: int = 200) -> Response:
    try:
        with here().unit() as unit:
            referrals.note_reading(unit, current_viewer(), referral_id)
    except NotFound:
        abort(404)
    with here().unit() as unit:
        found = rows.sheets(unit.session, current_viewer(), 1, referral_id)
        if not found:
            abort(404)
        [sheet], names = found, here().tools.office.read(unit.session).desk_names
        page = render_template(
            "work/sheet.html", row=sheet.referral, sender=names.get(sheet.desk_id) if sheet.desk_id else None,
            extract=rows.extract(unit.vault, sheet.referral),
            words=rows.office_words(unit.vault, sheet.referral), wrong=mistake_words(mistake) if mistake else "",
            text=typed(), chosen=request.form,
            category=category_label(sheet.category), place=places.coarse(sheet.place, None) if sheet.place else "",
            states=STATE_WORDS, findings=[(key, gettext(one)) for key, one in FINDING_WORDS.items()],
            refusals=[(key, gettext(one)) for key, one in REFUSAL_WORDS.items()],
            finding_words=FINDING_WORDS, refusal=refusal,
            to_send=_again(mistake),
        )  # fmt: skip
        return Response(page, code)


def _again(mistake: Mistake | None) -> str:
    """Return what was found, once it may leave and was not looked at again; empty before."""
    seen = mistake is not None and mistake.code == "finding_unseen"
    return Verdict(request.form.get("finding", ""), typed()).whole if seen else ""
