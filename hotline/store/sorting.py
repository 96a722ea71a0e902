"""The queue of cases that a person has to sort, one pair of hands each; everything stands on `scope`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, exists, false, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain.findings import URGENCIES
from hotline.domain.sorting import HINTED, PROTECTED
from hotline.domain.walls import COORDINATOR, LIAISON, OVERSIGHT, PROTECTION, Viewer
from hotline.store import scope
from hotline.store.models.casework import Case
from hotline.store.models.office import Body
from hotline.store.models.sorting import LabelEvent, SortingClaim, WallLift
from hotline.store.models.traffic import Message
from hotline.unit_of_work import UnitOfWork

MOST_COUNTED = 1_000
# Danger before everything, then who has waited longest.
_RANK = case({name: rank for rank, name in enumerate(reversed(URGENCIES))}, value=Case.urgency)


def body_kind(session: Session, viewer: Viewer) -> str:
    """Return the kind of the account's body."""
    return session.scalar(select(Body.kind).where(Body.id == viewer.body_id)) or ""


def to_sort(viewer: Viewer, kind: str) -> ColumnElement[bool]:
    """Return the condition of `domain.sorting` in SQL: what waits for this account to sort it."""
    hidden = or_(Case.wall == HINTED, Case.sensitivity == PROTECTED)
    waits = and_(Case.status != "closed", or_(Case.needs_person, Case.wall == HINTED), scope.readable(viewer))
    cleared = viewer.cleared and kind in (OVERSIGHT, PROTECTION) and viewer.role in (LIAISON, COORDINATOR)
    mine = [and_(hidden)] if cleared else []
    mine += [~hidden] if viewer.role == COORDINATOR else []
    return and_(waits, or_(*mine)) if mine else false()


def claim_next(session: Session, viewer: Viewer, now: datetime, lease: timedelta) -> Case | None:
    """Put the most pressing case into the account's hands, or what it holds already; nobody else gets it meanwhile."""
    query = select(Case).where(to_sort(viewer, body_kind(session, viewer)), _free(viewer, now))
    held = exists().where(
        SortingClaim.case_id == Case.id, SortingClaim.account_id == viewer.account_id, SortingClaim.until > now
    )
    ordered = query.order_by(held.desc(), _RANK, Case.received_at, Case.id).limit(1)
    found = session.scalars(ordered.with_for_update(of=Case, skip_locked=True)).one_or_none()
    if found is not None:
        _hold(session, found.id, viewer, until=now + lease, passed=None)
    return found


def pass_over(session: Session, viewer: Viewer, case_id: UUID, now: datetime, pause: timedelta) -> None:
    """Let go of a case, and do not offer it to this account again for a while."""
    _hold(session, case_id, viewer, until=now, passed=now + pause)


def is_held_by_other(session: Session, viewer: Viewer, case_id: UUID, now: datetime) -> bool:
    """Say whether somebody else has the case in hand."""
    return bool(session.scalar(select(exists().where(_others(viewer, now), SortingClaim.case_id == case_id))))


def count(session: Session, viewer: Viewer) -> int:
    """Count what waits for this account, at most MOST_COUNTED."""
    some = select(Case.id).where(to_sort(viewer, body_kind(session, viewer))).limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def coming(session: Session, viewer: Viewer, now: datetime, limit: int) -> Sequence[Any]:
    """Return the cases that come next, with their last texts."""
    query = select(Case, Message).outerjoin(Message, Message.id == Case.last_message_id)
    waiting = query.where(to_sort(viewer, body_kind(session, viewer)), _free(viewer, now))
    return session.execute(waiting.order_by(_RANK, Case.received_at, Case.id).limit(limit)).all()


def lift_of(session: Session, case_id: UUID) -> WallLift | None:
    """Return who wants the wall of a case lifted."""
    return session.get(WallLift, case_id)


def ask_lift(unit: UnitOfWork, case_id: UUID, account_id: UUID) -> None:
    """Write down that one person wants the wall lifted."""
    unit.session.add(WallLift(case_id=case_id, account_id=account_id, asked_at=unit.now))


def forget_lift(session: Session, case_id: UUID) -> None:
    """Forget the wish: the wall was decided on."""
    session.execute(delete(WallLift).where(WallLift.case_id == case_id))


def label(unit: UnitOfWork, message_id: UUID, account_id: UUID, **said: Any) -> None:
    """Keep what a person said of a text."""
    unit.session.add(LabelEvent(id=ids.new_id(), message_id=message_id, account_id=account_id, at=unit.now, **said))


def _free(viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    passed = exists().where(
        SortingClaim.case_id == Case.id, SortingClaim.account_id == viewer.account_id, SortingClaim.passed_until > now
    )
    return and_(~exists().where(SortingClaim.case_id == Case.id).where(_others(viewer, now)), ~passed)


def _others(viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    return and_(SortingClaim.account_id != viewer.account_id, SortingClaim.until > now)


def _hold(session: Session, case_id: UUID, viewer: Viewer, *, until: datetime, passed: datetime | None) -> None:
    values = {"case_id": case_id, "account_id": viewer.account_id, "until": until, "passed_until": passed}
    changed = {"until": until, "passed_until": passed}
    session.execute(insert(SortingClaim).values(**values).on_conflict_do_update(
        index_elements=["case_id", "account_id"], set_=changed
    ))  # fmt: skip
