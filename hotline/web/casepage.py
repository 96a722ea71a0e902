"""The page of one case: gathered in one transaction within the scope, and shown again when an action did not pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request

from hotline.domain.filling import fill
from hotline.domain.lifecycle import Action, Status, actions_in
from hotline.domain.references import show_reference
from hotline.domain.walls import Viewer
from hotline.services import printing, watching
from hotline.store import casefile, cases, contacts, drafts, events, incidents, messages, outbound, scope
from hotline.store.inbox import Position
from hotline.store.models.casework import Case, Draft, Event
from hotline.store.models.office import Category, Template
from hotline.store.models.people import Contact
from hotline.unit_of_work import UnitOfWork
from hotline.web import casewords, eventwords, inbox, live, offline, warning, whereabouts, workpage
from hotline.web.because import route_reasons
from hotline.web.composer import compose
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext
from hotline.web.kept import Kept
from hotline.web.names import Names
from hotline.web.queuewords import QUEUE_WORDS
from hotline.web.sent import Sent
from hotline.web.surroundings import here
from hotline.web.timeline import Entry, Material, tell
from hotline.web.times import due_state

_OWNERSHIP = ("routed", "transferred", "taken")
MOST_READERS = 10


def show(reference: str, kept: Kept | None = None, code: int = 200) -> Response:
    """Return a case's page with its texts; absent and forbidden are the same 404."""
    viewer = current_viewer()
    with here().unit() as unit:
        seen = scope.case_for(unit.session, viewer, reference)
        if seen is None:
            abort(404)
        live.note_presence(unit, seen.id)
        mark = _mark(unit, seen)
    if live.knows(mark):
        return live.unchanged(mark)
    with here().unit() as unit:
        watching.note_reading(unit, viewer, reference)
    with here().unit() as unit:
        case = scope.case_for(unit.session, viewer, reference)
        if case is None:
            abort(404)
        page = render_template("cases/case.html", **_gathered(unit, viewer, case, kept or Kept()))
        answer = offline.keep(Response(page, code), allowed=code == 200 and printing.may_leave_the_house(case))
        return live.marked(answer, _mark(unit, case))


def show_trail(reference: str) -> Response:
    """Return a case's times, states and owners for those who see no texts; the same 404 as everywhere."""
    viewer = current_viewer()
    with here().unit() as unit:
        watching.note_watching(unit, viewer, reference)
    with here().unit() as unit:
        case = casefile.watched_case(unit.session, viewer, reference)
        if case is None:
            abort(404)
        trail = events.trail(unit.session, case.id)
        names = _names(unit, case, trail)
        lines = [(event.at, eventwords.line(event, names)) for event in trail]
        page = render_template(
            "cases/trail.html", case=case, lines=lines, owner=_owner(case, names), desk=names.desk(str(case.desk_id)),
            status=casewords.STATUSES[case.status], outcome=casewords.outcome_words(case),
            **inbox.rail(unit, viewer, None),
        )  # fmt: skip
        return Response(page)


def _gathered(unit: UnitOfWork, viewer: Viewer, case: Case, kept: Kept) -> dict[str, Any]:
    trail = events.trail(unit.session, case.id)
    names = _names(unit, case, trail)
    material = _material(unit, case, trail, names)
    entries = tell(material)
    contact = contacts.get(unit.session, case.contact_id) if case.contact_id else None
    ready = casefile.templates(unit.session, case.language)
    draft = drafts.of(unit.session, case.id, viewer.account_id)
    typed = _typed(unit, case, kept, ready, draft)
    where = whereabouts.read(request.values, viewer)
    return {
        "case": case, "kept": kept, "entries": entries, "seen": len(trail), "contact": contact,
        "status": casewords.STATUSES[case.status], "outcome": casewords.outcome_words(case),
        "owner": _owner(case, names), "is_mine": case.owner_id == viewer.account_id,
        "news": _news(material, entries, kept) if kept.moved else [],
        "composer": compose(unit, case, contact, typed), "templates": ready, "draft": draft,
        "warning": warning.of(unit, case, typed) if kept.warned else None, "queue_words": QUEUE_WORDS,
        "where": where, "mark": _mark(unit, case),
        "colleague": live.colleagues(unit, [case.id]).get(case.id),
        **_facts(unit, viewer, case, names, trail), **_offers(unit, case, contact, names),
        **inbox.rail(unit, viewer, where.queue), "next_path": _next_path(case),
        "work": workpage.gather(unit, viewer, case, names, kept),
    }  # fmt: skip


def on_paper(unit: UnitOfWork, viewer: Viewer, case: Case) -> dict[str, Any]:
    """Return what a printed copy shows: the facts and the story, without anything one could do."""
    trail = events.trail(unit.session, case.id)
    names = _names(unit, case, trail)
    return {
        "case": case, "entries": tell(_material(unit, case, trail, names)), "owner": _owner(case, names),
        "status": casewords.STATUSES[case.status], "outcome": casewords.outcome_words(case),
        **_facts(unit, viewer, case, names, trail),
    }  # fmt: skip


def _facts(unit: UnitOfWork, viewer: Viewer, case: Case, names: Names, trail: list[Event]) -> dict[str, Any]:
    session = unit.session
    routed = [event for event in trail if event.kind == "routed"]
    return {
        "category": casewords.category_label(session.get_one(Category, case.category)),
        "place": list(dict.fromkeys(casefile.place_path(session, case.place_id))),
        "desk": names.desk(str(case.desk_id)),
        "calendar": casefile.calendar_name(session, case.calendar_id),
        "answer_target": casewords.answer_target(case),
        "closure_target": casewords.closure_target(case),
        "in_working_days": casewords.is_counted_in_working_days(case),
        "because": route_reasons(routed[-1]) if routed else "",
        "accused": casefile.accused_names(session, case.id),
        "history": [(event.at, eventwords.line(event, names)) for event in trail if event.kind in _OWNERSHIP],
        "readers": [(event.at, names.who(event.actor)) for event in trail if event.kind == "case_read"][-MOST_READERS:],
        "linked": casefile.linked(session, viewer, case),
        "incident": incidents.of_case(session, viewer, case.id),
        "earlier": casefile.earlier(session, viewer, case),
        "language": gettext(casewords.LANGUAGES.get(case.language, casewords.LANGUAGES["oth"])),
        "channels": casewords.CHANNELS, "languages": casewords.LANGUAGES, "statuses": casewords.STATUSES,
    }  # fmt: skip


def _typed(unit: UnitOfWork, case: Case, kept: Kept, ready: Sequence[Template], draft: Draft | None) -> str:
    """Return what lies in the box: what was just typed, the ready answer just picked, what was begun before."""
    if kept.form in ("answers", "notes"):
        return kept.text
    chosen = next((one.text for one in ready if str(one.id) == request.args.get("template")), "")
    if chosen:
        return fill(chosen, _known(unit, case))
    return drafts.text(unit.vault, draft) if draft else ""


def _known(unit: UnitOfWork, case: Case) -> dict[str, str]:
    """Return what the page knows to put into a ready answer."""
    place = casefile.place_path(unit.session, case.place_id)
    desk = casefile.desks(unit.session)[case.desk_id]
    return {"reference": show_reference(case.reference), "lieu": place[0] if place else "", "bureau": desk.name}


def _offers(unit: UnitOfWork, case: Case, contact: Contact | None, names: Names) -> dict[str, Any]:
    """Return what can be done with the case now; a barred desk is never offered."""
    possible = actions_in(Status(case.status))
    return {
        "can_take": Action.TAKE in possible,
        "can_transfer": Action.TRANSFER in possible,
        "can_close": Action.CLOSE in possible,
        "can_print": printing.may_leave_the_house(case),
        "can_tell_safety": contact is not None,
        "desks": _other_desks(unit, case, names),
        "categories": _categories(unit) if case.last_message_id and Action.CLOSE in possible else [],
        "urgencies": [(code, gettext(words)) for code, words in casewords.URGENCIES.items()],
        "outcomes": [(code, gettext(words)) for code, words in casewords.OUTCOMES.items()],
    }


def _categories(unit: UnitOfWork) -> list[tuple[str, str]]:
    held = here().tools.office.read(unit.session).categories
    return [(row.code, casewords.category_label(row)) for row in held.values() if row.active]


def _other_desks(unit: UnitOfWork, case: Case, names: Names) -> list[tuple[UUID, str]]:
    """Return where the case may go, the coordination first."""
    office = here().tools.office.read(unit.session)
    accused = cases.accused_of(unit.session, [case.id]).get(case.id, frozenset())
    barred = frozenset().union(*(office.barred[body] for body in accused))
    free = [desk for desk in office.desks if desk.active and desk.body_id not in barred and desk.id != case.desk_id]
    free.sort(key=lambda desk: desk.kind != "coordination")
    return [(desk.id, names.desk(str(desk.id))) for desk in free]


def _material(unit: UnitOfWork, case: Case, trail: list[Event], names: Names) -> Material:
    session = unit.session
    return Material(
        trail=trail,
        messages={str(row.id): row for row in messages.of_case(session, case.id)},
        texts={str(row.id): row for row in outbound.of_case(session, case.id)},
        notes={str(row.id): row for row in casefile.notes(session, case.id)},
        names=names,
        vault=unit.vault,
    )


def _names(unit: UnitOfWork, case: Case, trail: list[Event]) -> Names:
    known = eventwords.accounts_in(trail) | ({case.owner_id} if case.owner_id else set())
    return Names(casefile.titles(unit.session, known), casefile.desks(unit.session))


def _mark(unit: UnitOfWork, case: Case) -> str:
    """Return the mark of a case's page: its own steps, its time left, and who else is on it."""
    tone = due_state(case.due_at).tone if case.due_at else ""
    there = live.colleagues(unit, [case.id]).get(case.id)
    return live.mark(case.id, case.version, events.last_step(unit.session, case.id), tone, there)


def _next_path(case: Case) -> str:
    """Return where the next case is: beyond this one while it waits, else from the top."""
    return inbox.next_path(Position(case.due_at, case.id) if case.waiting_since else None)


def _owner(case: Case, names: Names) -> str | None:
    return names.titles.get(case.owner_id) if case.owner_id else None


def _news(material: Material, entries: list[Entry], kept: Kept) -> list[Entry]:
    """Return what came since the officer looked; if that is not known, the last answer."""
    if kept.seen is None:
        answers: list[Entry] = [entry for entry in entries if isinstance(entry, Sent) and entry.kind == "answer"]
        return answers[-1:]
    since = [event for event in material.trail if event.n > kept.seen]
    spoken = {event.data.get("text") for event in since}
    texts = {key: row for key, row in material.texts.items() if key in spoken}
    return tell(replace(material, trail=since, texts=texts))
