"""What somebody sent while their page was locked or their session over: sealed, carried along, and given back."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from uuid import UUID

from flask import Response, render_template, request

from hotline.vault import SealBroken
from hotline.web.surroundings import here

_SEALED_AS = ("held_forms", "form")


def sealed_for(whom: UUID) -> str:
    """Return the form of this request, sealed for a session or an account."""
    fields = [[name, value] for name, value in request.form.items(multi=True) if name != "csrf_token"]
    told = json.dumps({"path": request.full_path.rstrip("?"), "fields": fields})
    return urlsafe_b64encode(here().vault.seal(told, *_SEALED_AS, whom)).decode()


def opened(held: str, whom: UUID) -> dict[str, Any] | None:
    """Return the path and the fields of a held form; None for what is not theirs."""
    try:
        sealed = urlsafe_b64decode(held.encode("ascii", "replace"))
        found: dict[str, Any] = json.loads(here().vault.open(sealed, *_SEALED_AS, whom))
    except (ValueError, SealBroken):
        return None
    return found


def given_back(held: str, whom: UUID, why: str) -> Response | None:
    """Return the page on which a held form is sent again, with why it was held; None for what is not theirs."""
    found = opened(held, whom)
    if found is None:
        return None
    return Response(render_template("accounts/held.html", path=found["path"], fields=found["fields"], why=why))
