"""Adds up the facts of cases into pages, and again those of cases that changed; from events, and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from hotline.reports.base import Unit
from hotline.reports.drawing import month_of
from hotline.reports.parts import EPOCH, Facts, Page, joined, page_of, size, without
from hotline.reports.shelves import part_of, rows_of
from hotline.reports.telling import edition, facts
from hotline.store import cases, figures, trail
from hotline.store.figures import Home
from hotline.store.models.casework import Case

Units = Callable[[], AbstractContextManager[Unit]]
# Telling so many afresh takes a page no longer than it may; then writing whole months anew pays.
WORTH_IT, AT_ONCE, OFTEN = 200, 2_000, timedelta(minutes=10)
# No statement takes more than 65,535 values.
A_BITE = 20_000
# Whoever adds everything up anew and takes longer has died over it.
LONGEST = timedelta(hours=6)
_EVER = datetime(9999, 1, 1, tzinfo=UTC)


def keep(units: Units) -> int:
    """Add up what changed, if it is much or a while ago; everything, where the rules did. Return how many cases."""
    with units() as unit:
        roll = figures.last_roll(unit.session)
        if roll is not None and roll.edition == edition():
            waiting = figures.changed(unit.session, roll.seen, WORTH_IT)
            if not waiting or (len(waiting) < WORTH_IT and unit.now - roll.at < OFTEN):
                return 0
            return add(unit)
        if figures.is_begun(unit.session, unit.now - LONGEST):
            return 0
    return sum(n for _, n in rebuild(units))


def add(unit: Unit) -> int:
    """Add up the cases that changed since the last time, and return how many."""
    roll = figures.last_roll(unit.session)
    seen = figures.newest_event(unit.session)
    if roll is None or seen is None or not figures.hold(unit.session):
        return 0
    changed = figures.changed(unit.session, roll.seen, AT_ONCE)
    more = trail.received(unit.session, None, EPOCH, _EVER, Case.id.in_(changed))
    _write(unit.session, list(facts(unit.session, more)), {case.id: case.received_at for case in more})
    figures.write_roll(unit.session, roll.edition, seen if len(changed) < AT_ONCE else roll.seen, unit.now)
    return len(changed)


def rebuild(units: Units) -> Iterator[tuple[date, int]]:
    """Add up every case anew, a month in a transaction; yield each month and how many cases it has.

    Until the last month is done every figure is told afresh, so that no page is ever half.
    """
    with units() as unit:
        if not figures.hold(unit.session):
            return
        mark = figures.begin(unit.session, edition(), unit.now)
        seen = figures.newest_event(unit.session)
        months = trail.months(unit.session)
    for month in months:
        with units() as unit:
            if not (figures.hold(unit.session) and figures.is_still(unit.session, mark)):
                return
            count = _month(unit.session, month)
        yield month, count
    with units() as unit:
        if figures.is_still(unit.session, mark):
            figures.write_roll(unit.session, edition(), seen or UUID(int=0), unit.now)


def _month(session: Session, month: date) -> int:
    start = datetime.combine(month, time(), UTC)
    end = datetime.combine(month_of(month + timedelta(days=32)), time(), UTC)
    known = trail.received(session, None, start, end)
    for begin in range(0, len(known), A_BITE):
        some = known[begin : begin + A_BITE]
        _write(session, list(facts(session, some)), {case.id: case.received_at for case in some})
    return len(known)


def _write(session: Session, told: Sequence[Facts], received: dict[UUID, datetime]) -> None:
    """Put the facts of some cases in the place of what was added up of them before."""
    accused = cases.accused_of(session, list(received))
    homes: dict[Home, list[Facts]] = {}
    for one in told:
        wall = tuple(sorted(accused.get(one.case_id, frozenset())))
        homes.setdefault(Home(month_of(received[one.case_id].astimezone(UTC).date()), wall), []).append(one)
    stale = figures.homes(session, list(received))
    new = {figures.page_id_of(session, home): some for home, some in homes.items()}
    for page_id in {**stale, **new}:
        page: Page = {name: part_of(name, row) for name, row in figures.whole(session, page_id)}
        if page_id in stale:
            page = without(page, stale[page_id])
        page = joined(page, page_of(new[page_id])) if page_id in new else page
        figures.write_parts(session, page_id, rows_of(page) if size(page) else {})
        figures.write_cases(session, page_id, [(one.case_id, one.told) for one in new.get(page_id, ())])
