"""Whoever asks about a rumour is told once that it is being verified; a person says so, those who ask later follow."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid5

from hotline.domain.incidents import RUMOUR
from hotline.domain.language import phrase, written
from hotline.domain.walls import Viewer
from hotline.services import writing
from hotline.services.casework import Mistake
from hotline.services.incidents import see
from hotline.services.languages import LanguageReader
from hotline.services.writing import Letter
from hotline.store import contacts, events, incidents, verifying
from hotline.store.verifying import KIND
from hotline.unit_of_work import UnitOfWork

# As many as leave while the officer waits for the page; the timetable tells the others.
AT_ONCE = 20


def say(unit: UnitOfWork, viewer: Viewer, incident_id: UUID) -> None:
    """Have everybody who asks about a rumour told, now and later, until two agree; raises NotFound, Mistake."""
    see(unit, viewer, incident_id)
    incident = incidents.locked(unit.session, incident_id)
    if incident.kind != RUMOUR:
        raise Mistake("no_verdict")
    if incident.agreed_by is not None:
        raise Mistake("judged_already")
    if incident.verifying_by is None:
        incident.verifying_by, incident.verifying_at = viewer.account_id, unit.now
        events.append_house(unit, "rumour_in_work", events.by_account(viewer.account_id), incident=str(incident_id))


def tell_due(units: Callable[[], UnitOfWork], languages: LanguageReader, most: int | None = None) -> int:
    """Tell those who do not know yet, each in a transaction of its own and never twice; return how many."""
    told = 0
    while most is None or told < most:
        with units() as unit:
            if not _tell_next(unit, languages):
                break
        told += 1
    return told


def _tell_next(unit: UnitOfWork, languages: LanguageReader) -> bool:
    found = verifying.next_asker(unit.session)
    if found is None or found[0].contact_id is None:
        return False
    case, incident_id = found
    contact = contacts.get(unit.session, found[0].contact_id)
    spoken = languages.read(unit.session).languages
    code = written(spoken, contact.language, case.language)
    cause_id = uuid5(incident_id, str(contact.id))
    row = writing.write(unit, contact, Letter(KIND, cause_id, phrase(spoken, code, KIND), code, case_id=case.id))
    case.version += 1
    events.append(unit, case.id, "progress_told", "system", text=str(row.id), about=KIND)
    return True
