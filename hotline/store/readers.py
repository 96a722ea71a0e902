"""Who may read one case and act on it: `domain/walls.py` said again in SQL, the other way round than `scope`."""

from __future__ import annotations

from sqlalchemy import and_, exists, or_, select, true
from sqlalchemy.orm import Session

from hotline.domain.walls import COORDINATOR, LIAISON, Viewer
from hotline.store.models.casework import Accused, Case
from hotline.store.models.office import Bar, Body
from hotline.store.models.people import Account


def of(session: Session, case: Case) -> list[Viewer]:
    """Return the accounts that may act on the case, in the order of their titles."""
    # Two queries deep, the account must be named as the outer one, or any account of an accused body would count.
    barred = select(1).where(Bar.accused_id == Accused.body_id, Bar.barred_id == Account.body_id)
    bars = exists(barred.correlate(Accused, Account))
    known = exists().where(Bar.accused_id == Accused.body_id, Bar.barred_id == Accused.body_id)
    walled = exists().where(Accused.case_id == case.id).where(or_(bars, ~known))
    own = and_(Account.role == LIAISON, Account.desk_id == case.desk_id)
    query = (
        select(Account)
        .join(Body, Body.id == Account.body_id)
        .where(Account.deactivated_at.is_(None), Body.active, or_(Account.role == COORDINATOR, own), ~walled)
        .where(Account.cleared_at.is_not(None) if case.sensitivity == "S3" else true())
        .order_by(Account.title, Account.id)
    )
    return [
        Viewer(row.id, row.role, row.body_id, row.desk_id, row.cleared_at is not None, active=True)
        for row in session.scalars(query)
    ]
