"""Sorting: one message at a time with its like, two guesses, one key each, and what each choice would expose."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.references import show_reference
from hotline.domain.sorting import HINTED, LIFTED, STANDS
from hotline.domain.walls import COORDINATOR, LIAISON
from hotline.services import alerting, resorting, sorting, sorting_groups
from hotline.services.alerting import Alert
from hotline.services.casework import Asked, Mistake, Moved, NotFound
from hotline.services.sorting import BLAMES, Choice
from hotline.services.sorting_groups import MOST_TOGETHER
from hotline.unit_of_work import UnitOfWork
from hotline.web import casewords, sortpage
from hotline.web.guards import current_viewer, role
from hotline.web.i18n import gettext, later, ngettext
from hotline.web.surroundings import here

pages = Blueprint("sorting", __name__, url_prefix="/triage")

officer = role(LIAISON, COORDINATOR)
# Nobody is alerted of anything by a default.
_NEEDED = {"danger": later("Choisissez un danger de la liste."), "desk": later("Choisissez qui prévenir.")}


@pages.get("")
@officer
def show_next() -> Response:
    """Show the most pressing message that waits for this account, and hold it for two minutes."""
    return sortpage.show({})


@pages.get("/<reference>")
@officer
def show_one(reference: str) -> AnyResponse:
    """Show this message to be sorted; whoever may not sort it gets what they get for one that is not there."""
    if not _is_number(reference):
        abort(404)
    try:
        return sortpage.show({}, reference)
    except NotFound:
        abort(404)
    except Mistake as mistake:
        flash(casewords.word(casewords.MISTAKES, mistake.code), "warn")
        return redirect("/triage", 303)


@pages.post("/<reference>")
@officer
def decide(reference: str) -> AnyResponse:
    """Do what the officer decided, and show the next message."""
    form = request.form
    choice = Choice(
        form.get("category") or form.get("other", ""), form.get("urgency", ""),
        LIFTED if form.get("wall") == LIFTED else STANDS, form.get("blames", ""), form.get("place", ""),
    )  # fmt: skip
    if choice.blames and choice.blames not in BLAMES:
        abort(400)

    def act(unit: UnitOfWork, asked: Asked) -> str:
        office = here().tools.office.read(unit.session)
        done = sorting_groups.decide_together(unit, asked, choice, office, _others())
        if done.head.wall == HINTED:
            return gettext("Le mur reste, jusqu’à l’accord d’une seconde personne.")
        words = gettext("%(reference)s est trié.", reference=show_reference(reference))
        if done.sorted:
            words += " " + ngettext("%(num)s semblable aussi.", "%(num)s semblables aussi.", done.sorted)
        if done.left:
            words += " " + ngettext("%(num)s a changé : à relire.", "%(num)s ont changé : à relire.", done.left)
        return words

    return _carry_out(reference, act)


@pages.post("/last/end")
@officer
def undo() -> AnyResponse:
    """Put the cases of the last decision back to be sorted."""
    try:
        with here().unit() as unit:
            again = resorting.undo(unit, current_viewer())
    except Mistake as mistake:
        flash(casewords.word(casewords.MISTAKES, mistake.code), "warn")
    else:
        words = ngettext(
            "%(num)s dossier est de nouveau à trier.", "%(num)s dossiers sont de nouveau à trier.", len(again)
        )
        flash(words, "good")
    return redirect("/triage", 303)


@pages.post("/<reference>/exceptions")
@officer
def take_out(reference: str) -> AnyResponse:
    """Have like messages stand alone, since they need a decision of their own."""
    references = list(_read_seen(request.form.get("out", "")))

    def act(unit: UnitOfWork, asked: Asked) -> str:
        out = sorting_groups.take_out(unit, asked, references)
        return ngettext("%(num)s message sorti du groupe.", "%(num)s messages sortis du groupe.", out)

    return _carry_out(reference, act)


@pages.post("/<reference>/pass")
@officer
def pass_over(reference: str) -> AnyResponse:
    """Leave the message to others."""

    def act(unit: UnitOfWork, asked: Asked) -> str:
        sorting.pass_over(unit, asked)
        return gettext("Laissé aux autres pour cinq minutes.")

    return _carry_out(reference, act)


@pages.post("/<reference>/alert")
@officer
def send_alert(reference: str) -> AnyResponse:
    """Tell a body outside the wall of the danger, and of nothing else."""
    form = request.form
    missing = {name: words for name, words in _NEEDED.items() if not form.get(name)}
    if missing:
        return _again(reference, {name: gettext(words) for name, words in missing.items()})
    try:
        told = Alert(form["danger"], form.get("place", ""), UUID(form["desk"]))
    except ValueError:
        abort(400)

    def act(unit: UnitOfWork, asked: Asked) -> str:
        alerting.alert(unit, here().tools, asked, told)
        return gettext("Alerte envoyée. Elle ne dit rien de ce dossier.")

    return _carry_out(reference, act)


def _others() -> dict[str, int]:
    """Read which like messages the officer had before them, and in which version."""
    return _read_seen(request.form.get("others", ""))


def _read_seen(written: str) -> dict[str, int]:
    seen: dict[str, int] = {}
    for part in written.split()[:MOST_TOGETHER]:
        reference, _, version = part.partition(":")
        if not (_is_number(reference) and _is_number(version or "0")):
            abort(400)
        seen[reference] = int(version or "0")
    return seen


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdecimal() and len(written) < 10


def _carry_out(reference: str, act: Any) -> AnyResponse:
    seen = request.form.get("seen", "")
    asked = Asked(current_viewer(), reference, int(seen) if _is_number(seen) else None)
    try:
        with here().unit() as unit:
            words = act(unit, asked)
    except NotFound:
        abort(404)
    except Moved:
        flash(gettext("Le dossier a changé. Regardez-le de nouveau."), "warn")
        return redirect("/triage", 303)
    except Mistake as mistake:
        where = "other" if mistake.code == "no_category" else "whole"
        return _again(reference, {where: casewords.word(casewords.MISTAKES, mistake.code)})
    flash(words, "good")
    return redirect("/triage", 303)


def _again(reference: str, errors: dict[str, str]) -> AnyResponse:
    """Show the message that the mistake is about, or the next where that one is not this account's to sort."""
    try:
        return sortpage.show(errors, reference)
    except (NotFound, Mistake):
        return sortpage.show(errors)
