"""A text that came before is marked, put with its first, and neither acknowledged nor obeyed a second time."""

from __future__ import annotations

import dataclasses

from hotline.domain import commands, joining, repeats
from hotline.domain.lifecycle import Status
from hotline.domain.repeats import Heard
from hotline.services import opening
from hotline.services.reading import Reading
from hotline.store import cases, questions
from hotline.store import repeats as earlier
from hotline.store.models.casework import Case
from hotline.store.models.traffic import Message


def put_with_first(reading: Reading, text: joining.Text) -> bool:
    """Put a text that came before with its first; False where it is none, or has to go its own way."""
    if reading.message.duplicate_of is not None:
        # Read again out of the journal, with other words than before: these go where they belong.
        return False
    same = earlier.same_before(reading.unit.session, reading.message)
    heard = _heard(reading.message)
    copied = repeats.find_copy(heard, [_heard(one) for one in same])
    if copied is not None:
        return _put(reading, text, same[copied], certain=True)
    if same and repeats.is_near(_heard(same[0]), heard) and not _asked_since(reading, same[0]):
        return _put(reading, text, same[0], certain=False)
    return False


def _put(reading: Reading, text: joining.Text, first: Message, *, certain: bool) -> bool:
    """Walls first: nobody is shown the text who may not read it. What is not certain never rests in a closed case."""
    case = cases.locked(reading.unit.session, first.case_id) if first.case_id else None
    if case is None:
        # An order, obeyed already. Given twice it is obeyed twice, unless it is certain that it was given once.
        belongs = certain and first.kind is not None
    else:
        belongs = (certain or case.status != Status.CLOSED) and _may_join(reading, text, case)
    if belongs:
        reading.message.duplicate_of, reading.message.kind = first.id, first.kind
    if belongs and case is not None:
        opening.add_repeat(reading, case)
    return belongs


def _may_join(reading: Reading, text: joining.Text, case: Case) -> bool:
    """Whoever reads the case has these very words before them: neither subject nor language keeps them apart."""
    known = dataclasses.replace(text, category="follow_up", understood=True)
    return joining.may_join(known, cases.candidate(reading.unit.session, case), reading.office.barred)


def _asked_since(reading: Reading, first: Message) -> bool:
    """Say whether we wrote to the citizen since, or ask a question that this text answers."""
    session, contact = reading.unit.session, reading.contact
    asked = questions.open_for(session, contact.id, reading.unit.now)
    answers = commands.read_closing_answer(reading.text, reading.spoken.words) is not None
    if answers and asked and asked.asked_at and asked.asked_at >= first.received_at:
        return True
    quiet = first.case_id is None or _is_quiet(session.get_one(Case, first.case_id))
    return earlier.replied_between(session, first, reading.message.received_at, count_quiet=quiet)


def _is_quiet(case: Case) -> bool:
    return case.wall != "none" or case.sensitivity in ("S2", "S3")


def _heard(message: Message) -> Heard:
    return Heard(message.received_at, message.sent_at, message.same_until)
