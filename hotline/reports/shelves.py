"""Where a sheet's pages lie: one in memory, told just now, or many in the database, read a name at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from hotline.reports.parts import ARRAYS, ID, IDS, TYPES, Array, Page, Part
from hotline.store import figures
from hotline.store.figures import Stored

MEMORY = UUID(int=0)


class Shelf(Protocol):
    """Some pages, and of some a mask that says which of its cases count; without one all of them do."""

    masks: dict[UUID, Array]

    def find(self, name: str, *, begins: bool = False, whose: bool = False) -> Iterator[tuple[UUID, str, Part]]:
        """Yield the parts of a name, or of all that begin so, whole; `whose`: with the case each value belongs to."""
        ...


class Memory:
    """One page that was told just now."""

    def __init__(self, page: Page) -> None:
        """Take the page."""
        self._page = page
        self.masks: dict[UUID, Array] = {}

    def find(self, name: str, *, begins: bool = False, whose: bool = False) -> Iterator[tuple[UUID, str, Part]]:
        """Yield the parts of a name, or of all that begin so."""
        del whose  # They are all here.
        for known, part in self._page.items():
            if known == name or (begins and known.startswith(name)):
                yield MEMORY, known, part


class Rows:
    """Pages in the database; each name is read once."""

    def __init__(self, session: Session, pages: Collection[UUID]) -> None:
        """Take where to read from."""
        self._session, self._pages = session, pages
        self._known: dict[tuple[str, bool, bool], list[tuple[UUID, str, Part]]] = {}
        self.masks: dict[UUID, Array] = {}

    def find(self, name: str, *, begins: bool = False, whose: bool = False) -> Iterator[tuple[UUID, str, Part]]:
        """Yield the parts of a name, or of all that begin so."""
        # What was read with the cases it belongs to holds all that is read without.
        key = (name, begins, whose or (name, begins, True) in self._known)
        if key not in self._known:
            belonging = self._pages if whose else self.masks
            rows = figures.parts(self._session, self._pages, name, begins=begins, whose=belonging)
            self._known[key] = [(page, found, part_of(found, row)) for page, found, row in rows]
        yield from self._known[key]


def part_of(name: str, row: Stored) -> Part:
    """Return a part as the database holds it."""
    of, value, judged, open_of, start, due = (
        np.frombuffer(row[one], ID if name == IDS and one == "value" else TYPES[one]) for one in ARRAYS
    )
    if not len(judged) and name.startswith("wait:"):
        judged = np.zeros(len(value), TYPES["judged"])
    return Part(of, value, judged, open_of, start, due, tuple(row["words"]))


def row_of(part: Part) -> Stored:
    """Return a part as the database takes it; where nothing has a target, that is not said of each."""
    row = {one: getattr(part, one).tobytes() for one in ARRAYS} | {"words": list(part.words)}
    return row if part.judged.any() else row | {"judged": b""}
