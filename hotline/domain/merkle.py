"""The Merkle tree of RFC 6962: one hash over many lines, in which no node passes for a leaf."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def leaf_hash(line: bytes) -> bytes:
    """Return the hash of one line."""
    return sha256(b"\x00" + line).digest()


def root(lines: Iterable[bytes]) -> bytes:
    """Return the hash over all lines in their order; keeps no more than one hash for each level of the tree."""
    pending: list[tuple[int, bytes]] = []
    for line in lines:
        height, found = 0, leaf_hash(line)
        while pending and pending[-1][0] == height:
            found = _node(pending.pop()[1], found)
            height += 1
        pending.append((height, found))
    if not pending:
        return sha256().digest()
    _, found = pending.pop()
    while pending:
        found = _node(pending.pop()[1], found)
    return found


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
