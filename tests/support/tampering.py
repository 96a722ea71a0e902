"""Somebody who owns the database and knows how chains are made: every way to falsify the trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from sqlalchemy import Connection, text

from hotline.bootstrap import Application
from hotline.store import database
from hotline.store.events import START, fingerprint

GUARDED = ("events", "chain_ends", "checkpoints")
Act = Callable[["Hand"], None]


@dataclass
class Hand:
    """A connection as the owner, with the guards of the append-only tables put aside."""

    connection: Connection

    def do(self, statement: str, **values: object) -> None:
        """Run one statement."""
        self.connection.execute(text(statement), values)

    def rehash(self, chain: UUID) -> None:
        """Number and link a chain anew, so that by itself it holds."""
        query = "SELECT id, at, kind, actor, data FROM events WHERE chain = :chain ORDER BY n"
        previous, rows = START, self.connection.execute(text(query), {"chain": chain}).all()
        self.do("UPDATE events SET n = n + 100000 WHERE chain = :chain", chain=chain)
        for n, row in enumerate(rows, 1):
            line = {
                "chain": str(chain), "n": n, "at": row.at.astimezone(UTC).isoformat(), "kind": row.kind,
                "actor": row.actor, "data": row.data,
            }  # fmt: skip
            digest = fingerprint(line, previous)
            self.do("UPDATE events SET n = :n, previous_hash = :previous, hash = :hash WHERE id = :id",
                    n=n, previous=previous, hash=digest, id=row.id)  # fmt: skip
            previous = digest

    def forget_checkpoints(self) -> None:
        """Take the house's own memory of the trail away."""
        self.do("DELETE FROM chain_ends")
        self.do("DELETE FROM checkpoints")


def tamper(application: Application, act: Act) -> None:
    """Let the hand do it, and put the guards back as if nothing had been."""
    engine = database.open_as_owner(application.settings.addresses()[0])
    with engine.begin() as connection:
        for table in GUARDED:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER append_only"))
        act(Hand(connection))
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        for table in GUARDED:
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER append_only"))
    engine.dispose()
