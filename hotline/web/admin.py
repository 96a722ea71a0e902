"""The office pages: every sheet has a list and a form, and these few views show them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.services import office, trials
from hotline.services.office import Work
from hotline.services.office_form import Form, Wrong
from hotline.services.trials import Trial
from hotline.store import undelivered
from hotline.unit_of_work import UnitOfWork
from hotline.web.admin_bodies import BODIES, DESKS
from hotline.web.admin_duty import ROSTER
from hotline.web.admin_hours import CALENDARS, SEASONS
from hotline.web.admin_limits import LIMITS
from hotline.web.admin_lists import CATEGORIES, HOLIDAYS, NUMBERS, TEMPLATES
from hotline.web.admin_people import ACCOUNTS
from hotline.web.admin_places import PLACES
from hotline.web.admin_rules import RULES
from hotline.web.admin_sending import DIRECTIONS, QUIET
from hotline.web.admin_trial import in_words
from hotline.web.adminsheet import Field, Line, Pairs, Sheet, parts_of, sentences
from hotline.web.guards import current_account, current_viewer, role
from hotline.web.i18n import gettext
from hotline.web.phone_setup import PHONE
from hotline.web.surroundings import here

pages = Blueprint("admin", __name__)

SHEETS: Mapping[str, Sheet] = {
    sheet.slug: sheet
    for sheet in (
        BODIES, DESKS, ACCOUNTS, CATEGORIES, RULES, PLACES, HOLIDAYS, CALENDARS, SEASONS, LIMITS, ROSTER, NUMBERS,
        TEMPLATES, DIRECTIONS, QUIET,
    )
}  # fmt: skip
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of a list that one page shows."""

    lines: Sequence[Line]
    number: int
    pages: int
    count: int


@pages.get("/admin")
@role("administrator")
def show_office() -> str:
    """Show every sheet, and what the set-up still lacks."""
    with here().unit() as unit:
        alone = office.names(unit.session, office.unprotected(unit.session))
        lost = undelivered.count(unit.session, current_viewer())
    has_phone = PHONE in here().gateways
    return render_template("admin/office.html", sheets=SHEETS.values(), alone=alone, lost=lost, has_phone=has_phone)


@pages.get("/admin/<slug>")
@role("administrator")
def show_sheet(slug: str) -> str:
    """Show a list, narrowed by the words somebody looks for."""
    sheet, wanted = _sheet(slug), request.args.get("q", "").strip()[:60]
    with here().unit() as unit:
        lines = [line for line in sheet.lines(unit.session) if _holds(line, wanted)]
        aside = sheet.aside(unit.session)
    columns = [gettext(column) for column in sheet.columns]
    return render_template(
        "admin/sheet.html", sheet=sheet, columns=columns, part=_slice(lines), wanted=wanted, aside=aside
    )


@pages.get("/admin/<slug>/new")
@role("administrator")
def show_new(slug: str) -> Response:
    """Show the form of a new row."""
    sheet = _sheet(slug)
    if not sheet.new:
        abort(404)
    return _form(sheet, None, {})


@pages.post("/admin/<slug>/new")
@role("administrator")
def create_row(slug: str) -> AnyResponse:
    """Add a row."""
    sheet = _sheet(slug)
    if not sheet.new:
        abort(404)
    return _save(sheet, None)


@pages.get("/admin/<slug>/<key>")
@role("administrator")
def show_row(slug: str, key: str) -> Response:
    """Show the form of a row."""
    return _form(_sheet(slug), key, {})


@pages.post("/admin/<slug>/<key>")
@role("administrator")
def revise_row(slug: str, key: str) -> AnyResponse:
    """Change a row."""
    return _save(_sheet(slug), key)


@pages.post("/admin/<slug>/<key>/<name>")
@role("administrator")
def act_on_row(slug: str, key: str, name: str) -> AnyResponse:
    """Do what a button beside the form says."""
    sheet = _sheet(slug)
    action = sheet.action(name)
    if action is None:
        abort(404)
    try:
        with here().unit() as unit:
            _values(sheet, unit, key)
            token = action.run(_work(unit), key)
    except Wrong as wrong:
        return _form(sheet, key, sentences(wrong))
    return _done(sheet, token, gettext(action.done))


def _sheet(slug: str) -> Sheet:
    return SHEETS.get(slug) or abort(404)


def _work(unit: UnitOfWork) -> Work:
    app = here()
    return Work(unit, current_account().actor, app.tools.languages, app.taxonomy, tuple(app.gateways))


def _save(sheet: Sheet, key: str | None) -> AnyResponse:
    given = request.form.to_dict(flat=False)
    if sheet.preview and "rehearse" in given:
        return _preview(sheet, key, given)
    trial, token, caution = None, None, ""
    try:
        with here().unit() as unit:
            if key is not None:
                _values(sheet, unit, key)
            if sheet.trial and "rehearse" in given:
                trial = trials.try_rule(_work(unit), here().tools, key, Form(given))
            else:
                token = sheet.save(_work(unit), key, Form(given))
                caution = sheet.caution(unit.session, Form(given))
    except Wrong as wrong:
        return _form(sheet, key, sentences(wrong), given)
    if caution:
        flash(caution, "warn")
    return _form(sheet, key, {}, given, trial) if trial else _done(sheet, token, gettext("Enregistré."))


def _preview(sheet: Sheet, key: str | None, given: Mapping[str, list[str]]) -> AnyResponse:
    """Save, look, and undo: what is shown is what saving would do."""
    shown: Pairs = ()
    try:
        with here().unit() as unit:
            if key is not None:
                _values(sheet, unit, key)
            sheet.save(_work(unit), key, Form(given))
            unit.session.flush()
            shown = sheet.preview(unit.session, unit.now, key, Form(given)) if sheet.preview else ()
            unit.session.rollback()
    except Wrong as wrong:
        return _form(sheet, key, sentences(wrong), given)
    return _form(sheet, key, {}, given, shown)


def _done(sheet: Sheet, token: str | None, words: str) -> AnyResponse:
    """Go back to the list; a link is shown here, once, since nobody keeps its token."""
    if token is not None:
        link = f"{here().settings.address}/invitations/{token}"
        return Response(render_template("admin/link.html", sheet=sheet, link=link))
    flash(words, "good")
    return redirect(f"/admin/{sheet.slug}", 303)


def _form(
    sheet: Sheet,
    key: str | None,
    errors: Mapping[str, str],
    given: Mapping[str, list[str]] | None = None,
    shown: Trial | Pairs = (),
) -> Response:
    with here().unit() as unit:
        values = stored = _values(sheet, unit, key) if key else sheet.empty(unit.session)
        fields = sheet.asked(new=key is None)
        options = {field.name: list(field.options(unit.session)) for field in fields}
        versions = sheet.history(unit.session, key) if key else ()
    if given is not None:
        values = {**values, **{field.name: _kept(field.kind, given.get(field.name, [])) for field in fields}}
    page = render_template(
        "admin/form.html", sheet=sheet, key=key, groups=parts_of(fields), values=values, options=options,
        errors=errors, at=request.args.get("at", ""),
        summary=_summary(fields, errors), heading=_heading(sheet, key, stored), versions=versions,
        tried=_kept("area", (given or {}).get("trial", [])),
        trial=in_words(shown) if isinstance(shown, Trial) else None,
        preview=() if isinstance(shown, Trial) else shown,
    )  # fmt: skip
    return Response(page, 422 if errors else 200)


def _heading(sheet: Sheet, key: str | None, values: Mapping[str, Any]) -> str:
    """Return what the page of a row is called: its own name, or its key."""
    named = (values[name] for name in ("name", "title", "label", "label_fr", "code") if values.get(name))
    return gettext(sheet.new) if key is None else str(next(named, key))


def _summary(fields: Sequence[Field], errors: Mapping[str, str]) -> dict[str, str]:
    """Return the faults with the labels of their fields, for the list on top of the form."""
    labels = {field.name: gettext(field.label) for field in fields}
    return {name: f"{labels[name]} : {why}" if name in labels else why for name, why in errors.items()}


def _values(sheet: Sheet, unit: UnitOfWork, key: str) -> Mapping[str, Any]:
    found = sheet.values(unit.session, key) if key.isprintable() else None
    return found or abort(404)


def _kept(kind: str, given: list[str]) -> Any:
    """Return what was given for a field, as its macro takes it."""
    if kind == "ticks":
        return given
    return given == ["1"] if kind == "tick" else next(iter(given), "")


def _holds(line: Line, wanted: str) -> bool:
    return wanted.casefold() in " ".join(line.cells).casefold()


def _slice(lines: Sequence[Line]) -> Slice:
    last = max(1, -(-len(lines) // ON_A_PAGE))
    asked = request.args.get("page", "1")
    number = min(int(asked), last) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    start = (max(number, 1) - 1) * ON_A_PAGE
    return Slice(lines[start : start + ON_A_PAGE], max(number, 1), last, len(lines))
