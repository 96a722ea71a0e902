"""The reviewers' pages: every language, its words beside the French, and the form of whoever may write them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain import wordings
from hotline.domain.walls import ADMINISTRATOR
from hotline.domain.wordings import COMMAND, Place
from hotline.services import reviewing
from hotline.services.office_form import Form, Wrong
from hotline.services.reviewing import NotTheirs, Review, Written, may_review
from hotline.unit_of_work import UnitOfWork
from hotline.web import casewords, languagepage, languagewords
from hotline.web.guards import current_account, signed_in
from hotline.web.i18n import gettext
from hotline.web.languagepage import Sheet
from hotline.web.surroundings import here

pages = Blueprint("languages", __name__, url_prefix="/admin/languages")

LONGEST = 2_000
_LAST_VERSION = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reviewer sent and must not lose: the words, the version they saw, what is wrong, what was measured."""

    words: str
    over: int
    errors: dict[str, str]
    measured: bool = False


@pages.get("")
@signed_in
def show_languages() -> str:
    """Show every language, what it is to citizens, and how much of it is reviewed."""
    _let_in()
    with here().unit() as unit:
        sheets = [_sheet(unit, code) for code in here().tools.languages.shipped]
    return render_template("languages/languages.html", sheets=sheets, **_words())


@pages.get("/<code>")
@signed_in
def show_language(code: str) -> Response:
    """Show every word of a language beside its French, or what still wants a reviewer."""
    return _language(code, {})


@pages.post("/<code>/<any(on,off):way>")
@signed_in
def switch_language(code: str, way: str) -> AnyResponse:
    """Let a language go live, or take it back."""
    _let_in(code)
    try:
        with here().unit() as unit:
            reviewing.switch(_review(unit, code), live=way == "on")
    except NotTheirs:
        abort(404)
    except Wrong as wrong:
        return _language(code, languagewords.sentences(wrong))
    flash(gettext("En service.") if way == "on" else gettext("Hors service."), "good")
    return redirect(f"/admin/languages/{code}", 303)


@pages.get("/<code>/<kind>/<key>")
@signed_in
def show_wording(code: str, kind: str, key: str) -> Response:
    """Show one place: its French, its words, who wrote them, and the form of who may."""
    return _wording(code, (kind, key), None)


@pages.post("/<code>/<kind>/<key>")
@signed_in
def create_wording(code: str, kind: str, key: str) -> AnyResponse:
    """Keep words as a draft, or as reviewed; or only say how big they are."""
    place = (kind, key)
    _let_in(code, place)
    form, act = Form(request.form.to_dict(flat=False)), request.form.get("act", "draft")
    over, typed = form.whole("over", 0, _LAST_VERSION), form.text("words", longest=LONGEST, needed=kind != COMMAND)
    try:
        form.settle()
        if act == "measure":
            return _wording(code, place, Asked(typed, over, {}, measured=True))
        with here().unit() as unit:
            reviewing.write(_review(unit, code), place, Written(_read(kind, typed), over, act == "review"))
    except NotTheirs:
        abort(404)
    except Wrong as wrong:
        return _wording(code, place, Asked(form.raw("words"), over, languagewords.sentences(wrong)))
    flash(gettext("Relu et gardé.") if act == "review" else gettext("Brouillon gardé."), "good")
    return redirect(f"/admin/languages/{code}{_narrowed()}#{kind}-{key}", 303)


def _let_in(code: str | None = None, place: Place | None = None) -> None:
    """Let in who administers or is cleared, to what there is; the others find nothing."""
    who = current_account()
    known = code is None or code in here().tools.languages.shipped
    if not (who.role == ADMINISTRATOR or who.viewer.cleared) or not known:
        abort(404)
    if place is not None and place not in set(wordings.places()):
        abort(404)


def _sheet(unit: UnitOfWork, code: str) -> Sheet:
    return languagepage.sheet(unit, here().tools.languages, code)


def _review(unit: UnitOfWork, code: str) -> Review:
    tools = here().tools
    return Review(unit, current_account(), tools.languages, tools.office, code)


def _read(kind: str, typed: str) -> tuple[str, ...]:
    """Return the words in the box: each line of a command is one, once."""
    if kind != COMMAND:
        return (typed,)
    return tuple(dict.fromkeys(filter(None, (line.strip() for line in typed.split("\n")))))


def _language(code: str, errors: dict[str, str]) -> Response:
    _let_in(code)
    open_only = bool(_narrowed())
    with here().unit() as unit:
        sheet = _sheet(unit, code)
    groups = [(kind, sheet.lines(kind, open_only=open_only)) for kind in wordings.KEYS]
    page = render_template(
        "languages/language.html", sheet=sheet, groups=groups, open_only=open_only, errors=errors,
        mine=may_review(current_account(), code), **_words(),
    )  # fmt: skip
    return Response(page, 422 if errors else 200)


def _wording(code: str, place: Place, asked: Asked | None) -> Response:
    _let_in(code, place)
    with here().unit() as unit:
        sheet = _sheet(unit, code)
    line, versions = sheet.line(place), sheet.versions(place)
    given = asked or Asked(line.words, versions[0][0].version if versions else 0, {})
    size = languagepage.room_of(sheet.newest, place, [given.words] if given.words else [])
    page = render_template(
        "languages/wording.html", sheet=sheet, line=line, versions=versions, given=given, size=size,
        shipped=languagepage.as_typed(wordings.words_at(sheet.shipped, place)),
        mine=may_review(current_account(), code), narrowed=_narrowed(), **_words(),
    )  # fmt: skip
    return Response(page, 422 if given.errors else 200)


def _narrowed() -> str:
    """Return what keeps the list to what still wants a reviewer, if it was asked for."""
    return "?show=open" if request.args.get("show") == "open" else ""


def _words() -> dict[str, object]:
    return {
        "kinds": languagewords.KINDS, "states": languagewords.STATES, "standings": languagewords.STANDINGS,
        "tones": languagewords.TONES, "names": casewords.LANGUAGES,
    }  # fmt: skip
