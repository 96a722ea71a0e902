"""One careful call to a provider: it tells what surely was not sent from what may have been."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectTimeout, InvalidHeader, InvalidSchema, InvalidURL, RequestException
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

from hotline.gateways.failures import BadConfig, Misconfigured, Rejected, SendFailure, TryLater, Unknown

# A provider that cannot be reached may be back at once; the pauses between tries grow by themselves.
_RECONNECT_S = 5
LONGEST_REPLY = 65_536
_LONGEST_WAIT_S = 3600
# A sender holds a text for 40 seconds, and one call may take 20.
_LAST_BEGINNING_S = 15
_ACCOUNT_TROUBLE = frozenset({401, 403, 404, 405, 407, 410})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request to a provider: a form, a JSON document, or plain octets."""

    url: str
    form: Mapping[str, str] | None = field(default=None, repr=False)
    document: Mapping[str, Any] | None = field(default=None, repr=False)
    content: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str | bytes] = field(default_factory=dict, repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)
    method: str = "POST"
    longest: int = LONGEST_REPLY


@dataclass(frozen=True, slots=True)
class Reply:
    """A provider's answer, cut at the length that was asked for."""

    status: int
    text: str = field(repr=False)

    def document(self) -> dict[str, Any]:
        """Return the JSON object in the answer; raises Unknown, since a garbled yes may still be a yes."""
        try:
            found = json.loads(self.text)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Unknown(f"HTTP {self.status} without a JSON object")
        return found

    def rows(self) -> list[dict[str, Any]]:
        """Return the JSON objects of the list in the answer; raises Unknown."""
        try:
            found = json.loads(self.text)
        except ValueError:
            found = None
        if not isinstance(found, list):
            raise Unknown(f"HTTP {self.status} without a JSON list")
        return [row for row in found if isinstance(row, dict)]


def safe_url(name: str, url: str) -> str:
    """Return `url` without a trailing slash; raises BadConfig unless it is https, or http to this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host or parts.username or parts.query or parts.fragment:
        raise BadConfig(f"{name}: its address must be plain, like https://host/path")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise BadConfig(f"{name}: its address must start with https:// (or be http:// on this machine)")
    return url.rstrip("/")


def endpoint(name: str, url: str, path: str) -> str:
    """Return where texts are handed over: `url` itself, or `path` of a host that is named alone; raises BadConfig."""
    address = safe_url(name, url)
    return address if urlsplit(address).path else address + path


def exchange(outgoing: Outgoing, timeouts: tuple[float, float], told: frozenset[int] = frozenset()) -> Reply:
    """Make one request and return the answer if it is a yes or a plain no; raises SendFailure.

    `told`: statuses of trouble that the provider explains in words, which the caller reads.

    Each request has its own connection: a kept one that died would make a text unknown that was never sent.
    Redirects, proxies and .netrc files are not followed.
    """
    try:
        with requests.Session() as session:
            session.trust_env = False
            session.mount("https://", _Adapter(max_retries=0))
            with session.request(
                outgoing.method, outgoing.url, data=outgoing.form or outgoing.content, json=outgoing.document,
                auth=outgoing.auth, headers={"Accept-Encoding": "identity", **outgoing.headers},
                timeout=timeouts, allow_redirects=False, stream=True,
            ) as answer:  # fmt: skip
                body = next(answer.iter_content(outgoing.longest), b"")
    except (InvalidURL, InvalidHeader, InvalidSchema) as fault:
        raise Misconfigured("configuration", type(fault).__name__) from None
    except (RequestException, HTTPError) as fault:
        raise _broken(fault) from None
    reply = Reply(answer.status_code, body.decode(errors="replace"))
    return reply if reply.status in told else _judged(reply, answer.headers.get("Retry-After", ""))


def in_time(started: float) -> None:
    """Return if one more call for the same text still ends in time; raises TryLater, since none before took it."""
    if time.monotonic() - started > _LAST_BEGINNING_S:
        raise TryLater("provider_busy", "too slow")


def refusal(status: int) -> SendFailure:
    """Return what a 4xx answer means when the provider's own code says nothing."""
    if status in _ACCOUNT_TROUBLE:
        return Misconfigured("configuration", f"HTTP {status}")
    return Rejected("text_refused", f"HTTP {status}")


class _Connection(HTTPSConnection):
    """A connection whose failed handshake counts as never connected: nothing of ours was written yet."""

    def connect(self) -> None:
        try:
            super().connect()
        except OSError as fault:
            raise NewConnectionError(self, f"TLS: {type(fault).__name__}") from fault


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": HTTPConnectionPool, "https": _Pool}


def _broken(fault: Exception) -> SendFailure:
    reason = getattr(fault.args[0], "reason", None) if fault.args else None
    if isinstance(fault, ConnectTimeout) or isinstance(reason, NewConnectionError):
        return TryLater("provider_busy", "not connected", _RECONNECT_S)
    return Unknown(type(fault).__name__)


def _judged(reply: Reply, retry_after: str) -> Reply:
    if reply.status == 429:
        wait = min(int(retry_after), _LONGEST_WAIT_S) if retry_after.isdecimal() else None
        raise TryLater("provider_busy", "HTTP 429", wait)
    if reply.status >= 500 or reply.status == 408:
        raise Unknown(f"HTTP {reply.status}")
    if reply.status >= 300 and reply.status < 400:
        raise Misconfigured("configuration", f"HTTP {reply.status}")
    return reply


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
