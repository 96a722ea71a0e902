"""Checks what was published, and what bodies replied to it: signed, named in the trail, and none of it kept back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from hotline.verifier.chains import Chains
from hotline.verifier.ed25519 import is_signed

# What is signed by which name, and the event that tells of it.
_KINDS = {"figures": "figures_published", "reply": "reply_published"}


def faults(folder: Path, known: Chains) -> Iterator[str]:
    """Yield each published statement or reply that is not what the trail says was signed, or is not here."""
    files = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (folder / "published").glob("*.json")}
    for what, kind in _KINDS.items():
        told = _told(known, kind)
        held = {number: one if what == "figures" else one["reply"] for number, one in files.items()}
        for number in sorted({*told, *(number for number, one in held.items() if one)}):
            why = _fault(what, held.get(number), told.get(number))
            if why:
                yield f"published/{number}.json, {what}: {why}"


def _told(known: Chains, kind: str) -> dict[str, str]:
    found = (event for events in known.values() for event in events if event["kind"] == kind)
    return {str(event["data"]["number"]): event["data"]["digest"] for event in found}


def _fault(what: str, held: Mapping[str, Any] | None, digest: str | None) -> str:
    if held is None:
        return "the trail tells of it, and it is not here"
    plain = json.dumps(held["statement"], sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    signed = f"hotline {what} 1\n".encode() + plain.encode()
    if sha256(signed).hexdigest() != digest:
        return "it is not the one that the trail tells of"
    if not is_signed(signed, bytes.fromhex(held["signature"]), bytes.fromhex(held["public_key"])):
        return "its signature does not fit"
    return ""
