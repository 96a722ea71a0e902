"""Every report there is, one line each; page, file and command all draw their rows here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from hotline.domain.walls import Viewer
from hotline.reports.backlog import BACKLOG
from hotline.reports.base import Report, Row, Unit, View, period
from hotline.reports.classifier import CLASSIFIER
from hotline.reports.compliance import COMPLIANCE
from hotline.reports.counts import EXCLUSIONS, PROTECTED_ACCESS, REOPENINGS, TRANSFERS
from hotline.reports.delivery import DELIVERY
from hotline.reports.drawing import draw
from hotline.reports.gaming import GAMING
from hotline.reports.groups import CHANNELS, LANGUAGES, TOPICS
from hotline.reports.response_times import RESPONSE_TIMES
from hotline.reports.satisfaction import SATISFACTION
from hotline.reports.silence import SILENCE
from hotline.reports.waits import WAITS

REPORTS: Mapping[str, Report] = {
    report.slug: report
    for report in (
        RESPONSE_TIMES,
        COMPLIANCE,
        BACKLOG,
        WAITS,
        DELIVERY,
        CHANNELS,
        TOPICS,
        LANGUAGES,
        SATISFACTION,
        REOPENINGS,
        TRANSFERS,
        EXCLUSIONS,
        PROTECTED_ACCESS,
        GAMING,
        CLASSIFIER,
        SILENCE,
    )
}


class Opens(Protocol):
    """Whatever opens transactions: the application."""

    def unit(self) -> AbstractContextManager[Unit]:
        """Open one."""
        ...


def rows_for(
    app: Opens, slug: str, first: date, last: date, viewer: Viewer | None, **only: frozenset[str]
) -> Sequence[Row]:
    """Return a report's rows for the days [first, last), as the viewer may see them; raises KeyError, BadPeriod.

    Without a viewer every case counts: only for the shell of an operator, who holds the database anyway.
    """
    days = period(first, last)
    with app.unit() as unit:
        return rows_in(unit.session, slug, View(days, viewer, unit.now, only))


def rows_in(session: Session, slug: str, view: View) -> Sequence[Row]:
    """Return a report's rows of a view, in a transaction that is open already; raises KeyError."""
    return REPORTS[slug].rows(draw(session, view))
