"""A table as a file: CSV that no spreadsheet takes for formulas, and XLSX with typed cells, out of the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO, StringIO
from itertools import chain
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from defusedcsv import csv  # type: ignore[import-untyped]

from hotline.domain.exports import Mark

Value = str | int | float | datetime | None
Line = Mapping[str, Any]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: its columns in order, their tags of the humanitarian exchange language, and the lines.

    `in_words`: the same lines for people, the heads first; a workbook opens with them.
    """

    columns: Sequence[str]
    rows: Iterable[Line]
    tags: Mapping[str, str]
    in_words: Sequence[Sequence[str]] = ()


def as_csv(table: Table, *, tagged: bool = False) -> str:
    """Return the lines below one header; UTF-8 without a mark in front, since scripts read the header as it is.

    The row of tags comes only where it is asked for: whoever reads figures by the header would take it for one.
    """
    return "".join(csv_lines(table, tagged=tagged))


def csv_lines(table: Table, *, tagged: bool = False) -> Iterator[str]:
    """Yield such a file line by line, for what is too long to hold."""
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    head = [table.columns, _tags(table)] if tagged else [table.columns]
    for cells in chain(head, ([_plain(row[column]) for column in table.columns] for row in table.rows)):
        writer.writerow(cells)
        yield file.getvalue()
        file.seek(0)
        file.truncate()


def as_xlsx(table: Table, mark: Mark, about: Sequence[str]) -> bytes:
    """Return the lines as a workbook: header, tags, typed cells; who drew it and what it means on a second sheet."""
    file = BytesIO()
    # In memory: a half-written book would lie about on the disk.
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": str(mark), "created": mark.at.replace(tzinfo=None), "comments": str(mark)})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet = book.add_worksheet("data")
        sheet.set_footer(f"&L{str(mark).replace('&', '&&')}&R&P / &N")
        sheet.freeze_panes(2, 1)
        for column, name in enumerate(table.columns):
            sheet.set_column(column, column, max(12, len(name) + 2))
        for line, words in enumerate((table.columns, _tags(table))):
            for column, word in enumerate(words):
                sheet.write_string(line, column, word)
        for line, row in enumerate(table.rows, start=2):
            for column, name in enumerate(table.columns):
                _write(sheet, (line, column), row[name], moment)
        notes = book.add_worksheet("about")
        for line, sentence in enumerate((str(mark), *about)):
            notes.write_string(line, 0, sentence)
        _add_words(book, table.in_words)
    return file.getvalue()


def _add_words(book: Any, lines: Sequence[Sequence[str]]) -> None:
    """Add the lines for people on a sheet of their own, the one that is seen first."""
    if not lines:
        return
    sheet = book.add_worksheet("lecture")
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(lines[0]) - 1, 18)
    for line, words in enumerate(lines):
        for column, word in enumerate(words):
            sheet.write_string(line, column, word)
    sheet.activate()


def _write(sheet: Any, at: tuple[int, int], value: Value, moment: Any) -> None:
    """Write one cell by its type; words are never read as formulas or links."""
    if isinstance(value, datetime):
        sheet.write_datetime(*at, value.astimezone(UTC).replace(tzinfo=None), moment)
    elif isinstance(value, int | float):
        sheet.write_number(*at, value)
    elif value is not None:
        sheet.write_string(*at, value)


def _plain(value: Value) -> str | int | float | None:
    return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else value


def _tags(table: Table) -> list[str]:
    return [table.tags.get(column, "") for column in table.columns]
