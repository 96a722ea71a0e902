"""Clocks as rows: which cases moved since their clocks were read, which clocks are due, and who was told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from hotline import ids
from hotline.domain.notices import PAGED, WROTE
from hotline.domain.walls import Viewer
from hotline.store import scope
from hotline.store.models.casework import HOUSE, Case, Event
from hotline.store.models.clocks import Clock, Notice, Watch
from hotline.store.models.office import Body, Setting
from hotline.store.models.people import Account
from hotline.store.office import viewer_of
from hotline.unit_of_work import UnitOfWork

_MARK = "clocks_read"
# Ids begin with the time in milliseconds; what was still being written when the last look was taken is not missed.
_OVERLAP = 600_000 << 80

_MOVED = """
SELECT e.chain FROM events e JOIN cases c ON c.id = e.chain LEFT JOIN watches w ON w.case_id = e.chain
WHERE e.id >= :since AND (w.n IS NOT NULL OR c.status <> 'closed' OR c.closed_at > :recent)
GROUP BY e.chain, w.n HAVING max(e.n) > coalesce(w.n, 0)
LIMIT :most
"""
# Were ids to go backwards with the machine's clock, a new case and a critical one would still be seen.
_UNSEEN = """
SELECT c.id FROM cases c LEFT JOIN watches w ON w.case_id = c.id
WHERE c.status <> 'closed' AND (w.case_id IS NULL OR (
    c.urgency = 'critical' AND EXISTS (SELECT FROM events e WHERE e.chain = c.id AND e.n > w.n)
)) LIMIT :most
"""


def moved(session: Session, now: datetime, most: int) -> list[UUID]:
    """Return cases whose chain has grown since their clocks were read; see `remember`.

    What was closed before anybody watched is history, and stays so.
    """
    mark = session.get(Setting, _MARK)
    asked = {
        "since": UUID(str(mark.value["since"])) if mark else HOUSE,
        "recent": now - timedelta(days=1),
        "most": most,
    }
    unseen = [row.id for row in session.execute(text(_UNSEEN), {"most": most})]
    return unseen + [row.chain for row in session.execute(text(_MOVED), asked)]


def remember(unit: UnitOfWork, newest: UUID) -> None:
    """Write down that all chains were read up to this event, but for what may still have been under way."""
    since = UUID(int=max(0, newest.int - _OVERLAP))
    values = {"value": {"since": str(since)}, "changed_at": unit.now}
    made = insert(Setting).values(name=_MARK, **values)
    unit.session.execute(made.on_conflict_do_update(index_elements=[Setting.name], set_=values))


def due(session: Session, now: datetime, most: int) -> list[UUID]:
    """Return the cases of which somebody is to be told something by now, the longest due first."""
    query = select(Clock.case_id).where(Clock.next_at <= now).order_by(Clock.next_at).limit(most)
    return list(dict.fromkeys(session.scalars(query)))


def of_case(session: Session, case_id: UUID) -> dict[tuple[str, datetime], Clock]:
    """Return the clocks of a case by name and start; the caller holds the lock on the case."""
    found = session.scalars(select(Clock).where(Clock.case_id == case_id))
    return {(row.name, row.start_at): row for row in found}


def watched(session: Session, case_id: UUID) -> None:
    """Write down that the clocks of a case were read up to its newest event; the caller holds the lock on the case."""
    n = session.scalar(select(func.max(Event.n)).where(Event.chain == case_id)) or 0
    made = insert(Watch).values(case_id=case_id, n=n)
    session.execute(made.on_conflict_do_update(index_elements=[Watch.case_id], set_={"n": n}))


def about(unit: UnitOfWork, what: UUID) -> Sequence[UUID]:
    """Return the notices about this."""
    return unit.session.scalars(select(Notice.id).where(Notice.about == what)).all()


def able(session: Session) -> list[Viewer]:
    """Return who can be told of anything: accounts in use, of bodies in use."""
    query = select(Account).join(Body, Body.id == Account.body_id)
    inside = query.where(Body.active, Account.deactivated_at.is_(None), Account.password_hash.is_not(None))
    return [viewer_of(account) for account in session.scalars(inside.order_by(Account.id))]


def add_notice(unit: UnitOfWork, case_id: UUID, account_id: UUID, kind: str, about: tuple[UUID, int]) -> UUID | None:
    """Tell somebody of a case, once for what it is about; None where they were told already."""
    made = insert(Notice).values(
        id=ids.new_id(), account_id=account_id, case_id=case_id, kind=kind, about=about[0], level=about[1],
        created_at=unit.now,
    )  # fmt: skip
    return unit.session.scalar(made.on_conflict_do_nothing().returning(Notice.id))


def end_notices(unit: UnitOfWork, about: Iterable[UUID]) -> None:
    """Take back what was told of these: it is done."""
    ended = update(Notice).where(Notice.about.in_(list(about)), Notice.over_at.is_(None))
    unit.session.execute(ended.values(over_at=unit.now))


def open_notices(session: Session, viewer: Viewer, most: int) -> Sequence[tuple[Notice, Case, Clock | None]]:
    """Return what the account was told of and has not put away, as far as it may still know of the cases.

    The clock: the one that it was told of, if it was one.
    """
    query = select(Notice, Case, Clock).join(Case, Case.id == Notice.case_id)
    query = query.outerjoin(Clock, Clock.id == Notice.about)
    query = query.where(*_open_for(viewer), scope.auditable(viewer))
    rows = session.execute(query.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(most))
    return [(row.Notice, row.Case, row.Clock) for row in rows]


@lru_cache(maxsize=scope.MOST_KEPT)
def to_count(viewer: Viewer) -> Select[Any]:
    """Return the query for what `open_notices` returns."""
    return select(Notice.id).join(Case, Case.id == Notice.case_id).where(*_open_for(viewer), scope.auditable(viewer))


def see(session: Session, viewer: Viewer, notice_ids: Sequence[UUID], now: datetime) -> int:
    """Put away notices of this account; return how many."""
    own = update(Notice).where(Notice.account_id == viewer.account_id, Notice.id.in_(notice_ids))
    return len(session.execute(own.where(Notice.seen_at.is_(None)).values(seen_at=now).returning(Notice.id)).all())


def _open_for(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    newer = aliased(Notice)
    later = exists().where(
        newer.account_id == viewer.account_id,
        newer.case_id == Notice.case_id,
        newer.kind == Notice.kind,
        newer.id > Notice.id,
        or_(Notice.kind == PAGED, newer.about == Notice.about),
    )
    # That a citizen wrote again is what the lists are for.
    return (
        Notice.account_id == viewer.account_id,
        Notice.seen_at.is_(None),
        Notice.over_at.is_(None),
        Notice.kind != WROTE,
        # Of one step after another by which somebody is called, or one level of a limit, the last one says it all.
        ~later,
    )
