"""The doors of the gateways: copy the request, authenticate, read, store, and only then acknowledge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NoReturn, TypeVar

import structlog
from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import SQLAlchemyError

from hotline.gateways import inward
from hotline.gateways.base import (
    HEARTBEAT,
    RECEIPT,
    TEXT,
    USSD,
    USSD_END,
    USSD_STATUS,
    Acknowledgement,
    Beating,
    Call,
    Dialled,
    Gateway,
    Questioned,
    Sorting,
)
from hotline.gateways.failures import Forged, NoSuchDoor, Stale, Unreadable
from hotline.services import dialogue, intake, pulse, settling
from hotline.web.guards import machine
from hotline.web.surroundings import here

log = structlog.get_logger()
pages = Blueprint("hooks", __name__, url_prefix="/hooks")
Told = TypeVar("Told")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
CALLED = ("GET", "POST", "PUT")


@pages.route("/<name>/text", methods=CALLED)
@pages.route("/<name>/<token>/text", methods=CALLED)
@machine
def receive_text(name: str, token: str | None = None) -> Response:
    """Store a citizen's text; nothing is acknowledged that is not stored."""
    return _receive(name, token, TEXT)


@pages.route("/<name>/receipt", methods=CALLED)
@pages.route("/<name>/<token>/receipt", methods=CALLED)
@machine
def receive_receipt(name: str, token: str | None = None) -> Response:
    """Store what became of a text of ours."""
    return _receive(name, token, RECEIPT)


@pages.route("/<name>/ussd", methods=CALLED)
@pages.route("/<name>/<token>/ussd", methods=CALLED)
@pages.route("/<name>/<token>/ussd/<path:rest>", methods=CALLED)
@machine
def receive_ussd(name: str, token: str | None = None, rest: str = "") -> Response:
    """Take a key pressed in a dialogue and answer with the screen that follows."""
    return _receive(name, token, USSD, rest)


@pages.route("/<name>/ussd-end", methods=CALLED)
@pages.route("/<name>/<token>/ussd-end", methods=CALLED)
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


def _receive(name: str, token: str | None, door: str, rest: str = "") -> Response:
    gateway = here().gateways.get(name)
    if gateway is None or request.method not in gateway.doors.get(door, ()):
        abort(404)
    if rest and not isinstance(gateway, Sorting):
        abort(404)
    call = _copy(token, rest)
    try:
        return _let_in(gateway, door, call)
    except SQLAlchemyError as fault:
        log.error("not stored", gateway=name, door=door, fault=type(fault).__name__)
        abort(503)


def _let_in(gateway: Gateway, door: str, call: Call) -> Response:
    try:
        gateway.authenticate(call)
        return _store(gateway, door, call)
    except Forged as forged:
        _refuse(gateway, door, call, forged)


def _refuse(gateway: Gateway, door: str, call: Call, forged: Forged) -> NoReturn:
    """Turn a call away; one the provider did sign, whenever that was, is kept in case it was no replay."""
    log.warning("forged call", gateway=gateway.name, door=door, why=str(forged))
    if isinstance(forged, Stale):
        _keep(gateway, door, call)
    abort(404 if isinstance(forged, NoSuchDoor) else 403)


def _store(gateway: Gateway, door: str, call: Call) -> Response:
    try:
        meant = _read(partial(gateway.door_of, door), call) if isinstance(gateway, Sorting) else door
        return _said(_TAKES[meant](gateway, call))
    except Unreadable as fault:
        log.warning("unreadable call", gateway=gateway.name, door=door, why=str(fault))
        _keep(gateway, door, call)
        if door == USSD and isinstance(gateway, Dialled):
            return _said(replace(gateway.render(dialogue.sorry(here().tools)), status=400))
        abort(400)


def _take_text(gateway: Gateway, call: Call) -> Acknowledgement:
    text = _read(gateway.read_text, call)
    with here().unit() as unit:
        intake.accept_text(unit, text, call)
    return gateway.acknowledge(TEXT)


def _take_receipt(gateway: Gateway, call: Call) -> Acknowledgement:
    reading = _read(gateway.read_receipt, call)
    with here().unit() as unit:
        settling.accept_receipt(unit, reading)
    return gateway.acknowledge(RECEIPT)


def _take_press(gateway: Gateway, call: Call) -> Acknowledgement:
    """Somebody waits on the line: whatever breaks, they get a screen that says so."""
    dialled = _dialled(gateway)
    press = _read(dialled.read_keypress, call)
    try:
        with here().unit() as unit:
            screen = dialogue.accept_keypress(unit, here().tools, press)
    except Exception as fault:
        log.error("dialogue failed", gateway=gateway.name, fault=type(fault).__name__)
        screen = dialogue.sorry(here().tools)
    return dialled.render(screen)


def _take_end(gateway: Gateway, call: Call) -> Acknowledgement:
    end = _read(_dialled(gateway).read_end, call)
    with here().unit() as unit:
        dialogue.accept_end(unit, here().tools, end)
    return gateway.acknowledge(USSD_END)


def _take_status(gateway: Gateway, call: Call) -> Acknowledgement:
    if not isinstance(gateway, Questioned):
        abort(404)
    session = _read(gateway.read_session, call)
    with here().unit() as unit:
        active = dialogue.is_open(unit, gateway.name, session)
    return gateway.render_status(active)


def _take_heartbeat(gateway: Gateway, call: Call) -> Acknowledgement:
    if not isinstance(gateway, Beating):
        abort(404)
    heartbeat = _read(gateway.read_heartbeat, call)
    with here().unit() as unit:
        pulse.accept_heartbeat(unit, heartbeat)
    return gateway.acknowledge(HEARTBEAT)


_TAKES = {
    TEXT: _take_text, RECEIPT: _take_receipt, HEARTBEAT: _take_heartbeat,
    USSD: _take_press, USSD_END: _take_end, USSD_STATUS: _take_status,
}  # fmt: skip


def _keep(gateway: Gateway, door: str, call: Call) -> None:
    with here().unit() as unit:
        intake.keep_unreadable(unit, gateway.name, door, call)


def _read(reader: Callable[[Call], Told], call: Call) -> Told:
    """Read a call; a reader that breaks on one loses nothing, for the call is kept like any that cannot be read."""
    try:
        return reader(call)
    except (Forged, Unreadable):
        raise
    except Exception as fault:
        log.error("reader broke", fault=type(fault).__name__)
        raise Unreadable("the reader broke") from None


def _dialled(gateway: Gateway) -> Dialled:
    if not isinstance(gateway, Dialled):
        abort(404)
    return gateway


def _said(answer: Acknowledgement) -> Response:
    return Response(answer.body, answer.status, content_type=answer.content_type)


def _copy(token: str | None, rest: str) -> Call:
    """Copy the request as it came; the address as the provider wrote it, before any decoding."""
    body = request.get_data(cache=True)
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.full_path
    return Call(
        method=request.method, url=str(raw), headers=dict(request.headers), body=body,
        form=inward.read_form(body), query=inward.read_form(request.query_string),
        peer=request.remote_addr, path_token=token, rest=rest, received_at=here().clock.now(),
    )  # fmt: skip
