"""Puts a text for a citizen in the queue: measured, sealed as it was written, once; or says why nothing may be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from hotline import ids
from hotline.domain import sending
from hotline.domain.segments import best_form, measure, shortened
from hotline.jobnames import Job
from hotline.store import channels, contacts, outbound
from hotline.store.models.casework import Case
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Outbound
from hotline.unit_of_work import UnitOfWork

log = structlog.get_logger()

# What nobody wrote by hand is never dearer than this, whatever was filled in.
MOST_PARTS = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """A text to write: what for, because of which row, in which language, and by whom (None: the machine).

    `by_code`: it is read by dialling, with the code, and never sent: what bars texts to the phone does not bar it.
    """

    kind: str
    cause_id: UUID
    text: str
    language: str
    case_id: UUID | None = None
    author_id: UUID | None = None
    due_at: datetime | None = None
    held: bool = False
    by_code: bool = False


def write(unit: UnitOfWork, contact: Contact, letter: Letter) -> Outbound:
    """Queue a text; where the citizen may not be texted it is kept as cancelled, with the reason.

    The words are kept as they were written; only on their way out are they folded.
    """
    text = _measured(letter)
    size = measure(best_form(text))
    outbound_id = ids.new_id()
    barrier, prompt = None if letter.by_code else cannot_text(unit, contact), _is_prompt(unit, letter)
    due_at = letter.due_at or unit.now
    row = Outbound(
        id=outbound_id, contact_id=contact.id, case_id=letter.case_id, kind=letter.kind, cause_id=letter.cause_id,
        author_id=letter.author_id, language=letter.language, encoding=size.encoding, parts=size.parts,
        body_sealed=unit.vault.seal(text, "outbound", "body_sealed", outbound_id),
        state=_state(letter, barrier), failure=barrier, priority=sending.FIRST if prompt else sending.BULK,
        due_at=due_at if prompt else channels.quiet_hours(unit.session).over_at(due_at), created_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    unit.wake(Job.DELIVERY)
    return row


def cannot_text(unit: UnitOfWork, contact: Contact) -> str | None:
    """Return why this contact may or can not be texted, as a code, or None."""
    if not contacts.can_be_texted(contacts.number(unit.vault, contact)):
        return "wrong_number"
    return contacts.barrier(contact)


def _measured(letter: Letter) -> str:
    """Return the words, cut short where the house itself says too much: phrases and numbers are checked when saved."""
    text = letter.text if letter.author_id else shortened(letter.text, MOST_PARTS)
    if text != letter.text:
        log.warning("automatic text cut", kind=letter.kind, language=letter.language)
    return text


def _is_prompt(unit: UnitOfWork, letter: Letter) -> bool:
    case = unit.session.get_one(Case, letter.case_id) if letter.case_id else None
    return sending.is_prompt(letter.kind, case.urgency if case else None)


def _state(letter: Letter, barrier: str | None) -> str:
    if barrier:
        return "cancelled"
    return "held" if letter.held else "queued"


def release(unit: UnitOfWork, case_id: UUID) -> list[UUID]:
    """Send the answers of a protected case that were kept back; return which."""
    released = outbound.release(unit.session, case_id, unit.now)
    if released:
        unit.wake(Job.DELIVERY)
    return released
