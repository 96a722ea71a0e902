"""Texts that failed for good and with which nobody has dealt, for those who see no texts: times, states, owners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from hotline.domain.messages import FAILED
from hotline.domain.walls import Viewer
from hotline.store import scope
from hotline.store.models.casework import Case
from hotline.store.models.office import Body, Desk
from hotline.store.models.people import Account
from hotline.store.models.traffic import Outbound


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One such text: of which case, what for, by which gateway, how it ended; no word and no number."""

    reference: str
    kind: str
    state: str
    code: str | None
    gateway: str | None
    attempts: int
    settled_at: datetime | None
    desk: str
    body: str
    owner: str | None


def dead() -> ColumnElement[bool]:
    """Return the condition under which a text waits for a person: `messages.awaits_person` said again in SQL."""
    lost = and_(Outbound.state == "unknown", Outbound.settled_at.is_not(None))
    return and_(or_(Outbound.state.in_(FAILED), lost), Outbound.handled_at.is_(None))


def page(session: Session, viewer: Viewer, first: int, most: int) -> Sequence[Undelivered]:
    """Return texts of open cases whose times and states the account may see, the newest first.

    A text without a case (a reply to SUIVI or AIDE) has nobody who could see to it, and is not listed.
    """
    rows = session.execute(
        select(
            Case.reference, Outbound.kind, Outbound.state, Outbound.failure, Outbound.gateway, Outbound.attempts,
            Outbound.settled_at, Desk.name.label("desk"), Body.name.label("body"), Account.title,
        )
        .join(Case, Case.id == Outbound.case_id)
        .join(Desk, Desk.id == Case.desk_id)
        .join(Body, Body.id == Desk.body_id)
        .outerjoin(Account, Account.id == Case.owner_id)
        .where(_seen_by(viewer), dead())
        .order_by(Outbound.settled_at.desc().nulls_last(), Outbound.number.desc())
        .offset(first)
        .limit(most)
    )  # fmt: skip
    return [
        Undelivered(
            row.reference, row.kind, row.state, row.failure, row.gateway, row.attempts, row.settled_at,
            row.desk, row.body, row.title,
        )
        for row in rows
    ]  # fmt: skip


def replace(session: Session, case_id: UUID, kind: str, now: datetime) -> None:
    """Write down that a case's texts of a kind that failed for good need nobody any more: another was written."""
    mine = update(Outbound).where(Outbound.case_id == case_id, Outbound.kind == kind)
    session.execute(mine.where(dead()).values(handled_at=now))


def put_back(session: Session, case_id: UUID, kind: str, then: datetime) -> None:
    """Undo what `replace` wrote down then: what was to take their place did not go out."""
    mine = update(Outbound).where(Outbound.case_id == case_id, Outbound.kind == kind, Outbound.handled_at == then)
    session.execute(mine.values(handled_at=None))


def count(session: Session, viewer: Viewer) -> int:
    """Return how many there are in the account's sight."""
    query = select(func.count()).select_from(Outbound).join(Case, Case.id == Outbound.case_id)
    return session.scalar(query.where(_seen_by(viewer), dead())) or 0


def _seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Of a closed case nobody is asked any more."""
    return and_(scope.auditable(viewer), Case.status != "closed")
