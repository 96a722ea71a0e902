"""What the citizen was asked by SMS about passing their complaint on, and what they wrote back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hotline.domain.commands import plain
from hotline.services.asking import CONSENT
from hotline.store import events, messages, referrals
from hotline.store.models.casework import Case, Event
from hotline.unit_of_work import UnitOfWork
from hotline.web.surroundings import here

ASKED, KEPT = "info_requested", "question_kept"
# Steps with which a text of the citizen comes into a case that is open.
_WRITTEN = ("text_joined", "citizen_thanked", "reopened")
LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class AskedConsent:
    """When the citizen was last asked, and the first text that came back; empty while none did.

    `kept`: the question waits here until the citizen asks for it. `says_no`: the reply begins with a no.
    """

    at: datetime
    reply: str = ""
    replied_at: datetime | None = None
    kept: bool = False
    says_no: bool = False


def asked(unit: UnitOfWork, case: Case, trail: Sequence[Event]) -> AskedConsent | None:
    """Return the last question about consent with its reply; None where it was never asked by SMS."""
    undone = {event.data.get("text") for event in trail if event.kind == "answer_withdrawn"}
    questions = [e for e in trail if e.kind in (ASKED, KEPT) and e.data.get("about") == CONSENT]
    question = next((e for e in reversed(questions) if e.data.get("text") not in undone), None)
    if question is None:
        return None
    if question.kind == KEPT:
        return AskedConsent(question.at, kept=True)
    step = events.next_of_kinds(unit.session, case.id, question.n, _WRITTEN)
    named = step.data.get("message") if step else None
    found = messages.these(unit.session, case.id, [UUID(named)]) if named else []
    reply = next((row for row in found if str(row.id) == named), None)
    if reply is None:
        return AskedConsent(question.at)
    words = messages.body(unit.vault, reply).strip()
    return AskedConsent(question.at, words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…",
                        reply.received_at, says_no=_is_no(unit, words))  # fmt: skip


def speaks_against(unit: UnitOfWork, case: Case) -> bool:
    """Say whether the citizen's own no stands: written down already, or in the reply to the last question."""
    noted = referrals.consent(unit.session, case.id)
    if noted is not None:
        return not noted
    question = asked(unit, case, events.of_kinds(unit.session, case.id, {ASKED, KEPT, "answer_withdrawn"}))
    return question is not None and question.says_no


def _is_no(unit: UnitOfWork, words: str) -> bool:
    """Say whether a text begins with a no in a language of the line."""
    said = f"{plain(words)} "
    return any(said.startswith(f"{no} ") for no in here().tools.languages.read(unit.session).words.get("no", ()))
