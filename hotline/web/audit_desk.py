"""The auditor's desk: the trail asked by case, account, kind of act and day, as pages and as one file; never a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.questions import ACTIONS, FIELDS, OTHER, BadQuestion, Question, read_question
from hotline.domain.walls import AUDITOR, Viewer
from hotline.reports.files import Line, Table, csv_lines
from hotline.services import witness
from hotline.store import casefile, trail, trail_names, trail_search
from hotline.store.models.casework import Event
from hotline.store.trail_search import Found
from hotline.web import audit_words, eventwords
from hotline.web.audit_details import Details
from hotline.web.audit_values import ACTIONS as ACTIONS_IN_WORDS
from hotline.web.guards import current_account, current_viewer, role
from hotline.web.i18n import gettext, later
from hotline.web.names import Names
from hotline.web.surroundings import here

pages = Blueprint("audit_desk", __name__)

ON_A_PAGE, IN_A_FILE = 50, 1_000
# Of a file: what the page shows, then the codes of the same, for machines.
COLUMNS = (
    later("Quand"), later("Dossier"), later("N°"), later("Quoi"), later("Qui"), later("Détails"),
    later("Code de l’acte"), later("Codes des détails"),
)  # fmt: skip
ERRORS = {
    "no_reference": later("Ce n’est pas un numéro de dossier."),
    "no_day": later("Écrivez une date possible."),
    "order": later("La fin doit venir après le début."),
    "long": later("Dix ans au plus."),
    "unknown": later("Choisissez dans la liste."),
}


@pages.get("/audit")
@role("administrator", "auditor")
def show_audit() -> AnyResponse:
    """Show what answers a question, or what the house did last; a case alone leads to its own page."""
    try:
        asked = read_question(request.args)
    except BadQuestion as bad:
        return _page(Question(), _faults(bad))
    if asked.is_for_one_case:
        return redirect(f"/audit/cases/{asked.case}", 303)
    _note(asked, "page")
    return _page(asked, {})


@pages.get("/audit.csv")
@role("administrator", "auditor")
def send_audit() -> Response:
    """Send all that answers a question as a file."""
    try:
        asked = read_question(request.args)
    except BadQuestion as bad:
        return _page(Question(), _faults(bad))
    _note(asked, "csv")
    headers = {"Content-Disposition": 'attachment; filename="trail.csv"'}
    columns = [gettext(words) for words in COLUMNS]
    lines = stream_with_context(csv_lines(Table(columns, _rows(current_viewer(), asked, columns), {})))
    return Response(lines, mimetype="text/csv", headers=headers)


def nameable(session: Session, viewer: Viewer) -> dict[UUID, str]:
    """Return the bodies that may be named to an auditor as accused: none whose wall would be before their own body."""
    if viewer.role != AUDITOR:
        return {}
    barred = here().tools.office.read(session).barred
    return {
        body: name for body, name in trail.body_names(session).items()
        if body in barred and viewer.body_id not in barred[body]
    }  # fmt: skip


def names_in(session: Session, story: Iterable[Event], bodies: Mapping[UUID, str]) -> Names:
    """Return what the accounts and desks of some events are called, and the bodies that may be named."""
    events = list(story)
    told = {UUID(event.data["account"]) for event in events if "account" in event.data}
    return Names(casefile.titles(session, eventwords.accounts_in(events) | told), casefile.desks(session), bodies)


def _faults(bad: BadQuestion) -> dict[str, str]:
    return {name: gettext(ERRORS[code]) for name, code in bad.errors.items()}


def _note(asked: Question, form: str) -> None:
    """Committed before anything is shown; the house's own newest events are the page itself, and no question."""
    if asked.is_open and form == "page":
        return
    with here().unit() as unit:
        witness.note_question(unit, current_account().actor, asked, form)


def _page(asked: Question, errors: Mapping[str, str]) -> Response:
    below, typed = request.args.get("before", ""), {name: request.args.get(name, "")[:40] for name in FIELDS}
    with here().unit() as unit:
        found = [] if errors else trail_search.page(unit.session, current_viewer(), asked, below, ON_A_PAGE + 1)
        lines = _told(unit.session, current_viewer(), found[:ON_A_PAGE])
        titles = trail.account_names(unit.session)
    kept = {name: words for name, words in typed.items() if words}
    older = f"/audit?{urlencode(kept | {'before': found[ON_A_PAGE - 1].position})}" if len(found) > ON_A_PAGE else None
    page = render_template(
        "audit/desk.html", lines=lines, asked=asked, typed=typed, errors=errors, older=older,
        newer=f"/audit?{urlencode(kept)}" if below else None, accounts=sorted(titles.items(), key=lambda one: one[1]),
        actions=[(code, gettext(ACTIONS_IN_WORDS[code])) for code in (*ACTIONS, OTHER)],
    )  # fmt: skip
    return Response(page, 422 if errors else 200)


def _rows(viewer: Viewer, asked: Question, columns: Sequence[str]) -> Iterator[Line]:
    """Yield the file's rows, a thousand at a time; what happens meanwhile is not in it."""
    below = ""
    while True:
        with here().unit() as unit:
            found = trail_search.page(unit.session, viewer, asked, below, IN_A_FILE)
            lines = _told(unit.session, viewer, found)
        for one, who, words, codes, details in lines:
            event = one.event
            cells = (event.at.isoformat(), one.reference, event.n, words, who, details, event.kind, codes)
            yield dict(zip(columns, cells, strict=True))
        if len(found) < IN_A_FILE:
            return
        below = found[-1].position


def _told(session: Session, viewer: Viewer, found: list[Found]) -> list[tuple[Found, str, str, str, str]]:
    """Return each event with who did it, in a sentence, and what the house's own hold besides: in codes, in words."""
    told = [one.event for one in found]
    names, called = names_in(session, told, nameable(session, viewer)), trail_names.called(session, told)
    details = Details(names, trail.body_names(session), called)
    return [(one, names.who(one.event.actor), *_words(one, names, details)) for one in found]


def _words(one: Found, names: Names, details: Details) -> tuple[str, str, str]:
    own: Any = one.event
    if one.reference is None:
        return audit_words.line(own), details.in_codes(own), details.in_words(own)
    return eventwords.line(own, names), "", ""
