"""A question to the citizen: an answer like any other, read by another officer where those are; closing then waits."""

from __future__ import annotations

from hotline.domain.lifecycle import Action, Status, advance
from hotline.services import casework, second_eyes, waiting
from hotline.services.casework import Asked
from hotline.services.languages import LanguageReader
from hotline.store import outbound
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork

# A question whether the complaint may be passed on.
CONSENT = "consent"
# What the citizen has not been given, they cannot answer: no clock stops for it.
_NOT_ASKED = frozenset({"cancelled", "held"})


def ask(unit: UnitOfWork, asked: Asked, text: str, languages: LanguageReader, about: str = "") -> Case:
    """Send a question, and pause the clock of closing; pressed twice it is one. `about`: CONSENT, or anything else."""
    case = casework.find(unit, asked)
    advance(Status(case.status), Action.ASK_CITIZEN)
    before = outbound.last_answer(unit.session, case.id)
    second_eyes.answer(unit, asked, text, languages)
    unit.session.flush()
    question = outbound.last_answer(unit.session, case.id)
    if question is not None and question is not before and question.state not in _NOT_ASKED:
        waiting.begin_pause(unit, case, asked.actor, question, about if about == CONSENT else "")
    return case
