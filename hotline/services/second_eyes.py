"""A protected answer is read by another cleared officer before it goes, where there is one.

It goes in its author's name. What waits for a second reader has not answered anybody: no clock stops for it.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from hotline import ids
from hotline.domain.filling import blanks
from hotline.services import asking, casework, telling
from hotline.services.casework import LONGEST_NOTE, LONGEST_TEXT, Asked, Mistake, checked
from hotline.services.languages import LanguageReader
from hotline.store import events, readers, second_eyes
from hotline.store.models.casework import Case
from hotline.store.models.second_eyes import WaitingAnswer
from hotline.unit_of_work import UnitOfWork


def answer(unit: UnitOfWork, asked: Asked, text: str, languages: LanguageReader, asks: str = "") -> Case:
    """Answer the citizen, or hand the answer to a second reader where the case is protected and there is one.

    `asks`: what a question is about; empty for what is none.
    """
    case = casework.find(unit, asked)
    if not needs_reader(unit, case, asked):
        return _send(unit, asked, text, languages, asks)
    if asks:
        asking.may_ask(case)
    text = checked(text, LONGEST_TEXT)
    if blanks(text):
        raise Mistake("blank_left")
    key = asked.key or ids.new_id()
    if second_eyes.known(unit.session, key):
        return case
    casework.refuse_if_moved(case, asked)
    if case.contact_id is None:
        raise Mistake("no_phone")
    if second_eyes.open_of(unit.session, case.id) is not None:
        raise Mistake("answer_waits")
    unit.session.add(
        WaitingAnswer(
            id=key, case_id=case.id, author_id=asked.viewer.account_id, written_at=unit.now, asks=asks,
            text_sealed=unit.vault.seal(text, "waiting_answers", "text_sealed", key),
        )
    )  # fmt: skip
    casework.record(unit, case, asked, "answer_to_read", commitment=unit.vault.commitment(key, text),
                    **telling.marks(unit, case, tells=asked.tells))  # fmt: skip
    return case


def needs_reader(unit: UnitOfWork, case: Case, asked: Asked) -> bool:
    """Say whether the case is protected, and somebody else could read the answer first."""
    if case.sensitivity != "S3":
        return False
    return any(one.account_id != asked.viewer.account_id for one in readers.of(unit.session, case))


def let_go(unit: UnitOfWork, asked: Asked, answer_id: UUID, languages: LanguageReader) -> Case:
    """Send an answer that somebody else wrote, in their name; raises Mistake for one's own, and for what was read."""
    case, row = _waiting(unit, asked, answer_id)
    author = next((one for one in readers.of(unit.session, case) if one.account_id == row.author_id), None)
    if author is None:
        raise Mistake("author_left")
    _read(unit, asked, row, ok=True)
    casework.record(unit, case, asked, "answer_passed", author=events.by_account(row.author_id))
    words = second_eyes.words(unit.vault, row)
    written = replace(asked, viewer=author, seen=None, key=row.id, undo_s=0, tells=telling.awaits_reader(unit, case))
    return _send(unit, written, words, languages, row.asks)


def give_back(unit: UnitOfWork, asked: Asked, answer_id: UUID, why: str) -> Case:
    """Give an answer back to its author with a reason, as a note; one's own may be taken back without."""
    case, row = _waiting(unit, asked, answer_id, own=True)
    own = row.author_id == asked.viewer.account_id
    words = second_eyes.words(unit.vault, row)
    reason = why.strip() if own else checked(why, LONGEST_NOTE)
    _read(unit, asked, row, ok=False)
    for said in (words, reason):
        if said:
            note = casework.seal(unit, case, asked, "reason", said)
            casework.record(unit, case, asked, "answer_returned", note=str(note.id),
                            commitment=unit.vault.commitment(note.id, said))  # fmt: skip
    return case


def _send(unit: UnitOfWork, asked: Asked, text: str, languages: LanguageReader, asks: str) -> Case:
    if asks:
        return asking.ask(unit, asked, text, languages, asks)
    return casework.answer(unit, asked, text, languages)


def _waiting(unit: UnitOfWork, asked: Asked, answer_id: UUID, *, own: bool = False) -> tuple[Case, WaitingAnswer]:
    case = casework.find(unit, asked)
    row = second_eyes.open_of(unit.session, case.id)
    if row is None or row.id != answer_id:
        raise Mistake("answer_gone")
    if row.author_id == asked.viewer.account_id and not own:
        raise Mistake("own_answer")
    return case, row


def _read(unit: UnitOfWork, asked: Asked, row: WaitingAnswer, *, ok: bool) -> None:
    row.read_by, row.read_at, row.ok = asked.viewer.account_id, unit.now, ok
    unit.session.flush()
