"""Tells people of what happens in their cases: from the trail alone, under the case's lock, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from hotline.domain import notices as rules
from hotline.domain.escalation import Concerned
from hotline.domain.notices import Step
from hotline.domain.walls import CaseFacts, Viewer
from hotline.store import cases, clocks, notices
from hotline.store.models.casework import Case, Event
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

# After a long standstill nobody is told one by one of what is old: their lists hold it.
NEWS = timedelta(hours=12)
People = Callable[[], Sequence[Viewer]]


def keep(unit: UnitOfWork, case: Case, office: Office, trail: Sequence[Event], people: People) -> None:
    """Take back what is over, and tell of what happened since the case was last watched."""
    steps = [Step(one.id, one.n, one.kind, one.at, one.actor, one.data) for one in trail]
    told = set()
    for row in notices.open_happenings(unit.session, case.id):
        if rules.is_over(row.kind, row.account_id, row.about, steps):
            row.over_at = unit.now
        else:
            told.add((row.account_id, row.kind))
    since = max(
        notices.read_up_to(unit.session, case.id),
        max((step.n for step in steps if step.at < unit.now - NEWS), default=0),
    )
    if not rules.any_told(steps, since):
        return
    accused = cases.accused_of(unit.session, [case.id]).get(case.id, frozenset())
    concerned = Concerned(CaseFacts(case.desk_id, case.sensitivity, accused), case.owner_id)
    for one in rules.happenings(steps, since, concerned, people(), office.barred):
        # Who was told that a citizen wrote, and has not looked yet, is not told of the next text.
        if (one.account_id, one.kind) not in told:
            told.add((one.account_id, one.kind))
            clocks.add_notice(unit, case.id, one.account_id, one.kind, (one.about, 0))
