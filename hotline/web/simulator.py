"""The simulator: phones of the demonstration, the stage around them, and the carrier's own door for our texts."""

from __future__ import annotations

import hmac
from hashlib import sha256
from uuid import UUID

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.lifecycle import Refused
from hotline.services import casework, sign_in, simulated_carrier, walk
from hotline.services.sign_in import NotSignedIn
from hotline.web import stage, steps
from hotline.web.guards import TOKEN, form_token, machine, maybe_account, public
from hotline.web.i18n import gettext
from hotline.web.surroundings import here

pages = Blueprint("simulator", __name__, url_prefix="/simulator")

LONGEST_TEXT = 1_600
_LONGEST_FIELD = 128


@pages.before_request
def _only_where_phones_are_simulated() -> None:
    if not here().settings.simulated:
        abort(404)


@pages.get("")
@public
def show_stage() -> AnyResponse:
    """Show a phone, and with the demonstration's accounts the whole stage."""
    phone, whole = _phone(), here().settings.demo
    wanted = request.args.get("phone", "1")
    if walk.phone_of(wanted, every=whole) is None:
        flash(gettext("Ce téléphone n’existe pas : voici le premier des neuf."), "warn")
    elif wanted != str(phone):
        return redirect(f"/simulator?phone={phone}", 303)
    with here().unit() as unit:
        drawn = stage.draw(unit, phone, with_readers=whole)
        parts = stage.parts(drawn, with_readers=whole)
    page = render_template(
        "simulator/stage.html", stage=drawn, parts=parts, phones=range(1, walk.PHONES + 1), longest=LONGEST_TEXT,
        whole=whole,
    )  # fmt: skip
    return Response(page)


@pages.get("/state")
@public
def show_state() -> AnyResponse:
    """Say what changes on the stage, or 304 where nothing has."""
    phone, whole = _phone(), here().settings.demo
    with here().unit() as unit:
        parts = stage.parts(stage.draw(unit, phone, with_readers=whole), with_readers=whole)
    answer = jsonify(parts=parts, token=form_token())
    answer.set_etag(sha256(answer.get_data()).hexdigest())
    return answer.make_conditional(request)


@pages.post("/texts")
@public
def create_text() -> AnyResponse:
    """Text the hotline from the phone."""
    text = request.form.get("text", "")
    if len(text) > LONGEST_TEXT:
        flash(gettext("Ce SMS est trop long."), "wrong")
    else:
        steps.send(_phone(), text)
    return _back("phone")


@pages.post("/walk/<action>")
@public
def take_step(action: str) -> AnyResponse:
    """Do one thing of the guided walk."""
    if action not in steps.ACTIONS or not here().settings.demo:
        abort(404)
    anchor, act = steps.ACTIONS[action]
    try:
        act(_phone())
    except (casework.NotFound, casework.Mistake, casework.Moved, Refused):
        flash(gettext("Ce n’est pas encore le moment, ou c’est déjà fait."), "warn")
    return _back(anchor)


@pages.post("/sign-in/<reader>")
@public
def create_session(reader: str) -> AnyResponse:
    """Sign in as the account of a pane, as the door would."""
    if reader not in walk.READERS or not here().settings.demo:
        abort(404)
    password = walk.password(here().settings.session_key(), reader)
    try:
        token = sign_in.sign_in(here().unit, walk.email(reader), password)
    except NotSignedIn:
        flash(gettext("Ce compte a changé de mot de passe. Entrez à la main."), "wrong")
        return redirect("/sign-in", 303)
    who = maybe_account()
    if who:
        with here().unit() as unit:
            sign_in.sign_out(unit, who)
    session.clear()
    session[TOKEN] = token
    return redirect("/inbox", 303)


@pages.post("/carrier/<token>")
@machine
def take_text(token: str) -> Response:
    """Take a text of ours for a phone, as a carrier does; the same one twice is one."""
    if not hmac.compare_digest(token.encode(), (here().gateways["simulator"].token or "").encode()):
        abort(404)
    row, to, text, secret = _handed_over()
    with here().unit() as unit:
        provider_id = simulated_carrier.take_text(unit, row, to, text, secret)
    return jsonify(id=provider_id)


def _handed_over() -> tuple[UUID, str, str, str]:
    found = request.get_json(silent=True)
    document = found if isinstance(found, dict) else {}
    row, to, text, secret = (_word(document.get(name)) for name in ("id", "to", "text", "token"))
    if max(len(to), len(secret)) > _LONGEST_FIELD:
        abort(400)
    try:
        return UUID(row), to, text, secret
    except ValueError:
        abort(400)


def _word(value: object) -> str:
    if not isinstance(value, str):
        abort(400)
    return value


def _phone() -> int:
    return walk.phone_of(request.values.get("phone", ""), every=here().settings.demo) or 1


def _back(anchor: str) -> AnyResponse:
    return redirect(f"/simulator?phone={_phone()}#{anchor}", 303)
