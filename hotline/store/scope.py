"""The one scoped query: `domain/walls.py` said again in SQL. No other path leads to a case."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, all_, and_, exists, false, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from hotline.domain.walls import COORDINATOR, Viewer
from hotline.store.models.casework import Accused, Case
from hotline.store.models.office import Bar

# Written out in the statements: a plan that is made once, for every value, finds only so the indexes of these cases.
OPEN: ColumnElement[bool] = Case.status != literal_column("'closed'")
PROTECTED: ColumnElement[bool] = Case.sensitivity == literal_column("'S3'")

MOST_KEPT = 1_000


def not_walled(viewer: Viewer) -> ColumnElement[bool]:
    """Return the wall alone: no case that accuses a body which bars the viewer's, or one the wall does not know."""
    return _not_walled(viewer.body_id)


# A condition is a value of who looks, in which every page asks again; making it anew costs more than asking.
@lru_cache(maxsize=MOST_KEPT)
def _not_walled(body_id: UUID | None) -> ColumnElement[bool]:
    # Bodies that the wall knows and that do not bar this one.
    bars, known = func.bool_or(Bar.barred_id == body_id), func.bool_or(Bar.barred_id == Bar.accused_id)
    harmless = select(Bar.accused_id).group_by(Bar.accused_id).having(and_(known, ~bars))
    # Read once, into a list: looked up in a table of its own, each body costs several times as much.
    listed = func.array(harmless.scalar_subquery(), type_=ARRAY(Uuid))
    walls = select(true()).where(Accused.case_id == Case.id, Accused.body_id != all_(listed)).limit(1)
    # Of a case that accuses nobody its own row tells it; the others are asked for one by one. As NOT EXISTS it would be
    # answered, whenever the planner thinks it cheap, by reading all that was ever accused.
    return or_(~Case.accuses, walls.scalar_subquery().is_(None))


def easy_first(viewer: Viewer, query: Select[Any]) -> tuple[Select[Any], ...]:
    """Return a query of cases in parts that share none: a count that is full by the first never asks the wall.

    So it is among the cases of all desks. One desk has either hardly any case that accuses, or hardly another.
    """
    return (query.where(~Case.accuses), query.where(Case.accuses)) if viewer.role == COORDINATOR else (query,)


def accuses_nobody() -> ColumnElement[bool]:
    """Return the condition under which everybody may count a case: it is walled from nobody."""
    return ~exists().where(Accused.case_id == Case.id)


def page_not_walled(viewer: Viewer, wall: Any) -> ColumnElement[bool]:
    """Return the wall for a page of figures, whose cases all accuse the bodies in the array `wall`."""
    accusing = func.unnest(wall).table_valued("body").render_derived(name="accusing")
    accused = accusing.c.body
    bars = exists().where(Bar.accused_id == accused, Bar.barred_id == viewer.body_id)
    known = exists().where(Bar.accused_id == accused, Bar.barred_id == accused)
    return ~exists(select(1).select_from(accusing).where(or_(bars, ~known)))


@lru_cache(maxsize=MOST_KEPT)
def readable(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition under which the viewer reads a case with its texts; the wall outranks every role."""
    if not viewer.active or viewer.role not in ("liaison", "coordinator"):
        return false()
    own = Case.desk_id == viewer.desk_id if viewer.role == "liaison" else true()
    open_enough = true() if viewer.cleared else ~PROTECTED
    return and_(own, open_enough, not_walled(viewer))


def auditable(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition under which the viewer sees a case's times, states and owners, and never its texts."""
    if not viewer.active:
        return false()
    if viewer.role in ("administrator", "auditor"):
        return not_walled(viewer)
    return readable(viewer)


def cases_for(viewer: Viewer, *more: ColumnElement[bool]) -> Select[Case]:
    """Return the query for the cases the viewer may read, narrowed by `more`."""
    return select(Case).where(readable(viewer), *more)


def case_for(session: Session, viewer: Viewer, reference: str, *, lock: bool = False) -> Case | None:
    """Return the case with this reference if the viewer may read it; None is the same for absent and forbidden."""
    query = cases_for(viewer, Case.reference == reference)
    return session.scalars(query.with_for_update(of=Case) if lock else query).one_or_none()


def visible(session: Session, viewer: Viewer, wanted: Sequence[Any]) -> list[Case]:
    """Return those of the wanted case ids that the viewer may read, in the order they were received."""
    if not wanted:
        return []
    return list(session.scalars(cases_for(viewer, Case.id.in_(wanted)).order_by(Case.received_at)))
