"""The call tree of a case and the rosters: who is called, in which order, and one tap for what came of a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from babel.dates import format_date
from flask import Blueprint, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from hotline.domain.roster import on_duty
from hotline.domain.walls import ADMINISTRATOR, COORDINATOR, LIAISON
from hotline.services import callout
from hotline.services.casework import NotFound
from hotline.store import casefile, duty, events, scope
from hotline.store.duty import Line
from hotline.store.models.duty import Page
from hotline.store.models.people import Account
from hotline.unit_of_work import UnitOfWork
from hotline.web.acting import asked_of, officer
from hotline.web.admin_duty import days_in_words, hours_in_words
from hotline.web.guards import current_viewer, role
from hotline.web.i18n import current_locale, gettext
from hotline.web.surroundings import here

pages = Blueprint("callout", __name__)

# Who opened a case was not called in vain: of a protected one every look is noted, of another one the first.
LOOKS = ("case_opened", "case_read")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is or may be called: by function, with the duty phone; `page`: the call, if one was made."""

    title: str
    phone: str | None
    is_on_duty: bool
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A line of a roster in words, and whether it holds now."""

    line: Line
    days: str
    hours: str
    first: str
    last: str
    is_now: bool


@pages.get("/cases/<reference>/calltree")
@officer
def show_tree(reference: str) -> str:
    """Show who was called for a case and who comes next."""
    with here().unit() as unit:
        case = scope.case_for(unit.session, current_viewer(), reference)
        if case is None:
            abort(404)
        row = duty.newest(unit.session, case.id)
        called = duty.pages(unit.session, row.id) if row else ()
        following = callout.tree(unit, case, here().tools.office.read(unit.session))
        people = [(page.account_id, page) for page in called]
        done = _people(unit, people)
        tree = _people(unit, [(one.account_id, None) for one in following])
        owner = unit.session.get(Account, case.owner_id) if case.owner_id else None
        seen = [one for one in events.of_kinds(unit.session, case.id, LOOKS) if row and one.at >= row.since]
    return render_template(
        "callout/tree.html", case=case, row=row, called=done, tree=tree, owner=owner.title if owner else "",
        opened_at=seen[-1].at if seen else None,
    )  # fmt: skip


@pages.post("/cases/<reference>/pages/<uuid:page_id>")
@officer
def answer_page(reference: str, page_id: UUID) -> Response:
    """Write down in one tap whether somebody was reached."""
    said = request.form.get("reached")
    if said not in ("yes", "no"):
        abort(400)
    try:
        with here().unit() as unit:
            page = callout.answer(unit, asked_of(reference), page_id, reached=said == "yes")
            is_own = page.account_id == current_viewer().account_id
    except NotFound:
        abort(404)
    if said == "yes":
        flash(gettext("Noté : vous avez le dossier en main.") if is_own else gettext("Noté : joint."), "good")
    else:
        flash(gettext("Noté : pas joint. La suite est appelée."), "good")
    return redirect(f"/cases/{reference}/calltree", 303)


@pages.get("/roster")
@role(LIAISON, COORDINATOR, ADMINISTRATOR)
def show_roster() -> str:
    """Show who is on duty: at the own desk, or for those who see to all of them, at every desk."""
    viewer = current_viewer()
    own = viewer.desk_id if viewer.role == LIAISON else None
    with here().unit() as unit:
        lines = duty.lines(unit.session, own)
        empty = _uncovered(unit, own, {turn.duty.desk_id for turn in lines if duty.shift(turn.duty).covers(unit.now)})
        turns = [
            Turn(
                line,
                days_in_words(line),
                hours_in_words(line),
                _day(line.duty.first),
                _day(line.duty.last),
                duty.shift(line.duty).covers(unit.now),
            )
            for line in lines
        ]
    desks: dict[tuple[str, str], list[Turn]] = {}
    for turn in turns:
        desks.setdefault((turn.line.body, turn.line.desk), []).append(turn)
    return render_template("callout/roster.html", desks=desks, empty=empty, may_edit=viewer.role == ADMINISTRATOR)


def _uncovered(unit: UnitOfWork, own: UUID | None, covered: set[UUID]) -> list[str]:
    """Return the desks that nobody is on duty for now, by name; a desk without any turn as well."""
    active, names = here().tools.office.read(unit.session).desks, casefile.desks(unit.session)
    bare = [desk.id for desk in active if desk.active and desk.id not in covered and own in (None, desk.id)]
    return sorted(f"{names[one].name}, {names[one].body}" for one in bare)


def _day(day: date | None) -> str:
    return format_date(day, "d MMM y", locale=current_locale()) if day else ""


def _people(unit: UnitOfWork, called: Sequence[tuple[UUID, Page | None]]) -> list[Person]:
    titles = casefile.titles(unit.session, [account_id for account_id, _ in called])
    now = on_duty(duty.shifts(unit.session), unit.now)
    return [
        Person(titles[account_id], duty.phone(unit.session, unit.vault, account_id), account_id in now, page)
        for account_id, page in called
    ]
