"""The sheet of places: the dated tree, and the names people use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from hotline.services import office_places
from hotline.services.office_places import KINDS
from hotline.web.admin_words import PLACE_KINDS, pairs
from hotline.web.adminsheet import Field, Line, Sheet
from hotline.web.i18n import later
from hotline.web.surroundings import now


def _kinds(_: Session) -> list[tuple[str, str]]:
    return pairs(PLACE_KINDS, KINDS)


def _lines(session: Session) -> Iterator[Line]:
    kinds, others = dict(_kinds(session)), office_places.aliases(session)
    places = office_places.all_places(session)
    names = {place.id: place.name for place in places}
    for place in places:
        above = names[place.parent_id] if place.parent_id else ""
        cells = (place.name, place.code, kinds[place.kind], above, ", ".join(others.get(place.id, [])))
        yield Line(place.code, cells, off=_has_ended(place.valid_to))


def _has_ended(end: date | None) -> bool:
    return end is not None and end <= now().date()


PLACES = Sheet(
    "places", later("Lieux"), later("Régions, cercles, communes, et leurs autres noms."), "place",
    (later("Nom"), later("Code"), later("Genre"), later("Dans"), later("Autres noms")),
    _lines,
    (
        Field("name", later("Nom")),
        Field("code", later("Code"), on="new", hint=later("Le code officiel, s’il existe.")),
        Field("kind", later("Genre"), "choice", options=_kinds, on="new"),
        Field("parent", later("Dans"), on="new", needed=False, hint=later("Nom ou code. Vide pour une région.")),
        Field("aliases", later("Autres noms"), "area", needed=False, hint=later("Un par ligne.")),
        Field("valid_from", later("Depuis le"), "date", needed=False),
        Field("valid_to", later("Terminé le"), "date", needed=False, hint=later("Ce jour-là, le lieu n’existe plus.")),
    ),
    office_places.values, office_places.save, new=later("Nouveau lieu"),
)  # fmt: skip
