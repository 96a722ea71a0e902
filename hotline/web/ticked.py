"""Cases ticked in a list of what was found: what is refused leads back to that list, with the ticks and the choice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from hotline.services import bulk
from hotline.web.whereabouts import FOUND

BACK, TICKED = "back", "ticked"
# What was chosen to be done, and what goes with it.
CHOSEN = ("action", "value-tag", "value-snooze", "value-exclude")
# An address takes no more.
MOST, LONGEST = 100, 40


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a list shows as ticked, and as chosen to be done with it."""

    references: frozenset[str]
    given: dict[str, str]


def read() -> Ticked:
    """Read from the address what was ticked and chosen before."""
    references = bulk.references(request.args.getlist(TICKED))
    return Ticked(frozenset(references), _chosen(request.args))


def address(shown: Collection[str] | None = None) -> str:
    """Return the list a form was sent from with what was ticked and chosen there; of no such list, all cases.

    `shown`: those of the ticked cases that there are for the account; None where nobody looked.
    """
    written = request.form.get(BACK, "")
    path, _, query = (written if FOUND.match(written) else "/find").partition("?")
    ticked = bulk.references(request.form.getlist("case"))
    asked = [pair for pair in parse_qsl(query) if pair[0] not in (TICKED, *CHOSEN)]
    asked += [(TICKED, one) for one in ticked[:MOST] if shown is None or one in shown]
    asked += _chosen(request.form).items()
    return f"{path}?{urlencode(asked)}" if asked else path


def came_from(given: Any) -> str:
    """Return the list that an address or a form names, without what was ticked there; of no such list, all cases."""
    written = given.get(BACK, "")
    path, _, query = (written if FOUND.match(written) else "/find").partition("?")
    asked = [pair for pair in parse_qsl(query) if pair[0] not in (TICKED, *CHOSEN)]
    return f"{path}?{urlencode(asked)}" if asked else path


def back_to_list(why: str) -> Response:
    """Lead back there, saying why nothing was done."""
    flash(why, "wrong")
    return redirect(address(), 303)


def _chosen(given: Any) -> dict[str, str]:
    return {name: given[name][:LONGEST] for name in CHOSEN if given.get(name)}
