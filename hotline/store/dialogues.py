"""Dialogues by keypad, as rows: found by contact and session, taken up again, ended when they fall silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from hotline import ids
from hotline.store.models.dialogues import Dialogue
from hotline.store.models.people import Contact
from hotline.unit_of_work import UnitOfWork
from hotline.vault import Vault

_TABLE = "dialogues"
FINISHED, DROPPED, SILENT, REDIALLED = "finished", "dropped", "silent", "redialled"


def of_session(session: Session, contact_id: UUID, gateway: str, key: str) -> Dialogue | None:
    """Return the dialogue of a gateway's session; only its own contact ever finds it."""
    return session.scalar(
        select(Dialogue).where(
            Dialogue.contact_id == contact_id, Dialogue.gateway == gateway, Dialogue.session_key == key
        )
    )


def only_open(session: Session, gateway: str, key: str) -> Dialogue | None:
    """Return the open dialogue of a session whose phone is not named, if there is exactly one."""
    query = select(Dialogue).where(
        Dialogue.gateway == gateway, Dialogue.session_key == key, Dialogue.ended_at.is_(None)
    )
    found = session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def sight(unit: UnitOfWork, phone: str, gateway: str, key: str) -> bytes | None:
    """Return what stands for the screen a phone sees now, before anybody waits for the contact; None: no dialogue."""
    return unit.session.scalar(
        select(Dialogue.screen_sealed)
        .join(Contact, Contact.id == Dialogue.contact_id)
        .where(Contact.phone_index == unit.vault.blind("phone", phone))
        .where(Dialogue.gateway == gateway, Dialogue.session_key == key)
    )


def begin(unit: UnitOfWork, contact_id: UUID, gateway: str, key: str) -> Dialogue:
    """Add a dialogue in which nothing was pressed or shown yet."""
    row = Dialogue(
        id=ids.new_id(), contact_id=contact_id, gateway=gateway, session_key=key, state={},
        started_at=unit.now, stepped_at=unit.now,
    )  # fmt: skip
    write(unit.vault, row, typed="", screen="")
    unit.session.add(row)
    return row


def cut_off(session: Session, contact_id: UUID, since: datetime) -> Dialogue | None:
    """Return a phone's last dialogue if it stepped since then and was cut off."""
    newest = (Dialogue.stepped_at.desc(), Dialogue.id.desc())
    row = session.scalar(select(Dialogue).where(Dialogue.contact_id == contact_id).order_by(*newest).limit(1))
    open_still = row is not None and row.how_ended in (None, DROPPED, SILENT) and row.stepped_at > since
    return row if open_still else None


def silent(session: Session, before: datetime, limit: int = 100) -> Sequence[Dialogue]:
    """Return open dialogues that nobody has pressed a key in since before that moment."""
    query = select(Dialogue).where(Dialogue.ended_at.is_(None), Dialogue.stepped_at < before)
    return session.scalars(query.order_by(Dialogue.stepped_at).limit(limit)).all()


def forget(session: Session, before: datetime) -> None:
    """Delete dialogues that ended before that moment; what they reported stands as messages."""
    old = or_(Dialogue.ended_at < before, Dialogue.stepped_at < before)
    session.execute(delete(Dialogue).where(old))


def write(vault: Vault, row: Dialogue, *, typed: str, screen: str) -> None:
    """Seal the screen shown last, and note how much was typed so far: its length and a keyed mark, never the keys."""
    row.typed_length, row.typed_mark = len(typed), _mark(vault, row, typed)
    row.screen_sealed = vault.seal(screen, _TABLE, "screen_sealed", row.id)


def known_part(vault: Vault, row: Dialogue, sent: str) -> str | None:
    """Return the part of what a gateway sent that it had sent before, or None where it tells another story."""
    known = sent[: row.typed_length]
    return known if compare_digest(_mark(vault, row, known), row.typed_mark) else None


def screen(vault: Vault, row: Dialogue) -> str:
    """Return the screen shown last."""
    return vault.open(row.screen_sealed, _TABLE, "screen_sealed", row.id)


def _mark(vault: Vault, row: Dialogue, typed: str) -> bytes:
    return vault.blind(f"typed:{row.id}", typed)
