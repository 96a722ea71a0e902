"""What a case's page shows beside its texts: names, notes, accused, linked and earlier cases in scope."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.domain.walls import Viewer
from hotline.store import cases, scope
from hotline.store.models.casework import Accused, Case, Note
from hotline.store.models.office import Body, Calendar, Desk, Place, Template
from hotline.store.models.people import Account
from hotline.vault import Vault

MOST_EARLIER, MOST_COUNTED = 10, 1_000


@dataclass(frozen=True, slots=True)
class Named:
    """A desk with the name of its body."""

    id: UUID
    body_id: UUID
    name: str
    body: str


def watched_case(session: Session, viewer: Viewer, reference: str) -> Case | None:
    """Return the case whose times, states and owners the account may see; never to be shown with texts."""
    return session.scalars(select(Case).where(scope.auditable(viewer), Case.reference == reference)).one_or_none()


def desks(session: Session) -> dict[UUID, Named]:
    """Return every desk by its id, in the order of bodies and names."""
    rows = session.execute(
        select(Desk.id, Desk.body_id, Desk.name, Body.name.label("body"))
        .join(Body, Body.id == Desk.body_id)
        .order_by(Body.name, Desk.name)
    )
    return {row.id: Named(row.id, row.body_id, row.name, row.body) for row in rows}


def body_names(session: Session) -> dict[UUID, str]:
    """Return the names of the bodies that are active, by their id, in order."""
    rows = session.execute(select(Body.id, Body.name).where(Body.active).order_by(Body.name))
    return {row.id: row.name for row in rows}


def titles(session: Session, account_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the titles of accounts."""
    wanted = set(account_ids)
    if not wanted:
        return {}
    rows = session.execute(select(Account.id, Account.title).where(Account.id.in_(wanted)))
    return {row.id: row.title for row in rows}


def accused_names(session: Session, case_id: UUID) -> list[str]:
    """Return the names of the bodies a case accuses; for those who may read it."""
    query = select(Body.name).join(Accused, Accused.body_id == Body.id).where(Accused.case_id == case_id)
    return list(session.scalars(query.order_by(Body.name)))


def these_notes(session: Session, case_id: UUID, note_ids: Collection[UUID]) -> Sequence[Note]:
    """Return these notes and reasons of a case."""
    if not note_ids:
        return []
    return session.scalars(select(Note).where(Note.case_id == case_id, Note.id.in_(note_ids))).all()


def note_text(vault: Vault, note: Note) -> str:
    """Return the words of a note."""
    return vault.open(note.text_sealed, "notes", "text_sealed", note.id)


def linked(session: Session, viewer: Viewer, case: Case) -> list[Case]:
    """Return the cases linked to this one that the account may read."""
    return scope.visible(session, viewer, cases.linked(session, case.id))


def earlier(session: Session, viewer: Viewer, case: Case) -> list[Case]:
    """Return the same citizen's other cases that the account may read, latest first, MOST_EARLIER at most."""
    if case.contact_id is None:
        return []
    query = scope.cases_for(viewer, Case.contact_id == case.contact_id, Case.id != case.id)
    return list(session.scalars(query.order_by(Case.received_at.desc()).limit(MOST_EARLIER)))


def count_earlier(session: Session, viewer: Viewer, case: Case, listed: int) -> int:
    """Return how many other cases of the same citizen the account may read, at most MOST_COUNTED; `listed` are."""
    if listed < MOST_EARLIER:
        return listed
    others = select(Case.id).where(scope.readable(viewer), Case.contact_id == case.contact_id, Case.id != case.id)
    return session.scalar(select(func.count()).select_from(others.limit(MOST_COUNTED).subquery())) or 0


def templates(session: Session, language: str) -> Sequence[Template]:
    """Return the ready answers in the citizen's language, or in French where there are none."""
    ready = select(Template).where(Template.active).order_by(Template.title)
    return (
        session.scalars(ready.where(Template.language == language)).all()
        or session.scalars(ready.where(Template.language == "fr")).all()
    )


def place_path(session: Session, place_id: UUID | None) -> list[str]:
    """Return the names of a place and of those above it, from near to far."""
    found: list[str] = []
    while place_id is not None:
        place = session.get_one(Place, place_id)
        found.append(place.name)
        place_id = place.parent_id
    return found


def calendar_name(session: Session, calendar_id: UUID | None) -> str | None:
    """Return the name of the calendar a case's due times were counted with."""
    return session.scalar(select(Calendar.name).where(Calendar.id == calendar_id))
