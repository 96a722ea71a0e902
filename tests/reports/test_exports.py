"""Files of cases: within the wall, without a text, a number or a protected case, in the trail before they go out."""

from __future__ import annotations

import re

import pytest
from defusedcsv import csv
from sqlalchemy import select

from hotline.reports import building
from hotline.store.models.casework import HOUSE, Event
from hotline.store.models.exports import Export
from tests.reports.test_response_times import ABUSE, answer, phone, text_all
from tests.support.town import Officer, Town

LINK = re.compile(r'href="(/exports/[\w-]+/file)"')
DAYS = {"from": "2026-03-02", "to": "2026-03-03"}


def ask(officer: Officer, form: str = "csv") -> None:
    assert officer.post("/exports", page="/exports", form=form, **DAYS).status_code == 303


def taken(town: Town, officer: Officer) -> list[dict[str, str]]:
    assert building.build_next(town.worker.unit)
    link = LINK.search(officer.get("/exports").text)
    assert link
    answered = officer.get(link[1])
    assert answered.status_code == 200
    return list(csv.DictReader(answered.get_data(as_text=True).splitlines()))


def house(town: Town) -> list[tuple[str, object]]:
    with town.application.unit() as unit:
        rows = unit.session.scalars(
            select(Event).where(Event.chain == HOUSE, Event.kind == "exported").order_by(Event.n)
        )
        return [(row.kind, row.data["what"]) for row in rows]


def test_a_file_of_cases_holds_times_and_states_and_no_word_and_no_number(town: Town) -> None:
    text_all(town, 2)
    town.clock.advance(minutes=10)
    answer(town, 1)
    auditor = town.officer("auditor")
    ask(auditor)
    tags, first, second = taken(town, auditor)
    assert tags["reference"] == "#meta+id"
    assert (first["first_response_s"], second["first_response_s"]) == ("600", "")
    assert (first["region"], first["cercle"]) == ("Mopti", "Konna")
    assert first["export"].startswith("La Ligne, export ")
    everything = str([tags, first, second])
    assert not [word for word in ("volé", "boeufs", "cette", phone(1), phone(1)[4:]) if word in everything]
    assert house(town) == [("exported", "cases"), ("exported", "cases_taken")]


def test_neither_a_protected_case_nor_one_behind_the_wall_is_in_a_file(town: Town) -> None:
    text_all(town, 1)
    text_all(town, 1, ABUSE, first=900)
    auditor = town.officer("auditor")
    ask(auditor)
    assert {row["reference"] for row in taken(town, auditor)[1:]} == {town.case(phone(1)).reference}


def test_another_account_and_a_day_later_find_no_file(town: Town) -> None:
    text_all(town, 1)
    auditor = town.officer("auditor")
    ask(auditor)
    building.build_next(town.worker.unit)
    link = LINK.search(auditor.get("/exports").text)
    assert link
    assert town.officer("administrator").get(link[1]).status_code == 404
    town.clock.advance(hours=25)
    assert auditor.get(link[1]).status_code in (303, 404)
    building.build_next(town.worker.unit)
    with town.application.unit() as unit:
        (export,) = unit.session.scalars(select(Export))
        assert (export.state, export.content_sealed) == ("expired", None)


def test_a_file_that_waits_says_so_and_the_page_comes_again_by_itself(town: Town) -> None:
    auditor = town.officer("auditor")
    ask(auditor, "xlsx")
    page = auditor.get("/exports")
    assert "Attend" in page.text
    assert page.headers["Refresh"] == "5"
    building.build_next(town.worker.unit)
    assert "Refresh" not in auditor.get("/exports").headers
    assert not building.build_next(town.worker.unit)


def test_a_builder_that_was_killed_is_followed_by_another(town: Town) -> None:
    ask(town.officer("auditor"))
    with town.worker.unit() as unit:
        (export,) = unit.session.scalars(select(Export))
        export.state, export.begun_at = "building", unit.now
    assert not building.build_next(town.worker.unit)
    town.clock.advance(minutes=31)
    assert building.build_next(town.worker.unit)


@pytest.mark.parametrize(
    "bad",
    [{"form": "pdf"}, {"from": "x"}, {"to": "2026-03-02"}, {"from": "1990-01-01"}, {"from": "", "to": "\x00"}],
)
def test_what_cannot_be_built_is_refused_beside_its_field(town: Town, bad: dict[str, str]) -> None:
    answered = town.officer("auditor").post("/exports", page="/exports", **{"form": "csv", **DAYS, **bad})
    assert answered.status_code == 422
    assert 'class="why"' in answered.text


def test_only_those_who_audit_ask_for_files(town: Town) -> None:
    assert town.officer("coordinator").get("/exports").status_code == 404
