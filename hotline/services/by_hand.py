"""A case opened by hand from a call or a visit: understood, walled and routed like a text."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from hotline.domain import phones, walls
from hotline.domain.findings import Because, Findings, PlaceGuess
from hotline.domain.taxonomy import more_protective, more_urgent, narrower
from hotline.domain.walls import Viewer
from hotline.services import opening, replies
from hotline.services.casework import LONGEST_NOTE, Mistake
from hotline.services.reading import Reading, Tools
from hotline.store import by_hand as rows
from hotline.store import events
from hotline.store.models.casework import Case
from hotline.store.models.office import Place
from hotline.store.models.people import Contact
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

CHANNELS = ("call", "visit")
URGENCIES = ("critical", "high", "normal", "low")
_FILLERS = re.compile(r"[\s.()/-]")


@dataclass(frozen=True, slots=True)
class Told:
    """What the officer filled in; empty category, urgency or place: as understood from the words."""

    channel: str
    text: str
    phone: str = ""
    accepts_sms: bool = False
    category: str = ""
    urgency: str = ""
    place: str = ""
    accused: frozenset[UUID] = frozenset()
    unknown_uniform: bool = False


def open_by_hand(unit: UnitOfWork, tools: Tools, viewer: Viewer, told: Told) -> Case:
    """Open a case from what a citizen said; raises Mistake. Who opened it may turn out not to be its reader."""
    number = read_number(told.phone)
    contact = rows.contact_of(unit, number) if number else rows.nobody(unit)
    reading = read(unit, tools, contact, told)
    case = opening.enter(reading, None, events.by_account(viewer.account_id))
    if number and told.accepts_sms:
        contact.safe_to_text = True
        replies.acknowledge(reading, case)
    return case


def read_number(written: str) -> str | None:
    """Return a number as gateways write it; eight digits are Malian. Raises Mistake for what is no number."""
    digits = _FILLERS.sub("", written)
    if not digits:
        return None
    if digits.startswith("00") and len(digits) > len("00000000"):
        digits = "+" + digits[2:]
    number = phones.MALI + digits if len(digits) == len("00000000") and digits.isdigit() else digits
    if not phones.is_e164(number):
        raise Mistake("bad_phone")
    return number


def read(unit: UnitOfWork, tools: Tools, contact: Contact, told: Told) -> Reading:
    """Keep what a citizen said and return it understood and walled, like a text; raises Mistake."""
    office = tools.office.read(unit.session)
    _check(told, office)
    place = find_place(unit, office, told.place)
    # Whoever has no phone is not stored, and without a session.
    spoken = rows.Spoken(told.text.strip(), told.channel, contact.id if contact.phone_sealed else None)
    reading = Reading(unit, tools, office, contact, rows.keep(unit, spoken), spoken.text)
    understood = tools.understanding.in_force(unit).understand(spoken.text, prior_language=contact.language)
    reading.findings = _with_choices(understood, told, place, office)
    reading.accused = reading.walled() | _named(told, office)
    return reading


def find_place(unit: UnitOfWork, office: Office, written: str) -> Place | None:
    """Return the place written as `Commune` or `Commune, cercle`; raises Mistake where none or several fit."""
    if not written.strip():
        return None
    name, _, above = (_plain(part) for part in written.partition(","))
    by_id = {place.id: place for place in office.places.values()}
    others = rows.aliases(unit)
    found = [
        place
        for place in office.places.values()
        if name in map(_plain, (place.name, *others.get(place.id, ())))
        and (not above or (place.parent_id is not None and _plain(by_id[place.parent_id].name) == above))
    ]
    if not found:
        raise Mistake("no_place")
    finest = [place for place in found if not any(other.parent_id == place.id for other in found)]
    if len(finest) > 1:
        raise Mistake("many_places")
    return finest[0]


def _check(told: Told, office: Office) -> None:
    if told.channel not in CHANNELS:
        raise Mistake("no_channel")
    if not told.text.strip():
        raise Mistake("empty_text")
    if len(told.text) > LONGEST_NOTE:
        raise Mistake("long_text")
    if told.category and told.category not in office.categories:
        raise Mistake("no_category")
    if told.urgency and told.urgency not in URGENCIES:
        raise Mistake("no_urgency")


def _with_choices(found: Findings, told: Told, place: Place | None, office: Office) -> Findings:
    """Lay what the officer chose over what was understood; it may protect more, and never less."""
    if told.category:
        category = office.categories[told.category]
        found = dataclasses.replace(
            found, category=category.code, confidence=1.0, needs_person=False,
            sensitivity=more_protective(found.sensitivity, category.sensitivity),
            desk_kind=narrower(category.desk_kind, found.desk_kind),
            urgency=more_urgent(found.urgency, category.urgency), because=(Because("officer"),),
        )  # fmt: skip
    if told.urgency:
        found = dataclasses.replace(found, urgency=told.urgency)
    if place is not None:
        found = dataclasses.replace(found, place=PlaceGuess(place.code, "officer", 0, 0))
    return found


def _named(told: Told, office: Office) -> frozenset[UUID]:
    known = {body.id for body in office.bodies}
    named = frozenset(told.accused & known)
    if told.unknown_uniform:
        named |= {body.id for body in office.bodies if body.kind == walls.SECURITY}
    return named


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("’", "'")
