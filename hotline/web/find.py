"""Find: by reference, by what is known of a case, by words in sealed texts, by a number; and kept searches."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, session, stream_template
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.alias import read_alias
from hotline.domain.references import find_references, is_like_reference
from hotline.domain.seeking import REASONS, is_like_number, words_of
from hotline.domain.walls import COORDINATOR, Viewer
from hotline.domain.work import TAGS
from hotline.services import finding as work
from hotline.services.casework import Mistake
from hotline.services.finding import Look
from hotline.store import accounts, callbacks, finding, handovers, scope
from hotline.store.finding import PAGE, STATES
from hotline.store.models.views import SavedView
from hotline.unit_of_work import UnitOfWork
from hotline.web import findform, findwords, held, places, rows, ticked
from hotline.web.acting import officer, typed
from hotline.web.bulkwords import ACTION_WORDS
from hotline.web.callers import current_caller
from hotline.web.casewords import CHANNELS, MISTAKES, STATUSES, category_label, word
from hotline.web.findform import Form, filters_of, read_form
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext
from hotline.web.marks import read_mark, write_mark
from hotline.web.subject import subject
from hotline.web.surroundings import here
from hotline.web.workwords import EXCLUSION_WORDS, TAG_WORDS

pages = Blueprint("find", __name__, url_prefix="/find")

SOUGHT = "sought"
# A contact has few cases; whoever has more is read page by page from one of them.
MOST_OF_ONE = 200


@pages.get("")
@officer
def show_found() -> AnyResponse:
    """Show the cases that fit the form, newest first, a page at a time; a kept search is its form."""
    viewer, kept = current_viewer(), request.args.get("view", "")
    with here().unit() as unit:
        form, name = _kept_form(unit, kept) if kept else (read_form(request.args), "")
        seen = finding.page(unit.session, viewer, filters_of(unit, form), read_mark(request.args.get("after", "")))
        after = write_mark(seen[PAGE - 1].mark) if len(seen) > PAGE else ""
        first = "after" not in request.args
        return _page(unit, form, rows=seen[:PAGE], after=after, name=name, counted=len(seen[:PAGE]) if first else 0)


@pages.post("")
@officer
def look() -> AnyResponse:
    """Go to a reference, or to the call that bears it or the alias; or lead to what is found of words, or without.

    The words go along sealed: an address must not hold them, and one comes back to what a form was sent for.
    """
    viewer, asked, form = current_viewer(), typed(), read_form(request.form)
    if not asked.strip() and form.values:
        return redirect(form.link, 303)
    references = find_references(asked)
    with here().unit() as unit:
        if len(references) == 1 and _has_page(unit, viewer, references[0]):
            return redirect(f"/cases/{references[0]}", 303)
        wishes = callbacks.named(unit.session, current_caller(), "".join(references), read_alias(asked))
        if len(wishes) == 1:
            return redirect(f"/callbacks/{wishes[0]}", 303)
        try:
            work.check_words(asked)
        except Mistake as mistake:
            return _page(unit, form, rows=[], wrong=word(MISTAKES, mistake.code), code=422)
    session[SOUGHT] = held.sealed_for(viewer.account_id)
    return redirect("/find/words", 303)


@pages.get("/words")
@officer
def show_words() -> AnyResponse:
    """Look for the words that were asked for last, as far as one go comes; results come as they are found.

    It is written down first, each time: coming back reads the texts anew.
    """
    viewer, sought = current_viewer(), held.opened(session.get(SOUGHT, ""), current_viewer().account_id)
    if sought is None:
        return redirect("/find", 303)
    given, asked = dict(sought["fields"]), str(dict(sought["fields"]).get("text", ""))
    with here().unit() as unit:
        work.note_look(unit, viewer, asked)
        form = read_form(given)
        going = Look(viewer, filters_of(unit, form), words_of(asked), read_mark(given.get("after", "")))
        context, place = _context(unit, form, asked), findform.place_named(unit, asked)
        there = filters_of(unit, Form({"place": place}))
        at_place = finding.count(unit.session, viewer, there) if place and "place" not in form.values else 0
    page = stream_template(
        "work/found_texts.html",
        look=going,
        hits=going.hits(here().unit),
        asked=asked,
        write_mark=write_mark,
        whose=findwords.WHOSE_WORDS,
        place=place,
        place_link=Form({"place": place}).link,
        at_place=at_place,
        like_number=is_like_number(asked),
        like_reference=is_like_reference(asked),
        **context,
    )
    return Response(page)


@pages.post("/number")
@officer
def look_for_number() -> AnyResponse:
    """Show the cases of the citizen with this number, as far as the account reads them; written down first."""
    viewer, form = current_viewer(), Form({})
    with here().unit() as unit:
        try:
            filters = work.by_number(unit, viewer, request.form.get("number", ""), request.form.get("reason", ""))
        except Mistake as mistake:
            return _page(unit, form, rows=[], wrong=word(MISTAKES, mistake.code), code=422)
    with here().unit() as unit:
        seen = finding.page(unit.session, viewer, filters, None, MOST_OF_ONE)
        return _page(unit, form, rows=seen[:MOST_OF_ONE], by_number=True)


@pages.post("/views")
@officer
def keep() -> AnyResponse:
    """Keep the search under a name."""
    with here().unit() as unit:
        form = read_form(request.form)
        try:
            view = work.keep(unit, current_viewer(), request.form.get("name", ""), form.values)
        except Mistake as mistake:
            return _page(unit, form, rows=[], wrong=word(MISTAKES, mistake.code), code=422)
        address = f"/find?view={view.id}"
    flash(gettext("Recherche gardée. Son lien se partage."), "good")
    return redirect(address, 303)


@pages.post("/views/<uuid:view_id>/end")
@officer
def drop(view_id: UUID) -> AnyResponse:
    """Forget a kept search."""
    with here().unit() as unit:
        work.drop(unit, current_viewer(), view_id)
    return redirect("/find", 303)


def _has_page(unit: UnitOfWork, viewer: Viewer, reference: str) -> bool:
    """Say whether the case's address says anything to the account: the case, or where its own desk sent it."""
    if scope.case_for(unit.session, viewer, reference) is not None:
        return True
    return handovers.departed(unit.session, viewer, unit.now, reference) is not None


def _page(unit: UnitOfWork, form: Form, *, code: int = 200, **more: Any) -> Response:
    usual: dict[str, Any] = {
        "after": "",
        "name": "",
        "counted": 0,
        "wrong": "",
        "by_number": False,
        "words": "",
        "like_number": False,
    }
    return Response(render_template("work/found.html", **_context(unit, form), **(usual | more)), code)


def _context(unit: UnitOfWork, form: Form, begun: str = "") -> dict[str, Any]:
    office = here().tools.office.read(unit.session)
    choices = {
        "category": [(code, category_label(row)) for code, row in office.categories.items()],
        "state": [(state, gettext(findwords.STATE_WORDS.get(state) or STATUSES[state])) for state in STATES],
        "tag": [(tag, gettext(TAG_WORDS[tag])) for tag in TAGS],
        "owner": _officers(unit),
    }
    wide = findform.regions(unit, form.values.get("place", ""))
    named = choices | {"place": [(form.values["place"], wide)] if wide else []}
    return {
        "form": form, "values": form.values, "choices": choices, "narrowed": findwords.narrowed(form.values, named),
        "actions": [(key, gettext(words)) for key, words in ACTION_WORDS.items()],
        "exclusions": [(key, gettext(words)) for key, words in EXCLUSION_WORDS.items()],
        "tag_options": choices["tag"], "ticked": ticked.read(),
        "begun": findform.places_begun(unit, form.values.get("place", "") or begun),
        "reasons": [(reason, gettext(findwords.REASON_WORDS[reason])) for reason in REASONS],
        "views": work.views(unit, current_viewer()),
        "category_of": lambda case: subject(case, office.categories[case.category]),
        "last_words": lambda row: rows.last_words(unit.vault, row.case, row.message),
        "place_of": lambda case: places.shown(case, *office.place_and_above(case.place_id)),
        "desk_of": lambda case: office.desk_names[case.desk_id].name,
        "channel_of": lambda case: gettext(CHANNELS[case.channel]), "statuses": STATUSES, "link": form.link,
    }  # fmt: skip


def _officers(unit: UnitOfWork) -> list[tuple[str, str]]:
    """Return whose cases can be looked for: one's own, those of one's desk, and for the coordination everybody's."""
    viewer = current_viewer()
    desk_id = None if viewer.role == COORDINATOR else viewer.desk_id
    others = accounts.officers(unit.session, desk_id)
    me = [(str(viewer.account_id), gettext("moi"))]
    return me + [(str(one), title) for one, title in others if one != viewer.account_id]


def _kept_form(unit: UnitOfWork, written: str) -> tuple[Form, str]:
    try:
        view = unit.session.get(SavedView, UUID(written))
    except ValueError:
        view = None
    if view is None:
        abort(404)
    own = view.account_id == current_viewer().account_id
    return Form(dict(view.filters)), work.name_of(unit, view) if own else ""
