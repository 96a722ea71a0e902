"""The queue of cases that a person has to sort, one pair of hands each; everything stands on `scope`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from hotline import ids
from hotline.domain.findings import URGENCIES
from hotline.domain.sorting import HINTED
from hotline.domain.walls import COORDINATOR, LIAISON, OVERSIGHT, PROTECTION, Viewer
from hotline.store import scope
from hotline.store.models.casework import Case, Event
from hotline.store.models.office import Body
from hotline.store.models.sorting import LabelEvent, SortingClaim, Standing, WallLift
from hotline.store.models.traffic import Message
from hotline.unit_of_work import UnitOfWork

MOST_COUNTED = 1_000
# Among so many the next groups are looked for: whatever lies behind them is not next.
LOOKED_AHEAD = 400
# Whatever is taken for spam comes last, unless it is a danger; it is never held nor dropped.
_SPAM = "spam_test"
_ONE_AT_A_TIME = 7_301_002
_DANGER = Case.urgency == "critical"
# As its index has it: of a parameter nobody knows that the index holds it.
_HINTED = Case.wall == literal_column(f"'{HINTED}'")
# Danger before everything, then what tells something new, then who has waited longest.
_RANK = case(
    (and_(Case.category == _SPAM, ~_DANGER), len(URGENCIES)),
    else_=case({name: rank for rank, name in enumerate(reversed(URGENCIES))}, value=Case.urgency),
)
_GROUP = func.coalesce(Standing.group_id, Case.id)
_ORDER = (_RANK, func.coalesce(Standing.news, false()).desc(), Case.received_at, Case.id)


def body_kind(session: Session, viewer: Viewer) -> str:
    """Return the kind of the account's body."""
    return session.scalar(select(Body.kind).where(Body.id == viewer.body_id)) or ""


def to_sort(viewer: Viewer, kind: str) -> ColumnElement[bool]:
    """Return the condition of `domain.sorting` in SQL: what waits for this account to sort it."""
    hidden = or_(_HINTED, and_(Case.needs_person, scope.PROTECTED))
    # As its index has it, word for word.
    plain = and_(Case.needs_person, ~_HINTED, ~scope.PROTECTED)
    cleared = viewer.cleared and kind in (OVERSIGHT, PROTECTION) and viewer.role in (LIAISON, COORDINATOR)
    mine = [hidden] if cleared else []
    mine += [plain] if viewer.role == COORDINATOR else []
    return and_(scope.OPEN, or_(*mine), scope.readable(viewer)) if mine else false()


def claim_next(session: Session, viewer: Viewer, now: datetime, lease: timedelta) -> Case | None:
    """Put the most pressing case into the account's hands, or what it holds already; its group is nobody else's then.

    A danger comes before what is held: no message may keep it from the screen.
    """
    # One at a time, so that two people never reach into one group; it takes milliseconds.
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
    held = exists().where(
        SortingClaim.case_id == Case.id, SortingClaim.account_id == viewer.account_id, SortingClaim.until > now
    )
    ordered = _open_to(session, viewer, now).order_by(_DANGER.desc(), held.desc(), *_ORDER).limit(1)
    found = session.scalars(ordered.with_for_update(of=Case, skip_locked=True)).one_or_none()
    if found is not None:
        _hold(session, found.id, viewer, until=now + lease, passed=None)
    return found


def find_waiting(session: Session, viewer: Viewer, reference: str) -> Case | None:
    """Return the case of that reference, locked, if it waits for this account to sort it."""
    # As `claim_next` begins: two people never reach into one group.
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
    mine = select(Case).where(to_sort(viewer, body_kind(session, viewer)), Case.reference == reference)
    return session.scalars(mine.with_for_update(of=Case)).one_or_none()


def claim(session: Session, viewer: Viewer, case_id: UUID, now: datetime, lease: timedelta) -> None:
    """Put the case into the account's hands, instead of what they hold: that is others' to take at once."""
    held = (SortingClaim.account_id == viewer.account_id, SortingClaim.case_id != case_id, SortingClaim.until > now)
    session.execute(update(SortingClaim).where(*held).values(until=now))
    _hold(session, case_id, viewer, until=now + lease, passed=None)


def pass_over(session: Session, viewer: Viewer, case_id: UUID, now: datetime, pause: timedelta) -> None:
    """Let go of a case with its group, and do not offer them to this account again for a while."""
    _hold(session, case_id, viewer, until=now, passed=now + pause)


def is_held_by_other(session: Session, viewer: Viewer, case_id: UUID, now: datetime) -> bool:
    """Say whether somebody else has the case, or its group, in hand."""
    query = select(Case.id).outerjoin(Standing, Standing.case_id == Case.id)
    return session.scalar(query.where(Case.id == case_id, _GROUP.in_(_groups(_others(viewer, now))))) is not None


def count(session: Session, viewer: Viewer) -> int:
    """Count what waits for this account, at most MOST_COUNTED."""
    some = to_count(viewer, body_kind(session, viewer)).limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def to_count(viewer: Viewer, kind: str) -> Select[Any]:
    """Return the query for what waits for this account to sort it."""
    return select(Case.id).where(to_sort(viewer, kind))


def group_of(session: Session, viewer: Viewer, head: Case, limit: int) -> Sequence[Any]:
    """Return the cases that stand with this one and wait for this account too, with standing and last text."""
    query = select(Case, Standing, Message).join(Standing, Standing.case_id == Case.id)
    together = select(Standing.group_id).where(Standing.case_id == head.id).scalar_subquery()
    query = query.join(Message, Message.id == Case.last_message_id).where(
        to_sort(viewer, body_kind(session, viewer)), Standing.group_id == together, Case.id != head.id
    )
    return session.execute(query.order_by(Case.received_at, Case.id).limit(limit)).all()


def lock(session: Session, viewer: Viewer, references: Iterable[str]) -> None:
    """Lock those of the cases that the account may read, in the order in which everybody locks."""
    query = select(Case.id).where(scope.readable(viewer), Case.reference.in_(references))
    session.execute(query.order_by(Case.id).with_for_update(of=Case))


def sorted_alike(session: Session, viewer: Viewer, head: Case) -> Sequence[tuple[str, int]]:
    """Return how those of the group that a person sorted already were classed, among what the account may read."""
    mine = select(Standing.group_id).where(Standing.case_id == head.id).scalar_subquery()
    settled = and_(Case.needs_person.is_(False), Case.wall != HINTED, scope.readable(viewer))
    query = select(Case.category, func.count()).join(Standing, Standing.case_id == Case.id)
    query = query.where(Standing.group_id == mine, settled).group_by(Case.category).order_by(func.count().desc())
    return [(row[0], row[1]) for row in session.execute(query.limit(2))]


def coming(session: Session, viewer: Viewer, now: datetime, limit: int) -> Sequence[Any]:
    """Return what comes next, a line a group: the case at its head, its last text, how many stand together."""
    waiting = _open_to(session, viewer, now)
    ordered = waiting.with_only_columns(_GROUP, Case.id).order_by(*_ORDER).limit(LOOKED_AHEAD)
    heads: dict[UUID, UUID] = {}
    for group, case_id in session.execute(ordered):
        heads.setdefault(group, case_id)
    first = dict(list(heads.items())[:limit])
    sizes = waiting.with_only_columns(_GROUP, func.count()).where(_GROUP.in_(first)).group_by(_GROUP)
    size = {group: count for group, count in session.execute(sizes)}
    query = select(Case, Message).outerjoin(Message, Message.id == Case.last_message_id)
    rows = {row[0].id: row for row in session.execute(query.where(Case.id.in_(first.values())))}
    return [(*rows[case_id], size[group]) for group, case_id in first.items()]


def dangers(session: Session, viewer: Viewer, since: datetime, limit: int) -> Sequence[Any]:
    """Return the critical cases that came since then, need no sorting and are nobody's yet, latest first."""
    query = select(Case, Message).outerjoin(Message, Message.id == Case.last_message_id)
    fresh = and_(_DANGER, Case.received_at > since, Case.owner_id.is_(None), Case.status != "closed")
    settled = and_(Case.needs_person.is_(False), Case.wall != HINTED)
    found = query.where(scope.readable(viewer), fresh, settled).order_by(Case.received_at.desc(), Case.id)
    return session.execute(found.limit(limit)).all()


def last_sorted(session: Session, actor: str, since: datetime) -> Sequence[UUID]:
    """Return the cases of somebody's last decision since then: one decision is one moment, for however many."""
    # Said once more, for the index that holds the steps of accounts.
    mine = (Event.actor == actor, Event.actor.like(literal_column("'account:%'")), Event.kind == "sorted")
    last = select(func.max(Event.at)).where(*mine, Event.at >= since).scalar_subquery()
    return session.scalars(select(Event.chain).where(*mine, Event.at == last)).all()


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


def _open_to(session: Session, viewer: Viewer, now: datetime) -> Select[Case]:
    """Return the query for what waits for this account in groups that nobody else holds, and it did not pass over."""
    passed = and_(SortingClaim.account_id == viewer.account_id, SortingClaim.passed_until > now)
    taken = _groups(or_(_others(viewer, now), passed))
    query = select(Case).outerjoin(Standing, Standing.case_id == Case.id)
    return query.where(to_sort(viewer, body_kind(session, viewer)), _GROUP.not_in(taken))


def _groups(claims: ColumnElement[bool]) -> Select[Any]:
    """Return the query for the groups of claimed cases; a case without standing is a group of its own."""
    theirs = aliased(Standing)
    query = select(func.coalesce(theirs.group_id, SortingClaim.case_id)).select_from(SortingClaim)
    return query.outerjoin(theirs, theirs.case_id == SortingClaim.case_id).where(claims)


def _others(viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    return and_(SortingClaim.account_id != viewer.account_id, SortingClaim.until > now)


def _hold(session: Session, case_id: UUID, viewer: Viewer, *, until: datetime, passed: datetime | None) -> None:
    values = {"case_id": case_id, "account_id": viewer.account_id, "until": until, "passed_until": passed}
    changed = {"until": until, "passed_until": passed}
    session.execute(insert(SortingClaim).values(**values).on_conflict_do_update(
        index_elements=["case_id", "account_id"], set_=changed
    ))  # fmt: skip
