"""The page of one case: gathered in one transaction within the scope, and shown again when an action did not pass."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, render_template, request

from hotline.domain.filling import fill
from hotline.domain.references import show_reference
from hotline.domain.walls import Viewer
from hotline.services import printing, watching
from hotline.store import casefile, contacts, drafts, events, handovers, scope
from hotline.store.inbox import Position
from hotline.store.models.casework import Case, Draft
from hotline.unit_of_work import UnitOfWork
from hotline.web import (
    alertstrip,
    casestory,
    casewords,
    eventwords,
    lapsed,
    live,
    offline,
    warning,
    whereabouts,
    workpage,
)
from hotline.web.casefacts import facts, offers, owner
from hotline.web.composer import compose
from hotline.web.frame import next_path, rail
from hotline.web.guards import current_viewer
from hotline.web.kept import Kept
from hotline.web.queuewords import QUEUE_WORDS
from hotline.web.surroundings import here
from hotline.web.timeline import tell
from hotline.web.times import due_state
from hotline.web.workwords import OFFER_WORDS


def show(reference: str, kept: Kept | None = None, code: int = 200) -> Response:
    """Return a case's page with its texts; absent and forbidden are the same 404, as `left` says it."""
    viewer = current_viewer()
    if request.if_none_match and (mark := _known_mark(viewer, reference)):
        return live.unchanged(mark)
    with here().unit() as unit:
        watching.note_reading(unit, viewer, reference)
    with here().unit() as unit:
        case = scope.case_for(unit.session, viewer, reference)
        if case is None:
            return left(unit, viewer, reference)
        live.note_presence(unit, case.id)
        there = live.colleagues(unit, [case.id]).get(case.id)
        mark = _mark(unit, case, there)
        gathered = _gathered(unit, viewer, case, kept or Kept())
        page = render_template("cases/case.html", mark=mark, colleague=there, **gathered)
        answer = offline.keep(Response(page, code), allowed=code == 200 and printing.may_leave_the_house(case))
        return live.marked(answer, mark)


def with_template(reference: str, text: str, wanted: str) -> str:
    """Return what was typed with the ready answer that was picked behind it; without one, what was typed."""
    with here().unit() as unit:
        case = scope.case_for(unit.session, current_viewer(), reference) if wanted else None
        ready = casefile.templates(unit.session, case.language) if case else []
        chosen = next((fill(one.text, _known(unit, case)) for one in ready if case and str(one.id) == wanted), "")
    return f"{text.rstrip()} {chosen}".strip() if chosen else text


def left(unit: UnitOfWork, viewer: Viewer, reference: str, typed: str = "") -> Response:
    """Return the 404 of a case that is not for the viewer; of one its desk just handed over, where it is.

    What was typed for it is shown once more, for whoever typed it.
    """
    offer = handovers.departed(unit.session, viewer, unit.now, reference)
    if offer is None or offer.answer is None:
        abort(404)
    desk = here().tools.office.read(unit.session).desk_names[offer.desk_id]
    page = render_template(
        "cases/left.html", reference=reference, desk=f"{desk.name}, {desk.body}", offer=offer, typed=typed,
        went=casewords.word(OFFER_WORDS, offer.answer),
    )  # fmt: skip
    return Response(page, 404)


def show_trail(reference: str) -> Response:
    """Return a case's times, states and owners for those who see no texts; the same 404 as everywhere."""
    viewer = current_viewer()
    with here().unit() as unit:
        watching.note_watching(unit, viewer, reference)
    with here().unit() as unit:
        case = casefile.watched_case(unit.session, viewer, reference)
        if case is None:
            abort(404)
        part = casestory.whole(unit, case)
        names = casestory.names_in(unit, case, part)
        lines = [(event.at, eventwords.line(event, names)) for event in part.trail]
        page = render_template(
            "cases/trail.html", case=case, lines=lines, owner=owner(case, names), desk=names.desk(str(case.desk_id)),
            status=casewords.STATUSES[case.status], outcome=casewords.outcome_words(case),
        )  # fmt: skip
        return Response(page)


def _gathered(unit: UnitOfWork, viewer: Viewer, case: Case, kept: Kept) -> dict[str, Any]:
    part = casestory.asked_part(unit, case)
    names = casestory.names_in(unit, case, part)
    material = casestory.material_of(unit, case, part, names)
    entries = tell(material)
    contact = contacts.get(unit.session, case.contact_id) if case.contact_id else None
    ready = casefile.templates(unit.session, case.language)
    draft = drafts.of(unit.session, case.id, viewer.account_id)
    typed = _typed(unit, kept, draft)
    where = whereabouts.read(request.values, viewer)
    work = workpage.gather(unit, viewer, case, names, kept)
    return {
        "case": case, "kept": kept, "entries": entries, "seen": part.seen, "part": part, "contact": contact,
        "status": casewords.STATUSES[case.status], "outcome": casewords.outcome_words(case),
        "owner": owner(case, names), "is_mine": case.owner_id == viewer.account_id,
        "news": casestory.news(material, entries, kept.seen) if kept.moved else [],
        "composer": compose(unit, case, contact, typed), "templates": ready, "draft": draft,
        **_warned(unit, case, kept), "queue_words": QUEUE_WORDS,
        "where": where, "band": alertstrip.band(unit, viewer, but=case.id),
        **facts(unit, viewer, case, names, part.facts), **offers(unit, case, contact, names),
        **rail(unit, viewer, where.queue), "next_path": _next_path(case),
        "work": work, "untranslated": lapsed.translations(case, work["translations"], part.facts, unit.now),
    }  # fmt: skip


def on_paper(unit: UnitOfWork, viewer: Viewer, case: Case) -> dict[str, Any]:
    """Return what a printed copy shows: the facts and the story, without anything one could do."""
    part = casestory.whole(unit, case)
    names = casestory.names_in(unit, case, part)
    return {
        "case": case, "entries": tell(casestory.material_of(unit, case, part, names)), "owner": owner(case, names),
        "status": casewords.STATUSES[case.status], "outcome": casewords.outcome_words(case),
        **facts(unit, viewer, case, names, part.facts),
    }  # fmt: skip


def _warned(unit: UnitOfWork, case: Case, kept: Kept) -> dict[str, Any]:
    """Return what a text gives away: at the boxes, or beside the translation that was to leave."""
    found = warning.of(unit, case, kept.text) if kept.warned else None
    beside = kept.form == "translated"
    return {"warning": None if beside else found, "warning_beside": found if beside else None}


def _typed(unit: UnitOfWork, kept: Kept, draft: Draft | None) -> str:
    """Return what lies in the box: what was just typed, or what was begun before."""
    if kept.form == "answers":
        return kept.text
    return drafts.text(unit.vault, draft) if draft else ""


def _known(unit: UnitOfWork, case: Case) -> dict[str, str]:
    """Return what the page knows to put into a ready answer."""
    place = casefile.place_path(unit.session, case.place_id)
    desk = casefile.desks(unit.session)[case.desk_id]
    return {"reference": show_reference(case.reference), "lieu": place[0] if place else "", "bureau": desk.name}


def _known_mark(viewer: Viewer, reference: str) -> str:
    """Return the mark of the page that the browser holds, if it is still what would be shown; empty if not."""
    with here().unit() as unit:
        case = scope.case_for(unit.session, viewer, reference)
        if case is None:
            return ""
        live.note_presence(unit, case.id)
        mark = _mark(unit, case, live.colleagues(unit, [case.id]).get(case.id))
    return mark if live.knows(mark) else ""


def _mark(unit: UnitOfWork, case: Case, there: str | None) -> str:
    """Return the mark of a case's page: its own steps, its time left, and who else is on it."""
    tone = due_state(case.due_at).tone if case.due_at else ""
    step = events.last_step(unit.session, case.id)
    return live.mark(case.id, case.version, step, tone, there, *alertstrip.pressing())


def _next_path(case: Case) -> str:
    """Return where the next case is: beyond this one while it waits, else from the top."""
    return next_path(Position(case.due_at, case.id) if case.waiting_since else None)
