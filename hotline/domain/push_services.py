"""Which push services we talk to: a browser names the address, and we go to none that is not on the list."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_LONGEST = 2_000
_POINT, _SECRET = 65, 16
_UNCOMPRESSED = 4
_URL = re.compile(r"[!-~]+")


class BadSubscription(Exception):
    """What a browser gave is no address of a push service we know, or no keys."""


@dataclass(frozen=True, slots=True)
class PushAddress:
    """Where one browser is reached, and the keys only it can open with."""

    endpoint: str
    public: bytes
    secret: bytes


def read_subscription(given: Any, services: Collection[str]) -> PushAddress:
    """Return the address a browser gave; raises BadSubscription."""
    if not isinstance(given, Mapping) or not isinstance(given.get("keys"), Mapping):
        raise BadSubscription
    endpoint, keys = given.get("endpoint"), given["keys"]
    if not isinstance(endpoint, str) or not is_known(endpoint, services):
        raise BadSubscription
    public, secret = _bytes(keys.get("p256dh")), _bytes(keys.get("auth"))
    if len(public) != _POINT or public[0] != _UNCOMPRESSED or len(secret) != _SECRET:
        raise BadSubscription
    return PushAddress(endpoint, public, secret)


def is_known(endpoint: str, services: Collection[str]) -> bool:
    """Say whether an address lies at one of the services: `host`, `host:port`, or `*.host` for all below it."""
    if len(endpoint) > _LONGEST or not _URL.fullmatch(endpoint) or "\\" in endpoint:
        return False
    try:
        parts = urlsplit(endpoint)
        where = (parts.hostname or "") + (f":{parts.port}" if parts.port not in (None, 443) else "")
    except ValueError:
        return False
    if parts.scheme != "https" or "@" in parts.netloc:
        return False
    return any(where == one or (one.startswith("*.") and where.endswith(one[1:])) for one in services)


def _bytes(written: Any) -> bytes:
    if not isinstance(written, str) or len(written) > _LONGEST:
        raise BadSubscription
    try:
        return base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadSubscription from None
