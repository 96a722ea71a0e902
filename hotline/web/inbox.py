"""The lists: queues with counts, and pages of cases by time left. Administrators and auditors see no texts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.walls import COORDINATOR, LIAISON, Viewer
from hotline.services.printing import may_leave_the_house
from hotline.store import drafts, handovers, inbox, referrals
from hotline.store.inbox import Page, Position
from hotline.store.queues import WATCHERS
from hotline.unit_of_work import UnitOfWork
from hotline.web import alertstrip, live, offline, rows, whereabouts
from hotline.web.casewords import STATUSES
from hotline.web.frame import rail
from hotline.web.guards import current_viewer, role, signed_in
from hotline.web.i18n import gettext
from hotline.web.rows import Line
from hotline.web.sections import section_counts
from hotline.web.surroundings import here
from hotline.web.whereabouts import Where

pages = Blueprint("inbox", __name__)

# So many cases that colleagues are answering just now are passed by.
MOST_PASSED = 10
# So many untaken dangers are counted; whoever has more needs no exact number.


@pages.get("/inbox")
@signed_in
def show_inbox() -> Response:
    """Show one queue, a page at a time; on a phone, without a queue, the three piles."""
    viewer = current_viewer()
    where = whereabouts.read(request.args, viewer)
    with here().unit() as unit:
        if viewer.role in WATCHERS:
            return _watched(unit, viewer, where)
        return _listed(unit, viewer, where)


@pages.get("/inbox/next")
@role(LIAISON, COORDINATOR)
def go_next() -> AnyResponse:
    """Go to the case, or an inspection to the sheet, to answer next; after a given case, to the one that follows."""
    viewer = current_viewer()
    position = inbox.read_position(request.args.get("after", ""), before=False)
    with here().unit() as unit:
        case = inbox.next_to_answer(unit.session, viewer, position)
        for _ in range(MOST_PASSED):
            if case is None or not live.is_being_answered(unit, case.id):
                break
            case = inbox.next_to_answer(unit.session, viewer, Position(case.due_at, case.id))
        offer = handovers.presses_before(unit.session, viewer, case.due_at if case is not None else None)
        sheet = referrals.most_pressing(unit.session, viewer) if case is None and position is None else None
    if offer:
        flash(gettext("Un bureau vous propose un dossier qui presse plus."), "warn")
        return redirect("/transfers", 303)
    if case is not None:
        return redirect(f"/cases/{case.reference}", 303)
    if sheet is not None:
        return redirect(f"/referrals/{sheet}", 303)
    flash(gettext("Plus personne n’attend après ce dossier.") if position else gettext("Personne n’attend de réponse."))
    return redirect("/inbox", 303)


def _listed(unit: UnitOfWork, viewer: Viewer, where: Where) -> Response:
    page = inbox.page(unit.session, viewer, whereabouts.queue_of(where), unit.now, where.position)
    there = live.colleagues(unit, [row[0].id for row in page.rows])
    begun = drafts.begun(unit.session, [row[0].id for row in page.rows], viewer.account_id)
    listed = [row[0].id for row in page.rows]
    # The router looks for what came back to it, the desks for what they have offered.
    refused = handovers.refused(unit.session, listed if viewer.role == COORDINATOR else [])
    offered = handovers.offered(unit.session, listed if viewer.role != COORDINATOR else [])
    band = alertstrip.band(unit, viewer)
    around, office = rail(unit, viewer, where.queue), here().tools.office.read(unit.session)
    mark = live.mark(where.query, around["counts"], section_counts(), band and (band[0].reference, *band[1:]),
                     [_state(row) for row in page.rows],
                     sorted(there.items()), sorted(begun))  # fmt: skip
    if live.knows(mark):
        return live.unchanged(mark)
    lines: list[Line] = [rows.line(row, viewer, office, unit.vault) for row in page.rows]
    shown = _page("inbox/list.html", where, page, lines=lines, there=there, begun=begun, mark=mark,
                  refused=refused, offered=offered,
                  is_home="queue" not in request.args,
                  can_print=any(may_leave_the_house(line.case) for line in lines),
                  band=band, is_elsewhere=band is not None and band[0].id not in listed,
                  **around)  # fmt: skip
    kept = offline.keep(Response(shown), allowed=all(may_leave_the_house(line.case) for line in lines))
    return live.marked(kept, mark)


def _watched(unit: UnitOfWork, viewer: Viewer, where: Where) -> Response:
    page = inbox.watched(unit.session, viewer, whereabouts.queue_of(where), unit.now, where.position)
    return Response(_page("inbox/watched.html", where, page, **rail(unit, viewer, where.queue)))


def _page(template: str, where: Where, page: Page, **more: Any) -> str:
    return render_template(
        template, queue=where.queue, where=where, page=page, statuses=STATUSES,
        words=next(words for name, words, _ in more["queues"] if name == where.queue), **more,
    )  # fmt: skip


def _state(row: Any) -> tuple[object, ...]:
    """Return what can change about a row by itself or by somebody's hand."""
    case = row[0]
    return (
        case.reference, case.version, case.last_message_id, case.owner_id, case.category, case.urgency, case.place_id,
        case.due_at, case.waiting_since, case.delivery_failed, *row[3:],
    )  # fmt: skip
