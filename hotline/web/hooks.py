"""The doors of the gateways: copy the request, authenticate, read, store, and only then acknowledge."""

from __future__ import annotations

from dataclasses import replace

import structlog
from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import SQLAlchemyError

from hotline.gateways import inward
from hotline.gateways.base import RECEIPT, TEXT, USSD, USSD_END, Acknowledgement, Call, Dialled, Gateway
from hotline.gateways.failures import Forged, NoSuchDoor, Unreadable
from hotline.services import delivery, dialogue, intake
from hotline.web.guards import machine
from hotline.web.surroundings import here

log = structlog.get_logger()
pages = Blueprint("hooks", __name__, url_prefix="/hooks")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pages.post("/<name>/text")
@pages.post("/<name>/<token>/text")
@machine
def receive_text(name: str, token: str | None = None) -> Response:
    """Store a citizen's text; nothing is acknowledged that is not stored."""
    return _receive(name, token, TEXT)


@pages.post("/<name>/receipt")
@pages.post("/<name>/<token>/receipt")
@machine
def receive_receipt(name: str, token: str | None = None) -> Response:
    """Store what became of a text of ours."""
    return _receive(name, token, RECEIPT)


@pages.route("/<name>/ussd", methods=["GET", "POST"])
@pages.route("/<name>/<token>/ussd", methods=["GET", "POST"])
@machine
def receive_ussd(name: str, token: str | None = None) -> Response:
    """Take a key pressed in a dialogue and answer with the screen that follows."""
    return _receive(name, token, USSD)


@pages.route("/<name>/ussd-end", methods=["GET", "POST"])
@pages.route("/<name>/<token>/ussd-end", methods=["GET", "POST"])
@machine
def receive_ussd_end(name: str, token: str | None = None) -> Response:
    """Take the notice that a dialogue is over."""
    return _receive(name, token, USSD_END)


@pages.route("/", methods=METHODS)
@pages.route("/<path:rest>", methods=METHODS)
@machine
def refuse(rest: str = "") -> Response:
    """Whatever is no door does not exist; machines are told so in two words, not in a page."""
    abort(404)


def _receive(name: str, token: str | None, door: str) -> Response:
    gateway = here().gateways.get(name)
    if gateway is None or door not in gateway.doors:
        abort(404)
    call = _copy(token)
    try:
        gateway.authenticate(call)
    except Forged as forged:
        log.warning("forged call", gateway=name, door=door, why=str(forged))
        abort(404 if isinstance(forged, NoSuchDoor) else 403)
    try:
        return _store(gateway, door, call)
    except SQLAlchemyError as fault:
        log.error("not stored", gateway=name, door=door, fault=type(fault).__name__)
        abort(503)


def _store(gateway: Gateway, door: str, call: Call) -> Response:
    try:
        return _said(_TAKES[door](gateway, call))
    except Unreadable as fault:
        log.warning("unreadable call", gateway=gateway.name, door=door, why=str(fault))
        with here().unit() as unit:
            intake.keep_unreadable(unit, gateway.name, door, _raw(call))
        if door == USSD and isinstance(gateway, Dialled):
            return _said(replace(gateway.render(dialogue.sorry(here().tools)), status=400))
        abort(400)


def _take_text(gateway: Gateway, call: Call) -> Acknowledgement:
    text = gateway.read_text(call)
    with here().unit() as unit:
        intake.accept_text(unit, text, _raw(call))
    return gateway.acknowledge(TEXT)


def _take_receipt(gateway: Gateway, call: Call) -> Acknowledgement:
    reading = gateway.read_receipt(call)
    with here().unit() as unit:
        delivery.accept_receipt(unit, reading)
    return gateway.acknowledge(RECEIPT)


def _take_press(gateway: Gateway, call: Call) -> Acknowledgement:
    """Somebody waits on the line: whatever breaks, they get a screen that says so."""
    dialled = _dialled(gateway)
    press = dialled.read_keypress(call)
    try:
        with here().unit() as unit:
            screen = dialogue.accept_keypress(unit, here().tools, press)
    except Exception as fault:
        log.error("dialogue failed", gateway=gateway.name, fault=type(fault).__name__)
        screen = dialogue.sorry(here().tools)
    return dialled.render(screen)


def _take_end(gateway: Gateway, call: Call) -> Acknowledgement:
    end = _dialled(gateway).read_end(call)
    with here().unit() as unit:
        dialogue.accept_end(unit, here().tools, end)
    return gateway.acknowledge(USSD_END)


_TAKES = {TEXT: _take_text, RECEIPT: _take_receipt, USSD: _take_press, USSD_END: _take_end}


def _dialled(gateway: Gateway) -> Dialled:
    if not isinstance(gateway, Dialled):
        abort(404)
    return gateway


def _said(answer: Acknowledgement) -> Response:
    return Response(answer.body, answer.status, content_type=answer.content_type)


def _copy(token: str | None) -> Call:
    """Copy the request as it came; the address as the provider wrote it, before any decoding."""
    body = request.get_data(cache=True)
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.full_path
    return Call(
        method=request.method, url=str(raw), headers=dict(request.headers), body=body,
        form=inward.read_form(body), query=inward.read_form(request.query_string),
        peer=request.remote_addr, path_token=token,
    )  # fmt: skip


def _raw(call: Call) -> str:
    return call.body.decode("utf-8", "replace")
