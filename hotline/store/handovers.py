"""Offers of cases as rows; the desk that is asked sees what a case is about and no more, and never past a wall."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from hotline.domain.handover import ACCEPTED, EXPIRED, REFUSED
from hotline.domain.walls import COORDINATION, Viewer
from hotline.store import scope
from hotline.store.models.casework import Case, Note
from hotline.store.models.handovers import TransferOffer
from hotline.store.models.office import Body, Category, Desk, Place
from hotline.store.models.people import Account

# So long a desk is told what became of the cases it offered.
TOLD_FOR = timedelta(days=2)
# What became of the offers of a desk, as its first page counts it.
PROPOSED, TAKEN, NOT_TAKEN = MADE = ("proposed", "taken", "not_taken")
_OPEN = TransferOffer.answer.is_(None)
# An offer that its case has left behind, closed or moved on, is answered by nobody.
_STANDS = and_(_OPEN, Case.desk_id == TransferOffer.from_desk_id, Case.status != "closed")


@dataclass(frozen=True, slots=True)
class Offered:
    """One offer as the desk that is asked sees it; never the texts of the case."""

    offer: TransferOffer
    case: Case
    category: Category
    place: Place | None
    above: Place | None
    from_desk: str
    from_body: str
    note: Note
    by_desk: str | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """One offer as the desk that made it sees it: open, or just answered and the case still where the answer put it."""

    offer: TransferOffer
    case: Case
    place: Place | None
    above: Place | None


def open_of(session: Session, case_id: UUID) -> TransferOffer | None:
    """Return the offer of a case that nobody answered yet, locked."""
    query = select(TransferOffer).where(TransferOffer.case_id == case_id, _OPEN).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def to_answer(session: Session, viewer: Viewer, offer_id: UUID) -> TransferOffer | None:
    """Return an offer this account may answer, read anew and locked; None for every other."""
    query = select(TransferOffer).join(Case, Case.id == TransferOffer.case_id)
    query = query.where(TransferOffer.id == offer_id, _answerable(viewer)).with_for_update(of=TransferOffer)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def taken(session: Session, viewer: Viewer, offer_id: UUID) -> Case | None:
    """Return the case of an offer that was accepted, if this account may read it where it is now."""
    accepted = select(TransferOffer.case_id).where(TransferOffer.id == offer_id, TransferOffer.answer == ACCEPTED)
    return session.scalars(scope.cases_for(viewer, Case.id.in_(accepted))).one_or_none()


def case_of(session: Session, offer_id: UUID) -> UUID | None:
    """Return the case of an offer, to be locked before the offer is read."""
    return session.scalar(select(TransferOffer.case_id).where(TransferOffer.id == offer_id))


def listed(session: Session, viewer: Viewer, most: int) -> list[Offered]:
    """Return what the account's desk is asked to take, the most pressing first."""
    above, by_desk = aliased(Place), aliased(Desk)
    # Named where somebody of another desk, as the coordination, proposed the case.
    others = and_(by_desk.id == Account.desk_id, by_desk.id != TransferOffer.from_desk_id)
    query = (
        select(TransferOffer, Case, Category, Place, above, Desk.name, Body.name, Note, by_desk.name)
        .join(Case, Case.id == TransferOffer.case_id)
        .join(Category, Category.code == Case.category)
        .join(Desk, Desk.id == TransferOffer.from_desk_id)
        .join(Body, Body.id == Desk.body_id)
        .join(Note, Note.id == TransferOffer.note_id)
        .join(Account, Account.id == TransferOffer.offered_by)
        .outerjoin(by_desk, others)
        .outerjoin(Place, Place.id == Case.place_id)
        .outerjoin(above, above.id == Place.parent_id)
        .where(_answerable(viewer))
        .order_by(TransferOffer.expires_at, TransferOffer.id)
        .limit(most)
    )
    return [Offered(*row) for row in session.execute(query)]


def proposed(session: Session, viewer: Viewer, now: datetime, most: int) -> list[Proposed]:
    """Return what the account's desk offered to others: what is open first, then what was just answered."""
    above = aliased(Place)
    query = (
        select(TransferOffer, Case, Place, above)
        .join(Case, Case.id == TransferOffer.case_id)
        .outerjoin(Place, Place.id == Case.place_id)
        .outerjoin(above, above.id == Place.parent_id)
        .where(_made_by(viewer), or_(_STANDS, _just_went(now)))
        .order_by(TransferOffer.answered_at.desc().nulls_first(), TransferOffer.expires_at, TransferOffer.id)
        .limit(most)
    )
    return [Proposed(*row) for row in session.execute(query)]


def departed(session: Session, viewer: Viewer, now: datetime, reference: str) -> TransferOffer | None:
    """Return the offer of the account's own desk with which a case just left it; None wherever that may not be told.

    Who was walled off meanwhile, or whose case went on from there, learns what everybody learns of no case at all.
    """
    query = select(TransferOffer).join(Case, Case.id == TransferOffer.case_id)
    query = query.where(Case.reference == reference, _made_by(viewer), _just_went(now))
    return session.scalars(query.order_by(TransferOffer.answered_at.desc()).limit(1)).one_or_none()


def presses_before(session: Session, viewer: Viewer, due_at: datetime | None) -> bool:
    """Say whether an offer to the account's desk is critical or runs out before this moment; without one, any."""
    query = to_count(viewer)
    if due_at is not None:
        query = query.where(or_(Case.urgency == "critical", TransferOffer.expires_at < due_at))
    return session.scalar(query.limit(1)) is not None


@lru_cache(maxsize=scope.MOST_KEPT)
def to_count(viewer: Viewer) -> Select[Any]:
    """Return the query for the offers that wait for the account's desk."""
    return select(TransferOffer.id).join(Case, Case.id == TransferOffer.case_id).where(_answerable(viewer))


def made_to_count(viewer: Viewer, now: datetime) -> dict[str, Select[Any]]:
    """Return the queries for what the account's desk offered to others: open, just taken, and just not taken."""
    mine = select(TransferOffer.id).join(Case, Case.id == TransferOffer.case_id).where(_made_by(viewer))
    went, taken = mine.where(_just_went(now)), TransferOffer.answer == ACCEPTED
    return {PROPOSED: mine.where(_STANDS), TAKEN: went.where(taken), NOT_TAKEN: went.where(~taken)}


def is_offered(session: Session, viewer: Viewer, case_id: UUID) -> bool:
    """Say whether a case is on offer to the account's desk and the account may answer."""
    query = select(TransferOffer.id).join(Case, Case.id == TransferOffer.case_id)
    return session.scalar(query.where(TransferOffer.case_id == case_id, _answerable(viewer)).limit(1)) is not None


def refused(session: Session, case_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these cases lie at the coordination because the desk last asked said no."""
    if not case_ids:
        return frozenset()
    last = select(TransferOffer.case_id, func.max(TransferOffer.offered_at).label("at"))
    last_of = last.where(TransferOffer.case_id.in_(case_ids)).group_by(TransferOffer.case_id).subquery()
    newest = and_(TransferOffer.case_id == last_of.c.case_id, TransferOffer.offered_at == last_of.c.at)
    query = select(Case.id).join(TransferOffer, TransferOffer.case_id == Case.id).join(last_of, newest)
    query = query.join(Desk, Desk.id == Case.desk_id).join(Body, Body.id == Desk.body_id)
    query = query.where(TransferOffer.answer == REFUSED, Case.status != "closed", Body.kind == COORDINATION)
    return frozenset(session.scalars(query))


def offered(session: Session, case_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these cases another desk is asked to take."""
    if not case_ids:
        return frozenset()
    query = select(Case.id).join(TransferOffer, TransferOffer.case_id == Case.id)
    return frozenset(session.scalars(query.where(Case.id.in_(case_ids), _STANDS)))


def late(session: Session, now: datetime) -> Sequence[UUID]:
    """Return the offers whose time is over, or whose case moved on."""
    query = select(TransferOffer.id).join(Case, Case.id == TransferOffer.case_id)
    return session.scalars(query.where(_OPEN, (TransferOffer.expires_at <= now) | ~_STANDS)).all()


def stands(offer: TransferOffer, case: Case) -> bool:
    """Say whether a case is still where it was offered from."""
    return offer.answer is None and case.desk_id == offer.from_desk_id and case.status != "closed"


def with_cleared(session: Session) -> frozenset[UUID]:
    """Return the desks at which somebody may read protected cases."""
    cleared = select(Account.desk_id).where(Account.desk_id.is_not(None), Account.cleared_at.is_not(None))
    return frozenset(session.scalars(cleared.where(Account.deactivated_at.is_(None))))


def _answerable(viewer: Viewer) -> ColumnElement[bool]:
    """Return which offers the account may answer: those to its own desk, of cases it might read there."""
    if not viewer.active or viewer.role not in ("liaison", "coordinator") or viewer.desk_id is None:
        return false()
    open_enough = true() if viewer.cleared else Case.sensitivity != "S3"
    return and_(_STANDS, TransferOffer.desk_id == viewer.desk_id, open_enough, scope.not_walled(viewer))


def _made_by(viewer: Viewer) -> ColumnElement[bool]:
    """Return which offers the account's desk made, of cases that it might still read if they were at its desk."""
    if not viewer.active or viewer.role not in ("liaison", "coordinator") or viewer.desk_id is None:
        return false()
    open_enough = true() if viewer.cleared else Case.sensitivity != "S3"
    return and_(TransferOffer.from_desk_id == viewer.desk_id, open_enough, scope.not_walled(viewer))


def _just_went(now: datetime) -> ColumnElement[bool]:
    """Return which offers were answered of late, with their case still where that put it."""
    at_router = exists().where(Desk.id == Case.desk_id, Body.id == Desk.body_id, Body.kind == COORDINATION)
    taken = and_(TransferOffer.answer == ACCEPTED, Case.desk_id == TransferOffer.desk_id)
    sent_on = and_(TransferOffer.answer.in_((REFUSED, EXPIRED)), at_router)
    away = and_(Case.desk_id != TransferOffer.from_desk_id, Case.status != "closed")
    return and_(away, TransferOffer.answered_at > now - TOLD_FOR, or_(taken, sent_on))
