"""Incidents as rows. What a person sees of one is counted from the cases in their scope, and from nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from hotline.domain.grouping import side
from hotline.domain.incidents import FEWEST, RUMOUR, SURGE_WINDOW, USUAL_WINDOW, Member, is_surge
from hotline.domain.walls import Viewer
from hotline.store import cases, scope
from hotline.store.models.casework import Case
from hotline.store.models.incidents import Incident, IncidentAnswer, IncidentCase, IncidentLetter
from hotline.store.models.office import Category, Place
from hotline.store.models.sorting import Standing
from hotline.store.models.traffic import Message

MOST_LISTED, MOST_MEMBERS, MOST_SUGGESTED, MOST_COUNTED = 50, 500, 20, 5_000
# Why a copy was not written: its citizen had an answer by then, which leaves nothing to do.
ANSWERED = "answered"
# More than these a case's page does not show.
MOST_HINTED = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """An incident as one account sees it: how many cases, when the first and last came, how many wait for an answer."""

    incident: Incident
    count: int
    first: datetime
    last: datetime
    waiting: int
    category: str
    place_id: UUID | None


@dataclass(frozen=True, slots=True)
class Surge:
    """More cases of one place and category than usual, among those an account may read."""

    category: str
    place_id: UUID | None
    references: tuple[str, ...]


def listed(session: Session, viewer: Viewer) -> list[Seen]:
    """Return the incidents of which the account may read two cases or more, those with the latest case first."""
    return _seen(session, viewer, true())


@lru_cache(maxsize=scope.MOST_KEPT)
def to_count(viewer: Viewer) -> Select[Any]:
    """Return the query for the incidents in which somebody waits for an answer, as the account sees them."""
    query = select(IncidentCase.incident_id).join(Case, Case.id == IncidentCase.case_id).where(scope.readable(viewer))
    several = and_(func.count() >= FEWEST, func.bool_or(Case.waiting_since.is_not(None)))
    return query.group_by(IncidentCase.incident_id).having(several)


def seen(session: Session, viewer: Viewer, incident_id: UUID) -> Seen | None:
    """Return an incident as the account sees it; None is the same for absent and for hidden."""
    return next(iter(_seen(session, viewer, IncidentCase.incident_id == incident_id)), None)


def of_case(session: Session, viewer: Viewer, case_id: UUID) -> Seen | None:
    """Return the incident that a case stands in, as the account sees it."""
    row = session.get(IncidentCase, case_id)
    return seen(session, viewer, row.incident_id) if row else None


def rumours_like(session: Session, viewer: Viewer, case: Case, since: datetime) -> list[Seen]:
    """Return the rumours known since then about the place of a case in no incident, as the account sees them."""
    if session.get(IncidentCase, case.id) is not None:
        return []
    near = select(IncidentCase.incident_id).join(Case, Case.id == IncidentCase.case_id).where(
        scope.readable(viewer), Case.place_id.is_not_distinct_from(case.place_id), Case.received_at > since
    )  # fmt: skip
    return _seen(session, viewer, and_(Incident.kind == RUMOUR, Incident.id.in_(near)))[:MOST_HINTED]


def members(session: Session, viewer: Viewer, incident_id: UUID) -> Sequence[Any]:
    """Return the cases of an incident that the account may read, latest first: case, last text, category, place."""
    query = _with_words().join(IncidentCase, IncidentCase.case_id == Case.id)
    query = query.where(IncidentCase.incident_id == incident_id, scope.readable(viewer))
    return session.execute(query.order_by(Case.received_at.desc(), Case.id).limit(MOST_MEMBERS)).all()


def suggested(session: Session, viewer: Viewer, incident_id: UUID, since: datetime) -> Sequence[Any]:
    """Return the cases in no incident that say much the same as those of this one, among what the account may read."""
    inside = select(IncidentCase.case_id).join(Case, Case.id == IncidentCase.case_id)
    inside = inside.where(IncidentCase.incident_id == incident_id, scope.readable(viewer))
    theirs = aliased(Standing)
    like = exists().where(
        theirs.case_id.in_(inside),
        or_(
            theirs.group_id == Standing.group_id, theirs.near_id == Standing.case_id, Standing.near_id == theirs.case_id
        ),
    )
    query = _with_words().join(Standing, Standing.case_id == Case.id)
    query = query.where(scope.readable(viewer), _free(), Case.received_at > since, like)
    return session.execute(query.order_by(Case.received_at.desc(), Case.id).limit(MOST_SUGGESTED)).all()


def surges(session: Session, viewer: Viewer, now: datetime) -> list[Surge]:
    """Return where more came in than usual, by place, category and who may read it, among what the account may read."""
    query = select(Case).outerjoin(IncidentCase, IncidentCase.case_id == Case.id)
    recent = and_(Case.received_at > now - SURGE_WINDOW, Case.status != "closed", Case.place_id.is_not(None))
    query = query.where(scope.readable(viewer), recent, IncidentCase.case_id.is_(None))
    found = session.scalars(query.order_by(Case.received_at, Case.id).limit(MOST_COUNTED)).all()
    accused = cases.accused_of(session, [case.id for case in found])
    together: dict[tuple[str, str, UUID | None], list[Case]] = defaultdict(list)
    for case in found:
        together[(_side(case, accused), case.category, case.place_id)].append(case)
    risen = [rows for rows in together.values() if _rises(session, viewer, rows, now)]
    return [Surge(rows[0].category, rows[0].place_id, tuple(case.reference for case in rows)) for rows in risen]


def locked(session: Session, incident_id: UUID) -> Incident:
    """Return an incident, locked until the transaction ends."""
    query = select(Incident).where(Incident.id == incident_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def as_member(session: Session, case: Case) -> Member:
    """Return a case as the rules of incidents see it."""
    return Member(case.category, case.urgency, _side(case, cases.accused_of(session, [case.id])))


def one_inside(session: Session, incident_id: UUID, *, but: UUID | None = None) -> Case | None:
    """Return a case of an incident whoever may read it, for rules alone: all of one incident have the same readers."""
    query = select(Case).join(IncidentCase, IncidentCase.case_id == Case.id)
    query = query.where(IncidentCase.incident_id == incident_id, Case.id != but if but else true())
    return session.scalars(query.order_by(IncidentCase.at, Case.id).limit(1)).first()


def every_case(session: Session, incident_id: UUID) -> Sequence[Case]:
    """Return all cases of an incident, whoever may read them, for rules alone."""
    query = select(Case).join(IncidentCase, IncidentCase.case_id == Case.id)
    return session.scalars(query.where(IncidentCase.incident_id == incident_id)).all()


def locked_answer(session: Session, answer_id: UUID) -> IncidentAnswer | None:
    """Return an answer as it is now, locked until the transaction ends."""
    query = select(IncidentAnswer).where(IncidentAnswer.id == answer_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def answers(session: Session, incident_id: UUID) -> Sequence[IncidentAnswer]:
    """Return the answers of an incident, oldest first."""
    query = select(IncidentAnswer).where(IncidentAnswer.incident_id == incident_id)
    return session.scalars(query.order_by(IncidentAnswer.written_at, IncidentAnswer.id)).all()


def drafts(session: Session, incident_id: UUID, language: str | None = None) -> Sequence[IncidentAnswer]:
    """Return the answers of an incident that were not sent, of this language or of any."""
    found = answers(session, incident_id)
    return [one for one in found if one.released_by is None and language in (None, one.language)]


def told(session: Session, viewer: Viewer, answer_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Return of each answer how many copies are due, done or left to be answered, among what the account may read."""
    query = select(IncidentLetter.answer_id, IncidentLetter.state, func.count()).join(
        Case, Case.id == IncidentLetter.case_id
    ).where(
        IncidentLetter.answer_id.in_(answer_ids), scope.readable(viewer), IncidentLetter.why.is_distinct_from(ANSWERED)
    )  # fmt: skip
    found: dict[UUID, dict[str, int]] = {answer: {} for answer in answer_ids}
    for answer, state, count in session.execute(query.group_by(IncidentLetter.answer_id, IncidentLetter.state)):
        found[answer][state] = count
    return found


def told_contacts(session: Session, incident_id: UUID) -> set[UUID | None]:
    """Return the citizens who get, or got, an answer of this incident."""
    query = select(Case.contact_id).join(IncidentLetter, IncidentLetter.case_id == Case.id)
    query = query.join(IncidentAnswer, IncidentAnswer.id == IncidentLetter.answer_id)
    return set(session.scalars(query.where(IncidentAnswer.incident_id == incident_id, IncidentLetter.state != "left")))


def next_letter(session: Session) -> Row[IncidentLetter, IncidentAnswer, str] | None:
    """Return a copy that is due and that nobody else holds, with its answer and the reference of its case."""
    query = select(IncidentLetter, IncidentAnswer, Case.reference).join(
        IncidentAnswer, IncidentAnswer.id == IncidentLetter.answer_id
    ).join(Case, Case.id == IncidentLetter.case_id).where(IncidentLetter.state == "due")  # fmt: skip
    query = query.order_by(IncidentAnswer.released_at, IncidentLetter.case_id).limit(1)
    return session.execute(query.with_for_update(of=IncidentLetter, skip_locked=True)).one_or_none()


def _seen(session: Session, viewer: Viewer, which: ColumnElement[bool]) -> list[Seen]:
    query = select(
        Incident, func.count(), func.min(Case.received_at), func.max(Case.received_at),
        func.count().filter(Case.waiting_since.is_not(None)), func.mode().within_group(Case.category),
        func.mode().within_group(Case.place_id),
    ).join(IncidentCase, IncidentCase.incident_id == Incident.id)  # fmt: skip
    query = query.join(Case, Case.id == IncidentCase.case_id).where(which, scope.readable(viewer))
    query = query.group_by(Incident.id).having(func.count() >= FEWEST)
    rows = session.execute(query.order_by(func.max(Case.received_at).desc(), Incident.id).limit(MOST_LISTED))
    return [Seen(*row) for row in rows]


def _with_words() -> Select[Case, Message, Category, Place]:
    query = select(Case, Message, Category, Place).join(Category, Category.code == Case.category)
    query = query.outerjoin(Message, Message.id == Case.last_message_id)
    return query.outerjoin(Place, Place.id == Case.place_id)


def _free() -> ColumnElement[bool]:
    return ~exists().where(IncidentCase.case_id == Case.id)


def _rises(session: Session, viewer: Viewer, rows: Sequence[Case], now: datetime) -> bool:
    """Say whether these are more than two weeks let expect there, among what the account may read."""
    contacts, like = len({case.contact_id for case in rows}), rows[0]
    if not is_surge(len(rows), contacts, 0):
        return False
    query = select(func.count()).select_from(Case).where(
        scope.readable(viewer), Case.category == like.category, Case.place_id == like.place_id,
        Case.received_at.between(now - USUAL_WINDOW - SURGE_WINDOW, now - SURGE_WINDOW),
    )  # fmt: skip
    return is_surge(len(rows), contacts, session.scalar(query) or 0)


def _side(case: Case, accused: Mapping[UUID, frozenset[UUID]]) -> str:
    return side(accused.get(case.id, frozenset()), case.sensitivity, exercise=case.exercise)
