"""An officer corrects where a concern is about; the case stays at its desk, and who may read it stays the same."""

from __future__ import annotations

from hotline.domain.lifecycle import Status
from hotline.services import by_hand, casework
from hotline.services.casework import Asked, Mistake
from hotline.store.models.casework import Case
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork


def correct(unit: UnitOfWork, asked: Asked, written: str, office: Office) -> Case:
    """Put the place written into the case; raises NotFound, Mistake, Moved."""
    case = casework.find(unit, asked)
    casework.refuse_if_moved(case, asked)
    if case.status == Status.CLOSED:
        raise Mistake("refused")
    place = by_hand.find_place(unit, office, written)
    if place is None:
        raise Mistake("no_place")
    if place.id == case.place_id:
        raise Mistake("nothing_new")
    before = next((one.code for one in office.places.values() if one.id == case.place_id), "")
    case.place_id = place.id
    casework.record(unit, case, asked, "place_chosen", before=before, place=place.code)
    return case
