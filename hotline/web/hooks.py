"""The doors of the gateways: copy the request, authenticate, read, store, and only then acknowledge."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import SQLAlchemyError

from hotline.gateways import inward
from hotline.gateways.base import RECEIPT, TEXT, Call, Forged, Gateway, NoSuchDoor, Unreadable
from hotline.services import delivery, intake
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
        if door == TEXT:
            text = gateway.read_text(call)
            with here().unit() as unit:
                intake.accept_text(unit, text, _raw(call))
        else:
            reading = gateway.read_receipt(call)
            with here().unit() as unit:
                delivery.accept_receipt(unit, reading)
    except Unreadable as fault:
        log.warning("unreadable call", gateway=gateway.name, door=door, why=str(fault))
        with here().unit() as unit:
            intake.keep_unreadable(unit, gateway.name, door, _raw(call))
        abort(400)
    said = gateway.acknowledge(door)
    return Response(said.body, said.status, content_type=said.content_type)


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
