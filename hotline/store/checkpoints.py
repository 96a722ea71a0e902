"""Checkpoints as rows, the chain ends they cover, and the first end that the trail no longer bears out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from hotline import ids
from hotline.domain.checkpoints import Checkpoint, End, chain_name
from hotline.store.events import Broken
from hotline.store.models.casework import Event
from hotline.store.models.trail import ChainEnd, TrailCheck
from hotline.store.models.trail import Checkpoint as Row
from hotline.unit_of_work import UnitOfWork

_ONE_AT_A_TIME = 7_301_002
_AT_ONCE = 5_000
# `domain.checkpoints.chain_name` said again in SQL.
_NAME = r"substr(sha256('hotline chain\012'::bytea || uuid_send({chain})), 1, 16)"

# An end that the trail no longer bears out is never moved on: so what was tampered with stays seen.
_GATHER = f"""
INSERT INTO chain_ends (name, checkpoint, chain, n, hash)
SELECT {_NAME.format(chain="tip.chain")}, :number, tip.chain, tip.n, tip.hash
FROM (SELECT DISTINCT chain FROM events WHERE id >= :since) AS moved
CROSS JOIN LATERAL (
    SELECT chain, n, hash FROM events WHERE chain = moved.chain ORDER BY n DESC LIMIT 1
) AS tip
LEFT JOIN LATERAL (
    SELECT n, hash FROM chain_ends WHERE name = {_NAME.format(chain="moved.chain")} ORDER BY checkpoint DESC LIMIT 1
) AS old ON true
LEFT JOIN events AS was ON was.chain = moved.chain AND was.n = old.n
WHERE old.n IS NULL OR (was.hash = old.hash AND tip.n > old.n)
"""  # noqa: S608 - two constants of this file
_ENDS = """
SELECT DISTINCT ON (name) name, n, hash FROM chain_ends WHERE checkpoint <= :number ORDER BY name, checkpoint DESC
"""
_OWN = "SELECT name, chain, n, hash FROM chain_ends"
_GIVEN = """
SELECT name, chain, n, hash FROM unnest(
    CAST(:names AS bytea[]), CAST(:chains AS uuid[]), CAST(:ns AS int[]), CAST(:hashes AS bytea[])
) AS given (name, chain, n, hash)
"""
_CONTRADICTED = """
SELECT ended.name, ended.chain, ended.n, event.hash AS found FROM ({ends}) AS ended
LEFT JOIN events AS event ON event.chain = ended.chain AND event.n = ended.n
WHERE event.hash IS DISTINCT FROM ended.hash ORDER BY ended.name, ended.n LIMIT 1
"""


def take_time(session: Session) -> None:
    """Set no limit to the statements of this transaction: a whole trail is long."""
    session.execute(text("SET LOCAL statement_timeout = 0"))


def hold(session: Session) -> None:
    """Let nobody write a checkpoint until this transaction ends."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})


def latest(session: Session) -> Row | None:
    """Return the newest checkpoint."""
    return session.scalar(select(Row).order_by(Row.number.desc()).limit(1))


def numbered(session: Session, number: int) -> Row | None:
    """Return the checkpoint of that number."""
    return session.get(Row, number)


def every(session: Session) -> Sequence[Row]:
    """Return all checkpoints, the first one first."""
    return session.scalars(select(Row).order_by(Row.number)).all()


def public_keys(session: Session) -> set[bytes]:
    """Return the keys that checkpoints were ever signed with."""
    return set(session.scalars(select(Row.public_key).distinct()))


def value(row: Row) -> Checkpoint:
    """Return a row as the value that was signed."""
    return Checkpoint(row.number, row.at, row.root, row.previous, row.public_key, row.signature)


def newest_event(session: Session) -> UUID | None:
    """Return the id of the newest event."""
    return session.scalar(select(Event.id).order_by(Event.id.desc()).limit(1))


def gather(session: Session, number: int, since: UUID) -> None:
    """Note for the checkpoint how far every chain has come that moved since that event."""
    session.execute(text(_GATHER), {"number": number, "since": since})


def ends(session: Session, number: int) -> Iterator[End]:
    """Yield every chain's end as that checkpoint covers it, in the order of their names."""
    found = session.execute(text(_ENDS), {"number": number}, execution_options={"yield_per": _AT_ONCE})
    for row in found:
        yield End(bytes(row.name), row.n, bytes(row.hash))


def count(session: Session, number: int) -> int:
    """Return how many chains that checkpoint covers."""
    query = "SELECT count(DISTINCT name) FROM chain_ends WHERE checkpoint <= :number"
    return session.scalar(text(query), {"number": number}) or 0


def add(session: Session, checkpoint: Checkpoint, seen: UUID) -> Row:
    """Write a checkpoint down."""
    row = Row(
        number=checkpoint.number, at=checkpoint.at, root=checkpoint.root, previous=checkpoint.previous,
        public_key=checkpoint.public_key, signature=checkpoint.signature, seen=seen,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def contradicted(session: Session) -> Broken | None:
    """Return the first chain that does not hold what the house's own checkpoints noted of it."""
    found = session.execute(text(_CONTRADICTED.format(ends=_OWN))).one_or_none()
    return _fault(session, found.chain, found.n, found.found) if found else None


def contradicted_by(session: Session, given: Sequence[End]) -> Broken | None:
    """Return the first chain that does not hold what a checkpoint from outside says of it."""
    unknown: list[End] = []
    for start in range(0, len(given), _AT_ONCE):
        some = given[start : start + _AT_ONCE]
        chains = _chains_noted(session, some)
        unknown += [end for end in some if end.name not in chains]
        if broken := _first_broken(session, some, chains):
            return broken
    chains = _chains_called(session, {end.name for end in unknown}) if unknown else {}
    if broken := _first_broken(session, unknown, chains):
        return broken
    return Broken(None, 1, "", "gone") if len(chains) < len(unknown) else None


def last_check(session: Session) -> TrailCheck | None:
    """Return the newest check of the whole trail."""
    return session.scalar(select(TrailCheck).order_by(TrailCheck.at.desc(), TrailCheck.id.desc()).limit(1))


def add_check(unit: UnitOfWork, broken: Broken | None) -> None:
    """Write down that the whole trail was checked, and what did not hold first."""
    unit.session.add(
        TrailCheck(
            id=ids.new_id(), at=unit.now, why=broken.why if broken else None,
            chain=broken.chain if broken else None, n=broken.n if broken else None,
        )
    )  # fmt: skip


def _chains_noted(session: Session, some: Sequence[End]) -> dict[bytes, UUID]:
    noted = select(ChainEnd.name, ChainEnd.chain).where(ChainEnd.name.in_([end.name for end in some])).distinct()
    return {bytes(row.name): row.chain for row in session.execute(noted)}


def _chains_called(session: Session, names: set[bytes]) -> dict[bytes, UUID]:
    """Find chains by their names where their ends are gone too: the long way, over every chain there is."""
    chains = session.scalars(select(Event.chain).distinct().execution_options(yield_per=_AT_ONCE))
    return {name: chain for chain in chains if (name := chain_name(chain)) in names}


def _first_broken(session: Session, some: Sequence[End], chains: Mapping[bytes, UUID]) -> Broken | None:
    known = [end for end in some if end.name in chains]
    asked = {
        "names": [end.name for end in known], "chains": [chains[end.name] for end in known],
        "ns": [end.n for end in known], "hashes": [end.hash for end in known],
    }  # fmt: skip
    found = session.execute(text(_CONTRADICTED.format(ends=_GIVEN)), asked).one_or_none() if known else None
    return _fault(session, found.chain, found.n, found.found) if found else None


def _fault(session: Session, chain: UUID, n: int, found: bytes | None) -> Broken:
    """Say what became of an end: another event stands at its number, none does any more, or the chain is gone."""
    upto = select(Event.n, Event.kind).where(Event.chain == chain, Event.n <= n)
    last = session.execute(upto.order_by(Event.n.desc()).limit(1)).one_or_none()
    if last is None:
        return Broken(chain, 1, "", "gone")
    if found is None:
        return Broken(chain, last.n + 1, "", "cut")
    return Broken(chain, n, last.kind, "rewritten")
