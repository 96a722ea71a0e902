"""A provider's call as the journal holds it, and back: everything a gateway reads from, and no secret of ours."""

from __future__ import annotations

import json

from hotline.gateways.base import Call
from hotline.gateways.inward import FORM, read_form

# What `write` writes. Form 1 was the body alone, from the days when every provider posted forms.
FORM_NOW = 2
# Checked at the door, or added on the way there: of these no word is kept.
PROOFS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "x-twilio-signature", "x-signature", "host", "forwarded",
     "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip", "connection", "content-length"}
)  # fmt: skip
_HIDDEN = "-"


def write(call: Call) -> str:
    """Return a call as one text; the secret part of our address is left out, bytes that are no UTF-8 are kept."""
    kept = {
        "method": call.method,
        "url": call.url.replace(call.path_token, _HIDDEN) if call.path_token else call.url,
        "rest": call.rest,
        "headers": {name: value for name, value in call.headers.items() if name.lower() not in PROOFS},
        "body": call.body.decode("latin-1"),
    }
    return json.dumps(kept, ensure_ascii=False)


def read(form: int, kept: str) -> Call:
    """Return the call that was written, as a gateway reads it."""
    if form == 1:
        return _of_body(kept)
    told = json.loads(kept)
    body = told["body"].encode("latin-1")
    query = told["url"].partition("?")[2].partition("#")[0]
    return Call(
        method=told["method"], url=told["url"], headers=told["headers"], body=body,
        rest=told["rest"], form=read_form(body), query=read_form(query.encode(errors="replace")),
    )  # fmt: skip


def _of_body(kept: str) -> Call:
    body = kept.encode(errors="replace")
    kind = "application/json" if kept.lstrip().startswith(("{", "[")) else FORM
    return Call("POST", "", {"content-type": kind}, form=read_form(body), body=body)
