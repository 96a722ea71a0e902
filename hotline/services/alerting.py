"""The wall must not stop a rescue: a danger is told to a body outside the wall, without a word, a sender or a link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from hotline.domain.desks import INDEPENDENT, Desk
from hotline.domain.dialled import Topic, by_keys, placed
from hotline.domain.findings import Findings
from hotline.domain.rules import Rules
from hotline.domain.sorting import DANGERS
from hotline.domain.walls import SECURITY
from hotline.services import casework, opening
from hotline.services.by_hand import find_place
from hotline.services.casework import Asked, Mistake
from hotline.services.reading import Reading, Tools
from hotline.store import by_hand as rows
from hotline.store import cases
from hotline.store.models.casework import Case
from hotline.store.models.office import Place
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

CHANNEL = "alert"
_WORDS = {
    "attack_ongoing": "Attaque en cours",
    "attack_threat": "Menace, hommes armés",
    "ied_uxo": "Engin explosif",
    "abduction": "Enlèvement",
    "disaster": "Incendie, crue ou accident",
}


@dataclass(frozen=True, slots=True)
class Alert:
    """A danger, the place as it is written, and the desk that is to know."""

    danger: str
    place: str
    desk_id: UUID


def desks_outside(unit: UnitOfWork, case: Case, office: Office) -> list[Desk]:
    """Return the desks an alert about this case may go to, of no barred body; those who rescue first."""
    accused = cases.accused_of(unit.session, [case.id]).get(case.id, frozenset())
    barred = frozenset().union(*(office.barred.get(body, frozenset({body})) for body in accused))
    free = [desk for desk in office.desks if desk.active and desk.takes_cases and desk.body_id not in barred]
    return sorted((desk for desk in free if desk.id != case.desk_id), key=lambda desk: desk.kind != SECURITY)


def alert(unit: UnitOfWork, tools: Tools, asked: Asked, told: Alert) -> Case:
    """Open a case of its own at the desk, which knows nothing of this one; raises NotFound, Mistake."""
    case = casework.find(unit, asked)
    office = tools.office.read(unit.session)
    if told.danger not in DANGERS:
        raise Mistake("no_danger")
    desk = next((desk for desk in desks_outside(unit, case, office) if desk.id == told.desk_id), None)
    if desk is None:
        raise Mistake("walled_desk")
    place = find_place(unit, office, told.place)
    new = _opened(unit, tools, replace(office, desks=_only(office, desk), rules=Rules()), told.danger, place)
    casework.record(unit, case, asked, "safety_alert_sent", danger=told.danger, place=place.code if place else "",
                    desk=str(desk.id), body=str(desk.body_id))  # fmt: skip
    return new


def _opened(unit: UnitOfWork, tools: Tools, office: Office, danger: str, place: Place | None) -> Case:
    """Open the alert's case in the house's own name: who sent it would say what kind of case it came from."""
    where = f" Lieu : {place.name}." if place else ""
    spoken = rows.Spoken(f"{_WORDS[danger]}.{where} Heure : {unit.now:%H:%M}.", CHANNEL, None)
    reading = Reading(unit, tools, office, rows.nobody(unit), rows.keep(unit, spoken), spoken.text)
    reading.findings = _findings(office, danger, place)
    reading.accused = frozenset()
    return opening.enter(reading, None, "system")


def _findings(office: Office, danger: str, place: Place | None) -> Findings:
    row, target = office.categories[danger], office.desks[0]
    found = by_keys(Topic(danger, row.sensitivity, "critical", target.kind), "fr")
    return placed(found, place.code if place else "")


def _only(office: Office, wanted: Desk) -> tuple[Desk, ...]:
    """Leave routing the one desk first, which then takes any place, and the independent ones beside it."""
    taken = replace(wanted, place_codes=frozenset())
    return (taken, *(desk for desk in office.desks if desk.kind in INDEPENDENT and desk.id != wanted.id))
