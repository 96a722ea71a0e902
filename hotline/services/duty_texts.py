"""Texts to officers: a reference and nothing else, and the wall asked again before each leaves."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from hotline.domain.references import show_reference
from hotline.services import writing
from hotline.services.writing import Letter
from hotline.store import contacts, duty, scope
from hotline.store.models.casework import Case
from hotline.store.models.clocks import Notice
from hotline.store.models.people import Account
from hotline.store.models.traffic import Outbound
from hotline.store.office import viewer_of
from hotline.unit_of_work import UnitOfWork

LANGUAGE = "fr"
_KINDS = frozenset({duty.PAGE, duty.ALERT})


def send(unit: UnitOfWork, case: Case, account_id: UUID, notice_id: UUID, kind: str) -> None:
    """Text an officer the reference of a case, once a notice; nobody without a duty phone, and no exercise."""
    number = None if case.exercise else duty.phone(unit.session, unit.vault, account_id)
    if number is None:
        return
    contact = contacts.met(unit, number, "")
    writing.write(unit, contact, Letter(kind, notice_id, show_reference(case.reference), LANGUAGE))


def barrier(unit: UnitOfWork, text: Outbound) -> str | None:
    """Return why a text to an officer may not leave any more, as a code: it is done, or the wall now stands before."""
    if text.kind not in _KINDS:
        return None
    notice = unit.session.get(Notice, text.cause_id)
    if notice is None or notice.over_at is not None:
        return "moot"
    viewer = viewer_of(unit.session.get_one(Account, notice.account_id))
    seen = select(Case.id).where(Case.id == notice.case_id, scope.auditable(viewer))
    return None if unit.session.scalar(seen) else "walled"
