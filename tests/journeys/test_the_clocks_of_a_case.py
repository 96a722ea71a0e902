"""Clocks that make people act, over days: a Friday, a Ramadan, a night of calls, an urgency that changes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from hotline.domain.calendars import working_seconds
from hotline.domain.references import show_reference
from hotline.store import calendars
from hotline.store.models.casework import Case
from hotline.store.models.clocks import Clock
from tests.services.test_callout import ATTACK, PHONES, called
from tests.support.town import Town
from tests.web.test_admin import fields_of
from tests.web.visitor import Visitor

PHONE = "+22300000101"
PUMP = "la pompe du forage de Konna est en panne depuis une semaine"


def at(town: Town, *moment: int) -> None:
    town.watch(seconds=(datetime(*moment, tzinfo=UTC) - town.clock.now()).total_seconds())  # type: ignore[misc]


def due(town: Town, case: Case, name: str) -> Clock:
    with town.application.unit() as unit:
        query = select(Clock).where(Clock.case_id == case.id, Clock.name == name)
        return unit.session.scalars(query.order_by(Clock.start_at.desc())).first() or pytest.fail(name)


def breached(town: Town, case: Case) -> list[str]:
    return [str(one.data["clock"]) for one in town.trail(case) if one.kind == "breached"]


def test_a_text_before_the_friday_prayer_is_due_by_the_hours_that_are_worked(town: Town) -> None:
    at(town, 2026, 3, 6, 12, 0)
    town.text(PHONE, PUMP)
    town.watch()
    case = town.case(PHONE)
    triage = due(town, case, "triage")
    with town.application.unit() as unit:
        hours = calendars.versions(unit.session)[triage.calendar_id]
    assert working_seconds(hours, triage.start_at, triage.due_at) == hours.working_day_seconds
    # Half an hour before the break and three after it: the rest is Monday's.
    assert triage.due_at.date() == date(2026, 3, 9)
    at(town, 2026, 3, 9, 7, 30)
    assert breached(town, case) == []
    town.watch(seconds=(triage.due_at - town.clock.now()).total_seconds() - 1)
    assert breached(town, case) == []
    town.watch(seconds=1)
    assert breached(town, case) == ["triage"]


def test_in_ramadan_the_day_is_shorter_and_a_moon_seen_late_moves_only_what_comes_after(town: Town) -> None:
    at(town, 2027, 2, 8, 9, 0)
    town.text(PHONE, PUMP)
    town.watch()
    first = due(town, town.case(PHONE), "triage")
    # A working day of usual length takes more than one of Ramadan's.
    assert first.due_at > datetime(2027, 2, 9, 9, 0, tzinfo=UTC)
    admin = Visitor(town.web)
    admin.sign_in("administrator@demo.invalid")
    path = "/admin/seasons/office.2027-02-08"
    asked = fields_of(admin, path) | {"first": "2027-02-12", "last": "2027-03-13"}
    assert admin.post(path, **asked).status_code == 303
    town.text("+22300000102", PUMP)
    town.watch(minutes=1)
    later, same = due(town, town.case("+22300000102"), "triage"), due(town, town.case(PHONE), "triage")
    assert (same.due_at, same.calendar_id) == (first.due_at, first.calendar_id)
    assert later.calendar_id != first.calendar_id
    assert later.due_at < first.due_at


def test_a_night_of_calls_five_minutes_apart_until_somebody_is_reached(town: Town) -> None:
    at(town, 2026, 3, 7, 2, 0)
    town.text(PHONE, ATTACK)
    town.watch()
    town.work()
    case = town.case(PHONE)
    coordination = town.officer("coordinator")
    tree = f"/cases/{case.reference}/calltree"
    for _ in range(2):
        town.watch(minutes=5)
        town.work()
    assert called(town, case) == ["security", "coordinator", "coordinator-2"]
    paged = [one.at for one in town.trail(case) if one.kind == "paged"]
    assert [later - one for one, later in zip(paged, paged[1:], strict=False)] == [timedelta(minutes=5)] * 2
    texts = [text.text for text in town.carrier.sent if text.to in PHONES.values()]
    assert texts == [show_reference(case.reference)] * 3
    town.clock.advance(minutes=2)
    form = coordination.get(tree).text.split("/pages/")[-1].split('"')[0]
    assert coordination.post(f"/cases/{case.reference}/pages/{form}", page=tree, reached="yes").status_code == 303
    town.watch(minutes=30)
    assert len(called(town, case)) == 3
    assert "appelé à 02:12" in " ".join(re.sub("<[^>]*>", "", coordination.get(tree).text).split())
    # Who was reached has it in hand; the citizen still waits, and the clock of the answer runs on.
    town.watch(hours=2)
    assert "first_answer" in breached(town, case)
    assert town.verify()


def test_an_urgency_that_changes_moves_what_is_due_and_never_what_was_missed(town: Town) -> None:
    town.text(PHONE, PUMP)
    town.watch()
    case = town.case(PHONE)
    town.watch(days=2)
    assert breached(town, case) == ["triage"]
    officer, page = town.officer("civil"), f"/cases/{case.reference}"
    assert officer.post(f"{page}/urgency", page=page, urgency="high").status_code == 303
    town.watch()
    assert due(town, case, "first_answer").due_at == case.received_at + timedelta(hours=24)
    assert breached(town, case) == ["triage", "first_answer"]
    assert officer.post(f"{page}/urgency", page=page, urgency="low").status_code == 303
    town.watch()
    assert due(town, case, "first_answer").due_at > town.clock.now()
    assert due(town, case, "first_answer").breached_at is not None
    assert breached(town, case) == ["triage", "first_answer"]
