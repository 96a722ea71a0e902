"""Notices on their way to officers, as rows: whom to tell by which way, what is due, and how each ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain.notices import HAPPENINGS, USUAL, WAYS, Choices
from hotline.store.models.clocks import Notice, Watch
from hotline.store.models.notices import NoticeChoice, Telling
from hotline.unit_of_work import UnitOfWork

WAITING, SENDING, SENT, DROPPED, FAILED = "waiting", "sending", "sent", "dropped", "failed"


def choices(session: Session, account_id: UUID) -> Choices:
    """Return how an account wishes to be told."""
    row = session.get(NoticeChoice, account_id)
    if row is None:
        return Choices()
    ways = {kind: frozenset(row.ways.get(kind, ())) & frozenset(WAYS) for kind in USUAL}
    return Choices(ways, row.quiet, row.digest)


def choose(unit: UnitOfWork, account_id: UUID, wish: Choices) -> None:
    """Write down how an account wishes to be told."""
    values = {
        "ways": {kind: sorted(ways) for kind, ways in wish.ways.items()},
        "quiet": wish.quiet, "digest": wish.digest, "changed_at": unit.now,
    }  # fmt: skip
    made = insert(NoticeChoice).values(account_id=account_id, **values)
    unit.session.execute(made.on_conflict_do_update(index_elements=[NoticeChoice.account_id], set_=values))


def read_up_to(session: Session, case_id: UUID) -> int:
    """Return up to which event of its chain a case was watched; the caller holds the lock on the case."""
    return session.scalar(select(Watch.n).where(Watch.case_id == case_id)) or 0


def open_happenings(session: Session, case_id: UUID) -> Sequence[Notice]:
    """Return what people were told of a case's happenings that is not over."""
    query = select(Notice).where(Notice.case_id == case_id, Notice.over_at.is_(None), Notice.kind.in_(HAPPENINGS))
    return session.scalars(query).all()


def unspread(session: Session, most: int) -> Sequence[UUID]:
    """Return the notices that no way has taken up yet, the oldest first."""
    query = select(Notice.id).where(Notice.spread_at.is_(None)).order_by(Notice.created_at, Notice.id)
    return session.scalars(query.limit(most)).all()


def taken_up(session: Session, notice_id: UUID) -> Notice | None:
    """Return a notice that no way has taken up yet, locked; None where somebody else has it."""
    query = select(Notice).where(Notice.id == notice_id, Notice.spread_at.is_(None))
    return session.scalar(query.with_for_update(skip_locked=True))


def notice(session: Session, notice_id: UUID) -> Notice | None:
    """Return a notice as it stands now."""
    return session.scalar(select(Notice).where(Notice.id == notice_id).execution_options(populate_existing=True))


def tell(unit: UnitOfWork, to: UUID, way: str, what: Mapping[str, str | UUID], at: datetime) -> bool:
    """Have somebody told by a way, once for what it is about; False where they were told already."""
    made = insert(Telling).values(
        id=ids.new_id(), account_id=to, way=way, state=WAITING, tries=0, next_at=at, created_at=unit.now, **what
    )
    return unit.session.scalar(made.on_conflict_do_nothing().returning(Telling.id)) is not None


def told_of(session: Session, kind: str, about: str) -> frozenset[UUID]:
    """Return who was told of this already."""
    return frozenset(session.scalars(select(Telling.account_id).where(Telling.kind == kind, Telling.about == about)))


def claim(session: Session, ways: Iterable[str], now: datetime, most: int) -> Sequence[Telling]:
    """Return what is due for the account and the way that wait longest, locked; none that somebody else holds."""
    due = (Telling.state == WAITING, Telling.next_at <= now, Telling.way.in_(list(ways)))
    query = select(Telling).where(*due).order_by(Telling.next_at, Telling.id)
    first = session.scalar(query.limit(1).with_for_update(skip_locked=True))
    if first is None:
        return ()
    phone = Telling.subscription_id.is_not_distinct_from(first.subscription_id)
    same = (Telling.account_id == first.account_id, Telling.way == first.way, phone)
    return session.scalars(query.where(*same).limit(most).with_for_update(skip_locked=True)).all()


def settled(session: Session, ids_of: Sequence[UUID]) -> Sequence[Telling]:
    """Return tellings that are being sent, locked."""
    query = select(Telling).where(Telling.id.in_(ids_of), Telling.state == SENDING)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def end_interrupted(unit: UnitOfWork, since: datetime) -> int:
    """End what was being sent when its sender died; return how many."""
    lost = update(Telling).where(Telling.state == SENDING, Telling.next_at < since)
    ended = lost.values(state=FAILED, why="interrupted", ended_at=unit.now).returning(Telling.id)
    return len(unit.session.execute(ended).all())


def forget(unit: UnitOfWork, days: int) -> None:
    """Forget what was told so long ago."""
    unit.session.execute(delete(Telling).where(Telling.created_at < unit.now - timedelta(days=days)))
