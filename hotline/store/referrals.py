"""Sheets as rows: what an inspection office may see of them, and what the readers of their cases do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.orm import Session, aliased

from hotline.domain.referral import ACCEPTED, ANSWERED, OPEN, REFUSED, SENT, WITHDRAWN
from hotline.domain.walls import Viewer
from hotline.store import scope
from hotline.store.models.casework import Accused, Case, Event
from hotline.store.models.office import Body, Category, Desk, Place
from hotline.store.models.people import Account
from hotline.store.models.referrals import Referral, ReprisalCheck
from hotline.vault import Vault

OFFICERS = ("liaison", "coordinator")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as its office sees it, never the case; `desk_id`: where whoever sent it works."""

    referral: Referral
    category: Category
    place: Place | None
    desk_id: UUID | None


@dataclass(frozen=True, slots=True)
class Pattern:
    """Complaints about one post: the body and the place, what about, how many, from when to when."""

    body: str
    place: str
    category: Category
    count: int
    first: datetime
    last: datetime
    references: Sequence[str]


def of_case(session: Session, case_id: UUID) -> Sequence[tuple[Referral, str]]:
    """Return the sheets of a case with their offices, oldest first; for those who read the case."""
    query = select(Referral, Body.name).join(Desk, Desk.id == Referral.desk_id).join(Body, Body.id == Desk.body_id)
    rows = session.execute(query.where(Referral.case_id == case_id).order_by(Referral.sent_at, Referral.id))
    return [(row[0], row[1]) for row in rows]


def locked(session: Session, viewer: Viewer, referral_id: UUID) -> Referral | None:
    """Return a sheet that lies with the account's office, locked; None for every other."""
    query = select(Referral).join(Case, Case.id == Referral.case_id)
    query = query.where(Referral.id == referral_id, _at_office(viewer)).with_for_update(of=Referral)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def case_of(session: Session, referral_id: UUID) -> UUID | None:
    """Return the case of a sheet, to be locked before the sheet is read."""
    return session.scalar(select(Referral.case_id).where(Referral.id == referral_id))


def sheets(session: Session, viewer: Viewer, most: int, only: UUID | None = None) -> list[Sheet]:
    """Return the sheets at the account's office, those still to answer first."""
    query = (
        select(Referral, Category, Place, Account.desk_id)
        .join(Case, Case.id == Referral.case_id)
        .join(Account, Account.id == Referral.sent_by)
        .join(Category, Category.code == Referral.category)
        .outerjoin(Place, Place.id == Referral.place_id)
        .where(_at_office(viewer))
        .order_by(Referral.state.in_((REFUSED, ANSWERED)), Referral.answer_by, Referral.id)
        .limit(most)
    )
    return [Sheet(*row) for row in session.execute(query if only is None else query.where(Referral.id == only))]


def sent(session: Session, viewer: Viewer, most: int) -> Sequence[tuple[Referral, Case, str]]:
    """Return the sheets of the cases the account reads, the open ones first."""
    query = (
        select(Referral, Case, Body.name)
        .join(Case, Case.id == Referral.case_id)
        .join(Desk, Desk.id == Referral.desk_id)
        .join(Body, Body.id == Desk.body_id)
        .where(scope.readable(viewer))
        .order_by(~Referral.state.in_(tuple(OPEN)), Referral.answer_by, Referral.id)
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


@lru_cache(maxsize=scope.MOST_KEPT)
def to_count(viewer: Viewer) -> Select[Any]:
    """Return the query for the sheets that wait for the account's office."""
    query = select(Referral.id).join(Case, Case.id == Referral.case_id)
    return query.where(_at_office(viewer), Referral.state.in_(tuple(OPEN)))


@lru_cache(maxsize=scope.MOST_KEPT)
def to_accept(viewer: Viewer) -> Select[Any]:
    """Return the query for the sheets that the account's office has still to take up."""
    return to_count(viewer).where(Referral.state == SENT)


@lru_cache(maxsize=scope.MOST_KEPT)
def to_answer(viewer: Viewer) -> Select[Any]:
    """Return the query for the sheets that the account's office took up and whose finding it owes."""
    return to_count(viewer).where(Referral.state == ACCEPTED)


def most_pressing(session: Session, viewer: Viewer) -> UUID | None:
    """Return the sheet that waits for the account's office and must be answered first."""
    first: UUID | None = session.scalar(to_count(viewer).order_by(Referral.answer_by, Referral.id).limit(1))
    return first


@lru_cache(maxsize=scope.MOST_KEPT)
def to_tell(viewer: Viewer) -> Select[Any]:
    """Return the query for the sheets that came back, of cases at the account's desk, not told to the citizen."""
    query = select(Referral.id).join(Case, Case.id == Referral.case_id)
    back = Referral.state.in_((REFUSED, ANSWERED)) & Referral.told_how.is_(None)
    return query.where(scope.readable(viewer), Case.desk_id == viewer.desk_id, back)


def offices(session: Session, barred: frozenset[UUID]) -> list[tuple[UUID, UUID, str]]:
    """Return where sheets may go: desk, body and name of each inspection office that no wall bars."""
    query = (
        select(Desk.id, Body.id, Body.name)
        .join(Body, Body.id == Desk.body_id)
        .where(Body.inspects, Body.active, Desk.active, Body.id.not_in(barred))
        .order_by(Body.name, Desk.name)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def consent(session: Session, case_id: UUID) -> bool | None:
    """Return what the citizen last said to their complaint being passed on; None if nobody wrote it down."""
    return consent_told(session, case_id)[0]


def consent_told(session: Session, case_id: UUID) -> tuple[bool | None, str]:
    """Return what the citizen last said to it, None if nobody wrote it down, and how they said it."""
    query = select(Event.data).where(Event.chain == case_id, Event.kind == "consent_recorded").order_by(Event.n.desc())
    said = (data for data in session.scalars(query) if data.get("what") == "referral")
    return next(((bool(data["given"]), str(data.get("how", ""))) for data in said), (None, ""))


def checks_of(session: Session, case_id: UUID) -> Sequence[ReprisalCheck]:
    """Return when a case's citizen is asked about reprisals."""
    query = select(ReprisalCheck).where(ReprisalCheck.case_id == case_id)
    return session.scalars(query.order_by(ReprisalCheck.due_at)).all()


def checks_due(session: Session, now: datetime) -> Sequence[UUID]:
    """Return the checks whose day has come."""
    query = select(ReprisalCheck.id).where(ReprisalCheck.state.is_(None), ReprisalCheck.due_at <= now)
    return session.scalars(query).all()


def extract(vault: Vault, row: Referral) -> str:
    """Return the extract that left the wall."""
    return vault.open(row.extract_sealed, "referrals", "extract_sealed", row.id)


def office_words(vault: Vault, row: Referral) -> str:
    """Return what the office said of a sheet, in its own words."""
    return vault.open(row.words_sealed, "referrals", "words_sealed", row.id) if row.words_sealed else ""


def patterns(session: Session, viewer: Viewer, since: datetime, least: int) -> list[Pattern]:
    """Return the posts that several complaints in the account's scope are about, most complaints first."""
    where, blamed = aliased(Place), aliased(Accused)
    query: Any = (
        select(Body.name, where.name, Category, func.count(), func.min(Case.received_at), func.max(Case.received_at),
               func.array_agg(Case.reference))
        .join(blamed, blamed.case_id == Case.id)
        .join(Body, Body.id == blamed.body_id)
        .join(Category, Category.code == Case.category)
        .join(where, where.id == Case.place_id)
        .where(scope.readable(viewer), Case.received_at >= since, Case.wall != "lifted", Case.merged_into_id.is_(None))
        .group_by(Body.name, where.name, Category.code)
        .having(func.count() >= least)
        .order_by(func.count().desc(), Body.name, where.name)
    )  # fmt: skip
    return [Pattern(row[0], row[1], *row[2:]) for row in session.execute(query)]


def is_oversight(session: Session, viewer: Viewer) -> bool:
    """Say whether the account works for the oversight desk."""
    return session.scalar(select(Body.kind).where(Body.id == viewer.body_id)) == "oversight"


def _at_office(viewer: Viewer) -> ColumnElement[bool]:
    """Return which sheets the account may read: those at its desk, unless a wall went up since they were sent."""
    if not viewer.active or viewer.role not in OFFICERS or viewer.desk_id is None:
        return false()
    return and_(Referral.desk_id == viewer.desk_id, Referral.state != WITHDRAWN, scope.not_walled(viewer))


YEAR = timedelta(days=365)
