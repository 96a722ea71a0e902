"""The trail for those who audit: what the house did, one case's steps, and whether every chain holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.references import is_reference
from hotline.services import watching
from hotline.store import casefile, events, trail
from hotline.store.events import Broken
from hotline.store.models.casework import HOUSE, Event
from hotline.web import audit_words, casewords, eventwords
from hotline.web.eventwords import Names
from hotline.web.guards import current_viewer, role
from hotline.web.i18n import gettext, ngettext
from hotline.web.surroundings import here

pages = Blueprint("audit", __name__)

ON_A_PAGE = 50


@pages.get("/audit")
@role("administrator", "auditor")
def show_audit() -> Response:
    """Show what the house did last, the newest first."""
    return _house({})


@pages.get("/audit/cases")
@role("administrator", "auditor")
def find_case() -> AnyResponse:
    """Go to the trail of the case whose reference was typed, however it was grouped."""
    typed = "".join(request.args.get("reference", "").split())
    if not is_reference(typed):
        return _house({"reference": gettext("Ce n’est pas un numéro de dossier.")})
    return redirect(f"/audit/cases/{typed}", 303)


@pages.get("/audit/cases/<reference>")
@role("administrator", "auditor")
def show_trail(reference: str) -> str:
    """Show a case's times, states and owners, never a text; across a wall there is no such case."""
    viewer = current_viewer()
    with here().unit() as unit:
        watching.note_watching(unit, viewer, reference)
    with here().unit() as unit:
        case = casefile.watched_case(unit.session, viewer, reference) or abort(404)
        story = events.trail(unit.session, case.id)
        names = _names(unit.session, story)
    lines = [(event, eventwords.line(event, names)) for event in story]
    desk = names.desk(str(case.desk_id))
    return render_template(
        "audit/trail.html", case=case, lines=lines, names=names, desk=desk, statuses=casewords.STATUSES
    )


@pages.post("/audit/verification")
@role("administrator", "auditor")
def verify() -> str:
    """Walk every chain the viewer may audit, and say what was found."""
    viewer = current_viewer()
    with here().unit() as unit:
        found = trail.verify(unit.session, viewer)
        broken = isinstance(found, Broken) and found.chain != HOUSE
        reference = trail.reference_of(unit.session, viewer, found.chain) if broken else None  # type: ignore[union-attr]
    return render_template("audit/verification.html", words=_verdict(found, reference), holds=isinstance(found, int))


def _house(errors: Mapping[str, str]) -> Response:
    asked = request.args.get("before", "")
    below = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    with here().unit() as unit:
        found = trail.house(unit.session, below, ON_A_PAGE + 1)
        shown = found[:ON_A_PAGE]
        names = _names(unit.session, shown)
        codes = audit_words.Codes(names, trail.body_names(unit.session))
    lines = [(event, names.who(event.actor), audit_words.line(event), codes.told(event)) for event in shown]
    older = f"/audit?before={shown[-1].n}" if len(found) > ON_A_PAGE else None
    page = render_template(
        "audit/house.html", lines=lines, newer="/audit" if below else None, older=older, errors=errors,
        typed=request.args.get("reference", "")[:20],
    )  # fmt: skip
    return Response(page, 422 if errors else 200)


def _names(session: Session, story: Sequence[Event]) -> Names:
    told = {UUID(value) for event in story for value in _accounts(event.data)}
    return Names(casefile.titles(session, eventwords.accounts_in(story) | told), casefile.desks(session))


def _accounts(data: Mapping[str, Any]) -> list[str]:
    return [data["account"]] if "account" in data else []


def _verdict(found: Broken | int, reference: str | None) -> str:
    if isinstance(found, int):
        return ngettext("%(num)s événement, tout tient.", "%(num)s événements, tout tient.", found)
    return audit_words.broken(found, reference)
