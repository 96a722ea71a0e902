"""Asking for a file of cases, and taking it: both stand in the house's trail before anything goes out."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hotline import ids
from hotline.services import witness
from hotline.store import exports
from hotline.store.accounts import SignedIn
from hotline.store.models.exports import Export
from hotline.unit_of_work import UnitOfWork


def ask(unit: UnitOfWork, who: SignedIn, form: str, first: date, last: date) -> None:
    """Ask for a file of the cases received in [first, last); a worker builds it."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    number = witness.note_export(unit, who.actor, "cases", format=form, **days)
    row = Export(
        id=ids.new_id(), number=number, account_id=who.account_id, form=form, first=first, last=last,
        state="asked", asked_at=unit.now, done=0, total=0,
    )  # fmt: skip
    exports.add(unit, row)


def take(unit: UnitOfWork, who: SignedIn, export_id: UUID) -> Export | None:
    """Note that a file is taken, and return it; None for another's, an unfinished one, or one that is over."""
    export = exports.one_of(unit.session, who.account_id, export_id)
    if export is None or export.state != "ready" or exports.is_over(unit, export):
        return None
    witness.note_export(unit, who.actor, "cases_taken", number=export.number)
    return export
