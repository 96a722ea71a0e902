"""What a body replies to a published figure about it, and whether an administrator lets that stand; and the files."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask import Blueprint, abort, flash, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.references import is_reference, show_reference
from hotline.domain.replying import REASONS
from hotline.domain.walls import ADMINISTRATOR
from hotline.reports import publishing as figures
from hotline.services import replying
from hotline.services.casework import Mistake, NotFound
from hotline.services.publishing import Publisher
from hotline.services.replying import Draft, How, NotDisputable
from hotline.store.models.publications import Publication
from hotline.unit_of_work import UnitOfWork
from hotline.web import publicationpage
from hotline.web.casewords import MISTAKES, word
from hotline.web.guards import current_account, current_viewer, role, signed_in
from hotline.web.i18n import gettext
from hotline.web.publicationpage import Typed
from hotline.web.surroundings import here

pages = Blueprint("replies", __name__)

LONGEST_FIELD = 4_000


@pages.post("/reports/published/<int:number>/replies")
@signed_in
def create_reply(number: int) -> AnyResponse:
    """Propose a reply of the account's own body, with the cases it disputes."""
    typed = {why: request.form.get(f"disputed-{why}", "")[:LONGEST_FIELD] for why in REASONS}
    words, vouched = request.form.get("text", "").replace("\r\n", "\n"), request.form.get("vouched") == "1"
    disputed, wrong = _read(typed)
    draft, found = Draft(words, disputed, vouched), []
    try:
        with here().unit() as unit:
            row = publicationpage.find(unit, number)
            office = here().tools.office.read(unit.session)
            if wrong:
                raise NotDisputable(wrong)
            replying.propose(unit, current_viewer(), row, draft, How(office, _draw(unit, row)))
    except NotFound:
        abort(404)
    except NotDisputable as none:
        listed = ", ".join(none.references)
        why = gettext("Pas parmi les dossiers que vous pouvez contester : %(which)s", which=listed)
        return publicationpage.show(number, Typed({"disputed": why}, words, typed))
    except Mistake as mistake:
        if mistake.code.startswith("extract_"):
            found = _doubts(number, draft)
        return publicationpage.show(number, Typed({"text": word(MISTAKES, mistake.code)}, words, typed, found))
    flash(gettext("Réponse proposée. L’administration la publie."), "good")
    return redirect(f"/reports/published/{number}", 303)


@pages.post("/reports/published/<int:number>/replies/publication")
@role(ADMINISTRATOR)
def publish_reply(number: int) -> AnyResponse:
    """Let a reply stand beside its figure."""
    who = current_account()
    by = Publisher(who.actor, here().signer)
    return _decided(
        number, lambda unit, row: replying.publish(unit, by, who.account_id, row), gettext("Réponse publiée.")
    )


@pages.post("/reports/published/<int:number>/replies/refusal")
@role(ADMINISTRATOR)
def refuse_reply(number: int) -> AnyResponse:
    """Give a reply back with a reason."""
    why, by = request.form.get("why", ""), current_viewer()
    return _decided(number, lambda unit, row: replying.refuse(unit, by, row, why), gettext("Réponse rendue."))


def _decided(number: int, act: Callable[[UnitOfWork, Publication], None], done: str) -> AnyResponse:
    try:
        with here().unit() as unit:
            act(unit, publicationpage.find(unit, number))
    except Mistake as mistake:
        return publicationpage.show(number, Typed({"decision": word(MISTAKES, mistake.code)}))
    flash(done, "good")
    return redirect(f"/reports/published/{number}", 303)


def _draw(unit: UnitOfWork, row: Publication) -> Callable[[Collection[Any]], dict[str, Any]]:
    return lambda gone: figures.without(unit.session, row.statement, gone, unit.now)


def _doubts(number: int, draft: Draft) -> list[Any]:
    """Return what is to be mended in a reply that did not pass."""
    with here().unit() as unit:
        row = publicationpage.find(unit, number)
        found = replying.disputed(unit, current_viewer(), row, draft)
        return replying.doubts(unit, found, draft.words, here().tools.office.read(unit.session))


def _read(typed: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the references that were typed, each with its reason, and what is no reference or stands there twice."""
    disputed, wrong = dict[str, str](), list[str]()
    for why, written in typed.items():
        for part in filter(None, (part.strip() for part in written.replace("\n", ",").replace(";", ",").split(","))):
            bare = "".join(part.split())
            if not is_reference(bare):
                wrong.append(part[:20])
            elif bare in disputed:
                wrong.append(show_reference(bare))
            else:
                disputed[bare] = why
    return disputed, wrong
