"""Cases on their way to another desk: offered, taken back, and what a desk is asked to take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hotline.services import handovers as work
from hotline.services.casework import Mistake, NotFound
from hotline.services.handovers import Refusal
from hotline.store import casefile, handovers
from hotline.store.handovers import Offered, Proposed
from hotline.store.models.handovers import TransferOffer
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork
from hotline.vault import Vault
from hotline.web import places
from hotline.web.acting import asked_of, carry_out, desk_of, officer, typed
from hotline.web.casewords import LANGUAGES, mistake_words, word
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext
from hotline.web.subject import subject
from hotline.web.surroundings import here
from hotline.web.workwords import OFFER_WORDS, REFUSAL_WORDS

pages = Blueprint("handovers", __name__)

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Line:
    """An offer as the desk that is asked reads it."""

    offer: TransferOffer
    reference: str
    urgency: str
    protected: bool
    category: str
    place: str
    language: str
    desk: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sent:
    """An offer as the desk that made it reads it: `went` says what became of it, empty while it is open."""

    offer: TransferOffer
    reference: str
    about: str
    place: str
    desk: str
    went: str


@pages.post("/cases/<reference>/transfers")
@officer
def create_transfer(reference: str) -> AnyResponse:
    """Offer the case to another desk; without one, give it to the coordination."""
    text, asked = typed(), asked_of(reference)

    def act(unit: UnitOfWork) -> bool:
        if request.form.get("desk") == "":
            raise Mistake("no_desk_named")
        office = here().tools.office.read(unit.session)
        case = work.transfer(unit, asked, desk_of(request.form.get("desk")), text, office)
        return handovers.open_of(unit.session, case.id) is None

    def done(gone: bool) -> str:
        """Of an offer the case itself tells, with what comes next."""
        return gettext("Transfert enregistré.") if gone else ""

    return carry_out(reference, "transfers", done, act)


@pages.post("/cases/<reference>/transfers/withdrawal")
@officer
def withdraw_transfer(reference: str) -> AnyResponse:
    """Take the offer back."""
    asked = asked_of(reference)
    return carry_out(reference, "withdrawal", gettext("Le dossier reste ici."), lambda unit: work.withdraw(unit, asked))


@pages.get("/transfers")
@officer
def show_offers() -> Response:
    """Show what the account's desk is asked to take."""
    return _listed()


@pages.post("/transfers/<uuid:offer_id>/acceptance")
@officer
def accept(offer_id: UUID) -> AnyResponse:
    """Take an offered case."""
    viewer = current_viewer()

    def act(unit: UnitOfWork) -> str:
        case = work.accept(unit, viewer, offer_id, here().tools.office.read(unit.session))
        return f"/cases/{case.reference}"

    return _answered(offer_id, act, gettext("Le dossier est à vous."))


@pages.post("/transfers/<uuid:offer_id>/refusal")
@officer
def refuse(offer_id: UUID) -> AnyResponse:
    """Say no to an offered case, and why."""
    viewer, no = current_viewer(), Refusal(request.form.get("why", ""), typed())

    def act(unit: UnitOfWork) -> str:
        work.refuse(unit, viewer, offer_id, no, here().tools.office.read(unit.session))
        return "/transfers"

    return _answered(offer_id, act, gettext("Refus enregistré."))


def _answered(offer_id: UUID, act: Callable[[UnitOfWork], str], done: str) -> AnyResponse:
    """Answer an offer and go on; or show the list again with what is wrong and what was typed."""
    try:
        with here().unit() as unit:
            after = act(unit)
    except NotFound:
        return _taken(offer_id)
    except Mistake as mistake:
        return _listed(offer_id, mistake_words(mistake), 422)
    flash(done, "good")
    return redirect(after, 303)


def _taken(offer_id: UUID) -> AnyResponse:
    """Lead to a case that was accepted before, as in another window; nothing is said to whoever may not read it."""
    with here().unit() as unit:
        case = handovers.taken(unit.session, current_viewer(), offer_id)
    if case is None:
        abort(404)
    flash(gettext("Déjà accepté. Voici le dossier."), "good")
    return redirect(f"/cases/{case.reference}", 303)


def _listed(wrong_id: UUID | None = None, wrong: str = "", code: int = 200) -> Response:
    viewer = current_viewer()
    with here().unit() as unit:
        office = here().tools.office.read(unit.session)
        lines = [_line(unit.vault, one) for one in handovers.listed(unit.session, viewer, MOST_LISTED)]
        sent = [_sent(office, one) for one in handovers.proposed(unit.session, viewer, unit.now, MOST_LISTED)]
    reasons = [(key, gettext(words)) for key, words in REFUSAL_WORDS.items()]
    page = render_template(
        "work/offers.html", lines=lines, sent=sent, reasons=reasons, wrong_id=wrong_id, wrong=wrong, text=typed(),
        why=request.form.get("why", ""), most_listed=MOST_LISTED,
    )  # fmt: skip
    return Response(page, code)


def _line(vault: Vault, one: Offered) -> Line:
    case = one.case
    protected = case.sensitivity == "S3"
    return Line(
        offer=one.offer, reference=case.reference, urgency=case.urgency, protected=protected,
        category=gettext("Protégé") if protected else subject(case, one.category),
        place=places.shown(case, one.place, one.above),
        language=gettext(LANGUAGES.get(case.language, LANGUAGES["oth"])),
        desk=f"{one.from_desk}, {one.from_body}", by=one.by_desk or "", reason=casefile.note_text(vault, one.note),
    )  # fmt: skip


def _sent(office: Office, one: Proposed) -> Sent:
    case, offer = one.case, one.offer
    protected = case.sensitivity == "S3"
    return Sent(
        offer=offer, reference=case.reference,
        about=gettext("Protégé") if protected else subject(case, office.categories[case.category]),
        place=places.shown(case, one.place, one.above), desk=office.desk_names[offer.desk_id].name,
        went=word(OFFER_WORDS, offer.answer) if offer.answer else "",
    )  # fmt: skip
