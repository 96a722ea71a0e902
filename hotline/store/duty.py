"""Rosters, call-outs and pages as rows: who is on duty, who was called for what, and who can be called at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from hotline import ids
from hotline.domain.roster import Reachable, Shift
from hotline.store.models.clocks import Notice
from hotline.store.models.duty import Callout, Duty, Page
from hotline.store.models.office import Body, Desk
from hotline.store.models.people import Account
from hotline.store.models.traffic import Outbound
from hotline.store.office import viewer_of
from hotline.unit_of_work import UnitOfWork
from hotline.vault import Vault

# Our own texts to officers; a page goes out at once, whatever the hour.
PAGE, ALERT = "page", "alert"
_LOST = ("failed", "undelivered", "cancelled")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the rosters, with the names it is read by."""

    duty: Duty
    account: str
    desk: str
    body: str


def lines(session: Session, desk_id: UUID | None = None) -> list[Line]:
    """Return the rosters, or that of one desk, in the order in which people are called."""
    query = (
        select(Duty, Account.title, Desk.name.label("desk"), Body.name.label("body"))
        .join(Account, Account.id == Duty.account_id)
        .join(Desk, Desk.id == Duty.desk_id)
        .join(Body, Body.id == Desk.body_id)
        .order_by(Body.name, Desk.name, Duty.step, Duty.first, Account.title, Duty.id)
    )
    query = query.where(Duty.desk_id == desk_id) if desk_id else query
    return [Line(row.Duty, row.title, row.desk, row.body) for row in session.execute(query)]


def shifts(session: Session) -> list[Shift]:
    """Return every line of the rosters as rules take it."""
    return [shift(row) for row in session.scalars(select(Duty))]


def shift(row: Duty) -> Shift:
    """Return a line of a roster as rules take it."""
    days = frozenset(int(day) for day in row.days)
    return Shift(row.account_id, row.step, days, row.opens, row.closes, row.first, row.last)


def reachable(session: Session) -> list[Reachable]:
    """Return who may be called at all: accounts in use, of bodies in use."""
    query = select(Account).join(Body, Body.id == Account.body_id)
    inside = query.where(Body.active, Account.deactivated_at.is_(None), Account.password_hash.is_not(None))
    return [Reachable(viewer_of(row), row.phone_sealed is not None) for row in session.scalars(inside)]


def phone(session: Session, vault: Vault, account_id: UUID) -> str | None:
    """Return an officer's duty phone, or None where they have none."""
    sealed = session.scalar(select(Account.phone_sealed).where(Account.id == account_id))
    return vault.open(sealed, "accounts", "phone_sealed", account_id) if sealed else None


def due(session: Session, now: datetime, most: int) -> list[UUID]:
    """Return the cases for which the next person is to be called by now, or at once: the last text will not arrive."""
    later = aliased(Page)
    last = ~exists().where(later.callout_id == Page.callout_id, later.step > Page.step)
    lost = (
        exists()
        .where(Page.callout_id == Callout.id, Page.answered_at.is_(None), last)
        .where(Notice.about == Page.id, Outbound.kind == PAGE, Outbound.cause_id == Notice.id)
        .where(Outbound.state.in_(_LOST))
    )
    query = select(Callout.case_id).where(Callout.ended_at.is_(None), or_(Callout.next_at <= now, lost))
    return list(session.scalars(query.order_by(Callout.next_at).limit(most)))


def callout(session: Session, case_id: UUID, since: datetime) -> Callout | None:
    """Return the call-out of a case since that moment."""
    return session.scalar(select(Callout).where(Callout.case_id == case_id, Callout.since == since))


def running(session: Session, case_id: UUID) -> Sequence[Callout]:
    """Return the call-outs of a case that go on."""
    return session.scalars(select(Callout).where(Callout.case_id == case_id, Callout.ended_at.is_(None))).all()


def newest(session: Session, case_id: UUID) -> Callout | None:
    """Return the last call-out of a case, over or not."""
    query = select(Callout).where(Callout.case_id == case_id).order_by(Callout.since.desc())
    return session.scalar(query.limit(1))


def begin(unit: UnitOfWork, case_id: UUID, since: datetime) -> Callout:
    """Begin a call-out; the first person is to be called now."""
    row = Callout(id=ids.new_id(), case_id=case_id, since=since, next_at=unit.now)
    unit.session.add(row)
    unit.session.flush()
    return row


def pages(session: Session, callout_id: UUID) -> Sequence[Page]:
    """Return who was called, in order."""
    return session.scalars(select(Page).where(Page.callout_id == callout_id).order_by(Page.step)).all()


def page(session: Session, case_id: UUID, page_id: UUID) -> Page | None:
    """Return one call of a case; the caller holds the lock on the case."""
    query = select(Page).join(Callout, Callout.id == Page.callout_id)
    return session.scalar(query.where(Page.id == page_id, Callout.case_id == case_id))


def next_at_once(session: Session, callout_id: UUID, now: datetime) -> None:
    """Have the next person called now."""
    session.execute(update(Callout).where(Callout.id == callout_id, Callout.ended_at.is_(None)).values(next_at=now))


def text_lost(session: Session, notice_ids: Sequence[UUID]) -> bool:
    """Say whether a text to an officer will not arrive any more."""
    lost = select(Outbound.id).where(
        Outbound.kind == PAGE, Outbound.cause_id.in_(notice_ids), Outbound.state.in_(_LOST)
    )
    return session.scalar(lost.limit(1)) is not None
