"""Closing questions as rows: one open question a phone at a time, bound within its window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from hotline import ids
from hotline.domain.sending import BULK
from hotline.store.models.casework import Case, Question
from hotline.store.models.traffic import Outbound

# A few seconds are the time that an answer before it takes: such a question is on its way.
_MOMENT = timedelta(minutes=1)


def open_for(session: Session, contact_id: UUID, now: datetime) -> Question | None:
    """Return the question this phone is being asked, if its window is still open."""
    asked = select(Question).where(Question.contact_id == contact_id, Question.state == "open")
    return session.scalar(asked.where(Question.expires_at > now))


def last_asked(session: Session, contact_id: UUID, now: datetime) -> Question | None:
    """Return the question asked last of this phone, settled or not, while its window is open."""
    # Settled questions are found by the cases of the phone: only open ones have an index by phone.
    asked = select(Question).join(Case, Case.id == Question.case_id).where(Case.contact_id == contact_id)
    in_time = Question.contact_id == contact_id, Question.asked_at.is_not(None), Question.expires_at > now
    last = asked.where(*in_time).order_by(Question.state != "open", Question.asked_at.desc())
    return session.scalar(last.limit(1))


def get(session: Session, question_id: UUID) -> Question:
    """Return a question."""
    return session.get_one(Question, question_id)


def is_open(session: Session, question: Question) -> bool:
    """Say whether the question is still open; to be asked once its case is locked, for it may have run out by then."""
    session.refresh(question)
    return question.state == "open"


def of_case(session: Session, case_id: UUID) -> Question | None:
    """Return the question of a case that is open or waits for its turn."""
    return session.scalar(select(Question).where(Question.case_id == case_id, Question.state.in_(("open", "waiting"))))


def add(session: Session, case_id: UUID, contact_id: UUID, now: datetime) -> Question:
    """Put a question in line; `state` is waiting until it is the only one of this phone."""
    question = Question(id=ids.new_id(), case_id=case_id, contact_id=contact_id, state="waiting", created_at=now)
    session.add(question)
    session.flush()
    return question


def next_waiting(session: Session, contact_id: UUID) -> Question | None:
    """Return the oldest waiting question of a phone that is not being asked anything."""
    busy = select(Question.id).where(Question.contact_id == contact_id, Question.state == "open")
    if session.scalar(busy) is not None:
        return None
    waiting = select(Question).where(Question.contact_id == contact_id, Question.state == "waiting")
    return session.scalar(waiting.order_by(Question.created_at).limit(1))


def put(session: Session, question: Question, now: datetime, until: datetime) -> bool:
    """Open a waiting question; False when another was put to the same phone at this very moment."""
    try:
        with session.begin_nested():
            question.state, question.asked_at, question.expires_at = "open", now, until
    except IntegrityError:
        return False
    return True


def expired(session: Session, now: datetime, limit: int = 100) -> Sequence[UUID]:
    """Return open questions whose window has passed, by their ids."""
    late = select(Question.id).where(Question.state == "open", Question.expires_at <= now)
    return session.scalars(late.order_by(Question.expires_at).limit(limit)).all()


def went_out(session: Session, question_id: UUID) -> bool:
    """Say whether a question reached at least the network."""
    sent = select(Outbound.id).where(
        Outbound.cause_id == question_id, Outbound.state.in_(("accepted", "sent", "delivered"))
    )
    return session.scalar(sent.limit(1)) is not None


def text_still_here(session: Session, question_id: UUID) -> Outbound | None:
    """Return the text of a question, locked, while it surely has not gone out; one in a worker's hands is leaving."""
    mine = select(Outbound).where(Outbound.cause_id == question_id, Outbound.state.in_(("held", "queued")))
    mine = mine.where(Outbound.attempts == 0).limit(1).with_for_update(skip_locked=True)
    return session.scalar(mine.execution_options(populate_existing=True))


def is_kept(case_id: InstrumentedAttribute[UUID] | UUID, now: datetime) -> ColumnElement[bool]:
    """Return the condition under which a text is the closing question of a case that quiet hours keep from leaving."""
    mine = Outbound.case_id == case_id, Outbound.kind == "closing_question", Outbound.priority == BULK
    return and_(*mine, Outbound.state == "queued", Outbound.attempts == 0, Outbound.due_at > now + _MOMENT)


def leaves_at(session: Session, case_id: UUID, now: datetime) -> datetime | None:
    """Return when the closing question of a case leaves that quiet hours keep; None where none does."""
    return session.scalar(select(Outbound.due_at).where(is_kept(case_id, now)).limit(1))
