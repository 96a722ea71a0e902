"""What a report is: a title, what it means, its columns, and the rows of a period for one viewer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from hotline.domain.walls import Viewer

LONGEST_DAYS = 10 * 366
COLUMNS = ("metric", "n", "median_s", "p90_s", "max_s", "within_target_pct", "at_least", "suppressed")
# What a report may be narrowed by: the trait of a case that each filter looks at.
TRAITS = ("urgency", "channel", "language", "category", "place", "desk", "sensitivity")
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
    """From where a report is drawn: which days, whose eyes (None: the operator's shell), what time it is.

    `only`: for some traits of a case, the values that count. `is_public`: only cases that accuse nobody.
    `without`: cases that are not to count.
    """

    period: Period
    viewer: Viewer | None
    now: datetime
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_public: bool = False
    without: frozenset[UUID] = frozenset()


class Unit(Protocol):
    """A transaction and its one present moment."""

    session: Session
    now: datetime


class Drawn(Protocol):
    """The cases of a view as a report reads them; `session` and `view` are for one that needs more than facts."""

    @property
    def session(self) -> Session:
        """Return where names may be looked up."""
        ...

    @property
    def view(self) -> View:
        """Return from where it is drawn."""
        ...

    def line(self, metric: str, wait: str | None = None) -> Row:
        """Return the row of the waits of a name, which is the metric's unless told."""
        ...

    def split(self, wait: str, trait: str) -> Mapping[str, Row]:
        """Return the row of each value of a trait, named by it."""
        ...

    def named(self, prefix: str) -> Mapping[str, Row]:
        """Return the row of every wait whose name begins so, by what follows."""
        ...

    def overdue(self, wait: str) -> int:
        """Return how many open waits of a name are past their target."""
        ...

    def count(self, name: str) -> int:
        """Return the sum of a count."""
        ...

    def days(self, trait: str) -> Mapping[str, Mapping[int, int]]:
        """Return for each value of a trait how many cases came in on which days since 1970."""
        ...

    def counts(self, prefix: str) -> Mapping[str, int]:
        """Return every count whose name begins so, by what follows, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """One administrator's table; its words are French, translated where they are shown."""

    slug: str
    title: str
    definition: tuple[str, ...]
    columns: tuple[str, ...]
    metrics: Mapping[str, str]
    rows: Callable[[Drawn], Sequence[Row]]


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
