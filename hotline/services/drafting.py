"""Keeps what an officer has begun to write, and calls back an answer before it goes out."""

from __future__ import annotations

from uuid import UUID

from hotline.domain.segments import best_form
from hotline.services import outcomes, waiting
from hotline.services.casework import LONGEST_NOTE, SAME_WORDS, WITHDRAWN, Asked, Mistake, TooLong, find, record
from hotline.services.resending import taken
from hotline.store import drafts, outbound, referrals, undelivered
from hotline.store.models.casework import Case
from hotline.store.models.traffic import Outbound
from hotline.unit_of_work import UnitOfWork


def keep(unit: UnitOfWork, asked: Asked, text: str) -> Case:
    """Keep a draft, or throw it away where nothing is left of it or it was just sent; raises NotFound, Mistake."""
    case = find(unit, asked)
    if len(text) > LONGEST_NOTE:
        raise TooLong(LONGEST_NOTE, len(text) - LONGEST_NOTE)
    _keep(unit, case, asked, "" if is_sent(unit, case, asked, text) else text)
    return case


def keep_extract(unit: UnitOfWork, asked: Asked, text: str) -> None:
    """Keep the extract of a referral as far as it was written, unless it left already; raises NotFound, Mistake."""
    case = find(unit, asked)
    if len(text) > LONGEST_NOTE:
        raise TooLong(LONGEST_NOTE, len(text) - LONGEST_NOTE)
    left = {referrals.extract(unit.vault, row) for row, _ in referrals.of_case(unit.session, case.id)}
    _keep(unit, case, asked, "" if text.strip() in left else text, drafts.EXTRACT)


def is_sent(unit: UnitOfWork, case: Case, asked: Asked, text: str) -> bool:
    """Say whether the officer sent these very words minutes ago: a page loaded again brings them once more."""
    last = outbound.last_answer_since(unit.session, case.id, unit.now - SAME_WORDS)
    if last is None or last.author_id != asked.viewer.account_id:
        return False
    return best_form(outbound.body(unit.vault, last)) == best_form(text.strip())


def withdraw(unit: UnitOfWork, asked: Asked, text_id: UUID) -> Case:
    """Call back one's own answer while it waits; its words lie in the box again. A second click changes nothing."""
    case, text = taken(unit, asked, text_id)
    if text.failure == WITHDRAWN:
        return case
    if text.kind != outcomes.HUMAN or text.author_id != asked.viewer.account_id or not can_withdraw(unit, text):
        raise Mistake("left_already")
    words, failed_before = outbound.body(unit.vault, text), text.created_at
    waiting.question_withdrawn(unit, case, asked.actor, text)
    outcomes.move(unit, text, "cancelled", WITHDRAWN)
    text.handled_at = unit.now
    undelivered.put_back(unit.session, case.id, outcomes.HUMAN, failed_before)
    unit.session.flush()
    outcomes.recount_failures(unit, case)
    record(unit, case, asked, "answer_withdrawn", text=str(text.id))
    _keep(unit, case, asked, words)
    return case


def can_withdraw(unit: UnitOfWork, text: Outbound) -> bool:
    """Say whether a text surely has not gone out: no attempt was begun, and none may begin yet."""
    return text.state == "queued" and not text.attempts and text.due_at > unit.now


def _keep(unit: UnitOfWork, case: Case, asked: Asked, words: str, kind: str = drafts.ANSWER) -> None:
    account_id = asked.viewer.account_id
    if words.strip():
        drafts.keep(unit.session, unit.vault, (case.id, account_id, kind), words, unit.now)
    else:
        drafts.drop(unit.session, case.id, account_id, kind)
