"""Checkpoints of the trail: what is signed every hour, and when the next is due; nothing in one names a case."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

from hotline.domain import merkle

VERSION = 1
BEFORE_THE_FIRST = bytes(32)
APART = timedelta(hours=1)
# Mali's clock is UTC all year.
NIGHT = time(2)
_MARK = b"hotline checkpoint\n"
_NAME_MARK, _NAME_LENGTH = b"hotline chain\n", 16


@dataclass(frozen=True, slots=True)
class End:
    """How far a chain had come: its name, the number of its last event, and that event's hash."""

    name: bytes
    n: int
    hash: bytes

    def line(self) -> bytes:
        """Return the leaf of the tree."""
        return self.name + self.n.to_bytes(8, "big") + self.hash


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What was signed: over all chain ends one root, tied to the checkpoint before."""

    number: int
    at: datetime
    root: bytes
    previous: bytes
    public_key: bytes
    signature: bytes = b""

    def signed(self) -> bytes:
        """Return the bytes that the signature covers."""
        plain = {
            "version": VERSION, "number": self.number, "at": self.at.astimezone(UTC).isoformat(),
            "root": self.root.hex(), "previous": self.previous.hex(), "public_key": self.public_key.hex(),
        }  # fmt: skip
        return _MARK + json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()

    def seal(self) -> bytes:
        """Return the hash by which the next checkpoint names this one."""
        return sha256(self.signed() + self.signature).digest()


def chain_name(chain: UUID) -> bytes:
    """Return what stands for a chain outside the house: its id tells when a case began, its name tells nothing."""
    return sha256(_NAME_MARK + chain.bytes).digest()[:_NAME_LENGTH]


def root_of(previous: bytes, ends: Iterable[End]) -> bytes:
    """Return the root over chain ends in the order of their names.

    The first leaf is the checkpoint before: so the root is another one every hour, whether a case came or none.
    """
    return merkle.root(_lines(previous, ends))


def is_due(last: datetime | None, now: datetime) -> bool:
    """Say whether the next checkpoint may be written; a clock that was set back does not stop them."""
    return last is None or abs(now - last) >= APART


def is_first_of_day(last: datetime | None, now: datetime) -> bool:
    """Say whether the next checkpoint looks at every chain, and not only at those that moved lately."""
    return last is None or last.date() != now.date()


def is_check_due(last: datetime | None, now: datetime) -> bool:
    """Say whether the night's check of the whole trail has still to be made; a missed one is made at once."""
    tonight = datetime.combine(now.date(), NIGHT, now.tzinfo)
    latest = tonight if tonight <= now else tonight - timedelta(days=1)
    return last is None or last < latest or last > now


def _lines(previous: bytes, ends: Iterable[End]) -> Iterable[bytes]:
    yield previous
    for end in ends:
        yield end.line()
