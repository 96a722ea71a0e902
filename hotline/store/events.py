"""The append-only trail: one hash chain a case, and the house chain for what has no case."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, text
from sqlalchemy.orm import Session

from hotline import ids
from hotline.store.models.casework import HOUSE, Event
from hotline.unit_of_work import UnitOfWork

START = bytes(32)
_LOOKS = ("case_read", "case_opened")
_ONE_AT_A_TIME = 7_301_001
_ENDS = "ends_of_chains"
Plain = str | int | bool | None | list[Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """The first event of a chain that does not hold, and why; no chain where nobody can say any more which it was.

    By itself a chain shows an event missing before this one, unlinked or altered; a checkpoint shows besides that
    it was cut, rewritten or removed (gone), or that the checkpoints themselves were changed.
    """

    chain: UUID | None
    n: int
    kind: str
    why: str


def append(unit: UnitOfWork, case_id: UUID, kind: str, actor: str, **data: Plain) -> Event:
    """Add one event to a case's chain; the caller holds the lock on the case's row (or has just made it)."""
    return _append(unit, case_id, kind, actor, data)


def begin(unit: UnitOfWork, case_id: UUID) -> None:
    """Say that a case was just made by this transaction, so that nobody looks for where its chain ends."""
    _ends(unit.session)[case_id] = (0, START)


def append_house(unit: UnitOfWork, kind: str, actor: str, **data: Plain) -> Event:
    """Add one event to the house chain; writers wait for each other until they commit."""
    unit.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
    return _append(unit, HOUSE, kind, actor, data)


def by_account(account_id: UUID) -> str:
    """Name an account as the actor of an event."""
    return f"account:{account_id}"


def trail(session: Session, case_id: UUID) -> list[Event]:
    """Return a case's events, oldest first."""
    return list(session.scalars(select(Event).where(Event.chain == case_id).order_by(Event.n)))


def has_since(session: Session, case_id: UUID, kind: str, actor: str, since: datetime) -> bool:
    """Say whether somebody did this with a case since then."""
    mine = (Event.chain == case_id, Event.kind == kind, Event.actor == actor, Event.at >= since)
    return session.scalar(select(exists().where(*mine))) is True


def before(session: Session, case_id: UUID, n: int | None, most: int) -> list[Event]:
    """Return the last steps of a case, or those before its n-th, oldest first, at most so many; looks are none."""
    query = select(Event).where(Event.chain == case_id, Event.kind.not_in(_LOOKS))
    if n is not None:
        query = query.where(Event.n < n)
    return list(session.scalars(query.order_by(Event.n.desc()).limit(most)))[::-1]


def of_kinds(session: Session, case_id: UUID, kinds: Collection[str], most: int = 200) -> list[Event]:
    """Return a case's last events of these kinds, oldest first."""
    query = select(Event).where(Event.chain == case_id, Event.kind.in_(kinds))
    return list(session.scalars(query.order_by(Event.n.desc()).limit(most)))[::-1]


def looks(session: Session, case_id: UUID) -> list[tuple[str, datetime]]:
    """Return who looked at a protected case and when, oldest first."""
    less = [Event.data[key].as_boolean().is_not(True) for key in ("steps", "word")]
    query = select(Event.actor, Event.at).where(Event.chain == case_id, Event.kind == "case_read", *less)
    query = query.order_by(Event.n)
    return [(row.actor, row.at) for row in session.execute(query)]


def next_of_kinds(session: Session, case_id: UUID, n: int, kinds: Collection[str]) -> Event | None:
    """Return the first event of these kinds after a case's n-th."""
    query = select(Event).where(Event.chain == case_id, Event.n > n, Event.kind.in_(kinds))
    return session.scalars(query.order_by(Event.n).limit(1)).one_or_none()


def last_step(session: Session, case_id: UUID) -> int:
    """Return the number of a case's last event; that somebody looked at it is no step of it."""
    query = select(Event.n).where(Event.chain == case_id, Event.kind.not_in(_LOOKS))
    return session.scalar(query.order_by(Event.n.desc()).limit(1)) or 0


def fingerprint(line: Mapping[str, Any], previous: bytes) -> bytes:
    """Return the SHA-256 that ties one event to the one before it, over canonical JSON."""
    canonical = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(previous + canonical.encode()).digest()


def verify(session: Session, *only: ColumnElement[bool]) -> Iterator[Broken | int]:
    """Walk every chain in order; yield a running count every 10,000 events and at the end, or the first break."""
    rows = session.execute(
        select(
            Event.chain,
            Event.n,
            Event.at,
            Event.kind,
            Event.actor,
            Event.data,
            Event.previous_hash,
            Event.hash,
        )
        .where(*only)
        .order_by(Event.chain, Event.n)
        .execution_options(yield_per=2000)
    )
    try:
        yield from _walk(rows)
    finally:
        rows.close()


def _walk(rows: Iterable[Any]) -> Iterator[Broken | int]:
    chain, expected, previous, count = None, 1, START, 0
    for row in rows:
        if row.chain != chain:
            chain, expected, previous = row.chain, 1, START
        why = _fault(row, expected, previous)
        if why:
            yield Broken(row.chain, row.n, row.kind, why)
            return
        expected, previous, count = expected + 1, row.hash, count + 1
        if count % 10_000 == 0:
            yield count
    yield count


def _fault(row: Any, expected: int, previous: bytes) -> str | None:
    if row.n != expected:
        return "missing"
    if row.previous_hash != previous:
        return "unlinked"
    if row.hash != fingerprint(line(row.chain, row.n, row.at, row.kind, row.actor, row.data), previous):
        return "altered"
    return None


def _append(unit: UnitOfWork, chain: UUID, kind: str, actor: str, data: dict[str, Any]) -> Event:
    """Link an event to the last one; it goes to the database with the next flush, several in one statement."""
    ends = _ends(unit.session)
    n, previous = ends.get(chain) or _end(unit.session, chain)
    digest = fingerprint(line(chain, n + 1, unit.now, kind, actor, data), previous)
    event = Event(
        id=ids.new_id(), chain=chain, n=n + 1, at=unit.now, kind=kind, actor=actor, data=data,
        previous_hash=previous, hash=digest,
    )  # fmt: skip
    unit.session.add(event)
    ends[chain] = (event.n, digest)
    return event


def _ends(session: Session) -> dict[UUID, tuple[int, bytes]]:
    """Return where the chains end that this transaction wrote to: nobody else may add to them before it ends.

    Within a step that may be taken back alone nothing is remembered, and nothing of before it.
    """
    transaction = session.get_nested_transaction() or session.get_transaction()
    kept: tuple[object, dict[UUID, tuple[int, bytes]]] | None = session.info.get(_ENDS)
    if kept is None or transaction is None or kept[0] is not transaction:
        kept = session.info[_ENDS] = (transaction, {})
    return kept[1]


def _end(session: Session, chain: UUID) -> tuple[int, bytes]:
    last = session.execute(
        select(Event.n, Event.hash).where(Event.chain == chain).order_by(Event.n.desc()).limit(1)
    ).one_or_none()
    return (last.n, last.hash) if last else (0, START)


def line(*values: Any) -> dict[str, Any]:
    """Return what an event's hash is taken over, from its chain, number, moment, kind, actor and data."""
    chain, n, at, kind, actor, data = values
    at = at.astimezone(UTC).isoformat()
    return {"chain": str(chain), "n": n, "at": at, "kind": kind, "actor": actor, "data": data}
