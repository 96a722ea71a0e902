"""Builds files of cases in a worker, with progress; what an account may not see is not in it, as it stands then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from hotline.domain.exports import Mark
from hotline.reports import caselines
from hotline.reports.base import View, period
from hotline.reports.files import Line, Table, as_csv, as_xlsx
from hotline.store import exports, office
from hotline.store.models.exports import Export
from hotline.unit_of_work import UnitOfWork

Units = Callable[[], UnitOfWork]
Progress = Callable[[int], None]
OFTEN = 500
ABOUT = (
    "No text, no number, no protected case (S3). One line a case that was received in the period.",
    "first_response_s: from the first text to the first answer of a person that stands. Empty: not yet.",
    "in_time: that answer came by its target. resolution_s: to the first closing. cycles: 1 and each reopening.",
    "excluded: why the case counts in no figure. Times are UTC.",
)


def build_next(units: Units) -> bool:
    """Build the file that waits longest, and say whether one did; throw away old ones."""
    with units() as unit:
        exports.forget(unit)
        export = exports.begin_next(unit)
    if export is None:
        return False
    content = None
    try:
        content = _built(units, export)
    finally:
        with units() as unit:
            exports.finish(unit, export.id, content)
    return True


def drawn(unit: UnitOfWork, view: View, form: str, mark: Mark, progress: Progress) -> bytes:
    """Return a file of cases; the shell and the worker both draw it here."""
    table = caselines.table(unit.session, view, mark)
    counted = Table(table.columns, _counting(table.rows, progress), table.tags)
    if form == "xlsx":
        return as_xlsx(counted, mark, ABOUT)
    return as_csv(counted, tagged=True).encode()


def view_of(first: date, last: date, unit: UnitOfWork, export: Export | None = None) -> View:
    """Return what a file shows: to an account what it may see now, to the shell everything."""
    viewer = office.viewer_of(exports.account(unit.session, export.account_id)) if export else None
    return View(period(first, last), viewer, unit.now)


def _built(units: Units, export: Export) -> bytes:
    with units() as unit:
        view = view_of(export.first, export.last, unit, export)
        total = caselines.count(unit.session, view)
        mark = Mark(export.number, exports.account(unit.session, export.account_id).title, export.asked_at)

        def progress(done: int) -> None:
            with units() as other:
                exports.note_progress(other.session, export.id, done, total)

        return drawn(unit, view, export.form, mark, progress)


def _counting(rows: Iterable[Line], progress: Progress) -> Iterator[Line]:
    for done, row in enumerate(rows):
        if done % OFTEN == 0:
            progress(done)
        yield row
