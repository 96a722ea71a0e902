"""Where a sheet's pages lie: one in memory, told just now, or many in the database, read a name at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from hotline.reports.parts import ARRAYS, ID, IDS, TYPES, Array, Page, Part, in_order
from hotline.reports.ranks import Skims, skim_of
from hotline.store import figures
from hotline.store.figures import Stored

MEMORY = UUID(int=0)
SKIM = "skim:"
VALUE = np.dtype(TYPES["value"]).itemsize
# Waits that were read whole, and which of the cases they belong to count.
Masked = tuple[Part, Array | None]


class Shelf(Protocol):
    """Some pages, and of some a mask that says which of its cases count; without one all of them do."""

    masks: dict[UUID, Array]

    def find(self, name: str, *, begins: bool = False, whose: bool = False) -> Iterator[tuple[UUID, str, Part]]:
        """Yield the parts of a name, or of all that begin so, whole; `whose`: with the case each value belongs to."""
        ...

    def skimmed(self, name: str) -> tuple[list[Masked], Skims | None]:
        """Return the waits of a name that had to be read whole, with their masks, and what is enough of the others."""
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

    def skimmed(self, name: str) -> tuple[list[Masked], Skims | None]:
        """Return the waits of a name: here all of them are whole."""
        return [(part, self.masks.get(page)) for page, _, part in self.find(name)], None


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

    def skimmed(self, name: str) -> tuple[list[Masked], Skims | None]:
        """Return the waits of masked pages, read whole; of the others what is kept besides, unless they were read."""
        if (name, False, True) in self._known or (name, False, False) in self._known:
            return [(part, self.masks.get(page)) for page, _, part in self.find(name)], None
        rows = figures.parts(self._session, list(self.masks), name, whose=self.masks)
        whole: list[Masked] = [(part_of(found, row), self.masks[page]) for page, found, row in rows]
        skims = [(page, one) for page, _, one in self.find(name.replace("wait:", SKIM, 1)) if page not in self.masks]
        pages = [page for page, _ in skims]

        def read(slices: Sequence[tuple[int, int]]) -> Sequence[Array]:
            wanted = list(zip(pages, slices, strict=True))
            return [np.frombuffer(raw, TYPES["value"]) for raw in figures.slices(self._session, name, wanted, VALUE)]

        return whole, Skims([one for _, one in skims], read)


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


def rows_of(page: Page) -> dict[str, Stored]:
    """Return a page's parts as the database takes them, each wait's with what is enough of it for most questions."""
    waits = {name.removeprefix("wait:"): part for name, part in page.items() if name.startswith("wait:")}
    skims = {f"{SKIM}{name}": skim_of(in_order(part)) for name, part in waits.items()}
    return {name: row_of(part) for name, part in {**page, **skims}.items()}
