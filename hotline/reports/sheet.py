"""The cases of a view as arrays, and the lines that reports draw from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from hotline.domain.findings import URGENCIES
from hotline.reports import summaries
from hotline.reports.base import Row, View
from hotline.reports.parts import IDS, Array, Part, by_urgency, chosen, micros
from hotline.reports.ranks import Skims
from hotline.reports.shelves import Shelf


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a report draws from; see `base.Drawn`."""

    session: Session
    view: View
    shelves: Sequence[Shelf]

    def waits(self, name: str) -> list[Part]:
        """Return the waits of a name, page by page."""
        return [part for _, part in self._found(f"wait:{name}")]

    def line(self, metric: str, wait: str | None = None) -> Row:
        """Return the row of the waits of a name, which is the metric's unless told."""
        name, skims = f"wait:{wait or metric}", Skims((), lambda _: ())
        parts = []
        for shelf in self.shelves:
            read, skimmed = shelf.skimmed(name)
            parts += [part if mask is None else chosen(part, mask) for part, mask in read]
            skims = skimmed or skims
        return summaries.line(metric, parts, self.view.now, skims)

    def split(self, wait: str, trait: str) -> Mapping[str, Row]:
        """Return the row of each value of a trait, named by it."""
        if trait != "urgency":
            return self._lines(self.parted(wait, trait))
        lines = {one: self.line(one, by_urgency(wait, one)) for one in URGENCIES}
        return {name: row for name, row in lines.items() if row["n"]}

    def parted(self, wait: str, trait: str) -> Mapping[str, list[Part]]:
        """Return the waits of a name by the values of a trait, page by page."""
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

    def tally(self, trait: str) -> Mapping[str, int]:
        """Return how many cases that count have each value of a trait."""
        found: dict[str, int] = {}
        for shelf in self.shelves:
            for coded, of in _counted(shelf, f"trait:{trait}"):
                for word, n in zip(coded.words, np.bincount(coded.value[of], minlength=len(coded.words)), strict=True):
                    found[word] = found.get(word, 0) + int(n)
        return {word: n for word, n in found.items() if n}

    def days(self, trait: str) -> Mapping[str, Mapping[int, int]]:
        """Return for each value of a trait how many cases came in on which days since 1970."""
        found: dict[str, dict[int, int]] = {}
        for shelf in self.shelves:
            for word, day, n in _crossed(shelf, f"trait:{trait}", "trait:day"):
                days = found.setdefault(word, {})
                days[int(day)] = days.get(int(day), 0) + n
        return found

    def cases(self, name: str, trait: str | None = None, word: str = "", *, late: bool = False) -> list[UUID]:
        """Return the cases behind a part: of one value of a trait, or those whose open wait is past its target."""
        return [one for shelf in self.shelves for one in _cases(shelf, name, (trait, word), self._overdue(late))]

    def _overdue(self, late: bool) -> int | None:
        return micros(self.view.now) if late else None

    def _found(self, name: str, *, begins: bool = False) -> Iterator[tuple[str, Part]]:
        """Yield parts as far as they count."""
        for shelf in self.shelves:
            for page, known, part in shelf.find(name, begins=begins):
                mask = shelf.masks.get(page)
                yield known, part if mask is None else chosen(part, mask)

    def _lines(self, groups: Mapping[str, list[Part]]) -> Mapping[str, Row]:
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
    """Yield the waits of each page by the values of a trait; in each they stay in their order."""
    traits = {page: part for page, _, part in shelf.find(trait)}
    for page, _, part in shelf.find(name, whose=True):
        mask = shelf.masks.get(page)
        one, coded = part if mask is None else chosen(part, mask), traits[page]
        order, edges = _cut(coded.value[one.of], len(coded.words))
        still, ends = _cut(coded.value[one.open_of], len(coded.words))
        value, judged, start, due = one.value[order], one.judged[order], one.start[still], one.due[still]
        for code, word in enumerate(coded.words):
            mine, waiting = slice(*edges[code : code + 2]), slice(*ends[code : code + 2])
            if len(value[mine]) or len(start[waiting]):
                yield word, Part(value=value[mine], judged=judged[mine], start=start[waiting], due=due[waiting])


def _cut(codes: Array, words: int) -> tuple[Array, Array]:
    """Return the order that puts equal codes together, and where each code begins and ends in it."""
    # Two octets are sorted by counting; no trait has so many values that they would not do.
    order = np.argsort(codes.astype(np.uint16), kind="stable")
    return order, np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=words))])


def _crossed(shelf: Shelf, trait: str, other: str) -> Iterator[tuple[str, str, int]]:
    """Yield each pair of values of two traits with how many cases that count have both."""
    others = [coded for coded, _ in _counted(shelf, other)]
    for (one, of), two in zip(_counted(shelf, trait), others, strict=True):
        pairs = np.bincount(one.value[of].astype(np.int64) * len(two.words) + two.value[of])
        for pair in np.flatnonzero(pairs):
            code, code_two = divmod(int(pair), len(two.words))
            yield one.words[code], two.words[code_two], int(pairs[pair])


def _counted(shelf: Shelf, trait: str) -> Iterator[tuple[Part, Array]]:
    """Yield each page's values of a trait, and which of its cases count."""
    traits = {page: part for page, _, part in shelf.find(trait)}
    for page, _, part in shelf.find("count:counted", whose=True):
        mask = shelf.masks.get(page)
        yield traits[page], part.of if mask is None else chosen(part, mask).of


def _cases(shelf: Shelf, name: str, trait: tuple[str | None, str], due_by: int | None) -> Iterator[UUID]:
    ids = {page: part.value for page, _, part in shelf.find(IDS)}
    traits = {page: part for page, _, part in shelf.find(f"trait:{trait[0]}")} if trait[0] else {}
    for page, _, part in shelf.find(name, whose=True):
        mask = shelf.masks.get(page)
        one = part if mask is None else chosen(part, mask)
        ended = one.of[one.value > 0] if name.startswith("count:") else one.of
        behind = np.unique(np.concatenate([ended, one.open_of]) if due_by is None else one.open_of[one.due < due_by])
        if trait[0]:
            words = traits[page].words
            wanted = words.index(trait[1]) if trait[1] in words else -1
            behind = behind[traits[page].value[behind] == wanted]
        yield from (UUID(bytes=ids[page][index].tobytes()) for index in behind)


def _together(found: Iterable[tuple[str, Part]]) -> Mapping[str, list[Part]]:
    groups: dict[str, list[Part]] = {}
    for name, part in found:
        groups.setdefault(name, []).append(part)
    return groups
