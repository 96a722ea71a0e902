"""Many rows at once, with trails that hold: for measuring, and never for a case that a citizen waits in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from hotline import ids
from hotline.store.events import START, fingerprint, line
from hotline.store.models.casework import Accused, Case, Event
from hotline.store.models.people import Account, Contact
from hotline.store.models.traffic import Message, Outbound

TABLES = (Contact, Case, Accused, Message, Outbound, Event)
Told = tuple[datetime, str, str, dict[str, Any]]


def chained(case_id: UUID, told: Iterable[Told]) -> list[dict[str, Any]]:
    """Return the rows of a new chain that holds."""
    rows, previous = list[dict[str, Any]](), START
    for n, (at, kind, actor, data) in enumerate(told, start=1):
        digest = fingerprint(line(case_id, n, at, kind, actor, data), previous)
        rows.append({
            "id": ids.new_id(), "chain": case_id, "n": n, "at": at, "kind": kind, "actor": actor, "data": data,
            "previous_hash": previous, "hash": digest,
        })  # fmt: skip
        previous = digest
    return rows


def write(session: Session, rows: Mapping[type, Sequence[dict[str, Any]]]) -> None:
    """Write rows table by table, in the order in which they lean on each other; each names every column it has."""
    for table in TABLES:
        if rows.get(table):
            _copy(session, table.__tablename__, rows[table])


def taken(session: Session, references: Sequence[str]) -> frozenset[str]:
    """Return those of the references that are in use."""
    return frozenset(session.scalars(select(Case.reference).where(Case.reference.in_(references))))


def contacts_by_index(session: Session, indexes: Sequence[bytes]) -> dict[bytes, UUID]:
    """Return the contacts that exist already, by their blind index."""
    rows = session.execute(select(Contact.phone_index, Contact.id).where(Contact.phone_index.in_(indexes)))
    return {row[0]: row[1] for row in rows}


def how_many(session: Session) -> int:
    """Return how many cases there are."""
    return session.scalar(select(func.count()).select_from(Case)) or 0


def some_officer(session: Session) -> UUID | None:
    """Return an account in whose name answers can stand."""
    query = select(Account.id).where(Account.role.in_(("coordinator", "liaison")), Account.deactivated_at.is_(None))
    return session.scalar(query.order_by(Account.role, Account.id).limit(1))


def refresh(engine: Engine) -> None:
    """Let the planner know what is in the tables now; only their owner may."""
    with engine.connect() as connection:
        for table in TABLES:
            connection.execute(text(f"ANALYZE {table.__tablename__}"))
        connection.commit()


def _copy(session: Session, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Stream rows into a table: many times faster than statements."""
    columns = list(rows[0])
    cursor = session.connection().connection.cursor()
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_plain(row[column]) for column in columns])


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value
