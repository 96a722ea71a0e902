"""Pages that keep themselves up to date: a mark of what one viewer sees, and the short answer when it is the same.

The mark is made of the viewer's own rows alone. What they may not see moves nothing in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from flask import Response, request

from hotline.services.presence import ANSWERING
from hotline.store import casefile
from hotline.unit_of_work import UnitOfWork
from hotline.web.guards import POLL, current_account
from hotline.web.i18n import current_locale, gettext
from hotline.web.surroundings import here


def mark(*seen: object) -> str:
    """Return the mark of what this person is shown, in their language."""
    whole = (str(current_account().viewer.account_id), current_locale(), *seen)
    return sha256(repr(whole).encode()).hexdigest()[:32]


def knows(mark: str) -> bool:
    """Say whether the page that asks shows this already."""
    return request.if_none_match.contains_weak(mark)


def unchanged(mark: str) -> Response:
    """Return the answer to a page that shows everything already."""
    return marked(Response(status=304), mark)


def marked(response: Response, mark: str) -> Response:
    """Give a page its mark."""
    response.set_etag(mark)
    return response


def note_presence(unit: UnitOfWork, case_id: UUID) -> None:
    """Let colleagues know that this person is on a case; the page says whether they write."""
    doing = request.headers.get(POLL, "")
    here().presence.note(case_id, current_account().viewer.account_id, doing, unit.now)


def colleagues(unit: UnitOfWork, case_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return for each case which colleague is on it, in words: whoever writes before whoever looks."""
    found = here().presence.others(case_ids, current_account().viewer.account_id, unit.now)
    first = {case_id: next(iter(there.items())) for case_id, there in found.items() if there}
    titles = casefile.titles(unit.session, {who for who, _ in first.values()})
    return {case_id: _said(titles.get(who, ""), doing) for case_id, (who, doing) in first.items()}


def is_being_answered(unit: UnitOfWork, case_id: UUID) -> bool:
    """Say whether a colleague is writing an answer just now."""
    there = here().presence.others([case_id], current_account().viewer.account_id, unit.now)
    return ANSWERING in there.get(case_id, {}).values()


def _said(who: str, doing: str) -> str:
    who = who or gettext("Un collègue")
    return gettext("%(who)s répond", who=who) if doing == ANSWERING else gettext("%(who)s regarde", who=who)
