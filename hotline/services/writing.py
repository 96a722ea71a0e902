"""Puts a text for a citizen in the queue: measured, sealed, once; or says why nothing may be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hotline import ids
from hotline.domain.segments import best_form, measure
from hotline.jobnames import Job
from hotline.store import contacts, outbound
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Outbound
from hotline.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Letter:
    """A text to write: what for, because of which row, in which language, and by whom (None: the machine)."""

    kind: str
    cause_id: UUID
    text: str
    language: str
    case_id: UUID | None = None
    author_id: UUID | None = None
    due_at: datetime | None = None
    held: bool = False


def write(unit: UnitOfWork, contact: Contact, letter: Letter) -> Outbound:
    """Queue a text; where the citizen may not be texted it is kept as cancelled, with the reason."""
    text = best_form(letter.text)
    size = measure(text)
    outbound_id = ids.new_id()
    barrier = cannot_text(unit, contact)
    row = Outbound(
        id=outbound_id, contact_id=contact.id, case_id=letter.case_id, kind=letter.kind, cause_id=letter.cause_id,
        author_id=letter.author_id, language=letter.language, encoding=size.encoding, parts=size.parts,
        body_sealed=unit.vault.seal(text, "outbound", "body_sealed", outbound_id),
        state=_state(letter, barrier), failure=barrier, due_at=letter.due_at or unit.now, created_at=unit.now,
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
