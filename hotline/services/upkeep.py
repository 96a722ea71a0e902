"""What must happen by itself: the sweep that makes Redis optional, questions that run out, the journal's end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete

from hotline.jobnames import Job
from hotline.services import closing
from hotline.services.languages import LanguageReader
from hotline.store import contacts, lanes, messages, notices, questions
from hotline.store.models.traffic import RawInbound
from hotline.unit_of_work import UnitOfWork

OVERDUE_S = 3
JOURNAL_DAYS = 30
# Longer than a month, so that nobody is told twice of a monthly report.
TELLINGS_DAYS = 90
Units = Callable[[], UnitOfWork]


def due_jobs(units: Units, after_s: int = OVERDUE_S) -> list[Job]:
    """Return the jobs whose wake-up got lost: rows that have waited so long although nobody holds them."""
    with units() as unit:
        late = messages.any_overdue(unit.session, unit.now - timedelta(seconds=after_s))
        due = lanes.any_due(unit.session, unit.now - timedelta(seconds=after_s), after_s)
    return [job for job, waits in ((Job.TRIAGE, late), (Job.DELIVERY, due)) if waits]


def end_questions(units: Units, languages: LanguageReader) -> int:
    """Close the cases whose citizen stayed silent, and ask what waited behind; return how many."""
    with units() as unit:
        late = questions.expired(unit.session, unit.now)
    for question_id in late:
        with units() as unit:
            question = questions.get(unit.session, question_id)
            closing.silence(unit, question)
            unit.session.flush()
            closing.ask_next(unit, contacts.get(unit.session, question.contact_id), languages)
    return len(late)


def purge_tellings(units: Units) -> None:
    """Forget what officers were told by e-mail or push after 90 days."""
    with units() as unit:
        notices.forget(unit, TELLINGS_DAYS)


def purge_journal(units: Units) -> None:
    """Forget raw requests after 30 days."""
    with units() as unit:
        old = unit.now - timedelta(days=JOURNAL_DAYS)
        unit.session.execute(delete(RawInbound).where(RawInbound.received_at < old))
