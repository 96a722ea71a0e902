"""Who is on duty when, and in which order they are called for a case that cannot wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from hotline.domain.escalation import PROTECTED
from hotline.domain.walls import COORDINATOR, Barred, CaseFacts, Viewer, may_read

_DAY = timedelta(days=1)
_NOT_ON_DUTY = 1_000


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody's duty: weekdays (0 is Monday), minutes of the day, an order; past midnight if it must be.

    A shift that ends when it begins lasts a whole day. `last` is included, and counts the day a shift begins on.
    """

    account_id: UUID
    step: int
    days: frozenset[int]
    opens: int
    closes: int
    first: date
    last: date | None = None

    def covers(self, at: datetime) -> bool:
        """Say whether the person is on duty at that moment; Africa/Bamako is UTC."""
        return any(self._begun_on(at.date() - back * _DAY, at) for back in (0, 1))

    def _begun_on(self, day: date, at: datetime) -> bool:
        if day.weekday() not in self.days or day < self.first or (self.last is not None and day > self.last):
            return False
        midnight = datetime.combine(day, time(0), UTC)
        length = (self.closes - self.opens) % (24 * 60) or 24 * 60
        start = midnight + timedelta(minutes=self.opens)
        return start <= at < start + timedelta(minutes=length)


@dataclass(frozen=True, slots=True)
class Reachable:
    """Somebody who may be called: as the wall sees them, and whether they have a duty phone."""

    viewer: Viewer
    has_phone: bool


def on_duty(shifts: Iterable[Shift], at: datetime) -> dict[UUID, int]:
    """Return who is on duty at that moment, each with the lowest step they have."""
    found: dict[UUID, int] = {}
    for shift in shifts:
        if shift.covers(at):
            found[shift.account_id] = min(shift.step, found.get(shift.account_id, shift.step))
    return found


def call_tree(
    case: CaseFacts, people: Iterable[Reachable], duty: dict[UUID, int], barred: Barred
) -> tuple[Viewer, ...]:
    """Return whom to call for a case, in order, and nobody who may not read it.

    A case with somebody accused begins with the coordination; any other with its desk, and what is protected without
    anybody accused stays there. Duty comes before the rest, and a phone before none.
    """
    able = [one for one in people if may_read(one.viewer, case, barred)]
    if case.sensitivity == PROTECTED:
        able = [one for one in able if one.viewer.desk_id == case.desk_id or (case.accused and _coordinates(one))]
    return tuple(one.viewer for one in sorted(able, key=lambda one: _turn(one, case, duty)))


def _turn(one: Reachable, case: CaseFacts, duty: dict[UUID, int]) -> tuple[int | bool | UUID, ...]:
    who, step = one.viewer, duty.get(one.viewer.account_id, _NOT_ON_DUTY)
    if case.accused:
        return (not _coordinates(one), not who.cleared, step, not one.has_phone, who.account_id)
    return (who.desk_id != case.desk_id, step, not one.has_phone, who.account_id)


def _coordinates(one: Reachable) -> bool:
    return one.viewer.role == COORDINATOR
