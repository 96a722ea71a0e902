"""The trail for those who audit: one case's steps and who saw it, and whether every chain holds."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from hotline.services import watching
from hotline.store import casefile, events, trail, trail_search
from hotline.store.events import Broken
from hotline.store.models.casework import HOUSE
from hotline.web import audit_desk, audit_words, casewords, eventwords
from hotline.web.guards import current_viewer, role
from hotline.web.i18n import gettext, ngettext
from hotline.web.surroundings import here

pages = Blueprint("audit", __name__)


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
        readers = trail_search.readers(unit.session, case.id)
        names = audit_desk.names_in(unit.session, story, audit_desk.nameable(unit.session, viewer))
    lines = [(event, eventwords.line(event, names)) for event in story]
    desk = names.desk(str(case.desk_id))
    return render_template(
        "audit/trail.html", case=case, lines=lines, names=names, desk=desk, readers=readers,
        statuses=casewords.STATUSES, reads={what: gettext(words) for what, words in audit_words.READS.items()},
    )  # fmt: skip


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


def _verdict(found: Broken | int, reference: str | None) -> str:
    if isinstance(found, int):
        return ngettext("%(num)s événement, tout tient.", "%(num)s événements, tout tient.", found)
    return audit_words.broken(found, reference)
