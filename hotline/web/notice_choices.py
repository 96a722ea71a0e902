"""The page on which somebody chooses how they are told of their cases away from the pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.notices import ALERT, ASSIGNED, EMAIL, KINDS, MENTIONED, OFFERED, PUSH, QUIETS, SMS, WROTE, Choices
from hotline.domain.walls import COORDINATOR, LIAISON
from hotline.store import duty, notices, push
from hotline.web.guards import current_account, signed_in
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here

pages = Blueprint("notice_choices", __name__)

WAY_WORDS = {PUSH: later("Notification"), EMAIL: later("E-mail"), SMS: later("SMS")}
KIND_WORDS = {
    ASSIGNED: later("On me confie un dossier"),
    WROTE: later("Le citoyen écrit dans mon dossier"),
    OFFERED: later("On propose un dossier à mon bureau"),
    MENTIONED: later("Un collègue m’écrit une note"),
    ALERT: later("Une échéance approche ou est passée"),
}
QUIET_WORDS = {
    "off_shift": later("Hors de mes heures de service"),
    "night": later("La nuit, de 21 h à 7 h"),
    "never": later("Me déranger à toute heure"),
}
# An offer tells no reference, and alerts go to a duty phone whatever is chosen here.
_NEVER_BY_TEXT = frozenset({OFFERED, ALERT})


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of notice on the page: its words, its ways in words, those chosen; `by_text`: a text comes anyway."""

    kind: str
    words: str
    ways: tuple[tuple[str, str], ...]
    chosen: frozenset[str]
    by_text: bool = False


@pages.get("/notices")
@signed_in
def show_choices() -> Response:
    """Show how the account is told."""
    who, open_ways = current_account(), _open_ways()
    with here().unit() as unit:
        wish = notices.choices(unit.session, who.account_id)
        is_on = who.device_id is not None and push.is_on(unit.session, who.device_id)
    lines = [
        Line(kind, gettext(KIND_WORDS[kind]), _words(ways), wish.ways[kind],
             by_text=kind == ALERT and not ways and SMS in open_ways)
        for kind, ways in ((kind, _ways(kind, open_ways)) for kind in _kinds())
    ]  # fmt: skip
    quiets = [(name, gettext(QUIET_WORDS[name])) for name in QUIETS]
    page = render_template(
        "notices/choices.html", lines=lines, wish=wish, quiets=quiets, open_ways=open_ways, is_on=is_on,
        own_phone=who.device_id is not None, push_key=here().push_key,
    )  # fmt: skip
    return Response(page)


@pages.post("/notices")
@signed_in
def choose() -> AnyResponse:
    """Write down how the account wishes to be told; what the page did not ask stays as it was."""
    who, open_ways = current_account(), _open_ways()
    quiet = request.form.get("quiet", "")
    if quiet not in QUIETS:
        abort(400)
    with here().unit() as unit:
        before = notices.choices(unit.session, who.account_id)
        ways = dict(before.ways)
        for kind in _kinds():
            asked = frozenset(_ways(kind, open_ways))
            ways[kind] = (before.ways[kind] - asked) | (asked & set(request.form.getlist(kind)))
        digest = "digest" in request.form if EMAIL in open_ways else before.digest
        notices.choose(unit, who.account_id, Choices(ways, quiet, digest))
    flash(gettext("C’est noté."), "good")
    return redirect("/notices", 303)


def _kinds() -> tuple[str, ...]:
    """Return of what this account can be told: whoever answers nobody is told of alerts alone."""
    return KINDS if current_account().role in (LIAISON, COORDINATOR) else (ALERT,)


def _open_ways() -> frozenset[str]:
    """Return the ways that are set up here, and the text where the account has a duty phone."""
    with here().unit() as unit:
        number = duty.phone(unit.session, unit.vault, current_account().account_id)
    return frozenset(here().post) | ({SMS} if number else frozenset())


def _ways(kind: str, open_ways: Collection[str]) -> tuple[str, ...]:
    return tuple(way for way in WAY_WORDS if way in open_ways and not (way == SMS and kind in _NEVER_BY_TEXT))


def _words(ways: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((way, gettext(WAY_WORDS[way])) for way in ways)
