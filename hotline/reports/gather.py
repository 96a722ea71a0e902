"""The cases of a report: received in the period, in the viewer's sight, told; what is left out is counted by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hotline.domain import story
from hotline.domain.calendars import Calendar
from hotline.domain.metrics import Wait
from hotline.domain.ownership import Told
from hotline.domain.story import Story
from hotline.reports.base import View, later
from hotline.store import calendars, trail
from hotline.store.trail import Tracked

# The tags of the humanitarian exchange language (HXL), so that others' tools read our files.
TAGS = {
    "metric": "#indicator+code", "n": "#indicator+num", "median_s": "#indicator+median+s",
    "p90_s": "#indicator+p90+s", "max_s": "#indicator+max+s", "within_target_pct": "#indicator+within+pct",
    "at_least": "#indicator+bound+list", "suppressed": "#indicator+suppressed+bool",
}  # fmt: skip
# Why a case does not count, in words; every report says them alike.
LEFT_OUT = {
    "excluded_exercise": later("Non comptés : exercice"),
    "excluded_no_citizen": later("Non comptés : sans téléphone"),
    "excluded_spam_test": later("Non comptés : indésirable ou essai"),
    "excluded_spam": later("Non comptés : indésirable"),
    "excluded_test": later("Non comptés : essai"),
    "excluded_wrong_number": later("Non comptés : faux numéro"),
    "excluded_merged": later("Non comptés : réunis à un autre"),
    "excluded_no_start": later("Non comptés : sans début"),
}
_SPAM = frozenset({"spam_test"})
# What the case page writes on every look; no figure needs it but the one of reads.
_UNTOLD = frozenset({"case_read"})


@dataclass(frozen=True, slots=True)
class Counted:
    """One case that counts: its row, its events, what they tell, and the working hours it began under."""

    case: Tracked
    events: Sequence[Told]
    story: Story
    calendar: Calendar | None

    def wait(self, start: datetime, end: datetime | None, due: datetime | None = None) -> Wait:
        """Return a stretch of this case as the metrics take it."""
        return Wait(self.case.id, start, end, due)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The cases that count, and how many do not, by reason (definition 16)."""

    cases: tuple[Counted, ...]
    left_out: Counter[str]


def gather(session: Session, view: View, *, with_reads: bool = False) -> Gathered:
    """Read and tell the cases received in the period; a case walled from the viewer is in none of it."""
    left_out: Counter[str] = Counter()
    known: dict[UUID, Tracked] = {}
    for case in trail.received(session, view.viewer, view.period.start, view.period.end):
        reason = before_telling(case)
        if reason:
            left_out[reason] += 1
        else:
            known[case.id] = case
    hours = calendars.versions(session)
    counted = []
    for case_id, rows in trail.stories(session, list(known), without=frozenset() if with_reads else _UNTOLD):
        events = [Told(row.kind, row.at, row.actor, row.data) for row in rows]
        told = story.tell(events)
        if told is None:
            left_out["no_start"] += 1
        elif told.excluded:
            left_out[told.excluded] += 1
        else:
            calendar_id = known[case_id].calendar_id
            counted.append(Counted(known[case_id], events, told, hours.get(calendar_id) if calendar_id else None))
    return Gathered(tuple(counted), left_out)


def before_telling(case: Tracked) -> str | None:
    """Return why a case is not counted before anything is read of it, as a code, or None."""
    if case.exercise:
        return "exercise"
    if not case.has_citizen:
        return "no_citizen"
    # A guess leaves nothing out: what nobody has sorted yet is a concern that waits.
    return "spam_test" if case.category in _SPAM and not case.unsorted else None
