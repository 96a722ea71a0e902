"""Wishes for a call as rows, through the one query that says who may know of them: `domain/callbacks.py` in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from hotline.domain.callbacks import NO_LANGUAGE, OPEN_ENOUGH, WISH, Caller, Said
from hotline.domain.walls import COORDINATOR, LIAISON, Viewer
from hotline.store import scope
from hotline.store.models.calls import Call, Callback
from hotline.store.models.casework import Accused, Case, Event
from hotline.store.models.office import Bar, Category
from hotline.store.models.people import Account, Contact
from hotline.store.models.traffic import Message

_DUE = func.least(Callback.due_at, case((Case.waiting_since.is_not(None), Case.answer_due_at)))
_ORDER = (_DUE, Callback.asked_at, Callback.id)
# A case that was nothing but the wish takes it along when an officer closes it; a STOP that came later ends it too.
_OPEN = and_(
    Callback.closed_at.is_(None),
    or_(Case.status != "closed", Case.category != WISH),
    or_(Contact.opted_out_at.is_(None), Contact.opted_out_at <= Callback.last_asked_at),
)


@dataclass(frozen=True, slots=True)
class Known:
    """A wish somebody may know of, with what a page needs; `readable`: whether they read its case as well."""

    callback: Callback
    case: Case
    contact: Contact
    category: Category
    due_at: datetime
    readable: bool
    holder: str | None


def said_of(session: Session, asked: Case) -> list[Said]:
    """Return what was said of ringing the phone of a case, oldest first: here, and what warns of it elsewhere."""
    unsafe = and_(Event.kind == "safety_told", Event.data["safe"].as_boolean().is_(False))
    chains = select(Case.id).where(Case.contact_id == asked.contact_id)
    told = or_(unsafe, Event.kind.in_(("call_asked", "call_manner_told", "called", "reopened")))
    found = session.scalars(select(Event).where(Event.chain.in_(chains), told).order_by(Event.at, Event.n))
    return [
        Said(one.kind, one.chain == asked.id, one.actor == "citizen", one.data.get("outcome") or one.data.get("why"))
        for one in found
    ]


@lru_cache(maxsize=scope.MOST_KEPT)
def known_to(caller: Caller) -> ColumnElement[bool]:
    """Return the condition under which an account may know of a wish; the wall outranks every role."""
    viewer = caller.viewer
    if not viewer.active or viewer.role not in (LIAISON, COORDINATOR):
        return false()
    placed = Callback.placed_desk_id == Case.desk_id
    unplaced = or_(Callback.placed_desk_id.is_(None), Callback.placed_desk_id != Case.desk_id)
    reads = scope.readable(viewer)
    if not caller.is_independent:
        return and_(not_walled(viewer), placed, Case.desk_id == viewer.desk_id, reads)
    accuses = exists().where(Accused.case_id == Case.id)
    plain = and_(unplaced, ~accuses, Case.sensitivity.in_(OPEN_ENOUGH))
    if viewer.role != COORDINATOR:
        plain = and_(plain, _spoken_by(caller)) if viewer.cleared else false()
    return and_(not_walled(viewer), or_(reads, plain))


def not_walled(viewer: Viewer) -> ColumnElement[bool]:
    """Return the wall over a phone: none of its cases accuses a body that bars the viewer's, or an unknown one."""
    other = aliased(Case)
    bars = exists().where(Bar.accused_id == Accused.body_id, Bar.barred_id == viewer.body_id)
    known = exists().where(Bar.accused_id == Accused.body_id, Bar.barred_id == Accused.body_id)
    accused = select(Accused.body_id).join(other, other.id == Accused.case_id)
    return ~accused.where(other.contact_id == Callback.contact_id, or_(bars, ~known)).exists()


def to_count(caller: Caller, now: datetime) -> Select[Any]:
    """Return the query for whom the account could call now."""
    return _of(caller, Callback.id).where(*_to_call(caller, now))


def listed(session: Session, caller: Caller, most: int) -> list[Known]:
    """Return the open wishes the account may know of, the most pressing first."""
    return [Known(*row) for row in session.execute(_known(caller).order_by(*_ORDER).limit(most))]


def find(session: Session, caller: Caller, callback_id: UUID) -> Known | None:
    """Return an open wish if the account may know of it; None is the same for absent, settled and forbidden."""
    row = session.execute(_known(caller).where(Callback.id == callback_id)).one_or_none()
    return Known(*row) if row else None


def to_call(session: Session, caller: Caller, now: datetime, most: int) -> Sequence[UUID]:
    """Return who could be called now, the most pressing first; somebody else may be quicker."""
    query = _of(caller, Callback.id).where(*_to_call(caller, now)).order_by(*_ORDER)
    return session.scalars(query.limit(most)).all()


def written_since(session: Session, viewer: Viewer, known: Sequence[Known]) -> dict[UUID, datetime]:
    """Return when each citizen wrote last after wishing for a call, by the wish, as far as the viewer may read it."""
    query = select(Message.contact_id, func.max(Message.received_at)).join(Case, Case.id == Message.case_id)
    phones = {one.contact.id for one in known}
    of_them = query.where(scope.readable(viewer), Message.contact_id.in_(phones)).group_by(Message.contact_id)
    last = {phone: at for phone, at in session.execute(of_them)} if phones else {}
    since = ((one.callback, last.get(one.contact.id)) for one in known)
    return {row.id: at for row, at in since if at is not None and at > row.last_asked_at}


def wanted(session: Session, known: Sequence[Known]) -> dict[UUID, str]:
    """Return which of the wishes an officer asked for, by whom, until the citizen asks for the call as well."""
    begun = {str(one.callback.id): one.callback for one in known}
    of_cases = select(Event.data, Event.actor).where(
        Event.kind == "call_wanted", Event.chain.in_({one.case.id for one in known})
    )
    by_hand = {data["callback"]: actor for data, actor in session.execute(of_cases)} if known else {}
    rows = ((begun[key], by_hand[key]) for key in begun.keys() & by_hand.keys())
    return {row.id: actor for row, actor in rows if row.last_asked_at == row.asked_at}


def named(session: Session, caller: Caller, reference: str | None, alias: str | None) -> Sequence[UUID]:
    """Return the open wishes the account may know of whose case bears this reference or this alias."""
    bears = or_(Case.reference == reference, Case.alias == alias)
    return session.scalars(_of(caller, Callback.id).where(bears).limit(2)).all()


def cases_of(session: Session, viewer: Viewer, contact_id: UUID, most: int = 20) -> Sequence[Case]:
    """Return a phone's cases that the account may read, latest first."""
    mine = scope.cases_for(viewer, Case.contact_id == contact_id).order_by(Case.received_at.desc())
    return session.scalars(mine.limit(most)).all()


def locked(session: Session, callback_id: UUID) -> Callback | None:
    """Return a wish as it stands now, locked; its contact and its case were locked before, in this order."""
    query = select(Callback).where(Callback.id == callback_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def open_of(session: Session, contact_id: UUID) -> Sequence[Callback]:
    """Return the open wishes of a phone, in the order in which their cases are locked."""
    query = select(Callback).where(Callback.contact_id == contact_id, Callback.closed_at.is_(None))
    return session.scalars(query.order_by(Callback.case_id)).all()


def open_for(session: Session, case_id: UUID) -> Callback | None:
    """Return the open wish of a case, locked."""
    query = select(Callback).where(Callback.case_id == case_id, Callback.closed_at.is_(None)).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def held_by(session: Session, account_id: UUID, now: datetime) -> Callback | None:
    """Return the wish an account holds now."""
    mine = select(Callback).where(Callback.claimed_by == account_id, Callback.claim_until > now)
    return session.scalar(mine.where(Callback.closed_at.is_(None)))


def last_call(session: Session, callback_id: UUID) -> Call | None:
    """Return the newest try at a wish."""
    return session.scalar(select(Call).where(Call.callback_id == callback_id).order_by(Call.n.desc()).limit(1))


def to_note(session: Session, account_id: UUID) -> Sequence[UUID]:
    """Return the wishes whose citizen this account reached without having written down what they said."""
    query = select(Call.callback_id).where(Call.account_id == account_id, Call.outcome == "reached")
    return session.scalars(query.where(Call.noted_at.is_(None)).order_by(Call.started_at)).all()


def spent(session: Session, now: datetime) -> Sequence[UUID]:
    """Return the wishes to put in order: a claim that ran out, a STOP that came by another way, a closed case."""
    query = _with_case(select(Callback.id)).where(Callback.closed_at.is_(None))
    return session.scalars(query.where(or_(Callback.claim_until <= now, ~_OPEN))).all()


def watched(session: Session, viewer: Viewer, now: datetime) -> Sequence[Any]:
    """Return for those who see no wish, by language: how many wait, how many are held, since when, due when."""
    held = func.count().filter(Callback.claim_until > now)
    first, due, misses = func.min(Callback.asked_at), func.min(_DUE), func.sum(Callback.misses)
    columns: tuple[Any, ...] = (Callback.language, func.count(), held, first, due, misses)
    query: Select[Any] = select(*columns)
    counted = _with_case(query).where(_OPEN, not_walled(viewer))
    return session.execute(counted.group_by(Callback.language).order_by(Callback.language)).all()


def _known(caller: Caller) -> Select[Any]:
    query = _of(caller, Callback, Case, Contact, Category, _DUE, scope.readable(caller.viewer), Account.title)
    joined = query.join(Category, Category.code == Case.category)
    return joined.outerjoin(Account, Account.id == Callback.claimed_by)


def _of(caller: Caller, *columns: Any) -> Select[Any]:
    return _with_case(select(*columns).select_from(Callback)).where(known_to(caller), _OPEN)


def _with_case(query: Select[Any]) -> Select[Any]:
    return query.join(Case, Case.id == Callback.case_id).join(Contact, Contact.id == Callback.contact_id)


def _to_call(caller: Caller, now: datetime) -> tuple[ColumnElement[bool], ...]:
    free = or_(Callback.claim_until.is_(None), Callback.claim_until <= now)
    return _spoken_by(caller), free, Callback.next_at <= now


def _spoken_by(caller: Caller) -> ColumnElement[bool]:
    return Callback.language.in_(NO_LANGUAGE | caller.languages)
