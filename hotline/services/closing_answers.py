"""A citizen's 1, 2 or 3: bound to the closing question last asked of the phone, within its window, and to nothing else.

Once that question is settled, the same digit is a second thought about the same case: the question still stands on the
phone, and another case that happens to be open knows nothing of it.
"""

from __future__ import annotations

import dataclasses

from hotline.domain import commands, joining
from hotline.domain.commands import Closing
from hotline.domain.joining import Text
from hotline.domain.lifecycle import ACTION_OF_DIGIT, Action, Status
from hotline.services import closing, opening
from hotline.services.reading import Reading
from hotline.store import cases, events, questions
from hotline.store.models.casework import Case, Question


def take(reading: Reading, text: Text) -> bool:
    """Bind a text to the closing question it answers, if it may be shown to whoever reads that case."""
    if reading.is_first:
        return False
    asked = questions.last_asked(reading.unit.session, reading.contact.id, reading.unit.now)
    answer = commands.read_closing_answer(reading.text, reading.spoken.words) if asked else None
    if asked is None or answer is None or _came_before(reading, asked):
        return False
    if questions.text_still_here(reading.unit.session, asked.id):
        # Nobody answers what they have not been asked yet: an officer reads what was meant.
        return False
    case = cases.locked(reading.unit.session, asked.case_id)
    is_open = questions.is_open(reading.unit.session, asked)
    if not (_may_join(reading, text, answer, case) and (is_open or _is_second_thought(reading, answer, asked, case))):
        return False
    if is_open or (case.status == Status.CLOSED and ACTION_OF_DIGIT[answer.answer] is not Action.CONFIRM):
        _take(reading, case, asked, answer.answer)
    else:
        _hear(reading, case, answer.answer)
    return True


def _may_join(reading: Reading, text: Text, answer: Closing, case: Case) -> bool:
    known = text
    if answer.whole:
        # A digit, a yes or a no by itself tells nothing else, whatever it was understood as.
        known = dataclasses.replace(text, category="follow_up", sensitivity="S0", accused=frozenset(), understood=True)
    return joining.may_join(known, cases.candidate(reading.unit.session, case), reading.office.barred)


def _is_second_thought(reading: Reading, answer: Closing, asked: Question, case: Case) -> bool:
    """Nothing but the digit, or a yes, about a case that stands for itself, with nothing asked of this phone since.

    A no in words may answer whatever an officer wrote meanwhile, and words that forbid contact are an order.
    """
    busy = cases.asked_since(reading.unit.session, reading.contact.id, asked.asked_at) if asked.asked_at else True
    clear = commands.plain(reading.text).isdigit() or ACTION_OF_DIGIT[answer.answer] is Action.CONFIRM
    return answer.whole and clear and case.merged_into_id is None and not busy


def _came_before(reading: Reading, asked: Question) -> bool:
    """Say whether the text is older than the question: read late out of the journal, it cannot be its answer."""
    return asked.asked_at is not None and reading.message.received_at < asked.asked_at


def _take(reading: Reading, case: Case, question: Question, digit: int) -> None:
    """Act on the answer; then ask what else waits for this phone."""
    unit = reading.unit
    opening.attach(reading, case)
    reading.message.kind = "closing_answer"
    events.append(unit, case.id, "closing_answered", "citizen", message=str(reading.message.id), answer=digit)
    closing.take_answer(unit, case, question, digit, reading.office)
    unit.session.flush()
    if case.status != Status.CLOSED:
        opening.wait_again(case, reading.office, reading.message.received_at)
    closing.ask_next(unit, reading.contact, reading.tools.languages)


def _hear(reading: Reading, case: Case, digit: int) -> None:
    """A yes to what is closed is thanks; what is open again is read by its officer, and never closed by one digit."""
    opening.add_to_case(reading, case.id, "thank" if case.status == Status.CLOSED else "join")
    if ACTION_OF_DIGIT[digit] is Action.NOT_SAFE:
        closing.protect(reading.unit, case, reading.contact, reading.office)
