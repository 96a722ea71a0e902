"""Response times drawn from the trail: what happened to citizens, in stories that a hostile reader may check."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO

import pytest
from defusedcsv import csv
from sqlalchemy import update

from hotline.domain.walls import Viewer
from hotline.reports import catalog
from hotline.reports.base import COLUMNS, BadPeriod, Row
from hotline.reports.files import Table, as_csv
from hotline.reports.gather import TAGS
from hotline.store import accounts, office
from hotline.store.models.casework import Case
from hotline.store.models.people import Contact
from tests.support.town import Town

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
THEFT = "On a volé nos boeufs cette nuit à Konna"
ABUSE = "Les gendarmes de Konna nous ont frappés et ont pris notre argent"
HOUR = 3600


def viewer_of(town: Town, name: str) -> Viewer:
    with town.application.unit() as unit:
        account = accounts.by_email(unit.session, f"{name}@demo.invalid")
        assert account
        return office.viewer_of(account)


def report(town: Town, first: date = MONDAY, last: date = TUESDAY, viewer: Viewer | None = None) -> dict[str, Row]:
    rows = catalog.rows_for(town.application, "response-times", first, last, viewer)
    return {str(row["metric"]): row for row in rows}


def phone(number: int) -> str:
    return f"+2230000{number:04}"


def text_all(town: Town, count: int, words: str = THEFT, first: int = 1) -> None:
    for number in range(first, first + count):
        town.text(phone(number), words)


def answer(town: Town, number: int) -> None:
    page = f"/cases/{town.case(phone(number)).reference}"
    town.officer("security").post(f"{page}/answers", page=page, text="Nous venons.")
    town.work()


def figures(row: Row) -> Sequence[object]:
    return [row[column] for column in ("n", "median_s", "p90_s", "max_s", "at_least", "suppressed")]


def test_the_columns_are_those_of_the_contract(town: Town) -> None:
    assert COLUMNS == ("metric", "n", "median_s", "p90_s", "max_s", "within_target_pct", "at_least", "suppressed")
    for row in report(town).values():
        assert tuple(row) == COLUMNS


def test_without_a_case_every_figure_is_hidden(town: Town) -> None:
    assert figures(report(town)["first_response"]) == [0, None, None, None, "", 1]


def test_four_cases_are_counted_and_not_measured(town: Town) -> None:
    text_all(town, 4)
    assert figures(report(town)["acknowledgement"]) == [4, None, None, None, "", 1]


def test_open_cases_count_at_the_age_they_have(town: Town) -> None:
    text_all(town, 5)
    town.clock.advance(hours=1)
    answer(town, 1)
    town.clock.advance(hours=1)
    found = report(town)
    assert figures(found["first_response"]) == [5, 2 * HOUR, 2 * HOUR, 2 * HOUR, "median_s|p90_s|max_s", 0]
    assert figures(found["acknowledgement"]) == [5, 0, 0, 0, "", 0]
    assert found["acknowledgement"]["within_target_pct"] is None
    assert figures(found["routing"]) == [5, 0, 0, 0, "", 0]


def test_answered_cases_keep_their_time(town: Town) -> None:
    text_all(town, 5)
    for number in range(1, 6):
        town.clock.advance(minutes=10)
        answer(town, number)
    town.clock.advance(days=20)
    line = report(town)["first_response"]
    assert figures(line) == [5, 30 * 60, 50 * 60, 50 * 60, "", 0]
    assert line["within_target_pct"] == 100.0


def test_never_answering_does_not_look_fast(town: Town) -> None:
    text_all(town, 5)
    answer(town, 1)
    town.clock.advance(days=20)
    line = report(town)["first_response"]
    assert line["median_s"] == 20 * 24 * HOUR
    assert line["within_target_pct"] == 20.0


def test_what_is_not_yet_due_is_not_judged(town: Town) -> None:
    text_all(town, 5)
    answer(town, 1)
    assert report(town)["first_response"]["within_target_pct"] == 100.0


def test_an_undelivered_answer_gives_the_wait_back(town: Town) -> None:
    text_all(town, 5)
    town.clock.advance(minutes=10)
    for number in range(1, 6):
        answer(town, number)
    town.receipt(len(town.carrier.sent) - 1, "undelivered", "phone_unreachable")
    town.clock.advance(minutes=50)
    assert figures(report(town)["first_response"]) == [5, 600, 3600, 3600, "p90_s|max_s", 0]


def test_the_period_is_half_open_in_bamako_days(town: Town) -> None:
    text_all(town, 1)
    assert report(town, MONDAY, TUESDAY)["routing"]["n"] == 1
    assert report(town, TUESDAY, date(2026, 3, 4))["routing"]["n"] == 0
    assert report(town, date(2026, 3, 1), MONDAY)["routing"]["n"] == 0
    town.clock.advance(hours=15)
    town.text(phone(2), THEFT)
    assert report(town, MONDAY, TUESDAY)["routing"]["n"] == 1
    assert report(town, MONDAY, date(2026, 3, 4))["routing"]["n"] == 2


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [(MONDAY, MONDAY, "empty"), (TUESDAY, MONDAY, "empty"), (date(2000, 1, 1), MONDAY, "long")],
)
def test_a_period_that_cannot_be_is_refused(town: Town, first: date, last: date, why: str) -> None:
    with pytest.raises(BadPeriod, match=why):
        report(town, first, last)


def test_an_unknown_report_is_none(town: Town) -> None:
    with pytest.raises(KeyError):
        catalog.rows_for(town.application, "gossip", MONDAY, TUESDAY, None)


@pytest.mark.parametrize(("unsorted", "left_out"), [(True, 0), (False, 1)])
def test_what_is_taken_for_spam_counts_until_somebody_has_sorted_it(town: Town, unsorted: bool, left_out: int) -> None:
    text_all(town, 1)
    with town.application.unit() as unit:
        unit.session.execute(update(Case).values(category="spam_test", needs_person=unsorted))
    assert report(town, MONDAY, TUESDAY).get("excluded_spam_test", {"n": 0})["n"] == left_out


def test_exercises_are_left_out_and_counted(town: Town) -> None:
    with town.application.unit() as unit:
        index = unit.vault.blind("phone", phone(1))
    text_all(town, 1)
    with town.application.unit() as unit:
        unit.session.execute(update(Contact).where(Contact.phone_index == index).values(exercise=True))
    town.clock.advance(days=40)
    town.text(phone(1), "La route de Konna est coupée par l'eau, un pont est tombé")
    found = report(town, MONDAY, date(2026, 5, 1))
    assert found["excluded_exercise"]["n"] == 1
    assert found["routing"]["n"] == 1


def test_a_case_walled_from_the_viewers_body_changes_no_byte(town: Town) -> None:
    text_all(town, 6)
    town.clock.advance(hours=1)
    barred = Viewer(viewer_of(town, "security").account_id, "administrator", viewer_of(town, "security").body_id,
                    None, True, True)  # fmt: skip
    before = json.dumps(list(report(town, viewer=barred).items()))
    text_all(town, 1, ABUSE, first=900)
    assert json.dumps(list(report(town, viewer=barred).items())) == before
    assert report(town, viewer=viewer_of(town, "auditor"))["routing"]["n"] == 7
    assert report(town)["routing"]["n"] == 7


def test_the_file_holds_the_rows_and_one_header(town: Town) -> None:
    text_all(town, 5)
    rows = list(report(town).values())
    written = as_csv(Table(COLUMNS, rows, TAGS))
    assert written.splitlines()[0] == "metric,n,median_s,p90_s,max_s,within_target_pct,at_least,suppressed"
    read: list[Mapping[str, str]] = list(csv.DictReader(StringIO(written)))
    assert [{key: "" if row[key] is None else str(row[key]) for key in COLUMNS} for row in rows] == read


def test_a_cell_that_looks_like_a_formula_is_none_in_the_file() -> None:
    (cell,) = list(csv.reader(StringIO(as_csv(Table(("metric",), [{"metric": "=1+1"}], TAGS)))))[1]
    assert cell == "'=1+1"
