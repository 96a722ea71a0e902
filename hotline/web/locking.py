"""Locked pages: the form that opens them again, and what somebody sent from one meanwhile."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.pins import DEVICE_LENGTH
from hotline.services import locking
from hotline.services.locking import Tried
from hotline.web import held as forms
from hotline.web.guards import PageLocked, by_script, current_account, here_path, home, locked_too, safe_path
from hotline.web.i18n import gettext
from hotline.web.surroundings import here

pages = Blueprint("locking", __name__)


def install(app: Flask) -> None:
    """Answer whatever comes from a locked page, and tell pages after how long they lock themselves."""
    app.register_error_handler(PageLocked, _turn_away)
    app.jinja_env.globals.update(lock_minutes=lambda: here().settings.lock_minutes)


@pages.get("/locked")
@locked_too
def show_locked() -> AnyResponse:
    """Show the form that opens a locked page; an open one goes on."""
    wanted = safe_path(request.args.get("next"))
    return _form(wanted) if current_account().locked else redirect(wanted or home(), 303)


@pages.post("/locked")
@locked_too
def reopen() -> AnyResponse:
    """Try digits or a password; what was sent from the locked page is given back to be sent again."""
    who, wanted, held = current_account(), safe_path(request.form.get("next")), request.form.get("held", "")
    tried = locking.reopen(here().unit, who, request.form.get("said", ""))
    if tried is Tried.OUT:
        session.clear()
        flash(gettext("Trop d’essais. Entrez avec votre mot de passe."), "wrong")
        return redirect("/sign-in", 303)
    if tried is Tried.WRONG:
        return _form(wanted, held, wrong=True)
    again = forms.given_back(held, who.session_id, gettext("La page était verrouillée.")) if held else None
    return again or redirect(wanted or home(), 303)


@pages.post("/lock")
@locked_too
def lock() -> AnyResponse:
    """Lock this browser now."""
    with here().unit() as unit:
        locking.lock(unit, current_account(), here().settings.lock_after)
    return _to_form(safe_path(request.form.get("next")))


def _turn_away(_: PageLocked) -> AnyResponse:
    """Show the way to the form; a form that was sent is sealed and carried along, so that nothing typed is lost."""
    if request.method != "GET":
        return _form(None, forms.sealed_for(current_account().session_id), status=401)
    # A script that asks for a part of a page must not take the form for it.
    return Response(status=401) if by_script() else _to_form(here_path())


def _to_form(wanted: str | None) -> AnyResponse:
    path = safe_path(wanted)
    return redirect("/locked?" + urlencode({"next": path}) if path else "/locked", 303)


def _form(wanted: str | None, held: str = "", *, wrong: bool = False, status: int = 200) -> Response:
    digits = DEVICE_LENGTH if current_account().device_id else 0
    with here().unit() as unit:
        left = locking.tries_left(unit, current_account()) if wrong else 0
    page = render_template("accounts/locked.html", next=wanted, held=held, wrong=wrong, digits=digits, left=left)
    return Response(page, 422 if wrong else status)
