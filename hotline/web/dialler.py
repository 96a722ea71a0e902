"""A simulated phone that dials: keys are typed and sent as on a real one, and trainers see what each screen costs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, render_template, request

from hotline.domain.paging import Limits, fill
from hotline.domain.segments import measure
from hotline.services import simulated_carrier, walk
from hotline.services.simulated_carrier import CODE, Handset, NotTaken
from hotline.web.guards import public
from hotline.web.i18n import gettext
from hotline.web.stage import LOOKS
from hotline.web.surroundings import here

pages = Blueprint("dialler", __name__, url_prefix="/simulator/dial")

LONGEST_INPUT = 160
_LONGEST_SESSION = 64
_KEYS = frozenset("0123456789*#")


@dataclass(frozen=True, slots=True)
class Counter:
    """How full a screen or what was typed is, and what makes it dear."""

    words: str
    costly: str


@pages.before_request
def _only_where_phones_are_simulated() -> None:
    if not here().settings.simulated:
        abort(404)


@pages.get("")
@public
def show_phone() -> str:
    """Show a phone with the code ready to be dialled."""
    return _page(_handset(), "", CODE)


@pages.post("")
@public
def press_key() -> str:
    """Type a key, send what was typed, or hang up; the session travels in the form, so nothing is ever sent twice."""
    handset, screen = _handset(), request.form.get("screen", "")
    keys, digit = request.form.get("keys", ""), request.form.get("digit", "")
    if len(keys) + len(digit) > LONGEST_INPUT:
        flash(gettext("C’est trop long pour un écran."), "wrong")
        return _page(handset, screen, keys[:LONGEST_INPUT])
    if digit in _KEYS:
        return _page(handset, screen, keys + digit)
    try:
        return _act(handset, request.form.get("act", "send"), keys, screen)
    except NotTaken:
        flash(gettext("La ligne ne répond pas. Réessayez."), "wrong")
        return _page(handset, "", keys)


def _act(handset: Handset, act: str, keys: str, screen: str) -> str:
    if act == "hang_up":
        if handset.session:
            handset.hang_up()
        handset.session, handset.typed = "", ""
        return _page(handset, "", CODE)
    if handset.session:
        return _page(handset, handset.press(keys), "", sent=keys)
    along = simulated_carrier.dialled_along(keys.strip())
    if along is None:
        flash(gettext("Ce code n’existe pas. Composez %(code)s.", code=CODE), "wrong")
        return _page(handset, screen, keys)
    handset.session, handset.typed = simulated_carrier.new_session(), along
    return _page(handset, handset.press(), "", sent=keys)


def _handset() -> Handset:
    """Return the phone and session that the form names."""
    app = here()
    wanted = request.values.get("phone", "")
    phone = walk.phone_of(wanted, every=here().settings.demo) or 1
    session = request.form.get("session", "")[:_LONGEST_SESSION]
    address, token = f"http://127.0.0.1:{app.settings.port}", app.gateways["simulator"].token or ""
    return Handset(address, token, walk.number(phone), session, request.form.get("typed", ""))


def _page(handset: Handset, screen: str, keys: str, sent: str = "") -> str:
    number, draft = int(handset.phone[-4:]), _draft(handset)
    if handset.ended:
        handset.session, handset.typed, keys = "", "", CODE
    return render_template(
        "simulator/dial.html", handset=handset, screen=screen, keys=keys, sent=sent, phone=number, draft=draft,
        phones=range(1, walk.PHONES + 1), look=LOOKS[(number - 1) % len(LOOKS)], longest=LONGEST_INPUT, code=CODE,
        limits=Limits(), shown=_count(screen) if screen else None, given=_count(keys or sent),
    )  # fmt: skip


def _count(text: str) -> Counter:
    return Counter(fill(text, Limits()), "".join(measure(text).costly[:6]))


def _draft(handset: Handset) -> str | None:
    """Return the name of the language on the screen if nobody has reviewed it yet."""
    if not handset.session:
        return None
    with here().unit() as unit:
        return simulated_carrier.draft_shown(unit, here().tools.languages, handset)
