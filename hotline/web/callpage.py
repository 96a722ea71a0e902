"""The pages of the desk for calls, gathered; the one that shows a number says so in the trail before it goes out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template

from hotline.domain.callbacks import MOST_MISSES, NO_LANGUAGE, WISH, Caller
from hotline.domain.desks import INDEPENDENT
from hotline.domain.language import FALLBACK, phrase
from hotline.domain.phones import MALI
from hotline.domain.references import show_reference
from hotline.services import call_notes, calling
from hotline.services.by_hand import Told
from hotline.services.call_notes import SPOKEN, Said, Waiting
from hotline.services.call_outcomes import Manner
from hotline.services.wishes import RUN_OUT
from hotline.store import callbacks, casefile
from hotline.store.callbacks import Known
from hotline.store.models.calls import Call
from hotline.store.models.casework import Case
from hotline.store.models.office import Category
from hotline.unit_of_work import UnitOfWork
from hotline.web import by_hand, origins
from hotline.web.callers import current_caller
from hotline.web.callqueue import askers, is_free, is_held
from hotline.web.callwords import CALL_HOURS, CONSENTS, language_word, pairs
from hotline.web.casewords import MISTAKES, word
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext
from hotline.web.subject import subject
from hotline.web.surroundings import here
from hotline.web.times import BAMAKO

# Which field of the form for the words a mistake belongs to.
_FIELD = {
    "empty_text": "text", "long_text": "text", "no_place": "place", "many_places": "place", "no_hours": "hours",
    "no_category": "category", "no_urgency": "urgency", "no_language": "language", "no_case": "into",
}  # fmt: skip


def held() -> UUID | None:
    """Return the wish that whoever is signed in holds now."""
    with here().unit() as unit:
        row = callbacks.held_by(unit.session, current_viewer().account_id, unit.now)
    return row.id if row else None


def show(callback_id: UUID, mistake: str = "") -> Response:
    """Return the page of one wish; absent, settled and forbidden are the same 404."""
    caller = current_caller()
    with here().unit() as unit:
        # Committed before the number goes out.
        number = calling.show_number(unit, caller, callback_id)
    with here().unit() as unit:
        known = callbacks.find(unit.session, caller, callback_id)
        if known is None:
            waiting = call_notes.to_write_down(unit, caller, callback_id) or abort(404)
            return _notes(unit, caller, waiting, _nothing_said(waiting), {})
        if number is None:
            return Response(_wish(unit, caller, known, mistake), 422 if mistake else 200)
        return _call(unit, known, number, mistake)


def show_notes(callback_id: UUID, said: Said, code: str) -> Response:
    """Return the form for the words again, with what was typed and what is wrong."""
    caller = current_caller()
    with here().unit() as unit:
        waiting = call_notes.to_write_down(unit, caller, callback_id) or abort(404)
        return _notes(unit, caller, waiting, said, {_FIELD[code]: word(MISTAKES, code)})


def _wish(unit: UnitOfWork, caller: Caller, known: Known, mistake: str) -> str:
    row, desks = known.callback, {desk.id: desk for desk in here().tools.office.read(unit.session).desks}
    placed = row.placed_desk_id == known.case.desk_id
    placeable = caller.is_independent and known.readable and desks[known.case.desk_id].kind not in INDEPENDENT
    return render_template(
        "callbacks/wish.html", known=known, mistake=mistake, speaks=caller.speaks(row.language), placed=placed,
        free=is_free(unit, caller, known), held=is_held(unit, known), can_place=placeable and not placed,
        late=_late_call(unit, caller, known), later=_in_an_hour(unit), hours=pairs(CALL_HOURS), **_words(unit, known),
    )  # fmt: skip


def _late_call(unit: UnitOfWork, caller: Caller, known: Known) -> Call | None:
    """Return this account's call whose time ran out, as long as nobody took it up: how it ended may still be told."""
    call = callbacks.last_call(unit.session, known.callback.id)
    mine = call is not None and call.account_id == caller.viewer.account_id
    return call if mine and call is not None and call.outcome in (None, RUN_OUT) else None


def _call(unit: UnitOfWork, known: Known, number: str, mistake: str) -> Response:
    call = callbacks.last_call(unit.session, known.callback.id)
    until = known.callback.claim_until or unit.now
    page = render_template(
        "callbacks/call.html", known=known, call=call, number=number, spaced_number=_spaced(number), until=until,
        mistake=mistake, later=_in_an_hour(unit), hours=pairs(CALL_HOURS), **_opening(unit, known.callback.language),
        **_words(unit, known),
    )  # fmt: skip
    # The page asks for itself again when the time is over, and then comes without the number.
    seconds = int((until - unit.now) / timedelta(seconds=1)) + 1
    return Response(page, 422 if mistake else 200, headers={"Refresh": str(seconds)})


def _notes(unit: UnitOfWork, caller: Caller, waiting: Waiting, said: Said, errors: dict[str, str]) -> Response:
    found = callbacks.cases_of(unit.session, caller.viewer, waiting.contact.id)
    theirs = {one.reference: one for one in found if one.category != WISH}
    labels = here().tools.office.read(unit.session).categories
    where = [(ref, f"{show_reference(ref)} {_subject(one, labels)}") for ref, one in theirs.items()]
    page = render_template(
        "callbacks/notes.html", waiting=waiting, said=said, errors=errors, hours=pairs(CALL_HOURS),
        where=[("", gettext("Nouveau dossier")), *where], into=said.into if said.into in theirs else "",
        languages=[(code, language_word(code)) for code in SPOKEN], consents=pairs(CONSENTS),
        texts=_texts(waiting.contact.safe_to_text),
        **by_hand.choices(unit, said.told),
    )  # fmt: skip
    return Response(page, 422 if errors else 200)


def _subject(case: Case, labels: Mapping[str, Category]) -> str:
    """Return a case's subject as lists show it: that of a protected one is on its own page, which notes who reads."""
    return gettext("Protégé") if case.sensitivity == "S3" else subject(case, labels[case.category])


def _texts(told: bool | None) -> list[tuple[str, str]]:
    """Return what may be said of texts; what the phone told before stands chosen, and is not told anew."""
    known = {True: gettext("Oui, déjà noté"), False: gettext("Non, déjà noté"), None: gettext(CONSENTS[""])}
    return [*pairs(CONSENTS)[:-1], ("", known[told])]


def _nothing_said(waiting: Waiting) -> Said:
    """Return the form as it is at first: in the language of the call, and for the case it was about."""
    language = waiting.callback.language if waiting.callback.language not in NO_LANGUAGE else FALLBACK
    into = waiting.case.reference if waiting.case.category != WISH else ""
    manner = Manner(waiting.contact.call_hours, waiting.contact.call_discreet)
    return Said(told=Told(channel="call", text=""), language=language, into=into, manner=manner)


def _words(unit: UnitOfWork, known: Known) -> dict[str, Any]:
    return {
        "asked_by": askers(unit, current_viewer(), [known]),
        "language": language_word(known.callback.language), "hour_words": CALL_HOURS, "most_misses": MOST_MISSES,
        "category": subject(known.case, known.category) if known.readable else "",
        "others": origins.of_phone(known.case, casefile.linked(unit.session, current_viewer(), known.case)),
        "is_now": known.callback.next_at <= unit.now,
    }  # fmt: skip


def _opening(unit: UnitOfWork, code: str) -> dict[str, Any]:
    """Return what to say first: in the citizen's language where it was reviewed, else in French as a model."""
    spoken = here().tools.languages.read(unit.session)
    ready = spoken.is_live(code) and "call_opening" in spoken.languages[code].phrases
    said_in = code if ready else FALLBACK
    # On the air a French question mark may stand on a line of its own, here it need not.
    words = phrase(spoken.languages, said_in, "call_opening").replace(" ?", "\u00a0?")
    return {"opening": words, "said_in": said_in, "is_model": said_in != code and code not in NO_LANGUAGE}


def _spaced(number: str) -> str:
    """Return a number as it is read aloud: `+223 00 00 01 01`."""
    if not number.startswith(MALI):
        return number
    local = number.removeprefix(MALI)
    return " ".join([MALI, *(local[start : start + 2] for start in range(0, len(local), 2))])


def _in_an_hour(unit: UnitOfWork) -> tuple[str, str]:
    later = unit.now.astimezone(BAMAKO) + timedelta(hours=1)
    return later.date().isoformat(), later.strftime("%H:%M")
