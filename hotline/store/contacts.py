"""Community members as rows: found by blind index, locked while one of their texts is worked on."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain import phones
from hotline.store.models.office import Setting
from hotline.store.models.people import Contact
from hotline.unit_of_work import UnitOfWork
from hotline.vault import Vault


def get(session: Session, contact_id: UUID) -> Contact:
    """Return a contact."""
    return session.get_one(Contact, contact_id)


def locked(session: Session, contact_id: UUID) -> Contact:
    """Return a contact as it stands now, locked until the transaction ends: their texts are worked on one by one.

    The lock lets others refer to the contact: an officer who writes to them holds a case that triage may want.
    """
    return session.scalars(_locking(Contact.id == contact_id)).one()


def met(unit: UnitOfWork, phone: str, gateway: str) -> Contact:
    """Return the contact with this number, made where it is new, locked like for a text of theirs.

    Somebody waits for whoever dials, and most who do were met before: they cost one look.
    """
    index = unit.vault.blind("phone", phone)
    known = unit.session.scalars(_locking(Contact.phone_index == index)).one_or_none()
    if known is not None:
        return known
    contact_id = ids.new_id()
    unit.session.execute(
        insert(Contact)
        .values(
            id=contact_id, phone_index=index, last_gateway=gateway, last_recipient="", exercise=False,
            phone_sealed=unit.vault.seal(phone, "contacts", "phone_sealed", contact_id), created_at=unit.now,
        )
        .on_conflict_do_nothing(index_elements=[Contact.phone_index])
    )  # fmt: skip
    return unit.session.scalars(_locking(Contact.phone_index == index)).one()


def _locking(condition: ColumnElement[bool]) -> Select[Contact]:
    query = select(Contact).where(condition).with_for_update(key_share=True)
    return query.execution_options(populate_existing=True)


def number(vault: Vault, contact: Contact) -> str:
    """Return the number of a contact, for a gateway only."""
    return vault.open(contact.phone_sealed, "contacts", "phone_sealed", contact.id)


def barrier(contact: Contact) -> str | None:
    """Return why nothing may be sent to this contact, as a code, or None."""
    if contact.opted_out_at is not None:
        return "opted_out"
    return "not_safe" if contact.safe_to_text is False else None


def can_be_texted(sender: str) -> bool:
    """Say whether a text may go back to this sender: never to a word or a short code, behind which a machine sits."""
    return phones.is_e164(sender)


def direction_rules(session: Session) -> list[Mapping[str, str]]:
    """Return which gateway answers whom: rows of `last` (a gateway or `any`) and `send`, in order."""
    found = session.get(Setting, "direction_rules")
    return list(found.value["rules"]) if found else []
