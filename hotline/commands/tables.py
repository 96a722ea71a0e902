"""CSV files in and out, row by row: a fault is named with its line, and a result stands whole or not at all."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from hotline.commands.shared import Failed, whisper

LARGEST_CELL = 1 << 24
PROGRESS_EVERY = 5_000
NUL = b"\0"
BYTE_ORDER_MARK = "\ufeff"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Rows(Protocol):
    """Anything that rows can be written to."""

    def writerow(self, row: Iterable[object], /) -> object:
        """Write one row."""


class Table:
    """The rows of an open CSV file, one after the other; every cell of the file, and no cell made up."""

    def __init__(self, source: Path, file: BinaryIO) -> None:
        """Read the header; raises Failed."""
        csv.field_size_limit(LARGEST_CELL)
        self._source = source
        self._reader = csv.reader(_lines(source, file))
        self.names = self._next() or []

    def column(self, name: str) -> int:
        """Return where a column stands; raises Failed when it is not there."""
        if name not in self.names:
            raise Failed(f"{self._source}: there is no column {name}; there are: {', '.join(self.names) or 'none'}")
        return self.names.index(name)

    def rows(self, what: str = "rows") -> Iterator[list[str]]:
        """Yield each row as long as the header, telling now and then how far it is; raises Failed."""
        count = 0
        while (row := self._next()) is not None:
            if not row:
                continue
            if len(row) > len(self.names):
                raise Failed(f"{self._at()}: {len(row)} cells, but the header has {len(self.names)}")
            yield row + [""] * (len(self.names) - len(row))
            count += 1
            if count % PROGRESS_EVERY == 0:
                whisper(f"{count} {what}")

    def _next(self) -> list[str] | None:
        try:
            return next(self._reader, None)
        except csv.Error as fault:
            raise Failed(f"{self._at()}: {fault}") from None

    def _at(self) -> str:
        return f"{self._source}, line {self._reader.line_num}"


@contextmanager
def reading(source: Path) -> Iterator[Table]:
    """Open a CSV file in UTF-8, with or without a byte order mark; raises Failed."""
    try:
        file = source.open("rb")
    except OSError as fault:
        raise Failed(f"{source}: {fault.strerror}") from None
    with file:
        yield Table(source, file)


@contextmanager
def writing(out: Path) -> Iterator[Rows]:
    """Write a CSV file that takes its place when it is whole; raises Failed."""
    # A pipe or a terminal has no place to be taken.
    aside = out.with_name(f".{out.name}.{os.getpid()}.part") if out.is_file() or not out.exists() else out
    try:
        with aside.open("w", encoding="utf-8", newline="") as file:
            yield csv.writer(file)
        if aside != out:
            aside.replace(out)
    except OSError as fault:
        raise Failed(f"{out}: {fault.strerror}") from None
    finally:
        if aside != out:
            aside.unlink(missing_ok=True)


def _lines(source: Path, file: BinaryIO) -> Iterator[str]:
    for number, line in enumerate(file, start=1):
        if number == 1 and line.startswith(UTF_16):
            raise Failed(f"{source}, line 1: this is UTF-16; save the file as UTF-8")
        if NUL in line:
            raise Failed(f"{source}, line {number}: holds a NUL character")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            raise Failed(f"{source}, line {number}: not in UTF-8") from None
        yield text.removeprefix(BYTE_ORDER_MARK) if number == 1 else text
