"""Looks for cases: words in sealed texts that the account may read, a number with a reason; and keeps searches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from hotline import ids
from hotline.domain.seeking import HITS_A_GO, LONGEST_GO, LONGEST_SOUGHT, REASONS, TEXTS_A_GO, excerpt, holds, words_of
from hotline.domain.walls import Viewer
from hotline.services import by_hand, watching, witness
from hotline.services.casework import Mistake, checked
from hotline.store import events, finding
from hotline.store.finding import Filters, Mark, Row, Said
from hotline.store.models.people import Contact
from hotline.store.models.views import SavedView
from hotline.unit_of_work import UnitOfWork

Units = Callable[[], UnitOfWork]
CASES_AT_ONCE = 200
MOST_VIEWS, LONGEST_NAME = 30, 60


@dataclass(frozen=True, slots=True)
class Hit:
    """A case in whose texts the words stand, where, and whose they are; of a protected case only that they do."""

    row: Row
    words: str
    whose: str


@dataclass
class Look:
    """One go through the texts: what it looked for, and afterwards how far it came."""

    viewer: Viewer
    filters: Filters
    words: tuple[str, ...]
    after: Mark | None = None
    cases: int = 0
    texts: int = 0
    until: datetime | None = None
    further: Mark | None = field(default=None)

    def hits(self, units: Units) -> Iterator[Hit]:
        """Yield hits as they are found, the newest case first, until the go is over."""
        found, mark, begun, before = 0, self.after, None, None
        while found < HITS_A_GO and self.texts < TEXTS_A_GO:
            with units() as unit:
                took, begun, before = unit.now - (before or unit.now), begun or unit.now, unit.now
                # The next cases take as long as the last ones did.
                if unit.now - begun + took > LONGEST_GO:
                    return
                rows = finding.page(unit.session, self.viewer, self.filters, mark, CASES_AT_ONCE)
                said = finding.texts(unit.session, unit.vault, [row.case.id for row in rows[:CASES_AT_ONCE]])
                unit.session.expunge_all()
            for row in rows[:CASES_AT_ONCE]:
                hit, mark = self._read(row, said.get(row.case.id, [])), row.mark
                if hit is not None:
                    self._note(units, hit)
                    yield hit
                    found += 1
                    if found == HITS_A_GO:
                        break
            if len(rows) <= CASES_AT_ONCE and found < HITS_A_GO:
                self.further = None
                return
            self.further = mark

    def _note(self, units: Units, hit: Hit) -> None:
        """That words stand in a protected case is told of it too: committed before the hit goes out."""
        if hit.row.case.sensitivity == "S3":
            with units() as unit:
                watching.note_hit(unit, self.viewer, hit.row.case.reference)

    def _read(self, row: Row, said: list[Said]) -> Hit | None:
        self.cases, self.texts, self.until = self.cases + 1, self.texts + len(said), row.case.received_at
        for text in said:
            if holds(text.words, self.words):
                if row.case.sensitivity == "S3":
                    return Hit(row, "", "")
                return Hit(row, excerpt(text.words, self.words), text.whose)
        return None


def check_words(asked: str) -> None:
    """Raise Mistake for what is no word, or too many."""
    if not words_of(asked):
        raise Mistake("no_words")
    if len(asked) > LONGEST_SOUGHT:
        raise Mistake("long_text")


def note_look(unit: UnitOfWork, viewer: Viewer, asked: str) -> None:
    """Write down that this account searches texts, each time it does."""
    witness.note_search(unit, events.by_account(viewer.account_id), "texts", asked)


def by_number(unit: UnitOfWork, viewer: Viewer, written: str, reason: str) -> Filters:
    """Return the filter for one citizen's cases; the search and its reason stand in the house's chain first."""
    if reason not in REASONS:
        raise Mistake("no_reason")
    number = by_hand.read_number(written)
    if number is None:
        raise Mistake("bad_phone")
    witness.note_search(unit, events.by_account(viewer.account_id), "number", number, reason=reason)
    contact = unit.session.scalar(select(Contact.id).where(Contact.phone_index == unit.vault.blind("phone", number)))
    # Nobody has the nil id: what is not known is found like what may not be seen, not at all.
    return Filters(contact=contact or UUID(int=0))


def keep(unit: UnitOfWork, viewer: Viewer, name: str, filters: dict[str, str]) -> SavedView:
    """Keep a search under a name; raises Mistake."""
    name = checked(name, LONGEST_NAME)
    mine = select(func.count()).select_from(SavedView).where(SavedView.account_id == viewer.account_id)
    if (unit.session.scalar(mine) or 0) >= MOST_VIEWS:
        raise Mistake("many_views")
    view_id = ids.new_id()
    view = SavedView(
        id=view_id, account_id=viewer.account_id, filters=filters, created_at=unit.now,
        name_sealed=unit.vault.seal(name, "saved_views", "name_sealed", view_id),
    )  # fmt: skip
    unit.session.add(view)
    return view


def drop(unit: UnitOfWork, viewer: Viewer, view_id: UUID) -> None:
    """Forget a search of one's own."""
    view = unit.session.get(SavedView, view_id)
    if view is not None and view.account_id == viewer.account_id:
        unit.session.delete(view)


def views(unit: UnitOfWork, viewer: Viewer) -> list[tuple[UUID, str]]:
    """Return the searches this account kept, by name."""
    query = select(SavedView).where(SavedView.account_id == viewer.account_id)
    return sorted(((row.id, name_of(unit, row)) for row in unit.session.scalars(query)), key=lambda pair: pair[1])


def name_of(unit: UnitOfWork, view: SavedView) -> str:
    """Return the name of a kept search."""
    return unit.vault.open(view.name_sealed, "saved_views", "name_sealed", view.id)
