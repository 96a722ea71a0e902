"""The cases of a view as arrays, and the lines that reports draw from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from hotline.reports import summaries
from hotline.reports.base import Row, View
from hotline.reports.parts import Array, Part, chosen, gathered
from hotline.reports.shelves import Shelf


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a report draws from; see `base.Drawn`."""

    session: Session
    view: View
    shelves: Sequence[Shelf]

    def waits(self, name: str) -> Part:
        """Return the waits of a name."""
        return gathered(part for _, part in self._found(f"wait:{name}"))

    def line(self, metric: str, wait: str | None = None) -> Row:
        """Return the row of the waits of a name, which is the metric's unless told."""
        return summaries.line(metric, self.waits(wait or metric), self.view.now)

    def split(self, wait: str, trait: str) -> Mapping[str, Row]:
        """Return the row of each value of a trait, named by it."""
        return self._lines(self.parted(wait, trait))

    def parted(self, wait: str, trait: str) -> Mapping[str, Part]:
        """Return the waits of a name by the values of a trait."""
        return _together(part for shelf in self.shelves for part in _parted(shelf, f"wait:{wait}", f"trait:{trait}"))

    def named(self, prefix: str) -> Mapping[str, Row]:
        """Return the row of every wait whose name begins so, by what follows."""
        begins = f"wait:{prefix}"
        found = ((name.removeprefix(begins), part) for name, part in self._found(begins, begins=True))
        return self._lines(_together(found))

    def overdue(self, wait: str) -> int:
        """Return how many open waits of a name are past their target."""
        return summaries.overdue(self.waits(wait), self.view.now)

    def count(self, name: str) -> int:
        """Return the sum of a count."""
        return sum(int(part.value.sum()) for _, part in self._found(f"count:{name}"))

    def counts(self, prefix: str) -> Mapping[str, int]:
        """Return every count whose name begins so, by what follows, in order."""
        begins, found = f"count:{prefix}", dict[str, int]()
        for name, part in self._found(begins, begins=True):
            what = name.removeprefix(begins)
            found[what] = found.get(what, 0) + int(part.value.sum())
        return {name: n for name, n in sorted(found.items()) if n}

    def _found(self, name: str, *, begins: bool = False) -> Iterator[tuple[str, Part]]:
        """Yield parts as far as they count."""
        for shelf in self.shelves:
            for page, known, part in shelf.find(name, begins=begins):
                mask = shelf.masks.get(page)
                yield known, part if mask is None else chosen(part, mask)

    def _lines(self, groups: Mapping[str, Part]) -> Mapping[str, Row]:
        lines = {name: summaries.line(name, part, self.view.now) for name, part in groups.items()}
        return {name: row for name, row in lines.items() if row["n"]}


def mask_by(shelf: Shelf, only: Mapping[str, frozenset[str]]) -> None:
    """Let only those cases count whose traits are among some values."""
    for trait, values in only.items():
        for page, _, part in shelf.find(f"trait:{trait}"):
            wanted = np.array([word in values for word in part.words] or [False], bool)
            narrow(shelf, page, wanted[part.value])


def narrow(shelf: Shelf, page: UUID, keep: Array) -> None:
    """Let only those cases of a page count for which `keep` is true, of those that did."""
    shelf.masks[page] = keep & shelf.masks[page] if page in shelf.masks else keep


def _parted(shelf: Shelf, name: str, trait: str) -> Iterator[tuple[str, Part]]:
    traits = {page: part for page, _, part in shelf.find(trait)}
    for page, _, part in shelf.find(name, whose=True):
        mask = shelf.masks.get(page)
        one, coded = part if mask is None else chosen(part, mask), traits[page]
        ended, still = coded.value[one.of], coded.value[one.open_of]
        for code, word in enumerate(coded.words):
            mine, open_mine = ended == code, still == code
            if mine.any() or open_mine.any():
                yield (
                    word,
                    Part(
                        value=one.value[mine],
                        judged=one.judged[mine],
                        start=one.start[open_mine],
                        due=one.due[open_mine],
                    ),
                )


def _together(found: Iterable[tuple[str, Part]]) -> Mapping[str, Part]:
    groups: dict[str, list[Part]] = {}
    for name, part in found:
        groups.setdefault(name, []).append(part)
    return {name: gathered(parts) for name, parts in groups.items()}
