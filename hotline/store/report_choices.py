"""What reports can be narrowed by: places with what lies in them, bodies with their desks, groups of subjects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.store.models.office import Body, Category, Desk, Place


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: what it is called, how deep it lies, and the ids of all that it holds."""

    name: str
    depth: int
    holds: frozenset[str]


Choices = Mapping[str, Choice]


def places(session: Session) -> Choices:
    """Return regions with their cercles below them, by code; each holds all that lies in it."""
    rows = {
        row.id: row for row in session.execute(select(Place.id, Place.code, Place.kind, Place.name, Place.parent_id))
    }
    below: dict[UUID | None, list[UUID]] = {}
    for row in sorted(rows.values(), key=lambda row: row.name):
        below.setdefault(row.parent_id, []).append(row.id)

    def inside(place: UUID) -> frozenset[str]:
        return frozenset({str(place)}).union(*(inside(one) for one in below.get(place, ())))

    found: dict[str, Choice] = {}
    for region in below.get(None, ()):
        for depth, place in ((0, region), *((1, one) for one in below.get(region, ()))):
            found[rows[place].code] = Choice(rows[place].name, depth, inside(place))
    return found


def bodies(session: Session) -> Choices:
    """Return every body by its code; each holds its desks."""
    desks: dict[UUID, set[str]] = {}
    for row in session.execute(select(Desk.id, Desk.body_id)):
        desks.setdefault(row.body_id, set()).add(str(row.id))
    known = session.execute(select(Body.id, Body.code, Body.name).order_by(Body.name))
    return {row.code: Choice(row.name, 0, frozenset(desks.get(row.id, ()))) for row in known}


def body_id(session: Session, code: str) -> UUID:
    """Return the id of a body that exists."""
    return session.scalars(select(Body.id).where(Body.code == code)).one()


def desks(session: Session) -> Choices:
    """Return every desk with its body, by its id."""
    query = select(Desk.id, Desk.name, Body.name.label("body")).join(Body, Body.id == Desk.body_id)
    rows = session.execute(query.order_by(Body.name, Desk.name))
    return {str(row.id): Choice(f"{row.name}, {row.body}", 0, frozenset({str(row.id)})) for row in rows}


def groups(session: Session) -> Choices:
    """Return every group of subjects by its code; each holds its subjects."""
    found: dict[str, set[str]] = {}
    for row in session.execute(select(Category.code, Category.group).order_by(Category.position)):
        found.setdefault(row.group, set()).add(row.code)
    return {group: Choice(group, 0, frozenset(codes)) for group, codes in found.items()}
