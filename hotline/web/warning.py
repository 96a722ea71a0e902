"""Before an answer goes out: does it name what could harm whoever is found with it on a shared phone?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from flask import request

from hotline.domain.callbacks import NO_LANGUAGE
from hotline.domain.harm import FORCE, PERSON, PLACE, TOPIC, Danger, dangers
from hotline.store import casefile, contacts, scope
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork
from hotline.web import casewords
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext, later
from hotline.web.surroundings import here

KINDS = {
    FORCE: later("une force"),
    TOPIC: later("le sujet"),
    PERSON: later("une personne"),
    PLACE: later("le lieu"),
}


# In fewer words no language is told apart.
FEWEST_WORDS = 4
# Places that one text is searched for.
MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Warning:
    """What a text gives away and in which other language it seems to be, in words; and the mark of having read this."""

    words: str
    other: str
    mark: str


def of(unit: UnitOfWork, case: Case, text: str) -> Warning | None:
    """Return what to warn of; no word gives anything away where the citizen says that texts to this phone are safe."""
    contact = contacts.get(unit.session, case.contact_id) if case.contact_id else None
    if contact is None:
        return None
    found = () if contact.safe_to_text else _found(unit, text, case.place_id)
    return _warning(found, _other_language(unit, case.language, text))


def of_many(unit: UnitOfWork, text: str, language: str, place_id: UUID | None) -> Warning | None:
    """Return what to warn of before a text in a language goes to many phones, of which nobody knows who holds them."""
    return _warning(_found(unit, text, place_id), _other_language(unit, language, text))


def must_warn(reference: str, text: str) -> bool:
    """Say whether the officer is to read the text again: our form carries the mark of what was last warned of."""
    if "warned" not in request.form:
        return False
    with here().unit() as unit:
        case = scope.case_for(unit.session, current_viewer(), reference)
        warning = of(unit, case, text) if case else None
    return warning is not None and warning.mark != request.form["warned"]


def _found(unit: UnitOfWork, text: str, place_id: UUID | None) -> tuple[Danger, ...]:
    return dangers(text, [*casefile.place_path(unit.session, place_id), *_places(unit, text)])


def _places(unit: UnitOfWork, text: str) -> Iterator[str]:
    """Yield the places a text names, wherever the case happened: each gives away where somebody is looked for."""
    understanding = here().tools.understanding.in_force(unit)
    for _ in range(MOST_PLACES):
        place = understanding.understand(text).place
        if place is None:
            return
        if place.how == "exact":
            yield text[place.start : place.end]
        # What was found is passed over, so that the next one is.
        text = text[: place.start] + " " * (place.end - place.start) + text[place.end :]


def _other_language(unit: UnitOfWork, language: str, text: str) -> str:
    """Return the language a text seems to be in if it is surely not the citizen's; empty otherwise."""
    if language in NO_LANGUAGE or len(text.split()) < FEWEST_WORDS:
        return ""
    found = here().tools.understanding.in_force(unit).understand(text)
    return "" if found.language in (*NO_LANGUAGE, language) else found.language


def _warning(found: tuple[Danger, ...], other: str) -> Warning | None:
    if not found and not other:
        return None
    words = gettext(casewords.LANGUAGES[other]) if other else ""
    return Warning(_listed(found), words, _mark(found, other))


def _listed(found: tuple[Danger, ...]) -> str:
    kinds = {kind: [one.word for one in found if one.kind == kind] for kind in KINDS}
    return ", ".join(f"{gettext(KINDS[kind])} ({', '.join(words)})" for kind, words in kinds.items() if words)


def _mark(found: tuple[Danger, ...], other: str) -> str:
    return sha256(repr((sorted((one.kind, one.word) for one in found), other)).encode()).hexdigest()[:16]
