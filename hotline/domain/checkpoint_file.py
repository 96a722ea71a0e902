"""A checkpoint as a file to give away: written line by line, and read back with suspicion."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotline.domain.checkpoints import VERSION, Checkpoint, End, root_of

_END = re.compile(r"([0-9a-f]{32}) ([1-9][0-9]{0,9}) ([0-9a-f]{64})")
_LENGTHS = {"root": 32, "previous": 32, "public_key": 32, "signature": 64}
_LARGEST_NUMBER = 2**31 - 1


class Unreadable(Exception):
    """The file is no checkpoint, or is not whole; the message is one plain line."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A checkpoint that was handed out; without ends where somebody typed it from paper."""

    checkpoint: Checkpoint
    ends: Sequence[End]


def facts(checkpoint: Checkpoint) -> dict[str, Any]:
    """Return a checkpoint as plain values, in the order in which they are read."""
    return {
        "version": VERSION, "number": checkpoint.number, "at": checkpoint.at.isoformat(),
        "root": checkpoint.root.hex(), "previous": checkpoint.previous.hex(),
        "public_key": checkpoint.public_key.hex(), "signature": checkpoint.signature.hex(),
    }  # fmt: skip


def written(checkpoint: Checkpoint, count: int, ends: Iterable[End]) -> Iterator[str]:
    """Yield the file piece by piece, so that a million chains need no room."""
    head = json.dumps({**facts(checkpoint), "count": count}, indent=1).removesuffix("\n}")
    yield f'{head},\n "ends": ['
    between = "\n"
    for end in ends:
        yield f'{between}  "{end.name.hex()} {end.n} {end.hash.hex()}"'
        between = ",\n"
    yield "\n ]\n}\n"


def read(text: str) -> Handed:
    """Return what a file holds; raises Unreadable. The signature is for the caller to check."""
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("it is not whole: no JSON, or cut short") from None
    if not isinstance(plain, dict) or plain.get("version") != VERSION:
        raise Unreadable("it is no checkpoint of a version known here")
    checkpoint = _checkpoint(plain)
    if "ends" not in plain and "count" not in plain:
        return Handed(checkpoint, ())
    ends = _ends(plain.get("ends"))
    if plain.get("count") != len(ends):
        raise Unreadable("it is not whole: chain ends are missing")
    if root_of(checkpoint.previous, ends) != checkpoint.root:
        raise Unreadable("its chain ends do not give its root: it was changed")
    return Handed(checkpoint, ends)


def _checkpoint(plain: dict[str, Any]) -> Checkpoint:
    number = plain.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= _LARGEST_NUMBER:
        raise Unreadable("its number is not readable")
    parts = {name: _octets(plain, name, length) for name, length in _LENGTHS.items()}
    return Checkpoint(number, _moment(plain.get("at")), **parts)


def _octets(plain: dict[str, Any], name: str, length: int) -> bytes:
    value = plain.get(name)
    if not isinstance(value, str) or not re.fullmatch(f"[0-9a-f]{{{2 * length}}}", value):
        raise Unreadable(f"its {name} is not readable")
    return bytes.fromhex(value)


def _moment(value: object) -> datetime:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Unreadable("its time is not readable")
    return at


def _ends(lines: object) -> list[End]:
    ends: list[End] = []
    for line in lines if isinstance(lines, list) else ():
        found = _END.fullmatch(line) if isinstance(line, str) else None
        if found is None or int(found[2]) > _LARGEST_NUMBER:
            raise Unreadable("a chain end in it is not readable")
        ends.append(End(bytes.fromhex(found[1]), int(found[2]), bytes.fromhex(found[3])))
    if any(before.name >= after.name for before, after in zip(ends, ends[1:], strict=False)):
        raise Unreadable("its chain ends are out of order: it was changed")
    return ends
