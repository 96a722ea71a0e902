"""How Twilio's own library meets our wire: our careful exchange under its client, our fields for its validator."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from twilio.http.response import Response

from hotline.gateways.base import Call
from hotline.gateways.failures import Unknown
from hotline.gateways.outward import LONGEST_REPLY, Outgoing, Reply, exchange

# Pages of a list hold twenty texts, some of them long and in Arabic letters.
_LONGEST_LIST = 1 << 20
SID = re.compile(r"[A-Za-z0-9_-]{2,64}")


class Fields(dict[str, list[str]]):
    """A form as Twilio's validator reads it: every value of every name."""

    def __init__(self, call: Call) -> None:
        """Take the fields in their order."""
        super().__init__()
        for name, value in call.form:
            self.setdefault(name, []).append(value)

    def getlist(self, name: str) -> list[str]:
        """Return every value of a name."""
        return self[name]


class Wire:
    """What Twilio's library sends through: our careful exchange, towards the configured host."""

    def __init__(self, base: str, timeouts: tuple[float, float]) -> None:
        """Take the host's address, and how long to wait (to connect, to read) in seconds."""
        self._base = base
        self._timeouts = timeouts

    def request(self, method: str, url: str, **given: Any) -> Response:
        """Make the library's request towards the configured host; raises SendFailure."""
        asked = urlsplit(url).query or urlencode(given["params"] or {})
        target = self._base + urlsplit(url).path + (f"?{asked}" if asked else "")
        outgoing = Outgoing(
            target, form=given["data"] or None, headers=given["headers"], auth=given["auth"], method=method,
            longest=LONGEST_REPLY if method == "POST" else _LONGEST_LIST,
        )  # fmt: skip
        reply = exchange(outgoing, self._timeouts)
        if method == "POST" and reply.status < 300:
            _require_sid(reply)
        return Response(reply.status, reply.text)


def _require_sid(reply: Reply) -> None:
    sid = reply.document().get("sid")
    if not isinstance(sid, str) or not SID.fullmatch(sid):
        raise Unknown(f"HTTP {reply.status} without an id")
