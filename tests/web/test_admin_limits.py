"""Limits in the hands of administrators: a new version for what comes, and what was counted stays as it was."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from hotline.store import calendars
from hotline.store.models.office import Calendar
from tests.reports.test_response_times import THEFT, answer, phone, report
from tests.support.town import Officer, Town

PAGE = "/admin/limits/all"


def fields_of(officer: Officer, **changed: str) -> dict[str, str]:
    page = officer.get(PAGE).text
    return dict(re.findall(r'name="([\w-]+)" type="number" value="(\d+)"', page)) | {
        "version": re.findall(r'name="version" value="(\d+)"', page)[0], "why": "practice", **changed,
    }  # fmt: skip


def change(officer: Officer, **changed: str) -> int:
    return officer.post(
        PAGE, page=PAGE, **fields_of(officer, **{k.replace("__", "-"): v for k, v in changed.items()})
    ).status_code


def versions(town: Town) -> list[Calendar]:
    with town.application.unit() as unit:
        return [row for row in calendars.current(unit.session) if row.current]


def test_a_change_is_a_new_version_for_what_comes_and_leaves_what_was_counted(town: Town) -> None:
    town.text(phone(1), THEFT)
    before = town.case(phone(1))
    administrator = town.officer("administrator")
    assert change(administrator, first_answer__high="2") == 303
    town.text(phone(2), THEFT)
    after = town.case(phone(2))
    assert before.answer_due_at == before.received_at + timedelta(hours=24)
    assert after.answer_due_at == after.received_at + timedelta(hours=2)
    assert town.case(phone(1)).calendar_id == before.calendar_id != after.calendar_id
    security = town.officer("security")
    assert "Urgent : 1 j, jour et nuit" in security.get(f"/cases/{before.reference}").text
    assert "Urgent : 2 h, jour et nuit" in security.get(f"/cases/{after.reference}").text


def test_figures_judge_each_case_by_the_limits_it_began_under(town: Town) -> None:
    for number in range(1, 6):
        town.text(phone(number), THEFT)
    assert change(town.officer("administrator"), first_answer__high="2") == 303
    for number in range(6, 11):
        town.text(phone(number), THEFT)
    town.clock.advance(hours=3)
    for number in range(1, 11):
        answer(town, number)
    assert report(town)["first_response"]["within_target_pct"] == 50.0


def test_the_page_tells_who_changed_what_when_and_why(town: Town) -> None:
    administrator = town.officer("administrator")
    assert change(administrator, triage__critical="10", closure="14") == 303
    assert change(administrator, closure="15", why="mistake") == 303
    page = administrator.get(PAGE).text
    assert "<h1>Délais</h1>" in page
    assert (
        "Version 2. Trier, critique : 15, puis 10 minutes, Clore : 15, puis 14 jours. Ce délai ne se tenait pas."
        in page
    )
    assert "Version 3. Clore : 14, puis 15 jours. Une erreur de saisie." in page
    assert "Délais changés." in town.officer("auditor").get("/audit").text
    assert [row.limits for row in versions(town)] == [{"version": 3, "triage.critical": [600, 0]}]


def test_saved_as_they_stand_limits_make_no_version(town: Town) -> None:
    assert change(town.officer("administrator")) == 303
    assert [(row.version, row.limits) for row in versions(town)] == [(1, {})]


def test_new_hours_and_moved_holidays_keep_the_limits(town: Town) -> None:
    administrator = town.officer("administrator")
    assert change(administrator, closure="14") == 303
    fields = {"day": "2026-05-28", "name": "Tabaski", "certain": "1"}
    assert (
        administrator.post("/admin/holidays/2026-05-27", page="/admin/holidays/2026-05-27", **fields).status_code == 303
    )
    new = {"code": "garde", "name": "Garde", "day0": "8:00-12:00"}
    assert administrator.post("/admin/calendars/new", page="/admin/calendars/new", **new).status_code == 303
    assert [row.limits for row in versions(town)] == [{"version": 2, "closure": [14 * 86_400, 0]}] * 2


@pytest.mark.parametrize(
    "bad",
    [
        {"triage-critical": "0"}, {"triage-critical": "151"}, {"triage-critical": "-5"}, {"triage-critical": ""},
        {"triage-critical": "quinze"}, {"triage-high": "9" * 40}, {"closure": "31"}, {"first_answer-critical": "20",
        "first_answer-high": "10"}, {"why": ""}, {"why": "whim"}, {"version": "7"},
    ],
)  # fmt: skip
def test_what_cannot_be_a_limit_is_refused_beside_its_field(town: Town, bad: dict[str, str]) -> None:
    administrator = town.officer("administrator")
    refused = administrator.post(PAGE, page=PAGE, **{**fields_of(administrator), **bad})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert [(row.version, row.limits) for row in versions(town)] == [(1, {})]


def test_a_limit_that_is_none_marks_no_other_field(town: Town) -> None:
    administrator = town.officer("administrator")
    refused = administrator.post(PAGE, page=PAGE, **{**fields_of(administrator), "triage-high": "0"}).text
    assert refused.count('aria-invalid="true"') == 1
    assert "plus long que celui" not in refused


def test_the_list_leads_to_the_limit_that_was_chosen(town: Town) -> None:
    administrator = town.officer("administrator")
    assert f'href="{PAGE}?at=first_answer-low#f-first_answer-low"' in administrator.get("/admin/limits").text
    page = administrator.get(f"{PAGE}?at=first_answer-low").text
    [chosen] = re.findall(r"<input[^>]* autofocus[^>]*>", page)
    assert 'name="first_answer-low"' in chosen
    assert page.count('<details class="wide-field" open>') == 1


def test_only_administrators_change_limits(town: Town) -> None:
    for name in ("security", "coordinator", "auditor"):
        assert town.officer(name).get(PAGE).status_code == 404
    assert town.officer("administrator").get("/admin/limits/none").status_code == 404
