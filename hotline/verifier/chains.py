"""Checks the chains of a pack event by event, and holds them against the signed checkpoint beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from hotline.verifier.ed25519 import is_signed

Event = Mapping[str, Any]
Chains = Mapping[str, Sequence[Event]]
_START = bytes(32)
_SIGNED = ("version", "number", "at", "root", "previous", "public_key")


class Spoiled(Exception):
    """Something in the pack does not hold; the message is one plain line."""


def by_chain(events: Iterable[Event]) -> dict[str, list[Event]]:
    """Return the events of each chain, in the order of their numbers."""
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event["chain"], []).append(event)
    return {chain: sorted(some, key=lambda event: event["n"]) for chain, some in found.items()}


def broken(chains: Chains) -> Iterator[str]:
    """Yield the first event of each chain that does not hold, and why."""
    for chain, events in chains.items():
        previous = _START
        for n, event in enumerate(events, 1):
            why = _fault(event, n, previous)
            if why:
                yield f"chain {chain}, event {event['n']} ({event['kind']}): {why}"
                break
            previous = bytes.fromhex(event["hash"])


def check_checkpoint(checkpoint: Mapping[str, Any]) -> None:
    """Raise Spoiled unless the checkpoint is whole and signed by the key it names."""
    ends = _ends(checkpoint)
    if checkpoint["count"] != len(ends):
        raise Spoiled("the checkpoint is not whole: chain ends are missing")
    previous = bytes.fromhex(checkpoint["previous"])
    leaves = [name + n.to_bytes(8, "big") + digest for name, (n, digest) in ends.items()]
    if tree([previous, *leaves]).hex() != checkpoint["root"]:
        raise Spoiled("the checkpoint was changed: its chain ends do not give its root")
    plain = json.dumps({name: checkpoint[name] for name in _SIGNED}, sort_keys=True, separators=(",", ":"))
    message = b"hotline checkpoint\n" + plain.encode()
    if not is_signed(message, bytes.fromhex(checkpoint["signature"]), bytes.fromhex(checkpoint["public_key"])):
        raise Spoiled("the checkpoint was changed: its signature does not fit")


def contradicted(chains: Chains, checkpoint: Mapping[str, Any]) -> Iterator[str]:
    """Yield each chain that the checkpoint knows otherwise: cut, or written anew."""
    ends = _ends(checkpoint)
    for chain, events in chains.items():
        n, digest = ends.get(_name(chain), (0, b""))
        if n > len(events):
            yield f"chain {chain}, event {n}: it is gone with all that followed: the tail was cut"
        elif n and bytes.fromhex(events[n - 1]["hash"]) != digest:
            yield f"chain {chain}, event {n}: it is not the one that the checkpoint holds: the chain was rewritten"


def uncovered(chains: Chains, checkpoint: Mapping[str, Any]) -> int:
    """Return how many events are younger than the checkpoint: linked, but not yet witnessed."""
    ends = _ends(checkpoint)
    return sum(len(events) - ends.get(_name(chain), (0, b""))[0] for chain, events in chains.items())


def tree(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash of RFC 6962, as its section 2.1 says it."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + tree(leaves[:half]) + tree(leaves[half:])).digest()


def _fault(event: Event, n: int, previous: bytes) -> str:
    if event["n"] != n:
        return "an event before it is missing"
    if event["previous"] != previous.hex():
        return "it does not follow the event before it"
    line = {name: event[name] for name in ("chain", "n", "at", "kind", "actor", "data")}
    canonical = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    if sha256(previous + canonical.encode()).hexdigest() != event["hash"]:
        return "its content was altered"
    return ""


def _name(chain: str) -> bytes:
    return sha256(b"hotline chain\n" + UUID(chain).bytes).digest()[:16]


def _ends(checkpoint: Mapping[str, Any]) -> dict[bytes, tuple[int, bytes]]:
    lines = (line.split(" ") for line in checkpoint["ends"])
    return {bytes.fromhex(name): (int(n), bytes.fromhex(digest)) for name, n, digest in lines}
