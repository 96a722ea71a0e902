"""What the trail keeps of an answer's words so that empty ones show: no word, and nothing to guess words by."""

from __future__ import annotations

from datetime import timedelta

from hotline.store import answers, events
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork

_LOOK_BACK = timedelta(days=30)
_SHORT = 32


def marks_of(unit: UnitOfWork, case: Case, actor: str, text: str) -> dict[str, events.Plain]:
    """Return a keyed hash of an answer's words, whether they are a ready text, and how often the officer sent them."""
    words = _plain(text)
    ready = words in {_plain(one) for one in answers.ready_texts(unit.session)}
    same = unit.vault.blind("answer words", words).hex()[:_SHORT]
    again = answers.sent_elsewhere(unit.session, actor, same, case.id, unit.now - _LOOK_BACK)
    return {"words": same, "ready": ready, "again": again}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
