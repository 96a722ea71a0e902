"""What is written once a day or a period: the digest when work begins, reports that are ready, the checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from hotline.domain.keeping_eye import is_due, newest
from hotline.domain.notices import EMAIL
from hotline.domain.walls import ADMINISTRATOR, AUDITOR, Viewer
from hotline.services.spreading import hours_of
from hotline.store import clocks, counting, duty, handovers, inbox, notices, publications
from hotline.store.counting import MOST_COUNTED
from hotline.store.models.people import Account
from hotline.store.office import OfficeReader
from hotline.unit_of_work import UnitOfWork

DIGEST, REPORT, CHECKPOINT = "digest", "report", "checkpoint"
_QUEUES = ("to_answer", "overdue", "due_soon")
_WORDS = {
    "fr": {
        "to_answer": "À répondre", "overdue": "En retard", "due_soon": "Échéance proche",
        "offers": "À accepter", "alerts": "Alertes",
    },
    "en": {
        "to_answer": "To answer", "overdue": "Overdue", "due_soon": "Due soon",
        "offers": "To accept", "alerts": "Alerts",
    },
}  # fmt: skip
Units = Callable[[], UnitOfWork]


def write_due(units: Units, reader: OfficeReader, ways: Collection[str]) -> int:
    """Have everybody who wishes so told once a day, when their work has begun; return how many."""
    if EMAIL not in ways:
        return 0
    with units() as unit:
        office, day = reader.read(unit.session), unit.now.date().isoformat()
        shifts = duty.shifts(unit.session)
        told, written = notices.told_of(unit.session, DIGEST, day), 0
        for viewer in clocks.able(unit.session):
            account = unit.session.get_one(Account, viewer.account_id)
            wished = account.id not in told and notices.choices(unit.session, account.id).digest
            if wished and hours_of(office, account, shifts).began(unit.now):
                written += notices.tell(unit, account.id, EMAIL, {"kind": DIGEST, "about": day}, unit.now)
        return written


def tell_of_reports(units: Units, ways: Collection[str]) -> int:
    """Tell whoever keeps a report that its newest period is over, once a period; return how many were told."""
    if EMAIL not in ways:
        return 0
    with units() as unit:
        today, told = unit.now.date(), 0
        for row in publications.watched(unit.session):
            days = newest(row.every, today)
            if days is not None and is_due(row.every, row.opened, today):
                about: dict[str, str | UUID] = {"kind": REPORT, "about": f"{row.id}:{days[1].isoformat()}"}
                told += notices.tell(unit, row.account_id, EMAIL, about, unit.now)
        return told


def hand_out_checkpoint(units: Units, ways: Collection[str]) -> int:
    """Give the trail's checkpoint to whoever audits, once a day: what lies in many hands cannot be changed unseen."""
    if EMAIL not in ways:
        return 0
    with units() as unit:
        day = unit.now.date().isoformat()
        told, given = notices.told_of(unit.session, CHECKPOINT, day), 0
        for viewer in clocks.able(unit.session):
            holds = viewer.role in (ADMINISTRATOR, AUDITOR) and viewer.account_id not in told
            if holds and notices.choices(unit.session, viewer.account_id).digest:
                given += notices.tell(unit, viewer.account_id, EMAIL, {"kind": CHECKPOINT, "about": day}, unit.now)
        return given


def counts(unit: UnitOfWork, viewer: Viewer, locale: str | None) -> tuple[str, ...]:
    """Return what waits for an account as lines of a word and a number, counted in its own scope; none for nothing."""
    found = inbox.counts(unit.session, viewer, unit.now)
    numbers = {name: found[name] for name in _QUEUES}
    asked = {"offers": handovers.to_count(viewer), "alerts": clocks.to_count(viewer)}
    numbers |= counting.counts(unit.session, asked)
    words = _WORDS.get(locale or "fr", _WORDS["fr"])
    colon = " :" if words is _WORDS["fr"] else ":"
    return tuple(f"{words[name]}{colon} {_shown(number)}" for name, number in numbers.items() if number)


def _shown(number: int) -> str:
    return str(number) if number < MOST_COUNTED else f"{MOST_COUNTED - 1}+"
