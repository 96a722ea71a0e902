"""Find: by reference, by what is known of a case, by words in sealed texts, by a number; and kept searches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, session, stream_template
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.harm import plain
from hotline.domain.references import find_references
from hotline.domain.seeking import REASONS, is_like_number, words_of
from hotline.domain.walls import COORDINATOR
from hotline.domain.work import TAGS
from hotline.services import finding as work
from hotline.services.casework import Mistake
from hotline.services.finding import Look
from hotline.store import accounts, by_hand, finding, scope
from hotline.store.finding import PAGE, STATES, Filters
from hotline.store.models.views import SavedView
from hotline.unit_of_work import UnitOfWork
from hotline.web import findwords, held, places
from hotline.web.acting import officer, typed
from hotline.web.bulkwords import ACTION_WORDS
from hotline.web.casewords import MISTAKES, STATUSES, category_label, word
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext
from hotline.web.marks import read_mark, write_mark
from hotline.web.surroundings import here
from hotline.web.times import BAMAKO
from hotline.web.workwords import EXCLUSION_WORDS, TAG_WORDS

pages = Blueprint("find", __name__, url_prefix="/find")

SOUGHT = "sought"
FIELDS = ("category", "place", "state", "since", "until", "owner", "tag")
# A contact has few cases; whoever has more is read page by page from one of them.
MOST_OF_ONE = 200


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it was filled in: plain values that fit into a link, and no words."""

    values: dict[str, str]

    @property
    def link(self) -> str:
        """Return the address of this search."""
        return "/find?" + urlencode(self.values) if self.values else "/find"


@pages.get("")
@officer
def show_found() -> AnyResponse:
    """Show the cases that fit the form, newest first, a page at a time; a kept search is its form."""
    viewer, kept = current_viewer(), request.args.get("view", "")
    with here().unit() as unit:
        form, name = _kept_form(unit, kept) if kept else (_form(request.args), "")
        rows = finding.page(unit.session, viewer, _filters(unit, form), read_mark(request.args.get("after", "")))
        after = write_mark(rows[PAGE - 1].mark) if len(rows) > PAGE else ""
        return _page(unit, form, rows=rows[:PAGE], after=after, name=name)


@pages.post("")
@officer
def look() -> AnyResponse:
    """Go to a reference, or lead to what is found of words.

    The words go along sealed: an address must not hold them, and one comes back to what a form was sent for.
    """
    viewer, asked = current_viewer(), typed()
    references = find_references(asked)
    with here().unit() as unit:
        if len(references) == 1 and scope.case_for(unit.session, viewer, references[0]) is not None:
            return redirect(f"/cases/{references[0]}", 303)
        try:
            work.check_words(asked)
        except Mistake as mistake:
            return _page(unit, _form(request.form), rows=[], wrong=word(MISTAKES, mistake.code), code=422)
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
        form = _form(given)
        going = Look(viewer, _filters(unit, form), words_of(asked), read_mark(given.get("after", "")))
        context = _context(unit, form)
    page = stream_template(
        "work/found_texts.html",
        look=going,
        hits=going.hits(here().unit),
        asked=asked,
        write_mark=write_mark,
        like_number=is_like_number(asked),
        like_reference=bool(find_references(asked)),
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
        rows = finding.page(unit.session, viewer, filters, None, MOST_OF_ONE)
        return _page(unit, form, rows=rows[:MOST_OF_ONE], by_number=True)


@pages.post("/views")
@officer
def keep() -> AnyResponse:
    """Keep the search under a name."""
    with here().unit() as unit:
        form = _form(request.form)
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


def _page(unit: UnitOfWork, form: Form, *, code: int = 200, **more: Any) -> Response:
    usual: dict[str, Any] = {
        "after": "",
        "name": "",
        "wrong": "",
        "by_number": False,
        "words": "",
        "like_number": False,
    }
    return Response(render_template("work/found.html", **_context(unit, form), **(usual | more)), code)


def _context(unit: UnitOfWork, form: Form) -> dict[str, Any]:
    office = here().tools.office.read(unit.session)
    states = [(state, gettext(findwords.STATE_WORDS.get(state) or STATUSES[state])) for state in STATES]
    return {
        "form": form, "values": form.values, "states": states,
        "categories": [(code, category_label(row)) for code, row in office.categories.items()],
        "tag_options": [(tag, gettext(TAG_WORDS[tag])) for tag in TAGS],
        "actions": [(key, gettext(words)) for key, words in ACTION_WORDS.items()],
        "exclusions": [(key, gettext(words)) for key, words in EXCLUSION_WORDS.items()],
        "reasons": [(reason, gettext(findwords.REASON_WORDS[reason])) for reason in REASONS],
        "views": work.views(unit, current_viewer()),
        "category_of": lambda case: category_label(office.categories[case.category]),
        "place_of": lambda case: places.shown(case, *office.place_and_above(case.place_id)),
        "desk_of": lambda case: office.desk_names[case.desk_id].name,
        "statuses": STATUSES, "link": form.link, "officers": _officers(unit),
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


def _form(given: Any) -> Form:
    return Form({name: given.get(name, "")[:60] for name in FIELDS if given.get(name, "").strip()})


def _filters(unit: UnitOfWork, form: Form) -> Filters:
    """Read the form; what it names and nobody knows finds nothing."""
    values = form.values
    owner = values.get("owner", "")
    return Filters(
        category=values.get("category", ""), places=_places(unit, values.get("place", "")),
        state=values.get("state", "") if values.get("state", "") in STATES else "", tag=values.get("tag", ""),
        since=_day(values.get("since", "")), until=_day(values.get("until", ""), after=1), owner=_id(owner),
    )  # fmt: skip


def _places(unit: UnitOfWork, written: str) -> frozenset[UUID]:
    """Return the places of that name with all that lies in them; an unknown name fits no place."""
    if not written:
        return frozenset()
    places_, others = here().tools.office.read(unit.session).places.values(), by_hand.aliases(unit)
    wanted = plain(written.strip())
    found = {place.id for place in places_ if wanted in map(plain, (place.name, *others.get(place.id, ())))}
    for _ in range(2):
        found |= {place.id for place in places_ if place.parent_id in found}
    return frozenset(found or {UUID(int=0)})


def _day(written: str, after: int = 0) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(written) + timedelta(days=after), time(0), BAMAKO)
    except (ValueError, OverflowError):
        return None


def _id(written: str) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        return UUID(int=0)
