"""Cases as rows: locked, found for their sender, given a reference. What a person sees goes through `scope`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session, aliased

from hotline import ids
from hotline.domain.desks import INDEPENDENT
from hotline.domain.joining import Candidate
from hotline.domain.references import LENGTHS, capacity, length_for, make_reference
from hotline.store.models.calls import Callback
from hotline.store.models.casework import Accused, Case, CaseLink
from hotline.store.models.office import Body, Desk

_USED = text(
    """
    SELECT reltuples::bigint AS used, ARRAY(SELECT reference FROM cases WHERE reference = ANY(:drawn)) AS taken
    FROM pg_class WHERE oid = 'cases'::regclass
    """
)


def locked(session: Session, case_id: UUID) -> Case:
    """Return a case as it stands now, locked until the transaction ends; whoever appends to its trail holds this."""
    query = select(Case).where(Case.id == case_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def locked_if_free(session: Session, case_id: UUID) -> Case | None:
    """Return a case, locked, or None where somebody else holds it just now."""
    query = select(Case).where(Case.id == case_id).with_for_update(skip_locked=True)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def candidates(session: Session, contact_id: UUID, limit: int = 50) -> list[Candidate]:
    """Return a sender's cases with whom they accuse, newest activity first; locked, so that what is decided holds."""
    newest = (Case.waiting_since.desc().nulls_last(), Case.received_at.desc())
    mine = (Case.contact_id == contact_id, Case.merged_into_id.is_(None))
    wanted = select(Case.id).where(*mine).order_by(*newest).limit(limit)
    ids_ = session.scalars(wanted).all()
    if not ids_:
        return []
    lock = select(Case, Body.kind).join(Desk, Desk.id == Case.desk_id).join(Body, Body.id == Desk.body_id)
    lock = lock.where(Case.id.in_(ids_)).order_by(Case.id).with_for_update(of=Case)
    rows = {case.id: (case, kind) for case, kind in session.execute(lock.execution_options(populate_existing=True))}
    against = accused_of(session, ids_)
    wished = set(
        session.scalars(select(Callback.case_id).where(Callback.case_id.in_(ids_), Callback.closed_at.is_(None)))
    )
    found = ((*rows[case_id], against.get(case_id, frozenset())) for case_id in ids_)
    return [
        replace(_candidate(case, accused), independent=kind in INDEPENDENT, wished=case.id in wished)
        for case, kind, accused in found
    ]


def candidate(session: Session, case: Case) -> Candidate:
    """Return a case as joining sees it."""
    return _candidate(case, accused_of(session, [case.id]).get(case.id, frozenset()))


def accused_of(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Return whom each case accuses."""
    found: dict[UUID, set[UUID]] = {}
    for row in session.execute(select(Accused.case_id, Accused.body_id).where(Accused.case_id.in_(case_ids))):
        found.setdefault(row.case_id, set()).add(row.body_id)
    return {case_id: frozenset(bodies) for case_id, bodies in found.items()}


def free_reference(session: Session) -> str:
    """Return an unused reference: seven digits, or nine once about half of those are taken."""
    while True:
        drawn = {length: make_reference(ids.pick(capacity(length)), length) for length in LENGTHS}
        row = session.execute(_USED, {"drawn": list(drawn.values())}).one()
        reference = drawn[length_for(row.used)]
        if reference not in row.taken:
            return reference


def by_reference(session: Session, contact_id: UUID, reference: str) -> Case | None:
    """Return a sender's own case by its reference; of one that was folded into another, that one."""
    case = session.scalar(select(Case).where(Case.contact_id == contact_id, Case.reference == reference))
    return session.get(Case, case.merged_into_id) if case is not None and case.merged_into_id else case


def followed(session: Session, contact_id: UUID, references: frozenset[str]) -> frozenset[str]:
    """Return the references a sender names, with those of the cases that their cases were folded into."""
    if not references:
        return references
    into = aliased(Case)
    query = select(into.reference).join(Case, Case.merged_into_id == into.id)
    query = query.where(Case.contact_id == contact_id, Case.reference.in_(references))
    return references | frozenset(session.scalars(query))


def accuse(session: Session, case_id: UUID, bodies: frozenset[UUID]) -> None:
    """Write down whom a case accuses."""
    session.add_all(Accused(case_id=case_id, body_id=body) for body in bodies)


def accuse_only(session: Session, case_id: UUID, bodies: frozenset[UUID]) -> bool:
    """Write down that a case accuses these bodies and no others; say whether that is new."""
    known = accused_of(session, [case_id]).get(case_id, frozenset())
    session.execute(delete(Accused).where(Accused.case_id == case_id, Accused.body_id.in_(known - bodies)))
    accuse(session, case_id, bodies - known)
    return bodies != known


def link(session: Session, case_id: UUID, other_id: UUID, kind: str) -> None:
    """Link two cases; only who may read both ever sees it."""
    session.add(CaseLink(case_id=case_id, other_id=other_id, kind=kind))


def linked(session: Session, case_id: UUID) -> list[UUID]:
    """Return the cases linked to this one, either way round; show them through the scope only."""
    rows = session.execute(
        select(CaseLink.case_id, CaseLink.other_id).where(
            (CaseLink.case_id == case_id) | (CaseLink.other_id == case_id)
        )
    )
    return [row.other_id if row.case_id == case_id else row.case_id for row in rows]


def moment(written: str) -> datetime:
    """Read a moment as an event holds it."""
    return datetime.fromisoformat(written)


def asked_since(session: Session, contact_id: UUID, since: datetime) -> bool:
    """Say whether some case of a sender waits for the answer to a question of its officer that is younger."""
    waiting = select(Case.id).where(Case.contact_id == contact_id, Case.status == "waiting", Case.paused_at >= since)
    return session.scalar(waiting.limit(1)) is not None


def open_of(session: Session, contact_id: UUID) -> Sequence[Case]:
    """Return a sender's open cases, locked in one order."""
    query = select(Case).where(Case.contact_id == contact_id, Case.status != "closed")
    query = query.order_by(Case.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _candidate(case: Case, accused: frozenset[UUID]) -> Candidate:
    return Candidate(
        case.id, case.reference, case.status, case.category, case.sensitivity, accused, case.closed_at,
        asked=case.paused_at is not None,
    )  # fmt: skip
