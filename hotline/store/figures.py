"""Pages of figures as rows: who may see which, what changed since they were written, and how they are written anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, text, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain.walls import ADMINISTRATOR, AUDITOR, Viewer
from hotline.store import scope
from hotline.store.models.casework import HOUSE, Event
from hotline.store.models.figures import FigureCase, FigurePage, FigurePart, FigureRoll

_ONE_AT_A_TIME = 7_301_003
# Ids of events begin with their time in milliseconds; what took longer than an hour to commit is found by a rebuild.
_LATE = 3_600_000 << 80
_DONE, _ANEW = 1, 2
_ARRAYS = ("of", "value", "judged", "open_of", "start", "due")
Stored = dict[str, Any]
_PARTS = """
SELECT page_id, name, words, value, judged, start, due,
       CASE WHEN page_id = ANY(%(whose)s::uuid[]) THEN of ELSE '' END AS of,
       CASE WHEN page_id = ANY(%(whose)s::uuid[]) THEN open_of ELSE '' END AS open_of
FROM figure_parts WHERE page_id = ANY(%(pages)s::uuid[]) AND name
"""
_EXACT, _LIKE = _PARTS + "= %(name)s", _PARTS + "LIKE %(name)s"


@dataclass(frozen=True, slots=True)
class Home:
    """A page: the month in which its cases were received, and the bodies they accuse, in order."""

    month: date
    wall: tuple[UUID, ...]


def hold(session: Session) -> bool:
    """Take the adding up for this transaction; False while somebody else is at it."""
    taken = session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
    session.execute(text("SET LOCAL statement_timeout = 0"))
    return bool(taken)


def last_roll(session: Session) -> FigureRoll | None:
    """Return how far the adding up has come."""
    return session.get(FigureRoll, _DONE)


def begin(session: Session, edition: str, now: datetime) -> UUID:
    """Throw away all that was added up, and return the mark of who adds it up anew."""
    for table in (FigureRoll, FigurePage):
        session.execute(delete(table))
    mark = ids.new_id()
    session.add(FigureRoll(id=_ANEW, edition=edition, seen=mark, at=now))
    return mark


def is_still(session: Session, mark: UUID) -> bool:
    """Say whether nobody else has begun anew since."""
    return session.scalar(select(FigureRoll.seen).where(FigureRoll.id == _ANEW)) == mark


def is_begun(session: Session, since: datetime) -> bool:
    """Say whether somebody began anew since, and has not ended."""
    return session.scalar(select(FigureRoll.id).where(FigureRoll.id == _ANEW, FigureRoll.at > since)) is not None


def write_roll(session: Session, edition: str, seen: UUID, now: datetime) -> None:
    """Write down how far the adding up has come, and that nobody is at it anew."""
    session.execute(delete(FigureRoll).where(FigureRoll.id == _ANEW))
    row = {"edition": edition, "seen": seen, "at": now}
    session.execute(insert(FigureRoll).values(id=_DONE, **row).on_conflict_do_update(index_elements=["id"], set_=row))


def newest_event(session: Session) -> UUID | None:
    """Return the id of the newest event there is."""
    return session.scalar(select(Event.id).order_by(Event.id.desc()).limit(1))


def changed(session: Session, seen: UUID, limit: int | None = None) -> list[UUID]:
    """Return the cases that have more events than were told, looking back an hour behind what was seen."""
    since = UUID(int=max(0, seen.int - _LATE))
    query = (
        select(Event.chain)
        .outerjoin(FigureCase, FigureCase.case_id == Event.chain)
        .where(Event.id > since, Event.chain != HOUSE)
        .group_by(Event.chain, FigureCase.told)
        .having(or_(FigureCase.told.is_(None), FigureCase.told < func.max(Event.n)))
        .limit(limit)
    )
    return list(session.scalars(query))


def homes(session: Session, case_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return for each page those of the cases that are counted in it."""
    found: dict[UUID, list[UUID]] = {}
    query = select(FigureCase.page_id, FigureCase.case_id).where(FigureCase.case_id.in_(case_ids))
    for page_id, case_id in session.execute(query):
        found.setdefault(page_id, []).append(case_id)
    return found


def may_use(viewer: Viewer | None) -> bool:
    """Say whether the wall alone decides what the viewer counts; for the others the desk does as well."""
    return viewer is None or (viewer.active and viewer.role in (ADMINISTRATOR, AUDITOR))


def pages(
    session: Session, viewer: Viewer | None, months: tuple[date, date], *, open_only: bool = False
) -> dict[UUID, date]:
    """Return the pages of the months in [first, last) that the viewer's wall lets through, with their month.

    `open_only`: only those whose cases accuse nobody.
    """
    first, last = months
    allowed: ColumnElement[bool] = true() if viewer is None else scope.page_not_walled(viewer, FigurePage.wall)
    query = select(FigurePage.id, FigurePage.month).where(FigurePage.month >= first, FigurePage.month < last, allowed)
    if open_only:
        query = query.where(FigurePage.wall == [])
    return {row.id: row.month for row in session.execute(query.order_by(FigurePage.month, FigurePage.wall))}


def parts(
    session: Session, page_ids: Collection[UUID], name: str, *, begins: bool = False, whose: Collection[UUID] = ()
) -> Iterator[tuple[UUID, str, Stored]]:
    """Yield the parts of a name, or of all that begin so; to whom values belong only for the pages in `whose`."""
    like = name.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%") + "%" if begins else name
    given = {"pages": list(page_ids), "name": like, "whose": list(whose)}
    # Straight from the driver and as bytes: written out in hexadecimal a million waits take twice as long.
    driver: Any = session.connection().connection.driver_connection
    with driver.cursor(binary=True) as cursor:
        cursor.execute(_LIKE if begins else _EXACT, given)
        columns = [column.name for column in cursor.description]
        for row in cursor:
            found = dict(zip(columns, row, strict=True))
            yield found["page_id"], found["name"], found


def slices(session: Session, name: str, wanted: Sequence[tuple[UUID, tuple[int, int]]], size: int) -> Sequence[bytes]:
    """Return of each page's waits of a name those from one place up to another, `size` octets each, in this order."""
    ask = (
        "SELECT substring(p.value FROM w.begin * %(size)s + 1 FOR (w.finish - w.begin) * %(size)s)"
        " FROM unnest(%(pages)s::uuid[], %(begins)s::int[], %(ends)s::int[]) WITH ORDINALITY"
        " AS w (page_id, begin, finish, n) JOIN figure_parts AS p ON p.page_id = w.page_id AND p.name = %(name)s"
        " ORDER BY w.n"
    )
    given = {
        "name": name, "size": size, "pages": [page for page, _ in wanted],
        "begins": [begin for _, (begin, _) in wanted], "ends": [end for _, (_, end) in wanted],
    }  # fmt: skip
    driver: Any = session.connection().connection.driver_connection
    with driver.cursor(binary=True) as cursor:
        return [row[0] for row in cursor.execute(ask, given)] if wanted else []


def whole(session: Session, page_id: UUID) -> Iterator[tuple[str, Stored]]:
    """Yield every part of a page; what is kept of parts besides is made anew with them."""
    query = select(FigurePart.name, FigurePart.words, *(getattr(FigurePart, one) for one in _ARRAYS))
    mine = query.where(FigurePart.page_id == page_id, FigurePart.name.not_like("skim:%"))
    for row in session.execute(mine).mappings():
        yield row["name"], dict(row)


def page_id_of(session: Session, home: Home) -> UUID:
    """Return a page's id; it is made where there is none yet."""
    mine = (FigurePage.month == home.month, FigurePage.wall == list(home.wall))
    found = session.scalar(select(FigurePage.id).where(*mine))
    if found is None:
        found = ids.new_id()
        session.add(FigurePage(id=found, month=home.month, wall=list(home.wall)))
        session.flush()
    return found


def write_parts(session: Session, page_id: UUID, found: Mapping[str, Stored]) -> None:
    """Put these parts in the place of a page's old ones; a page without any is taken away."""
    session.execute(delete(FigurePart).where(FigurePart.page_id == page_id))
    if not found:
        session.execute(delete(FigurePage).where(FigurePage.id == page_id))
        return
    session.execute(insert(FigurePart), [{"page_id": page_id, "name": name, **row} for name, row in found.items()])


def write_cases(session: Session, page_id: UUID, told: Sequence[tuple[UUID, int]]) -> None:
    """Write down in which page cases are counted, and of how many events."""
    query = insert(FigureCase)
    moved = {"page_id": query.excluded.page_id, "told": query.excluded.told}
    rows = [{"case_id": case_id, "page_id": page_id, "told": n} for case_id, n in told]
    for begin in range(0, len(rows), 5_000):
        session.execute(
            query.on_conflict_do_update(index_elements=["case_id"], set_=moved), rows[begin : begin + 5_000]
        )
