"""Keeps the clocks of cases: due times as they follow from the trail, breaches, and who is told at which share of it.

Run as often as one likes and stopped wherever it may be: every case is one transaction under the case's lock, and what
it holds follows from the events alone, so that nothing is told twice and nothing that a colleague has done meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from hotline import ids
from hotline.domain import clocks as rules
from hotline.domain.calendars import Calendar
from hotline.domain.clocks import IDLE, NAMES
from hotline.domain.deadlines import moment_of
from hotline.domain.escalation import PAST, Concerned, audience, next_level
from hotline.domain.ownership import Told
from hotline.domain.spells import orderly
from hotline.domain.walls import CaseFacts, Viewer
from hotline.services import callout, duty_texts, happenings
from hotline.store import calendars, cases, checkpoints, duty, events
from hotline.store import clocks as store
from hotline.store.models.casework import Case
from hotline.store.models.clocks import Clock
from hotline.store.office import Office, OfficeReader
from hotline.unit_of_work import UnitOfWork

log = structlog.get_logger()

AT_ONCE = 200
RETURNED = "returned"
# After a long standstill nobody is woken by texts of what is old; the entries are there all the same.
NEWS = timedelta(hours=1)
HURRIED = frozenset({"critical", "high"})
Units = Callable[[], UnitOfWork]


@dataclass(frozen=True, slots=True)
class _Keeping:
    """One case in hand: its row under lock, the office, and every version of the working hours."""

    unit: UnitOfWork
    case: Case
    office: Office
    hours: Mapping[UUID, Calendar]
    _able: list[Viewer] = field(default_factory=list)

    def able(self) -> list[Viewer]:
        """Return who can be told of anything, read once a case."""
        self._able[:] = self._able or store.able(self.unit.session)
        return self._able

    def pinned(self, clock: rules.Clock, row: Clock | None) -> Calendar:
        """Return the hours a clock is counted by: for ever those it began under."""
        if row is not None:
            return self.hours[row.calendar_id]
        first = self.case.calendar_id if clock.start == self.case.received_at else None
        return self.hours[first] if first else self.office.calendar_for(self.case.desk_id)


def watch(units: Units, reader: OfficeReader) -> int:
    """Look after every case that moved or is due, one transaction each; return how many were looked at."""
    with units() as unit:
        newest = checkpoints.newest_event(unit.session)
        moved = store.moved(unit.session, unit.now, AT_ONCE)
        # Who waits for help comes before who waits for a letter.
        called = duty.due(unit.session, unit.now, AT_ONCE)
        wanted = list(dict.fromkeys([*called, *moved, *store.due(unit.session, unit.now, AT_ONCE)]))
    for case_id in wanted:
        try:
            with units() as unit:
                keep(unit, case_id, reader.read(unit.session))
        except Exception as fault:
            # One case that cannot be worked on must not keep the others waiting; it comes round again.
            log.error("clocks failed", fault=type(fault).__name__)
    if newest is not None and len(moved) < AT_ONCE:
        with units() as unit:
            store.remember(unit, newest)
    return len(wanted)


def keep(unit: UnitOfWork, case_id: UUID, office: Office) -> None:
    """Bring the clocks of one case up to what its trail says, and tell whoever is to be told by now."""
    case = cases.locked(unit.session, case_id)
    trail = events.trail(unit.session, case_id)
    told = list(orderly(Told(event.kind, event.at, event.actor, event.data) for event in trail))
    keeping = _Keeping(unit, case, office, calendars.versions(unit.session))
    known = store.of_case(unit.session, case_id)
    read = rules.read(told)
    for clock in read:
        known[clock.name, clock.start] = _follow(keeping, clock, known.get((clock.name, clock.start)))
    running = {(clock.name, clock.start) for clock in read}
    for key, row in known.items():
        if key not in running and row.met_at is None:
            # What it watched never was, or has moved on: a text that asked for nothing, an owner who acted.
            row.met_at, row.next_at = unit.now, None
    store.end_notices(unit, [row.id for row in known.values() if row.met_at is not None])
    _show(case, known)
    for clock in read:
        _tell_levels(keeping, clock, known[clock.name, clock.start])
    callout.keep(unit, case, office, told)
    happenings.keep(unit, case, office, trail, keeping.able)
    store.watched(unit.session, case_id)


def _follow(keeping: _Keeping, clock: rules.Clock, row: Clock | None) -> Clock:
    unit, calendar = keeping.unit, keeping.pinned(clock, row)
    due_at = moment_of(clock, calendar)
    if row is None:
        row = Clock(
            id=ids.new_id(), case_id=keeping.case.id, name=clock.name, start_at=clock.start, due_at=due_at,
            calendar_id=UUID(calendar.id), urgency=clock.urgency, level=0,
        )  # fmt: skip
        unit.session.add(row)
    elif row.due_at != due_at:
        why = "urgency" if row.urgency != clock.urgency else "pause" if clock.pauses else "sensitivity"
        _record(keeping, calendar, "due_changed", clock=clock.name, before=row.due_at.isoformat(),
                after=due_at.isoformat(), why=why)  # fmt: skip
        row.due_at = due_at
    row.urgency, row.met_at = clock.urgency, clock.met
    _breach(keeping, row, calendar)
    row.next_at = _next_at(clock, calendar, row.level)
    return row


def _breach(keeping: _Keeping, row: Clock, calendar: Calendar) -> None:
    """Write down, once and for ever, that a limit passed unmet; when it was met counts, not when that was seen."""
    passed = row.met_at > row.due_at if row.met_at else keeping.unit.now >= row.due_at
    if row.breached_at is not None or row.name not in NAMES or not passed:
        return
    row.breached_at = keeping.unit.now
    _record(keeping, calendar, "breached", clock=row.name, due_at=row.due_at.isoformat())


def _next_at(clock: rules.Clock, calendar: Calendar, level: int) -> datetime | None:
    following = next_level(level)
    return None if clock.met is not None or following is None else moment_of(clock, calendar, following)


def _tell_levels(keeping: _Keeping, clock: rules.Clock, row: Clock) -> None:
    """Climb the ladder as far as the time has come; a clock that nobody met is told of once a level."""
    calendar = keeping.hours[row.calendar_id]
    while row.next_at is not None and row.next_at <= keeping.unit.now:
        fresh = row.next_at > keeping.unit.now - NEWS
        row.level = next_level(row.level) or row.level
        row.next_at = _next_at(clock, calendar, row.level)
        if clock.name == IDLE and row.level == PAST:
            _return(keeping, row, fresh=fresh)
        else:
            _tell(keeping, row.name, row, fresh=fresh)


def _return(keeping: _Keeping, row: Clock, *, fresh: bool) -> None:
    """Give the case of an owner who does nothing for it back to its desk, and tell the desk."""
    case, before = keeping.case, keeping.case.owner_id
    case.owner_id = None
    case.version += 1
    row.met_at, row.next_at = keeping.unit.now, None
    store.end_notices(keeping.unit, [row.id])
    _record(keeping, None, "returned", before=str(before) if before else None, why="idle")
    _tell(keeping, RETURNED, row, fresh=fresh)


def _tell(keeping: _Keeping, kind: str, row: Clock, *, fresh: bool) -> None:
    """Tell those whose turn it is by an entry, and by a text once the limit is past and the news is fresh."""
    unit, case = keeping.unit, keeping.case
    accused = cases.accused_of(unit.session, [case.id]).get(case.id, frozenset())
    concerned = Concerned(CaseFacts(case.desk_id, case.sensitivity, accused), case.owner_id)
    found = audience(row.level, concerned, keeping.able(), keeping.office.barred)
    told = {one: store.add_notice(unit, case.id, one.account_id, kind, (row.id, row.level)) for one in found.people}
    _record(
        keeping, None, "escalated", clock=row.name, level=row.level, to=found.to, told=sum(map(bool, told.values()))
    )
    for one, notice in told.items():
        if notice is not None and fresh and row.level >= PAST:
            duty_texts.send(unit, case, one.account_id, notice, duty.PAGE if case.urgency in HURRIED else duty.ALERT)


def _show(case: Case, known: Mapping[tuple[str, datetime], Clock]) -> None:
    """Show on the case what its clocks say, so that no page tells another time than the one that is watched."""
    running = {row.name: row.due_at for row in known.values() if row.met_at is None}
    answer = running.get(rules.NEXT_ANSWER) or running.get(rules.FIRST_ANSWER)
    case.triage_due_at = running.get(rules.TRIAGE) or case.triage_due_at
    case.closure_due_at = running.get(rules.APPEAL) or running.get(rules.CLOSURE) or case.closure_due_at
    case.answer_due_at = answer or case.answer_due_at
    if case.due_at is not None:
        case.due_at = case.answer_due_at if case.waiting_since else case.closure_due_at


def _record(keeping: _Keeping, calendar: Calendar | None, kind: str, **data: events.Plain) -> None:
    pinned: dict[str, events.Plain] = {"calendar": calendar.id, "version": calendar.version} if calendar else {}
    events.append(keeping.unit, keeping.case.id, kind, "system", **data, **pinned)
