"""A random part of all texts, read without any suggestion: what models are measured on and never learn from."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hotline.domain.findings import URGENCIES
from hotline.domain.walls import Viewer
from hotline.services.casework import Mistake, NotFound
from hotline.store import learning, sorting
from hotline.store.models.traffic import Message
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody says of a text they read blind."""

    category: str
    urgency: str
    accuses: bool


def take_next(unit: UnitOfWork, viewer: Viewer) -> Message | None:
    """Return the next text to read blind."""
    return learning.next_blind(unit.session, viewer)


def judge(unit: UnitOfWork, viewer: Viewer, message_id: UUID, said: Verdict, office: Office) -> None:
    """Keep what was said, once an account; the case itself stays as it is; raises NotFound, Mistake."""
    found = learning.blind_one(unit.session, viewer, message_id)
    if found is None:
        raise NotFound
    row = office.categories.get(said.category)
    if row is None or not row.active:
        raise Mistake("no_category")
    if said.urgency not in URGENCIES:
        raise Mistake("no_urgency")
    if any(label.account_id == viewer.account_id for label in learning.said_of(unit.session, message_id)):
        return
    message, case = found
    understood = message.findings or {}
    sorting.label(
        unit, message.id, viewer.account_id, suggestion_visible=False,
        old_category=understood.get("category", case.category), new_category=said.category,
        old_urgency=understood.get("urgency", case.urgency), new_urgency=said.urgency,
        old_accuses=case.wall != "none", new_accuses=said.accuses, model_version=str(understood.get("lexicon", "")),
    )  # fmt: skip
