"""A note written for one colleague: they are told that a case waits for their eye, and nothing of what it says."""

from __future__ import annotations

from uuid import UUID

from hotline.domain.walls import Viewer
from hotline.services import casework
from hotline.services.casework import LONGEST_NOTE, Asked, Mistake, checked
from hotline.store import clocks, events, readers
from hotline.store.models.casework import Case
from hotline.unit_of_work import UnitOfWork

MENTIONED = "mentioned"


def others(unit: UnitOfWork, case: Case, viewer: Viewer) -> list[Viewer]:
    """Return whom of those who may act on the case this account can ask."""
    return [one for one in readers.of(unit.session, case) if one.account_id != viewer.account_id]


def mention(unit: UnitOfWork, asked: Asked, account_id: UUID, text: str) -> Case:
    """Keep a note and tell a colleague of the case; raises Mistake for who may not read it."""
    case = casework.find(unit, asked)
    text = checked(text, LONGEST_NOTE)
    if all(one.account_id != account_id for one in others(unit, case, asked.viewer)):
        raise Mistake("no_colleague")
    note = casework.seal(unit, case, asked, "note", text)
    casework.record(unit, case, asked, MENTIONED, to=events.by_account(account_id), note=str(note.id),
                    commitment=unit.vault.commitment(note.id, text))  # fmt: skip
    unit.session.flush()
    clocks.add_notice(unit, case.id, account_id, MENTIONED, (note.id, 0))
    return case
