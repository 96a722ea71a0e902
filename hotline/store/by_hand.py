"""Rows behind a case that an officer opens from a call or a visit: its citizen and what they said."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from hotline import ids
from hotline.store import contacts
from hotline.store.models.office import PlaceAlias
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message
from hotline.unit_of_work import UnitOfWork

# No gateway is called so: a text back takes whichever one the direction rules or the settings name first.
GATEWAY = "by_hand"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What somebody said, through which channel, and whose words they are (None: no phone known)."""

    text: str
    channel: str
    contact_id: UUID | None


def contact_of(unit: UnitOfWork, number: str) -> Contact:
    """Return the contact with this number, made where it is new, locked like for a text of theirs."""
    return contacts.met(unit, number, GATEWAY)


def nobody(unit: UnitOfWork) -> Contact:
    """Return a citizen without a phone, who is never stored."""
    return Contact(id=ids.new_id(), language=None, exercise=False, opted_out_at=None, created_at=unit.now)


def keep(unit: UnitOfWork, spoken: Spoken) -> Message:
    """Store what was said, sealed, as a message that needs no triage any more."""
    message_id = ids.new_id()
    message = Message(
        id=message_id, contact_id=spoken.contact_id, gateway=GATEWAY, channel=spoken.channel, state="done",
        body_sealed=unit.vault.seal(spoken.text, "messages", "body_sealed", message_id), received_at=unit.now,
    )  # fmt: skip
    unit.session.add(message)
    unit.session.flush()
    return message


def aliases(unit: UnitOfWork) -> dict[UUID, list[str]]:
    """Return the other names of every place."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in unit.session.scalars(select(PlaceAlias)):
        found[row.place_id].append(row.alias)
    return found
