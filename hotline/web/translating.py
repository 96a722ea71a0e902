"""Languages between people: asking for a translation from a case, and the speaker's own list."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.services import translating
from hotline.services.casework import Mistake, NotFound
from hotline.store import translations
from hotline.unit_of_work import UnitOfWork
from hotline.web.acting import asked_of, carry_out, officer, typed
from hotline.web.casewords import LANGUAGES, mistake_words
from hotline.web.guards import current_account, current_viewer
from hotline.web.i18n import gettext
from hotline.web.surroundings import here

pages = Blueprint("translating", __name__)

MOST_LISTED = 100


@pages.post("/cases/<reference>/translations")
@officer
def ask(reference: str) -> AnyResponse:
    """Ask for a citizen's text in French, or for an answer in their language."""
    text, asked, message, again = typed(), asked_of(reference), *map(request.form.get, ("message", "again"))

    def act(unit: UnitOfWork) -> None:
        office = here().tools.office.read(unit.session)
        if again:
            translating.ask_again(unit, asked, _id(again), office)
        elif message:
            translating.ask_for_text(unit, asked, _id(message), office)
        else:
            translating.ask_for_answer(unit, asked, text, office)

    return carry_out(reference, "translations", gettext("Traduction demandée."), act)


@pages.post("/cases/<reference>/language")
@officer
def name_language(reference: str) -> AnyResponse:
    """Say which language a citizen writes, where nothing could tell."""
    asked, language = asked_of(reference), request.form.get("language", "")
    return carry_out(
        reference, "language", gettext("Langue notée."), lambda unit: translating.name_language(unit, asked, language)
    )


@pages.get("/translations")
@officer
def show_asked() -> str:
    """Show what this speaker is asked for, and what others are asked for in cases the account reads; no words yet."""
    viewer, tongues = current_viewer(), current_account().languages
    with here().unit() as unit:
        rows = translations.asked(unit.session, viewer, tongues, MOST_LISTED)
        mine = {row.id for row in rows}
        awaited = [one for one in translations.awaited(unit.session, viewer, MOST_LISTED) if one[0].id not in mine]
        return render_template(
            "work/translations.html", rows=rows, awaited=awaited, speakers=_speakers(unit), languages=LANGUAGES,
            tongues=[LANGUAGES.get(code, LANGUAGES["oth"]) for code in tongues],
            may_translate=viewer.cleared,
        )  # fmt: skip


@pages.get("/translations/<uuid:wanted>")
@officer
def show_one(wanted: UUID) -> AnyResponse:
    """Show one text to the speaker who is to translate it; that they read it is written down first."""
    return _one(wanted)


@pages.post("/translations/<uuid:wanted>")
@officer
def give(wanted: UUID) -> AnyResponse:
    """Keep the translation."""
    viewer, tongues = current_viewer(), current_account().languages
    try:
        with here().unit() as unit:
            translating.give(unit, viewer, tongues, wanted, typed())
    except NotFound:
        return _done(wanted)
    except Mistake as mistake:
        return _one(wanted, mistake_words(mistake), 422)
    flash(gettext("Traduction gardée. Merci."), "good")
    return redirect("/translations", 303)


def _speakers(unit: UnitOfWork) -> list[tuple[str, str]]:
    """Return who translates, by language."""
    found = translations.who_speaks(unit.session)
    return sorted((gettext(LANGUAGES.get(code, LANGUAGES["oth"])), ", ".join(who)) for code, who in found.items())


def _done(wanted: UUID) -> AnyResponse:
    """Tell a speaker who comes back to what they translated that it is done; to all others it is not there."""
    with here().unit() as unit:
        if not translations.is_given_by(unit.session, wanted, current_viewer().account_id):
            abort(404)
    flash(gettext("Vous avez déjà traduit ce texte. Merci."), "good")
    return redirect("/translations", 303)


def _one(wanted: UUID, wrong: str = "", code: int = 200) -> AnyResponse:
    viewer, tongues = current_viewer(), current_account().languages
    try:
        with here().unit() as unit:
            translating.show(unit, viewer, tongues, wanted)
    except NotFound:
        return _done(wanted)
    with here().unit() as unit:
        row = translations.one(unit.session, viewer, tongues, wanted)
        if row is None:
            abort(404)
        page = render_template(
            "work/translation.html", row=row, source=translations.source(unit.vault, row), wrong=wrong, text=typed(),
            language=gettext(LANGUAGES.get(row.language, LANGUAGES["oth"])),
        )  # fmt: skip
        return Response(page, code)


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        abort(400)
