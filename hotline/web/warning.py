"""Before an answer goes out: does it name what could harm whoever is found with it on a shared phone?"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from flask import request

from hotline.domain.harm import FORCE, PERSON, PLACE, TOPIC, Danger, dangers
from hotline.store import casefile, contacts, scope
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here

KINDS = {
    FORCE: later("une force"),
    TOPIC: later("le sujet"),
    PERSON: later("une personne"),
    PLACE: later("le lieu"),
}


@dataclass(frozen=True, slots=True)
class Warning:
    """What a text gives away, in words, and the mark with which the officer says that they have read it."""

    words: str
    mark: str


def of(unit: UnitOfWork, case: Case, text: str) -> Warning | None:
    """Return what to warn of; nothing where the citizen says that texts to this phone are safe."""
    contact = contacts.get(unit.session, case.contact_id) if case.contact_id else None
    if contact is None or contact.safe_to_text:
        return None
    found = dangers(text, casefile.place_path(unit.session, case.place_id))
    return Warning(_listed(found), _mark(found)) if found else None


def must_warn(reference: str, text: str) -> bool:
    """Say whether the officer is to read the text again: our form carries the mark of what was last warned of."""
    if "warned" not in request.form:
        return False
    with here().unit() as unit:
        case = scope.case_for(unit.session, current_viewer(), reference)
        warning = of(unit, case, text) if case else None
    return warning is not None and warning.mark != request.form["warned"]


def _listed(found: tuple[Danger, ...]) -> str:
    kinds = {kind: [one.word for one in found if one.kind == kind] for kind in KINDS}
    return ", ".join(f"{gettext(KINDS[kind])} ({', '.join(words)})" for kind, words in kinds.items() if words)


def _mark(found: tuple[Danger, ...]) -> str:
    return sha256(repr(sorted((one.kind, one.word) for one in found)).encode()).hexdigest()[:16]
