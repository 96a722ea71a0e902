"""Rows behind the simulator: what lies on its phones, what its carrier still owes, and what the stage counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline.domain.walls import Viewer
from hotline.store import events, scope
from hotline.store.events import Broken
from hotline.store.models.casework import Case
from hotline.store.models.dialogues import Dialogue
from hotline.store.models.office import Category, Place, Setting
from hotline.store.models.people import Account, Contact
from hotline.store.models.traffic import Message, SimulatedText
from hotline.unit_of_work import UnitOfWork
from hotline.vault import Vault

FROM_PHONE, TO_PHONE = "from_phone", "to_phone"
# Due: the carrier still owes the hotline this text, or the receipt for it.
DUE, DONE, FAILED = "due", "done", "failed"

_TABLE = "simulated_texts"
_ONE_ALTERATION_AT_A_TIME = 7_301_002


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text as a phone shows it; `state` is due, done or failed."""

    text: str
    incoming: bool
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Errand:
    """A text or a receipt that the carrier still has to bring; `secret`: the sender, or the receipt's token."""

    id: UUID
    secret: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of many texts: taken by the hotline, stored, acknowledged on the phone, and anything twice."""

    sent: int
    stored: int
    acknowledged: int
    doubled: int


def phone_index(vault: Vault, phone: str) -> bytes:
    """Return the blind index of a phone: the one its contact has as well."""
    return vault.blind("phone", phone)


def keep(unit: UnitOfWork, errand: Errand, phone: str, direction: str) -> None:
    """Put a text on a phone once, sealed; what a second hand-over of the same row brings is left alone."""
    row, seal = errand.id, unit.vault.seal
    unit.session.execute(
        insert(SimulatedText)
        .values(
            id=row, phone_index=phone_index(unit.vault, phone), direction=direction, receipt_state=DUE,
            text_sealed=seal(errand.text, _TABLE, "text_sealed", row),
            token_sealed=seal(errand.secret, _TABLE, "token_sealed", row), created_at=errand.at,
        )
        .on_conflict_do_nothing()
    )  # fmt: skip


def owed(unit: UnitOfWork, direction: str, limit: int) -> list[Errand]:
    """Return what the carrier still has to bring, oldest first."""
    rows = unit.session.scalars(
        select(SimulatedText)
        .where(SimulatedText.receipt_state == DUE, SimulatedText.direction == direction)
        .order_by(SimulatedText.number)
        .limit(limit)
    )
    opened = unit.vault.open
    return [
        Errand(
            row.id,
            opened(row.token_sealed or b"", _TABLE, "token_sealed", row.id),
            opened(row.text_sealed, _TABLE, "text_sealed", row.id),
            row.created_at,
        )
        for row in rows
    ]


def settle(session: Session, row: UUID, state: str) -> None:
    """Write down that an errand is done, or will never be."""
    session.execute(update(SimulatedText).where(SimulatedText.id == row).values(receipt_state=state))


def thread(unit: UnitOfWork, phone: str, limit: int) -> list[Bubble]:
    """Return the last texts on a phone, oldest first."""
    rows = unit.session.scalars(
        select(SimulatedText)
        .where(SimulatedText.phone_index == phone_index(unit.vault, phone))
        .order_by(SimulatedText.number.desc())
        .limit(limit)
    ).all()
    return [
        Bubble(
            unit.vault.open(row.text_sealed, _TABLE, "text_sealed", row.id),
            row.direction == TO_PHONE, row.receipt_state, row.created_at,
        )
        for row in reversed(rows)
    ]  # fmt: skip


def received_after(unit: UnitOfWork, phone: str, text_id: UUID) -> list[str]:
    """Return what a phone received after one of its own texts, oldest first."""
    sent = select(SimulatedText.number).where(SimulatedText.id == text_id).scalar_subquery()
    rows = unit.session.scalars(
        select(SimulatedText)
        .where(SimulatedText.phone_index == phone_index(unit.vault, phone), SimulatedText.direction == TO_PHONE)
        .where(SimulatedText.number > sent)
        .order_by(SimulatedText.number)
    )
    return [unit.vault.open(row.text_sealed, _TABLE, "text_sealed", row.id) for row in rows]


def dialled_language(unit: UnitOfWork, phone: str, session_key: str) -> str | None:
    """Return the language that was chosen in a session of a simulated phone."""
    return unit.session.scalar(
        select(Dialogue.state["answers"]["language"].astext)
        .join(Contact, Contact.id == Dialogue.contact_id)
        .where(Dialogue.session_key == session_key, Contact.phone_index == phone_index(unit.vault, phone))
    )


def tally(session: Session, phones: Sequence[bytes]) -> Tally:
    """Count what became of one text from each of these phones; the phones and our tables have to agree."""
    theirs = SimulatedText.phone_index.in_(phones)
    answered = SimulatedText.phone_index
    sent = _count(session, theirs, SimulatedText.direction == FROM_PHONE, SimulatedText.receipt_state == DONE)
    texts, reached = session.execute(
        select(func.count(), func.count(answered.distinct())).where(theirs, SimulatedText.direction == TO_PHONE)
    ).one()
    stored, from_phones = session.execute(
        select(func.count(), func.count(Message.contact_id.distinct()))
        .join(Contact, Contact.id == Message.contact_id)
        .where(Contact.phone_index.in_(phones))
    ).one()
    return Tally(sent, stored, reached, (texts - reached) + (stored - from_phones))


def viewer(session: Session, email: str, now: datetime) -> tuple[Viewer, Account] | None:
    """Return an account as the wall sees it, for the pane that stands for it; None if there is none."""
    account = session.scalar(select(Account).where(Account.email == email))
    if account is None:
        return None
    cleared = account.cleared_at is not None and account.cleared_at <= now
    active = account.deactivated_at is None
    seen = Viewer(account.id, account.role, account.body_id, account.desk_id, cleared=cleared, active=active)
    return seen, account


def pane(session: Session, who: Viewer, limit: int) -> tuple[list[Any], int]:
    """Return the newest cases an account may read with category, place, owner and last text; and how many."""
    rows = session.execute(
        select(Case, Category, Place.name, Account.title, Message)
        .join(Category, Category.code == Case.category)
        .outerjoin(Place, Place.id == Case.place_id)
        .outerjoin(Account, Account.id == Case.owner_id)
        .outerjoin(Message, Message.id == Case.last_message_id)
        .where(scope.readable(who))
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(limit)
    ).all()
    whole = session.scalar(select(func.count()).select_from(Case).where(scope.readable(who))) or 0
    return list(rows), whole


def first_case(session: Session, phone: bytes, *conditions: ColumnElement[bool]) -> Case | None:
    """Return the oldest case of a phone under these conditions, which stand on `scope`."""
    query = select(Case).join(Contact, Contact.id == Case.contact_id).where(Contact.phone_index == phone)
    return session.scalar(query.where(*conditions).order_by(Case.received_at, Case.id).limit(1))


def first_message(session: Session, case_id: UUID) -> Message | None:
    """Return the text that opened a case."""
    return session.scalar(select(Message).where(Message.case_id == case_id).order_by(Message.number).limit(1))


def noted(session: Session, name: str) -> dict[str, Any]:
    """Return what the stage wrote down under a name."""
    found = session.get(Setting, name)
    return dict(found.value) if found else {}


def note(unit: UnitOfWork, name: str, facts: dict[str, Any]) -> None:
    """Write facts of the stage under a name, in place of what stood there."""
    values = {"value": facts, "changed_at": unit.now}
    unit.session.execute(
        insert(Setting).values(name=name, **values).on_conflict_do_update(index_elements=["name"], set_=values)
    )


def alter_and_verify(owner: Engine, case_id: UUID) -> Broken | None:
    """Change one event of a case past the guard, verify, and take everything back; return what verifying named.

    All in one transaction that is never committed: nobody else ever sees it. Writers of events wait that long.
    """
    with Session(owner) as session:
        try:
            session.execute(text("SET LOCAL lock_timeout = '3s'"))
            session.execute(text("SET LOCAL statement_timeout = '10s'"))
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_ALTERATION_AT_A_TIME})
            session.execute(text("ALTER TABLE events DISABLE TRIGGER append_only"))
            session.execute(
                text("UPDATE events SET data = data || '{\"altered\": true}' WHERE chain = :chain AND kind = 'routed'"),
                {"chain": case_id},
            )
            return next((found for found in events.verify(session) if isinstance(found, Broken)), None)
        finally:
            session.rollback()


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(SimulatedText).where(*conditions)) or 0
