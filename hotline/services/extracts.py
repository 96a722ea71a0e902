"""What the house knows of citizens that no words which leave it may repeat."""

from __future__ import annotations

from collections.abc import Iterable

from hotline.domain.redaction import Known
from hotline.store import by_hand, contacts, messages
from hotline.store.models.casework import Case
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork


def known_of(unit: UnitOfWork, found: Iterable[Case], office: Office) -> Known:
    """Return the texts of some cases, their marks and numbers, and the places that are too exact to be named."""
    texts: list[str] = []
    marks: list[str] = []
    for case in found:
        texts += [messages.body(unit.vault, row) for row in messages.of_case(unit.session, case.id)]
        marks += [case.reference, case.alias]
        if case.contact_id is not None:
            marks.append(contacts.number(unit.vault, contacts.get(unit.session, case.contact_id)))
    others = by_hand.aliases(unit)
    wide = {place.name for place in office.places.values() if place.kind != "commune"}
    communes = [place for place in office.places.values() if place.kind == "commune"]
    exact = {name for place in communes for name in (place.name, *others.get(place.id, ()))}
    return Known(texts, marks, exact - wide, wide)
