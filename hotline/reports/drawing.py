"""Draws the cases of a view: pages that were added up before, and afresh whatever changed since."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from hotline.reports.base import View
from hotline.reports.parts import EPOCH, IDS, page_of
from hotline.reports.sheet import Sheet, mask_by, narrow
from hotline.reports.shelves import Memory, Rows, Shelf
from hotline.reports.telling import edition, facts
from hotline.store import figures, scope, trail
from hotline.store.models.casework import Case

# From here on telling everything afresh is as good.
MANY = 20_000


def draw(session: Session, view: View) -> Sheet:
    """Return the cases received in the view's period, in its viewer's sight, within its filters.

    The figures are the same whether or not anything was added up before.
    """
    roll = figures.last_roll(session)
    if roll is None or roll.edition != edition() or not figures.may_use(view.viewer):
        return Sheet(session, view, [_fresh(session, view)])
    changed = figures.changed(session, roll.seen, MANY)
    if len(changed) == MANY:
        return Sheet(session, view, [_fresh(session, view)])
    shelves: list[Shelf] = [_before(session, view, {*changed, *view.without})]
    if changed:
        shelves.append(_fresh(session, view, changed))
    return Sheet(session, view, shelves)


def month_of(day: date) -> date:
    """Return the first of a day's month."""
    return day.replace(day=1)


def _fresh(session: Session, view: View, only: Sequence[UUID] | None = None) -> Memory:
    """Tell cases from their events now."""
    more: list[ColumnElement[bool]] = [] if only is None else [Case.id.in_(only)]
    if view.is_public:
        more.append(scope.accuses_nobody())
    if view.without:
        more.append(Case.id.not_in(view.without))
    cases = trail.received(session, view.viewer, view.period.start, view.period.end, *more)
    shelf = Memory(page_of(list(facts(session, cases))))
    mask_by(shelf, view.only)
    return shelf


def _before(session: Session, view: View, gone: Collection[UUID]) -> Rows:
    """Return what was added up, without the cases that are gone from it, and without the days outside the period."""
    first, last = view.period.first, view.period.last
    months = figures.pages(session, view.viewer, (month_of(first), last), open_only=view.is_public)
    shelf = Rows(session, list(months))
    mask_by(shelf, view.only)
    cut = [page for page, month in months.items() if month < first or _next(month) > last]
    days = (view.period.start - EPOCH).days, (view.period.end - EPOCH).days
    for page, _, part in Rows(session, cut).find("trait:day") if cut else ():
        day = np.array([int(word) for word in part.words] or [0])[part.value]
        narrow(shelf, page, (day >= days[0]) & (day < days[1]))
    homes = figures.homes(session, gone)
    stale = {page: {one.bytes for one in homes[page]} for page in months if page in homes}
    for page, _, part in Rows(session, list(stale)).find(IDS) if stale else ():
        narrow(shelf, page, np.array([one.tobytes() not in stale[page] for one in part.value], bool))
    return shelf


def _next(month: date) -> date:
    return month_of(month + timedelta(days=32))
