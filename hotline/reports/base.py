"""What a report is: a title, what it means, its columns, and the rows of a period for one viewer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from hotline.domain.walls import Viewer

LONGEST_DAYS = 10 * 366
Cell = str | int | float | None
Row = Mapping[str, Cell]


class BadPeriod(ValueError):
    """A period that cannot be; the message is a code: `empty` or `long`."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days of Africa/Bamako, which is UTC all year: from the first up to, not including, the last."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """Return the moment the period starts."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def end(self) -> datetime:
        """Return the moment the period is over."""
        return datetime.combine(self.last, time(), UTC)


@dataclass(frozen=True, slots=True)
class View:
    """From where a report is drawn: which days, whose eyes (None: the operator's shell), and what time it is."""

    period: Period
    viewer: Viewer | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """One administrator's table; its words are French, translated where they are shown."""

    slug: str
    title: str
    definition: tuple[str, ...]
    columns: tuple[str, ...]
    metrics: Mapping[str, str]
    rows: Callable[[Session, View], Sequence[Row]]


def period(first: date, last: date) -> Period:
    """Return the days from `first` up to, not including, `last`; raises BadPeriod."""
    if last <= first:
        raise BadPeriod("empty")
    if last - first > timedelta(days=LONGEST_DAYS):
        raise BadPeriod("long")
    return Period(first, last)


def later(text: str) -> str:
    """Return the sentence as it is; the mark lets the catalogue of translations find it."""
    return text
