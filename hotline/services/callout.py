"""Calls people for critical cases, one after the other, until somebody has the case in hand."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from hotline import ids
from hotline.domain.callout import MOST_ROUNDS, PATIENCE, unheeded_since
from hotline.domain.escalation import VERY_LATE, Concerned, audience
from hotline.domain.lifecycle import Refused
from hotline.domain.ownership import Told
from hotline.domain.roster import call_tree, on_duty
from hotline.domain.walls import CaseFacts, Viewer
from hotline.services import casework, duty_texts
from hotline.services.casework import Asked, Mistake, NotFound
from hotline.store import cases, clocks, duty, events
from hotline.store.models.casework import Case
from hotline.store.models.duty import Callout, Page
from hotline.store.office import Office
from hotline.unit_of_work import UnitOfWork

PAGED, NOBODY = "page", "nobody_reached"
OLD = timedelta(hours=24)


def keep(unit: UnitOfWork, case: Case, office: Office, trail: Sequence[Told]) -> None:
    """Begin, go on with or end the calls for a case as its trail says; the caller holds the lock on the case."""
    since = unheeded_since(trail) if case.status != "closed" else None
    for old in duty.running(unit.session, case.id):
        if old.since != since:
            _end(unit, old, "picked_up" if since is None else "moved")
    if since is None:
        return
    row = duty.callout(unit.session, case.id, since)
    if row is None and since < unit.now - OLD:
        # Nobody is woken for what is old news after a standstill: the overdue clocks of such a case are told of.
        return
    row = row or duty.begin(unit, case.id, since)
    if row.ended_at is None and (row.next_at <= unit.now or _lost(unit, row)):
        _call_next(unit, case, office, row)


def tree(unit: UnitOfWork, case: Case, office: Office) -> tuple[Viewer, ...]:
    """Return whom to call for a case now, in order."""
    duties = on_duty(duty.shifts(unit.session), unit.now)
    return call_tree(_facts(unit, case), duty.reachable(unit.session), duties, office.barred)


def answer(unit: UnitOfWork, asked: Asked, page_id: UUID, *, reached: bool) -> Page:
    """Write down whether a call reached somebody: then nobody else is called, else the next at once; NotFound.

    Said twice it changes nothing.
    """
    case = casework.find(unit, asked)
    page = duty.page(unit.session, case.id, page_id)
    if page is None:
        raise NotFound
    if page.answered_at is not None:
        return page
    page.answered_at, page.answered_by, page.reached = unit.now, asked.viewer.account_id, reached
    events.append(unit, case.id, "page_answered", asked.actor, account=str(page.account_id), step=page.step,
                  reached=reached)  # fmt: skip
    callout = unit.session.get_one(Callout, page.callout_id)
    if reached and callout.ended_at is None:
        _end(unit, callout, "reached")
    elif page.step == duty.pages(unit.session, page.callout_id)[-1].step:
        duty.next_at_once(unit.session, page.callout_id, unit.now)
    clocks.end_notices(unit, [page.id])
    # Who says of themselves that they have the case in hand has it: else calls would end with nobody on it.
    if reached and page.account_id == asked.viewer.account_id and case.owner_id is None:
        # An appeal is for others, and what is closed is nobody's: then it was said and is no more than that.
        with suppress(Mistake, Refused):
            casework.take(unit, asked)
    return page


def _call_next(unit: UnitOfWork, case: Case, office: Office, row: Callout) -> None:
    """Call the next on the tree as it stands now; who was called least often comes first, in the order of the tree."""
    called = [page.account_id for page in duty.pages(unit.session, row.id)]
    people = tree(unit, case, office)
    rounds = {one.account_id: called.count(one.account_id) for one in people}
    turn = min(people, key=lambda one: rounds[one.account_id], default=None)
    if turn is None or rounds[turn.account_id] >= MOST_ROUNDS:
        _give_up(unit, case, office, row)
        return
    page = Page(id=ids.new_id(), callout_id=row.id, step=len(called) + 1, account_id=turn.account_id, paged_at=unit.now)
    unit.session.add(page)
    unit.session.flush()
    row.next_at = unit.now + PATIENCE
    events.append(unit, case.id, "paged", "system", account=str(turn.account_id), step=page.step)
    notice = clocks.add_notice(unit, case.id, turn.account_id, PAGED, (page.id, page.step))
    if notice is not None:
        duty_texts.send(unit, case, turn.account_id, notice, duty.PAGE)


def _give_up(unit: UnitOfWork, case: Case, office: Office, row: Callout) -> None:
    """Everybody was called as often as it makes sense: whoever stands highest and may know of the case is told."""
    concerned = Concerned(_facts(unit, case), None)
    found = audience(VERY_LATE, concerned, clocks.able(unit.session), office.barred)
    for one in found.people:
        clocks.add_notice(unit, case.id, one.account_id, NOBODY, (row.id, VERY_LATE))
    row.ended_at, row.why = unit.now, "nobody"
    events.append(unit, case.id, "escalated", "system", clock="page", level=VERY_LATE, to=found.to,
                  told=len(found.people))  # fmt: skip


def _end(unit: UnitOfWork, row: Callout, why: str) -> None:
    row.ended_at, row.why = unit.now, why
    clocks.end_notices(unit, [page.id for page in duty.pages(unit.session, row.id)])


def _lost(unit: UnitOfWork, row: Callout) -> bool:
    """Say whether the last text will not arrive: there is nothing to wait for then."""
    last = next(reversed(duty.pages(unit.session, row.id)), None)
    return last is not None and last.answered_at is None and duty.text_lost(unit.session, clocks.about(unit, last.id))


def _facts(unit: UnitOfWork, case: Case) -> CaseFacts:
    accused = cases.accused_of(unit.session, [case.id]).get(case.id, frozenset())
    return CaseFacts(case.desk_id, case.sensitivity, accused)
