"""The desk for calls: who waits, one call at a time, how it ended, and what was said. A number is on one page only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.callbacks import Outcome
from hotline.domain.walls import COORDINATOR, LIAISON
from hotline.services import call_notes, call_outcomes, calling
from hotline.services.call_notes import Said
from hotline.services.call_outcomes import Ended, Manner, Over
from hotline.services.casework import Mistake, NotFound
from hotline.store import scope
from hotline.store.queues import WATCHERS
from hotline.unit_of_work import UnitOfWork
from hotline.web import by_hand, callpage, callqueue
from hotline.web.callers import current_caller
from hotline.web.casewords import MISTAKES, word
from hotline.web.guards import current_viewer, role, signed_in
from hotline.web.i18n import gettext
from hotline.web.surroundings import here
from hotline.web.times import BAMAKO

pages = Blueprint("callbacks", __name__, url_prefix="/callbacks")

officer = role(LIAISON, COORDINATOR)
T = TypeVar("T")


@pages.get("")
@signed_in
def show_callbacks() -> str:
    """Show who waits for a call; to administrators and auditors how many, and since when."""
    return callqueue.watched() if current_viewer().role in WATCHERS else callqueue.queue()


@pages.post("/calls")
@officer
def claim_next() -> AnyResponse:
    """Take the most pressing call."""
    try:
        found = calling.claim_next(here().unit, current_caller())
    except Mistake:
        held = callpage.held()
        return redirect(f"/callbacks/{held}" if held else "/callbacks", 303)
    if found is None:
        flash(gettext("Personne n’est à appeler maintenant."), "good")
        return redirect("/callbacks", 303)
    return redirect(f"/callbacks/{found}", 303)


@pages.get("/received")
@officer
def show_received() -> str:
    """Say that what was said is kept, and nothing of where: it may be behind a wall."""
    return render_template("callbacks/received.html")


@pages.get("/<callback_id>")
@officer
def show_callback(callback_id: str) -> Response:
    """Show one wish; to who holds the call, with its number; to who reached its citizen, the form for their words."""
    return callpage.show(_id(callback_id))


@pages.post("/<callback_id>/calls")
@officer
def claim(callback_id: str) -> AnyResponse:
    """Take this call."""
    wanted = _id(callback_id)
    return _do(wanted, lambda unit: calling.claim(unit, current_caller(), wanted), f"/callbacks/{wanted}")


@pages.post("/<callback_id>/placement")
@officer
def place(callback_id: str) -> AnyResponse:
    """Let the desk of the case make the call."""
    wanted = _id(callback_id)
    done = gettext("Le bureau du dossier peut appeler.")
    return _do(wanted, lambda unit: calling.place_with_desk(unit, current_caller(), wanted), "/callbacks", done)


@pages.post("/<callback_id>/outcome")
@officer
def tell_outcome(callback_id: str) -> AnyResponse:
    """Write down how the call ended."""
    wanted, call_id, ended = _id(callback_id), _id(request.form.get("call", "")), _ended()
    after = f"/callbacks/{wanted}" if ended.outcome is Outcome.REACHED else "/callbacks"
    done = gettext("C’est noté.")
    caller, tools = current_caller(), here().tools
    return _do(wanted, lambda unit: call_outcomes.finish(unit, tools, caller, call_id, ended), after, done)


@pages.post("/<callback_id>/notes")
@officer
def write_down(callback_id: str) -> AnyResponse:
    """Write down what was said; if that is not for the officer's eyes, say that it is kept and no more."""
    wanted, call_id, caller = _id(callback_id), _id(request.form.get("call", "")), current_caller()
    if request.form.get("nothing"):
        with here().unit() as unit:
            _found(lambda: call_notes.take_nothing_down(unit, caller, call_id))
        flash(gettext("C’est noté."), "good")
        return redirect("/callbacks", 303)
    said = _said()
    try:
        with here().unit() as unit:
            case = _found(lambda: call_notes.take_down(unit, here().tools, caller, call_id, said))
            unit.session.flush()
            own = case is not None and scope.case_for(unit.session, caller.viewer, case.reference) is not None
    except Mistake as mistake:
        return callpage.show_notes(wanted, said, mistake.code)
    if case is None or not own:
        return redirect("/callbacks/received", 303)
    flash(gettext("Les mots de la personne sont gardés."), "good")
    return redirect(f"/cases/{case.reference}", 303)


def _do(wanted: UUID, act: Callable[[UnitOfWork], object], after: str, done: str = "") -> AnyResponse:
    """Do it and go on; or show the page again with what is wrong."""
    try:
        with here().unit() as unit:
            _found(lambda: act(unit))
    except Over:
        flash(gettext("Cet appel n’est plus à faire."), "warn")
        return redirect("/callbacks", 303)
    except Mistake as mistake:
        return callpage.show(wanted, word(MISTAKES, mistake.code))
    if done:
        flash(done, "good")
    return redirect(after, 303)


def _found(act: Callable[[], T]) -> T:
    try:
        return act()
    except NotFound:
        abort(404)


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        abort(404)


def _ended() -> Ended:
    try:
        outcome = Outcome(request.form.get("outcome", ""))
    except ValueError:
        abort(400)
    if outcome is not Outcome.LATER:
        return Ended(outcome)
    return Ended(outcome, _later(), _manner())


def _later() -> datetime | None:
    """Read the day and the hour that the citizen named; None for what is none."""
    try:
        day, at = date.fromisoformat(request.form.get("day", "")), time.fromisoformat(request.form.get("at", ""))
    except ValueError:
        return None
    return datetime.combine(day, at.replace(tzinfo=None), BAMAKO)


def _manner() -> Manner:
    return Manner(request.form.get("hours", ""), request.form.get("discreet") == "1")


def _said() -> Said:
    form = request.form
    return Said(
        told=by_hand.told_of("call"), language=form.get("language", ""), into=form.get("into", ""),
        sms=form.get("sms", ""), referral=form.get("referral", ""), manner=_manner(),
    )  # fmt: skip
