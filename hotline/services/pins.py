"""The code that guards a dialled case: chosen once, asked for before an answer is shown, locked when guessed at."""

from __future__ import annotations

from enum import StrEnum
from hmac import compare_digest
from uuid import UUID

from hotline.domain.language import phrase, written
from hotline.domain.pins import locked_until
from hotline.domain.references import show_reference
from hotline.domain.taxonomy import Taxonomy
from hotline.services import writing
from hotline.services.languages import LanguageReader
from hotline.services.writing import Letter
from hotline.store import cases, events, pins
from hotline.store.models.casework import Case
from hotline.store.models.dialogues import Pin
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork


class Said(StrEnum):
    """What became of a code that was typed."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LOCKED = "locked"


def are_offered(category: str, taxonomy: Taxonomy, office: Office) -> bool:
    """Say whether a dialled concern of this category may be guarded by a code."""
    row = office.categories.get(category)
    flagged = category in taxonomy and taxonomy[category].offers_pin
    return flagged or (row is not None and row.sensitivity == "S3")


def choose(unit: UnitOfWork, contact: Contact, message_id: UUID, pin: str) -> None:
    """Keep the code for what a dialogue brought; cases that triage opened of it already write it down."""
    if pins.add(unit, message_id, pin) is None:
        return
    for case_id in pins.opened_by(unit.session, contact.id, message_id):
        _tell_chosen(unit, cases.locked(unit.session, case_id))


def tell_opening(unit: UnitOfWork, case: Case, message: Message) -> None:
    """Write into a new case that its citizen had chosen a code before triage came to it."""
    if message.channel == "ussd" and pins.of_message(unit.session, pins.first_of(message)) is not None:
        _tell_chosen(unit, case)


def guards(unit: UnitOfWork, case: Case) -> bool:
    """Say whether a case has a code."""
    return pins.of_case(unit.session, case.id) is not None


def is_locked(unit: UnitOfWork, case: Case) -> bool:
    """Say whether too many wrong codes were typed lately."""
    row = pins.of_case(unit.session, case.id)
    return row is not None and _locked(unit, row)


def say(unit: UnitOfWork, case: Case, pin: str) -> Said:
    """Take a code typed for a case that the caller holds locked; each try is an event, none holds the code."""
    row = pins.locked_of_case(unit.session, case.id)
    if row is None or _locked(unit, row):
        events.append(unit, case.id, "pin_refused", "citizen", locked=True)
        return Said.LOCKED
    if compare_digest(row.mark, pins.mark(unit.vault, row, pin)):
        row.misses, row.locked_until = 0, None
        events.append(unit, case.id, "pin_accepted", "citizen")
        return Said.ACCEPTED
    row.misses += 1
    row.locked_until = locked_until(row.misses, unit.now)
    events.append(unit, case.id, "pin_refused", "citizen", locked=row.locked_until is not None)
    return Said.LOCKED if row.locked_until else Said.REFUSED


def is_unsafe(case: Case, contact: Contact | None) -> bool:
    """Say whether an answer would lie open on a phone that others may read."""
    return case.sensitivity == "S3" and (contact is None or contact.safe_to_text is not True)


def announce(unit: UnitOfWork, case: Case, contact: Contact, answer_id: UUID, languages: LanguageReader) -> None:
    """Tell a citizen who may be texted that an answer waits behind the code; nothing of it is in the text."""
    if guards(unit, case) and writing.cannot_text(unit, contact) is None:
        spoken = languages.read(unit.session).languages
        code = written(spoken, contact.language, case.language)
        text = phrase(spoken, code, "answer_by_dial", reference=show_reference(case.reference))
        writing.write(unit, contact, Letter("answer_waits", answer_id, text, code, case_id=case.id))


def _locked(unit: UnitOfWork, row: Pin) -> bool:
    return row.locked_until is not None and row.locked_until > unit.now


def _tell_chosen(unit: UnitOfWork, case: Case) -> None:
    events.append(unit, case.id, "pin_chosen", "citizen")
    case.version += 1
