"""Pages to print: a case with its words blacked out unless a reason is given, and a list without any words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from hotline.services import printing
from hotline.services.casework import Mistake, NotFound
from hotline.services.printing import Wanted
from hotline.store import inbox, scope
from hotline.store.inbox import Page
from hotline.web import casepage, rows, whereabouts
from hotline.web.acting import officer, typed
from hotline.web.casewords import MISTAKES, word
from hotline.web.guards import current_account, current_viewer
from hotline.web.queuewords import QUEUE_WORDS
from hotline.web.sent import Sent
from hotline.web.surroundings import here, now
from hotline.web.timeline import Entry, Memo, Said, Steps

pages = Blueprint("printing", __name__)

MOST_PAGES = 10


@pages.get("/cases/<reference>/print")
@officer
def choose(reference: str) -> Response:
    """Ask how much of the case goes on paper."""
    return _choice(reference)


@pages.post("/cases/<reference>/print")
@officer
def print_case(reference: str) -> Response:
    """Show a numbered copy of the case, noted before it is shown."""
    viewer, wanted = current_viewer(), Wanted(request.form.get("words") == "whole", typed())
    try:
        with here().unit() as unit:
            _, number = printing.print_case(unit, viewer, reference, wanted)
    except NotFound:
        abort(404)
    except Mistake as mistake:
        return _choice(reference, word(MISTAKES, mistake.code), wanted.reason)
    with here().unit() as unit:
        case = scope.case_for(unit.session, viewer, reference)
        if case is None:
            abort(404)
        gathered = casepage.on_paper(unit, viewer, case)
        entries = gathered["entries"] if wanted.whole else [_blacked(one) for one in gathered["entries"]]
        return _paper("print/case.html", number, **{**gathered, "entries": entries, "whole": wanted.whole})


@pages.post("/inbox/print")
@officer
def print_list() -> Response:
    """Show a numbered copy of a list: no words, and no case that may not go on paper."""
    viewer = current_viewer()
    where = whereabouts.read(request.form, viewer)
    with here().unit() as unit:
        number = printing.print_list(unit, viewer, where.queue)
    with here().unit() as unit:
        found, whole = [], False
        page: Page | None = None
        for _ in range(MOST_PAGES):
            position = page.older if page else None
            page = inbox.page(unit.session, viewer, whereabouts.queue_of(where), unit.now, position)
            found += [row for row in page.rows if printing.may_leave_the_house(row[0])]
            if page.older is None:
                whole = True
                break
        office = here().tools.office.read(unit.session)
        lines = [replace(rows.line(row, viewer, office, unit.vault), words="") for row in found]
    return _paper("print/list.html", number, lines=lines, words=QUEUE_WORDS[where.queue], whole=whole)


def _choice(reference: str, mistake: str = "", reason: str = "") -> Response:
    with here().unit() as unit:
        case = scope.case_for(unit.session, current_viewer(), reference)
        if case is None:
            abort(404)
        allowed = printing.may_leave_the_house(case)
        page = render_template(
            "print/choice.html", case=case, allowed=allowed, mistake=mistake, reason=reason,
            longest=printing.LONGEST_REASON,
        )  # fmt: skip
    return Response(page, 422 if mistake else 200)


def _paper(template: str, number: int, **more: Any) -> Response:
    return Response(render_template(template, number=number, who=current_account(), at=now(), **more))


def _blacked(entry: Entry) -> Entry:
    """Return an entry with a bar in place of whatever somebody wrote; how long it was stays to be seen."""
    if isinstance(entry, Said | Sent | Memo):
        return replace(entry, text=_bar(entry.text))
    return Steps([replace(step, because=[], text="") for step in entry.steps])


def _bar(text: str) -> str:
    return "█" * min(len(text), 60)
