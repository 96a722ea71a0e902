"""Clocks on a real database: due times that follow the trail, breaches that stay, alerts that go out once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event as hooks
from sqlalchemy import select

from hotline.services import clocks
from hotline.store import cases, events
from hotline.store.models.casework import Case
from hotline.store.models.clocks import Clock, Notice
from hotline.store.models.office import Setting
from hotline.store.models.people import Account
from tests.support.town import Officer, Town

PHONE = "+22300000101"
PUMP = "la pompe du forage de Konna est en panne depuis une semaine"
ACCUSES = "les gendarmes de Konna ont pris l'argent de mon frère au poste"
BEATEN = "mon mari me bat chaque jour, ne dites rien"


class Killed(BaseException):
    """The process died here."""


def rows(town: Town, case: Case) -> dict[str, Clock]:
    with town.application.unit() as unit:
        found = unit.session.scalars(select(Clock).where(Clock.case_id == case.id).order_by(Clock.start_at))
        return {row.name: row for row in found}


def notices(town: Town, case: Case) -> list[tuple[str, str, int]]:
    with town.application.unit() as unit:
        query = select(Account.email, Notice.kind, Notice.level).join(Account, Account.id == Notice.account_id)
        found = unit.session.execute(query.where(Notice.case_id == case.id, Notice.over_at.is_(None)))
        return sorted((row.email.partition("@")[0], row.kind, row.level) for row in found)


def told(town: Town, case: Case, kind: str) -> list[dict[str, object]]:
    return [one.data for one in town.trail(case) if one.kind == kind]


def post(officer: Officer, case: Case, path: str, **fields: str) -> None:
    page = f"/cases/{case.reference}"
    assert officer.post(f"{page}/{path}", page=page, **fields).status_code == 303


@pytest.fixture
def case(town: Town) -> Case:
    town.text(PHONE, PUMP)
    town.watch()
    return town.case(PHONE)


def test_each_due_time_is_kept_with_the_version_of_the_hours_it_was_counted_by(town: Town, case: Case) -> None:
    found = rows(town, case)
    assert set(found) == {"triage", "first_answer", "progress", "closure"}
    assert {row.calendar_id for row in found.values()} == {case.calendar_id}
    assert found["first_answer"].due_at == case.answer_due_at
    assert found["triage"].due_at == case.triage_due_at
    assert found["closure"].due_at == case.closure_due_at


def test_looking_again_changes_nothing(town: Town, case: Case) -> None:
    before = len(town.trail(case))
    assert clocks.watch(town.worker.unit, town.worker.tools.office) == 0
    town.watch(seconds=5)
    assert len(town.trail(case)) == before


def test_a_limit_that_passes_is_written_down_once_and_never_taken_back(town: Town, case: Case) -> None:
    town.watch(days=9)
    officer = town.officer("civil")
    town.watch()
    post(officer, case, "answers", text="Nous venons.")
    town.work()
    town.watch(minutes=5)
    breaches = told(town, case, "breached")
    assert Counter(str(one["clock"]) for one in breaches) == {"triage": 1, "first_answer": 1}
    assert breaches[0]["version"] == 1
    found = rows(town, case)["first_answer"]
    assert found.breached_at is not None
    assert found.met_at is not None


def test_what_was_done_in_time_is_no_breach_however_late_it_is_seen(town: Town, case: Case) -> None:
    officer = town.officer("civil")
    post(officer, case, "answers", text="Nous venons.")
    town.work()
    town.watch(days=12)
    assert "first_answer" not in {one["clock"] for one in told(town, case, "breached")}
    assert rows(town, case)["first_answer"].met_at is not None


def test_more_urgent_means_due_earlier_from_the_same_start_and_a_recorded_breach_stays(town: Town, case: Case) -> None:
    town.watch(days=3)
    assert [one["clock"] for one in told(town, case, "breached")] == ["triage"]
    with town.application.unit() as unit:
        row = cases.locked(unit.session, case.id)
        row.urgency = "critical"
        events.append(unit, case.id, "urgency_raised", "system", before="normal", after="critical")
    town.watch()
    changed = {str(one["clock"]): one for one in told(town, case, "due_changed")}
    assert changed["first_answer"]["why"] == "urgency"
    found = rows(town, case)
    assert found["first_answer"].due_at == case.received_at + timedelta(hours=2)
    assert {str(one["clock"]) for one in told(town, case, "breached")} == {"triage", "first_answer"}
    with town.application.unit() as unit:
        cases.locked(unit.session, case.id).urgency = "low"
        events.append(unit, case.id, "urgency_changed", "system", before="critical", after="low")
    town.watch(minutes=1)
    assert len(told(town, case, "due_changed")) == 4
    assert len(told(town, case, "breached")) == 2


def test_a_late_answer_climbs_from_the_desk_to_the_administration(town: Town, case: Case) -> None:
    town.watch(days=6)
    assert ("civil", "first_answer", 75) in notices(town, case)
    assert not [one for one in notices(town, case) if one[1:] == ("first_answer", 150)]
    town.watch(days=5)
    assert ("coordinator", "first_answer", 150) in notices(town, case)
    town.watch(days=5)
    assert ("administrator", "first_answer", 200) in notices(town, case)
    climbed = [(one["level"], one["to"]) for one in told(town, case, "escalated") if one["clock"] == "first_answer"]
    assert climbed == [(75, "officer"), (100, "officer"), (150, "coordinator"), (200, "administrator")]


def test_what_a_colleague_has_done_is_told_to_nobody_any_more(town: Town, case: Case) -> None:
    town.watch(days=9)
    assert notices(town, case)
    post(town.officer("civil"), case, "answers", text="Nous venons.")
    town.work()
    town.watch(minutes=1)
    assert [one for one in notices(town, case) if one[1] in ("triage", "first_answer")] == []


def test_an_owner_who_does_nothing_gives_the_case_back_to_the_desk(town: Town, case: Case) -> None:
    post(town.officer("civil"), case, "ownership")
    assert town.case(PHONE).owner_id is not None
    town.watch(days=1, hours=5)
    assert ("civil", "idle", 75) in notices(town, case)
    assert town.case(PHONE).owner_id is not None
    town.watch(days=1)
    assert town.case(PHONE).owner_id is None
    (returned,) = told(town, case, "returned")
    assert returned["why"] == "idle"
    assert ("civil", "returned", 100) in notices(town, case)
    town.watch(days=1)
    assert len(told(town, case, "returned")) == 1


def test_a_protected_case_is_told_to_its_focal_point_alone(town: Town) -> None:
    town.text(PHONE, BEATEN)
    case = town.case(PHONE)
    town.watch(days=40)
    assert case.sensitivity == "S3"
    assert {who for who, *_ in notices(town, case)} == {"protection"}
    assert {one["to"] for one in told(town, case, "escalated")} == {"focal_point"}


def test_nobody_of_an_accused_body_is_told_and_their_pages_stay_the_same(town: Town) -> None:
    before = town.officer("security").get("/alerts").text
    town.text(PHONE, ACCUSES)
    case = town.case(PHONE)
    assert case.wall == "hinted"
    town.watch(days=40)
    assert notices(town, case)
    assert "security" not in {who for who, *_ in notices(town, case)}
    assert _bare(town.officer("security").get("/alerts").text) == _bare(before)


def test_a_wall_that_is_raised_later_takes_the_notice_away(town: Town, case: Case) -> None:
    town.watch(days=9)
    assert case.reference[:3] in town.officer("civil").get("/alerts").text
    with town.application.unit() as unit:
        unit.session.get_one(Case, case.id).sensitivity = "S3"
    assert case.reference[:3] not in town.officer("civil").get("/alerts").text


def test_a_colleague_who_asks_the_coordination_to_look_is_heard(town: Town, case: Case) -> None:
    post(town.officer("civil"), case, "escalation", text="je ne sais plus quoi faire")
    assert ("coordinator", "asked_up", 0) in notices(town, case)
    town.watch(minutes=5)
    assert "Un collègue vous demande" in town.officer("coordinator").get("/alerts").text


def test_a_case_is_seen_although_the_machines_clock_was_set_back(town: Town, case: Case) -> None:
    with town.application.unit() as unit:
        unit.session.merge(Setting(name="clocks_read", value={"since": str(UUID(int=2**128 - 1))}, changed_at=unit.now))
    town.text("+22300000102", PUMP)
    town.watch()
    assert "triage" in rows(town, town.case("+22300000102"))


def test_what_was_closed_before_anybody_watched_stays_history(town: Town) -> None:
    town.text(PHONE, PUMP)
    case = town.case(PHONE)
    with town.application.unit() as unit:
        row = cases.locked(unit.session, case.id)
        row.status, row.closed_at = "closed", unit.now
        events.append(unit, case.id, "closed", "system", outcome="resolved", citizen="not_asked")
    town.watch(days=20)
    assert rows(town, case) == {}


@contextmanager
def killed_at(town: Town, statement: int) -> Iterator[list[int]]:
    """Kill the work at its nth statement, before the database sees it."""
    seen = [0]

    def die(*_: object) -> None:
        seen[0] += 1
        if seen[0] == statement:
            raise Killed

    hooks.listen(town.worker.engine, "before_cursor_execute", die)
    try:
        yield seen
    finally:
        hooks.remove(town.worker.engine, "before_cursor_execute", die)


def test_killed_at_any_step_and_run_again_it_tells_everything_once(town: Town, case: Case) -> None:
    town.clock.advance(days=9)
    step, over = 1, False
    while not over:
        with killed_at(town, step) as seen, suppress(Killed):
            clocks.watch(town.worker.unit, town.worker.tools.office)
        over, step = seen[0] < step, step + 3
    town.watch()
    kinds = Counter((one.kind, str(one.data.get("clock")), one.data.get("level")) for one in town.trail(case))
    assert set(kinds.values()) == {1}
    assert len(notices(town, case)) == len(set(notices(town, case))) > 0
    assert town.verify()


def _bare(page: str) -> str:
    return page.split("<main")[1].split("csrf_token")[0]
