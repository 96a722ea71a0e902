"""A text of ours as a case's page shows it: what became of it, why, and what an officer may decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from hotline.domain.messages import FAILED, awaits_person
from hotline.domain.segments import best_form
from hotline.domain.sending import BULK
from hotline.store import outbound
from hotline.store.models.traffic import Outbound
from hotline.vault import Vault
from hotline.web.casewords import REASONS, TEXT_STATES
from hotline.web.guards import current_viewer
from hotline.web.i18n import gettext
from hotline.web.surroundings import here, now
from hotline.web.times import hour, moment

_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written to the citizen, and what became of it; no author: the line itself.

    `is_dead`: nothing more happens by itself; `is_handled`: an officer has dealt with that;
    `seconds_left`: so long its author can call it back; `may_wait`: it does not leave in quiet hours.
    """

    id: UUID
    text: str
    language: str
    author: str | None
    kind: str
    state: str
    parts: int
    attempts: int
    reason: str
    at: datetime
    due_at: datetime
    is_dead: bool = False
    is_handled: bool = False
    seconds_left: int = 0
    may_wait: bool = False
    is_question: bool = False
    shape: str = "officer"

    @property
    def failed(self) -> bool:
        """Say whether the citizen did not get it, for all anybody knows."""
        return self.state in FAILED or self.state == "unknown"

    @property
    def asks(self) -> bool:
        """Say whether an officer has to decide what becomes of it."""
        return self.is_dead and not self.is_handled

    @property
    def waits(self) -> bool:
        """Say whether it waits for quiet hours to end; a few seconds are the time an answer before it takes."""
        return self.state == "queued" and self.may_wait and not self.attempts and self.due_at - now() > _MOMENT

    @property
    def state_words(self) -> str:
        """Return the state in the reader's language."""
        if self.state == "queued" and self.attempts:
            return gettext("Pas encore remis, nouvel essai : %(time)s", time=moment(self.due_at))
        if self.waits:
            return gettext("Part à %(time)s : heures calmes", time=hour(self.due_at))
        return gettext(TEXT_STATES[self.state])


def show(vault: Vault, row: Outbound, author: str | None) -> Sent:
    """Return a text of ours as the page shows it."""
    return Sent(
        row.id, best_form(outbound.body(vault, row)), row.language, author, row.kind, row.state, row.parts,
        row.attempts, reason(row), row.created_at, row.due_at, is_dead(row), row.handled_at is not None,
        _seconds_left(row), row.priority == BULK,
    )  # fmt: skip


def _seconds_left(row: Outbound) -> int:
    mine = row.kind == "answer" and row.author_id == current_viewer().account_id
    if not mine or row.state != "queued" or row.attempts:
        return 0
    left = (row.due_at - now()).total_seconds()
    return ceil(left) if 0 < left <= here().settings.undo_seconds else 0


def is_dead(row: Outbound) -> bool:
    """Say whether nothing more happens to a text by itself."""
    return awaits_person(row.state, row.settled_at)


def reason(row: Outbound) -> str:
    """Return why a text did not reach its reader, in one plain sentence; empty where it may have."""
    if row.state == "unknown":
        return gettext("Personne ne sait si ce SMS est parti.") if is_dead(row) else gettext("On le cherche encore.")
    if row.failure is None or row.state not in (*FAILED, "queued"):
        return ""
    return gettext(REASONS.get(row.failure, REASONS["unknown"]))
