"""Cases with the names of what they stand by, for files; never one that is protected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from hotline.domain.walls import Viewer
from hotline.store import scope
from hotline.store.models.casework import Case
from hotline.store.models.office import Body, Desk, Place
from hotline.store.trail import Tracked

PROTECTED = "S3"


@dataclass(frozen=True, slots=True)
class Named:
    """A case with where it lies, who has it, and what reports count of it."""

    case: Case
    region: str
    cercle: str
    body: str
    desk: str
    tracked: Tracked


def unprotected(session: Session, viewer: Viewer | None, start: datetime, end: datetime) -> list[UUID]:
    """Return the cases received in [start, end) that may stand in the viewer's file, oldest first."""
    inside = (Case.received_at >= start, Case.received_at < end, *_allowed(viewer))
    return list(session.scalars(select(Case.id).where(*inside).order_by(Case.received_at, Case.id)))


def named(session: Session, viewer: Viewer | None, case_ids: Sequence[UUID]) -> list[Named]:
    """Return these cases with their names, oldest first, as far as they may still stand in the viewer's file."""
    places = {row.id: row for row in session.execute(select(Place.id, Place.kind, Place.name, Place.parent_id))}
    query = (
        select(Case, Desk.name, Body.name)
        .join(Desk, Desk.id == Case.desk_id)
        .join(Body, Body.id == Desk.body_id)
        .where(Case.id.in_(case_ids), *_allowed(viewer))
        .order_by(Case.received_at, Case.id)
    )
    found = []
    for case, desk, body in session.execute(query):
        above, step = dict[str, str](), case.place_id
        while step is not None and step in places and places[step].kind not in above:
            above[places[step].kind] = places[step].name
            step = places[step].parent_id
        found.append(Named(case, above.get("region", ""), above.get("cercle", ""), body, desk, _tracked(case)))
    return found


def _allowed(viewer: Viewer | None) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Case.sensitivity != PROTECTED, scope.auditable(viewer) if viewer else true()


def _tracked(case: Case) -> Tracked:
    return Tracked(
        case.id, case.received_at, case.desk_id, case.category, case.channel, case.language, case.urgency,
        case.sensitivity, case.place_id, case.exercise, case.contact_id is not None, case.needs_person,
        case.calendar_id,
    )  # fmt: skip
