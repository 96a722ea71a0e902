"""A question to the citizen: an answer like any other, after which closing waits for theirs."""

from __future__ import annotations

from hotline.domain.lifecycle import Action, Status, advance
from hotline.services import casework, waiting
from hotline.services.casework import Asked
from hotline.services.languages import LanguageReader
from hotline.store import drafts, outbound
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork

# What a question is about: whether the complaint may be passed on, or anything else.
CONSENT, ANYTHING = "consent", "question"


def ask(unit: UnitOfWork, asked: Asked, text: str, languages: LanguageReader, about: str) -> Case:
    """Send a question, and pause the clock of closing; pressed twice it is one question.

    An answer begun stays, unless the question goes on from its words: those have gone out.

    What the citizen has not been given, they cannot answer: no clock stops for a question that is kept back until then.
    """
    case = casework.find(unit, asked)
    may_ask(case)
    before = outbound.last_answer(unit.session, case.id)
    begun = drafts.of(unit.session, case.id, asked.viewer.account_id)
    words = drafts.text(unit.vault, begun) if begun is not None else ""
    casework.answer(unit, asked, text, languages)
    if words.strip() and not text.strip().startswith(words.strip()):
        drafts.keep(unit.session, unit.vault, (case.id, asked.viewer.account_id, drafts.ANSWER), words, unit.now)
    unit.session.flush()
    question = outbound.last_answer(unit.session, case.id)
    if question is None or question is before:
        return case
    said = about if about == CONSENT else ""
    if question.state == "held":
        casework.record(unit, case, asked, "question_kept", text=str(question.id), about=said)
    elif question.state != "cancelled":
        waiting.begin_pause(unit, case, asked.actor, question, said)
    return case


def may_ask(case: Case) -> None:
    """Raise Refused where no question can be put."""
    advance(Status(case.status), Action.ASK_CITIZEN)
