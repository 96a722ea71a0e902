"""Published figures: of cases that accuse nobody, frozen, signed, and stated again where they moved."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from hotline.domain.publishing import canonical, moved, rounded
from hotline.reports import adding
from hotline.services.publishing import holds
from hotline.signing import is_signed
from hotline.store.models.publications import Publication
from hotline.store.publications import numbered
from tests.reports.test_response_times import ABUSE, answer, phone, text_all
from tests.support.town import Officer, Town

DAYS = {"from": "2026-03-02", "to": "2026-03-03"}


def publish(officer: Officer, slug: str = "response-times", **days: str) -> int:
    answered = officer.post("/reports/published", page="/reports/published", slug=slug, **{**DAYS, **days})
    assert answered.status_code == 303, answered.text[-500:]
    return int(answered.headers["Location"].rsplit("/", 1)[1])


def figures(officer: Officer, number: int) -> dict[str, Mapping[str, Any]]:
    held = json.loads(officer.get(f"/reports/published/{number}.json").text)
    assert is_signed(canonical(held["statement"]), bytes.fromhex(held["signature"]), bytes.fromhex(held["public_key"]))
    return {row["metric"]: row for row in held["statement"]["figures"]}


def a_day(town: Town) -> Officer:
    text_all(town, 7)
    town.clock.advance(minutes=10, seconds=25)
    for number in range(1, 8):
        answer(town, number)
    town.clock.advance(days=2)
    return town.officer("administrator")


def test_what_is_published_is_rounded_signed_and_in_the_trail(town: Town) -> None:
    administrator = a_day(town)
    found = figures(administrator, publish(administrator))
    assert (found["first_response"]["n"], found["first_response"]["median_s"]) == (5, 600)
    assert (found["next_response"]["n"], found["loop_closed"]["n"]) == (0, 0)
    assert "La signature tient." in administrator.get("/reports/published/1").text
    assert "Chiffres publiés." in administrator.get("/audit").text


def test_what_would_be_published_is_looked_at_first_and_nothing_is_published_by_looking(town: Town) -> None:
    administrator = a_day(town)
    asked = {"slug": "response-times", **DAYS, "preview": "1"}
    page = administrator.post("/reports/published", page="/reports/published", **asked)
    assert page.status_code == 200
    assert "Voici ce qui sera publié" in page.text
    assert "10 min" in page.text
    assert administrator.get("/reports/published/1").status_code == 404
    assert publish(administrator) == 1


def test_a_complaint_moves_no_published_figure_whether_added_up_or_not(town: Town) -> None:
    administrator = a_day(town)
    for slug in ("response-times", "topics"):
        before = figures(administrator, publish(administrator, slug))
        for number in range(900, 906):
            town.text(phone(number), ABUSE)
        assert figures(administrator, publish(administrator, slug, to="2026-03-04")) == before
        list(adding.rebuild(town.worker.unit))
        assert figures(administrator, publish(administrator, slug)) == before


def test_figures_that_moved_are_stated_again_with_what_and_why(town: Town) -> None:
    administrator = a_day(town)
    first = publish(administrator)
    page = f"/reports/published/{first}"

    def restate(**fields: str) -> int:
        return administrator.post(f"{page}/restatements", page=page, **fields).status_code

    assert restate() == 422
    assert restate(why="because") == 422
    assert restate(why="late_news") == 422
    before = administrator.get(f"{page}.json").data
    for index, sent in enumerate(town.carrier.sent):
        if sent.text == "Nous venons.":
            town.receipt(index, "undelivered", "phone_unreachable")
    assert restate(why="late_news") == 303
    assert administrator.get(f"{page}.json").data == before
    again = administrator.get("/reports/published/2").text
    assert "Première réponse, médiane : 10 min, puis au moins" in again
    assert "Une nouvelle est arrivée après." in again
    assert "Publié à nouveau" in administrator.get(page).text


def test_what_is_published_cannot_be_changed_and_a_change_would_show(town: Town) -> None:
    publish(a_day(town))
    with town.application.unit() as unit:
        row = numbered(unit.session, 1)
        assert row
        assert holds(row)
        unit.session.expunge(row)
        row.statement = {**row.statement, "last": "2026-03-09"}
        assert not holds(row)
    with pytest.raises(DatabaseError), town.worker.unit() as unit:
        unit.session.execute(text("UPDATE publications SET number = 2"))
    with town.application.unit() as unit:
        assert unit.session.scalars(select(Publication.number)).all() == [1]


@pytest.mark.parametrize(
    "bad", [{"slug": "protected-access"}, {"slug": "gossip"}, {"from": "x"}, {"to": "2026-03-02"}, {"to": "2026-04-01"}]
)
def test_what_cannot_be_published_is_refused(town: Town, bad: dict[str, str]) -> None:
    fields = {"slug": "response-times", **DAYS, **bad}
    answered = town.officer("administrator").post("/reports/published", page="/reports/published", **fields)
    assert answered.status_code == 422
    assert re.search('class="why"', answered.text)


def test_an_auditor_reads_and_does_not_publish(town: Town) -> None:
    publish(a_day(town))
    auditor = town.officer("auditor")
    assert auditor.get("/reports/published/1").status_code == 200
    assert auditor.post("/reports/published", page="/reports/published/1", slug="topics", **DAYS).status_code == 404
    assert auditor.get("/reports/published/9").status_code == 404
    coordinator = town.officer("coordinator")
    assert "n° 1" not in coordinator.get("/reports/published").text
    assert coordinator.get("/reports/published/1").status_code == 404


def test_under_five_nothing_is_said_and_what_moved_is_named() -> None:
    times = {"median_s": 61, "p90_s": 119, "max_s": None, "at_least": "", "suppressed": 0}
    row = {"metric": "a", "n": 9, "within_target_pct": 66.7, **times}
    small = {**row, "metric": "b", "n": 4}
    assert [(one["n"], one["median_s"], one["within_target_pct"]) for one in rounded([row, small])] == [
        (5, 60, 67), (None, None, None),
    ]  # fmt: skip
    assert moved([row], [row]) == []
    assert moved([row], [{**row, "n": 10}, small])[:2] == ["a.n", "b.n"]


def test_the_form_proposes_the_month_that_is_over_and_says_that_only_such_days_are_published(town: Town) -> None:
    page = town.officer("administrator").get("/reports/published").text
    assert 'value="2026-02-01"' in page
    assert 'value="2026-03-01"' in page
    assert "Seuls des jours passés se publient." in page
