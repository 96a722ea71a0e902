"""Several cases at once: ticked in a list, shown again with what would happen, done, and undone for ten minutes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.work import outlasts
from hotline.services import bulk
from hotline.services.bulk import SNOOZE, UNDO_FOR, Line, Wish
from hotline.services.casework import Mistake, NotFound
from hotline.store import bulks
from hotline.unit_of_work import UnitOfWork
from hotline.web import rows, ticked
from hotline.web.acting import officer
from hotline.web.bulkwords import ACTION_WORDS, value_words
from hotline.web.casewords import MISTAKES, word
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext, ngettext
from hotline.web.surroundings import here, now
from hotline.web.times import BAMAKO
from hotline.web.work import MORNING

pages = Blueprint("bulk", __name__, url_prefix="/find/bulk")


@pages.post("")
@officer
def show_preview() -> AnyResponse:
    """Show what would be done to the ticked cases, and to which not."""
    wish = _wish()
    try:
        with here().unit() as unit:
            lines = bulk.preview(unit, current_viewer(), wish)
            shown = _shown(unit, lines)
    except Mistake as mistake:
        return ticked.back_to_list(word(MISTAKES, mistake.code))
    page = render_template(
        "work/bulk.html", wish=wish, lines=list(zip(lines, shown, strict=True)), value=value_words(wish),
        action=gettext(ACTION_WORDS[wish.action]), reason=lambda code: word(MISTAKES, code),
        ready=sum(not line.hindrance for line in lines), late=_late(wish, lines),
        back=ticked.address([line.case.reference for line in lines]),
    )  # fmt: skip
    return Response(page)


@pages.post("/done")
@officer
def carry_out() -> AnyResponse:
    """Do it."""
    wish = _wish()
    try:
        with here().unit() as unit:
            row = bulk.carry_out(unit, current_viewer(), wish)
    except Mistake as mistake:
        return ticked.back_to_list(word(MISTAKES, mistake.code))
    return _done(row.id)


@pages.get("/<uuid:bulk_id>")
@officer
def show_done(bulk_id: UUID) -> str:
    """Show what was done, with the way back while it is open."""
    with here().unit() as unit:
        row = bulks.get(unit.session, bulk_id)
        if row is None or row.account_id != current_viewer().account_id:
            abort(404)
        open_until = row.done_at + UNDO_FOR
        return render_template(
            "work/bulk_done.html", row=row, back=ticked.came_from(request.args),
            count=len(row.before), action=gettext(ACTION_WORDS[row.action]),
            until=open_until if row.undone_at is None and unit.now <= open_until else None,
        )  # fmt: skip


@pages.post("/<uuid:bulk_id>/end")
@officer
def undo(bulk_id: UUID) -> AnyResponse:
    """Take it back."""
    try:
        with here().unit() as unit:
            count = bulk.undo(unit, current_viewer(), bulk_id)
    except NotFound:
        abort(404)
    except Mistake as mistake:
        flash(word(MISTAKES, mistake.code), "wrong")
    else:
        flash(ngettext("%(num)s dossier est comme avant.", "%(num)s dossiers sont comme avant.", count), "good")
    return _done(bulk_id)


def _done(bulk_id: UUID) -> AnyResponse:
    """Lead to what was done, which leads back to where it was ticked."""
    back = ticked.came_from(request.form)
    return redirect(f"/find/bulk/{bulk_id}" + (f"?{urlencode({ticked.BACK: back})}" if back != "/find" else ""), 303)


def _shown(unit: UnitOfWork, lines: list[Line]) -> list[rows.Line]:
    """Return each case as the lists show it: nobody decides on bare numbers."""
    office, found = here().tools.office.read(unit.session), bulks.rows(unit.session, [line.case for line in lines])
    return [rows.line(found[line.case.id], current_viewer(), office, unit.vault) for line in lines]


def _late(wish: Wish, lines: list[Line]) -> frozenset[str]:
    """Return the grave cases that fall due while they are put aside."""
    if wish.action != SNOOZE:
        return frozenset()
    until = datetime.fromisoformat(wish.value)
    cases = [line.case for line in lines if not line.hindrance]
    return frozenset(one.reference for one in cases if outlasts(until, one.due_at, one.sensitivity, one.urgency))


def _wish() -> Wish:
    action = request.form.get("action", "")
    value = request.form.get("value") or request.form.get(f"value-{action}", "")
    if action == SNOOZE and "T" not in value:
        value = _morning(value or (now().astimezone(BAMAKO) + timedelta(days=1)).date().isoformat())
    return Wish(action, value, bulk.references(request.form.getlist("case")))


def _morning(written: str) -> str:
    try:
        return datetime.combine(date.fromisoformat(written), MORNING, BAMAKO).isoformat()
    except ValueError:
        return ""
