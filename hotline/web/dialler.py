"""A simulated phone that dials: its screen, its keys, and what each screen costs on the air."""

from __future__ import annotations

from flask import Blueprint, abort, flash, render_template, request

from hotline.domain.paging import Limits, septets
from hotline.domain.segments import measure
from hotline.services import simulated_carrier, walk
from hotline.services.simulated_carrier import Handset, NotTaken
from hotline.web.guards import public
from hotline.web.i18n import gettext
from hotline.web.stage import LOOKS
from hotline.web.surroundings import here

pages = Blueprint("dialler", __name__, url_prefix="/simulator/dial")

LONGEST_INPUT = 160
_LONGEST_SESSION = 64


@pages.before_request
def _only_where_phones_are_simulated() -> None:
    if not here().settings.simulated:
        abort(404)


@pages.get("")
@public
def show_phone() -> str:
    """Show a phone that has not dialled yet."""
    return _page(_handset(), "")


@pages.post("")
@public
def press_key() -> str:
    """Dial, press keys or hang up; the session travels in the form, so sending it again repeats the screen."""
    handset, keys = _handset(), request.form.get("digit") or request.form.get("keys", "")
    if len(keys) > LONGEST_INPUT:
        flash(gettext("C’est trop long pour un écran."), "wrong")
        return _page(handset, request.form.get("screen", ""))
    try:
        return _page(handset, _act(handset, request.form.get("act", "press"), keys))
    except NotTaken:
        flash(gettext("La ligne ne répond pas. Réessayez."), "wrong")
        return _page(handset, "")


def _act(handset: Handset, act: str, keys: str) -> str:
    if act == "hang_up":
        if handset.session:
            handset.hang_up()
        handset.session, handset.typed = "", ""
        return ""
    # The key Enter presses a form's first button, which is the green one: with keys typed it sends them.
    if handset.session and (act == "press" or keys):
        return handset.press(keys)
    handset.session, handset.typed = simulated_carrier.new_session(), keys
    return handset.press()


def _handset() -> Handset:
    """Return the phone and session that the form names."""
    app = here()
    wanted = request.values.get("phone", "")
    phone = int(wanted) if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= walk.PHONES else 1
    session = request.form.get("session", "")[:_LONGEST_SESSION]
    address, token = f"http://127.0.0.1:{app.settings.port}", app.gateways["simulator"].token or ""
    return Handset(address, token, walk.number(phone), session, request.form.get("typed", ""))


def _page(handset: Handset, screen: str) -> str:
    number = int(handset.phone[-2:])
    size = measure(screen)
    return render_template(
        "simulator/dial.html", handset=handset, screen=screen, phone=number, phones=range(1, walk.PHONES + 1),
        look=LOOKS[(number - 1) % len(LOOKS)], cost=septets(screen), room=Limits().hard, encoding=size.encoding,
        longest=LONGEST_INPUT, code=simulated_carrier.CODE,
    )  # fmt: skip
