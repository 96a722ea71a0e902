"""The simulator: phones of the demonstration, the stage around them, and the carrier's own door for our texts."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, session
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.lifecycle import Refused
from hotline.services import casework, mishaps, sign_in, simulated_carrier, walk
from hotline.services.sign_in import NotSignedIn
from hotline.services.simulated_carrier import NotTaken
from hotline.store.events import Broken
from hotline.store.models.casework import Case
from hotline.web import stage
from hotline.web.guards import TOKEN, form_token, machine, maybe_account, public
from hotline.web.i18n import current_locale, gettext
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
def show_stage() -> Response:
    """Show a phone, and with the demonstration's accounts the whole stage."""
    phone, whole = _phone(), here().settings.demo
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
        _send(text)
    return _back("phone")


@pages.post("/walk/<action>")
@public
def take_step(action: str) -> AnyResponse:
    """Do one thing of the guided walk."""
    if action not in _ACTIONS or not here().settings.demo:
        abort(404)
    anchor, act = _ACTIONS[action]
    try:
        act()
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
    wanted = request.values.get("phone", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= walk.PHONES else 1


def _back(anchor: str) -> AnyResponse:
    return redirect(f"/simulator?phone={_phone()}#{anchor}", 303)


def _send(text: str) -> None:
    app = here()
    token = app.gateways["simulator"].token or ""
    address = f"http://127.0.0.1:{app.settings.port}"
    try:
        simulated_carrier.send_text(app, address, token, walk.number(_phone()), text)
    except NotTaken:
        flash(gettext("Le SMS n’est pas parti. Réessayez."), "wrong")


def _accuse() -> None:
    """Keep what the accused body sees before the text leaves."""
    with here().unit() as unit:
        if walk.progress(unit, _phone()).theft is None:
            raise casework.NotFound
        before = stage.draw_pane(unit, "security")
        if before is None:
            raise casework.NotFound
        walk.remember(unit, _phone(), before=before.digest, after=None, locale=current_locale())
    _send(walk.ACCUSATION)


def _send_many() -> None:
    with here().unit() as unit:
        if not walk.send_many(unit, _phone()):
            flash(gettext("Tous les numéros de la démonstration ont écrit."), "warn")


def _kill() -> None:
    killed = mishaps.kill_workers(here().settings.data_dir)
    with here().unit() as unit:
        walk.count_mishap(unit, _phone(), "killed", killed)
    if not killed:
        flash(gettext("Aucun worker de ce système n’est à portée."), "warn")


def _flush() -> None:
    address = here().settings.redis_url
    flushed = address is not None and mishaps.flush_queue(address.get_secret_value())
    with here().unit() as unit:
        walk.count_mishap(unit, _phone(), "flushed", int(flushed))
    if not flushed:
        flash(gettext("La file ne répond pas."), "warn")


def _answer() -> None:
    with here().unit() as unit:
        walk.answer(unit, _theft(walk.progress(unit, _phone())))


def _close() -> None:
    with here().unit() as unit:
        walk.close(unit, _theft(walk.progress(unit, _phone())), here().tools.languages)


def _verify() -> None:
    with here().unit() as unit:
        found = walk.verify(unit)
        if not isinstance(found, Broken):
            walk.remember(unit, _phone(), verified=found)
            return
    flash(gettext("La trace est cassée : événement %(n)s.", n=found.n), "wrong")


def _alter() -> None:
    address = here().settings.database_url
    with here().unit() as unit:
        case = _theft(walk.progress(unit, _phone()))
    try:
        broken = mishaps.alter_one_row(address.get_secret_value(), case.id) if address else None
    except DBAPIError:
        flash(gettext("La base ne permet pas cet essai maintenant."), "warn")
        return
    if broken:
        facts = {"n": broken.n, "kind": broken.kind, "why": broken.why, "same": broken.chain == case.id}
        with here().unit() as unit:
            walk.remember(unit, _phone(), broken=facts)


def _theft(progress: walk.Progress) -> Case:
    if progress.theft is None:
        raise casework.NotFound
    return progress.theft


_ACTIONS: dict[str, tuple[str, Callable[[], Any]]] = {
    "theft": ("step-1", lambda: _send(walk.THEFT)),
    "accusation": ("step-2", _accuse),
    "many": ("step-3", _send_many),
    "kill": ("step-3", _kill),
    "flush": ("step-3", _flush),
    "answer": ("step-4", _answer),
    "close": ("step-4", _close),
    "confirm": ("step-4", lambda: _send(walk.YES)),
    "verify": ("step-4", _verify),
    "alter": ("step-4", _alter),
}
