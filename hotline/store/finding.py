"""Cases found by what is known of them, newest first, a page at a time; and the sealed texts of a handful of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, tuple_
from sqlalchemy.orm import Session

from hotline.domain.walls import Viewer
from hotline.store import casefile, counting, messages, outbound, scope, translations
from hotline.store.models.casework import Case, Note
from hotline.store.models.people import Account
from hotline.store.models.traffic import Message, Outbound
from hotline.store.models.translations import Translation
from hotline.store.models.work import CaseTag
from hotline.vault import Vault

PAGE = 25
# Whose words a text holds, in the order in which they stand for their case.
CITIZEN, TRANSLATION, ANSWER, NOTE, UNSENT = WHOSE = ("citizen", "translation", "answer", "note", "unsent")
_NEVER_LEFT = ("cancelled", "held")
STATES = ("new", "open", "waiting", "closing", "closed", "not_closed")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is known of the cases that are looked for; whatever is empty lets all through. `until` is excluded."""

    category: str = ""
    places: frozenset[UUID] = frozenset()
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    owner: UUID | None = None
    tag: str = ""
    contact: UUID | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A text of a case, opened, and whose it is: what never left is an answer that nobody got."""

    at: datetime
    words: str
    whose: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to which case one has looked: when it was received, and its id."""

    at: datetime
    case_id: UUID


@dataclass(frozen=True, slots=True)
class Row:
    """One case with who has it and its citizen's last text; all else that a list says of it the office knows."""

    case: Case
    owner: str | None
    message: Message | None

    @property
    def mark(self) -> Mark:
        """Return where the list goes on after this case."""
        return Mark(self.case.received_at, self.case.id)


def page(session: Session, viewer: Viewer, filters: Filters, after: Mark | None, size: int = PAGE) -> list[Row]:
    """Return the next cases the account reads, one more than `size` where there are more."""
    query = (
        select(Case, Account.title, Message)
        .outerjoin(Account, Account.id == Case.owner_id)
        .outerjoin(Message, Message.id == Case.last_message_id)
        .where(scope.readable(viewer), *_conditions(filters))
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(tuple_(Case.received_at, Case.id) < tuple_(after.at, after.case_id))
    return [Row(*row) for row in session.execute(query)]


def count(session: Session, viewer: Viewer, filters: Filters) -> int:
    """Return how many of the cases that fit the account reads, as far as badges count."""
    fitting = select(Case.id).where(scope.readable(viewer), *_conditions(filters))
    return counting.counts(session, {"fitting": fitting})["fitting"]


def texts(session: Session, vault: Vault, case_ids: Sequence[UUID]) -> dict[UUID, list[Said]]:
    """Return what was written in these cases, opened: the citizen's words first, the newest of each before the rest."""
    found: defaultdict[UUID, list[Said]] = defaultdict(list)
    for case_id, said in _opened(session, vault, case_ids):
        found[case_id].append(said)
    for texts_ in found.values():
        texts_.sort(key=lambda said: said.at, reverse=True)
        texts_.sort(key=lambda said: WHOSE.index(said.whose))
    return dict(found)


def _opened(session: Session, vault: Vault, case_ids: Sequence[UUID]) -> Iterator[tuple[UUID, Said]]:
    for message in session.scalars(select(Message).where(Message.case_id.in_(case_ids))):
        yield message.case_id or case_ids[0], Said(message.received_at, messages.body(vault, message), CITIZEN)
    sent = select(Outbound).where(Outbound.case_id.in_(case_ids), Outbound.kind == "answer")
    for text in session.scalars(sent):
        whose = UNSENT if text.state in _NEVER_LEFT else ANSWER
        yield text.case_id or case_ids[0], Said(text.created_at, outbound.body(vault, text), whose)
    for note in session.scalars(select(Note).where(Note.case_id.in_(case_ids))):
        yield note.case_id, Said(note.created_at, casefile.note_text(vault, note), NOTE)
    given = select(Translation).where(Translation.case_id.in_(case_ids), Translation.given_at.is_not(None))
    for row in session.scalars(given):
        yield row.case_id, Said(row.given_at or row.asked_at, translations.words(vault, row), TRANSLATION)


def _conditions(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.category:
        yield Case.category == filters.category
    if filters.places:
        yield Case.place_id.in_(filters.places)
    if filters.owner:
        yield Case.owner_id == filters.owner
    if filters.contact:
        yield Case.contact_id == filters.contact
    if filters.tag:
        yield exists().where(CaseTag.case_id == Case.id, CaseTag.tag == filters.tag)
    yield from _in_time(filters)
    if filters.state == "not_closed":
        yield scope.OPEN
    elif filters.state:
        yield Case.status == filters.state


def _in_time(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.since:
        yield Case.received_at >= filters.since
    if filters.until:
        yield Case.received_at < filters.until
