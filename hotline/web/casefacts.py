"""What a case's page says beside the story, and what can be done with the case now."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hotline.domain.calendars import Calendar
from hotline.domain.callbacks import NO_LANGUAGE
from hotline.domain.handover import goes_to_router
from hotline.domain.lifecycle import Action, Status, actions_in
from hotline.domain.walls import COORDINATION, SECURITY, Viewer
from hotline.reports import cercles
from hotline.services import handovers, printing
from hotline.store import accounts, calendars, casefile, cases, incidents
from hotline.store.models.casework import Case, Event
from hotline.store.models.people import Contact
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork
from hotline.web import because, casewords, consents, eventwords, incidentpage, lapsed, origins, readers
from hotline.web.callwords import WAYS_TO_TELL, pairs
from hotline.web.i18n import gettext
from hotline.web.names import Names
from hotline.web.subject import subject
from hotline.web.surroundings import here
from hotline.web.times import BAMAKO, weekday

_OWNERSHIP = ("routed", "transferred", "taken")
_REFERRED = ("referral_sent", "referral_accepted", "referral_refused", "referral_answered", "referral_withdrawn")
_WAY = (*_OWNERSHIP, *_REFERRED)
# The steps that the facts are told from.
FACTS_KINDS = (*_WAY, "consent_recorded", "safety_told", consents.ASKED, consents.KEPT, *lapsed.LAPSED_KINDS)


def facts(unit: UnitOfWork, viewer: Viewer, case: Case, names: Names, trail: list[Event]) -> dict[str, Any]:
    """Return the facts of a case: why and by when, who, where, and what belongs together."""
    session, office = unit.session, here().tools.office.read(unit.session)
    earlier, place = casefile.earlier(session, viewer, case), office.place_and_above(case.place_id)[0]
    limits = calendars.limits_of(session, case.calendar_id)
    linked = casefile.linked(session, viewer, case)
    return {
        "category": subject(case, office.categories[case.category]),
        "place": list(dict.fromkeys(office.place_names(case.place_id))),
        "cercle": _cercle(place.code if place else None),
        "desk": names.desk(str(case.desk_id)),
        "calendar": casefile.calendar_name(session, case.calendar_id),
        "answer_target": casewords.answer_target(case, limits),
        "closure_target": casewords.closure_target(case, limits),
        "in_working_days": casewords.is_counted_in_working_days(case, limits),
        "because": because.why_here(unit, trail, names),
        "accused": casefile.accused_names(session, case.id),
        "history": [(event.at, eventwords.line(event, names)) for event in trail if event.kind in _WAY],
        "readers": readers.of(unit, case, names) if case.sensitivity == "S3" else [],
        "linked": [other for other in linked if not _is_same_contact(other, case)],
        "came_of": origins.came_of(case, linked), "led_to": origins.led_to(case, linked),
        "incident": incidents.of_case(session, viewer, case.id),
        "like": incidentpage.like(unit, viewer, case), "verdicts": incidentpage.VERDICTS,
        "earlier": earlier,
        "earlier_count": casefile.count_earlier(session, viewer, case, len(earlier)),
        "consent_asked": consents.asked(unit, case, trail),
        "lapsed": lapsed.offer(case, trail, names),
        "consents": [(event.at, eventwords.line(event, names)) for event in trail if event.kind == "consent_recorded"],
        # A yes at the end of a report is of this case alone; the phone itself knows only of a no.
        "said_safe": next((event.data.get("safe") for event in reversed(trail) if event.kind == "safety_told"), None),
        "language": gettext(casewords.LANGUAGES.get(case.language, casewords.LANGUAGES["oth"])),
        "ways_to_tell": pairs(WAYS_TO_TELL),
        "channels": casewords.CHANNELS, "languages": casewords.LANGUAGES, "statuses": casewords.STATUSES,
    }  # fmt: skip


def _is_same_contact(other: Case, case: Case) -> bool:
    """Say whether a linked case stands among those of the contact already."""
    return case.contact_id is not None and other.contact_id == case.contact_id


def offers(unit: UnitOfWork, case: Case, contact: Contact | None, names: Names) -> dict[str, Any]:
    """Return what can be done with the case now; a barred desk is never offered."""
    possible = actions_in(Status(case.status))
    office = here().tools.office.read(unit.session)
    desks = handovers.may_go_to(unit, case, office)
    forces = {desk.id for desk in desks if desk.kind == SECURITY} if _is_about_force(unit, case, office) else set()
    return {
        "can_take": Action.TAKE in possible,
        "can_transfer": Action.TRANSFER in possible and bool(desks),
        "can_close": Action.CLOSE in possible,
        "must_be_sure": passes_over(case),
        "can_print": printing.may_leave_the_house(case),
        **_next_morning(office.calendar_for(case.desk_id), unit.now.astimezone(BAMAKO).date()),
        "can_tell_safety": contact is not None,
        "desks": [(desk.id, names.desk(str(desk.id))) for desk in desks if desk.id not in forces],
        "other_forces": [(desk.id, names.desk(str(desk.id))) for desk in desks if desk.id in forces],
        "readers_at": _readers_at(unit, case) & {desk.id for desk in desks},
        "reads_it": _reads(case.language),
        "router_takes": any(desk.kind == COORDINATION for desk in desks),
        "refused_to_router": any(
            goes_to_router(case.sensitivity, desk.body_id, frozenset()) for desk in desks if desk.kind == COORDINATION
        ),
        "categories": _categories(unit) if case.last_message_id and Action.CLOSE in possible else [],
        "urgencies": [(code, gettext(words)) for code, words in casewords.URGENCIES.items()],
        "outcomes": [(code, gettext(words)) for code, words in casewords.OUTCOMES.items()],
    }


def _next_morning(calendar: Calendar, today: date) -> dict[str, Any]:
    """Return the next morning on which the desk of a case opens, and how that is called."""
    days = [today + timedelta(days=n) for n in range(1, 8)]
    opens = next((day for day in days if calendar.spans_on(day)), days[0])
    words = gettext("Demain matin") if opens == days[0] else gettext("%(day)s matin", day=weekday(opens))
    return {"tomorrow": opens.isoformat(), "tomorrow_words": words}


def passes_over(case: Case) -> bool:
    """Say whether closing passes over a message after the last answer; of a case never answered the reason is asked."""
    return case.waiting_since is not None and case.first_answered_at is not None and case.status != Status.CLOSING


def _readers_at(unit: UnitOfWork, case: Case) -> frozenset[UUID]:
    """Return the desks where somebody who may read the case reads its language; of French nothing is said."""
    if case.language == "fr" or case.language in NO_LANGUAGE:
        return frozenset()
    return accounts.desks_reading(unit.session, case.language, cleared=case.sensitivity == "S3")


def _reads(language: str) -> str:
    """Return that somebody reads a language: `lit l’anglais`, `lit le bambara`."""
    words = gettext(casewords.LANGUAGES.get(language, casewords.LANGUAGES["oth"]))
    if words[0] in "aeio":
        return gettext("lit l’%(language)s", language=words)
    return gettext("lit le %(language)s", language=words)


def _is_about_force(unit: UnitOfWork, case: Case, office: Office) -> bool:
    """Say whether a case complains of a force: the wall hides it from that one, not from the others."""
    if office.categories[case.category].group == "conduct":
        return True
    accused = cases.accused_of(unit.session, [case.id]).get(case.id) if case.wall != "none" else None
    return any(body.kind == SECURITY and body.id in (accused or ()) for body in office.bodies)


def _categories(unit: UnitOfWork) -> list[tuple[str, str]]:
    held = here().tools.office.read(unit.session).categories
    return [(row.code, casewords.category_label(row)) for row in held.values() if row.active]


def _cercle(code: str | None) -> cercles.Outline | None:
    """Return the cercle that the map marks for a place."""
    found = cercles.parents().get(code or "")
    return cercles.outlines()[found] if found else None


def owner(case: Case, names: Names) -> str | None:
    """Return who has the case."""
    return names.titles.get(case.owner_id) if case.owner_id else None
