"""How the phone on the desk is put into service: our address as words and as a code, and what to set on it."""

from __future__ import annotations

from io import BytesIO

import segno
from flask import Blueprint, Response, abort, render_template

from hotline.gateways.base import TEXT, hook_path
from hotline.services import pulse
from hotline.store import gateway_states
from hotline.web.guards import current_account, role
from hotline.web.surroundings import here

pages = Blueprint("phone_setup", __name__)

PHONE = "android"
EVENTS = ("sms:received", "sms:sent", "sms:delivered", "sms:failed", "system:ping")


@pages.get("/admin/gateways/android/setup")
@role("administrator")
def show_setup() -> str:
    """Show how to set the phone up; the key that signs its calls is in no page."""
    address = _address()
    with here().unit() as unit:
        state = gateway_states.of(unit.session, PHONE)
        pulse.note_setup_shown(unit, PHONE, current_account().actor)
    heard = state.heartbeat_at if state else None
    return render_template("admin/phone.html", address=address, events=EVENTS, heard=heard)


@pages.get("/admin/gateways/android/setup.svg")
@role("administrator")
def show_code() -> Response:
    """Show our address as a code that a phone's camera reads."""
    drawn = BytesIO()
    segno.make(_address(), error="m", micro=False).save(drawn, kind="svg", scale=6, light="#fff")
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


def _address() -> str:
    gateway = here().gateways.get(PHONE) or abort(404)
    return here().settings.address + hook_path(gateway, TEXT)
