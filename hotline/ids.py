"""The only place that rolls dice: row ids, tokens, candidate references."""

from __future__ import annotations

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """Return a UUID version 7 (RFC 9562): time first, so that index pages stay warm."""
    millis = time.time_ns() // 1_000_000
    noise = secrets.randbits(74)
    high = (millis & (1 << 48) - 1) << 16 | 0x7 << 12 | noise >> 62
    low = 0b10 << 62 | noise & (1 << 62) - 1
    return UUID(int=high << 64 | low)


def new_token(octets: int = 24) -> str:
    """Return an unguessable URL-safe token of `octets` random bytes."""
    return secrets.token_urlsafe(octets)


def new_password() -> str:
    """Return a pronounceable-enough throw-away password for demonstration accounts."""
    return secrets.token_urlsafe(12)


def new_key() -> bytes:
    """Return 32 random bytes for an encryption or index key."""
    return secrets.token_bytes(32)


def new_nonce() -> bytes:
    """Return the 12 random bytes that AES-GCM-SIV takes."""
    return secrets.token_bytes(12)


def pick(below: int) -> int:
    """Return a random whole number from 0 up to, not including, `below`."""
    return secrets.randbelow(below)
