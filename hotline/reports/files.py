"""A report as a file: CSV that no spreadsheet takes for formulas, with exactly the columns of the page."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from defusedcsv import csv  # type: ignore[import-untyped]

from hotline.reports.base import Row


def as_csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Return the rows with one header line; UTF-8 without a mark in front, since scripts read the header as it is."""
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([row[column] for column in columns] for row in rows)
    return file.getvalue()
