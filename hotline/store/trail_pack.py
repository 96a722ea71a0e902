"""The trail as an outsider gets it: whole chains with their hashes, read in one picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from hotline.store.models import office
from hotline.store.models.casework import Event
from hotline.store.models.publications import Publication, ReplyStatement

_AT_ONCE = 1_000


def one_picture(session: Session) -> None:
    """Let this transaction see one moment only, however long it takes; call it before anything is read."""
    session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    session.execute(text("SET LOCAL statement_timeout = 0"))


def chains(session: Session, wanted: Sequence[UUID]) -> Iterator[dict[str, Any]]:
    """Yield every event of some chains in order, as the fingerprint covers it, with its hash and the one before."""
    for begin in range(0, len(wanted), _AT_ONCE):
        some = wanted[begin : begin + _AT_ONCE]
        query = select(Event).where(Event.chain.in_(some)).order_by(Event.chain, Event.n)
        for row in session.scalars(query.execution_options(yield_per=2_000)):
            yield {
                "chain": str(row.chain), "n": row.n, "at": row.at.astimezone(UTC).isoformat(), "kind": row.kind,
                "actor": row.actor, "data": row.data, "previous": row.previous_hash.hex(), "hash": row.hash.hex(),
            }  # fmt: skip


def published(session: Session) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield every published statement as an outsider gets it, by its number, with the reply that stands beside it."""
    query = select(Publication, ReplyStatement).outerjoin(ReplyStatement, ReplyStatement.number == Publication.number)
    for row, reply in session.execute(query.order_by(Publication.number)):
        yield row.number, {**signed(row), "reply": signed(reply) if reply else None}


def signed(row: Publication | ReplyStatement) -> dict[str, Any]:
    """Return what was signed with its signature, for whoever checks it elsewhere."""
    return {"statement": row.statement, "signature": row.signature.hex(), "public_key": row.public_key.hex()}


def calendars(session: Session) -> dict[str, dict[str, Any]]:
    """Return every version of the working hours as plain values."""
    rows = session.scalars(select(office.Calendar))
    return {
        str(row.id): {
            "code": row.code, "version": row.version, "spans": row.spans, "days_off": row.days_off,
            "seasons": row.seasons, "limits": row.limits,
        }
        for row in rows
    }  # fmt: skip
