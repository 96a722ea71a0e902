"""Reports that an account keeps: with their filters, new with each week, and nobody else's."""

from __future__ import annotations

import re

from tests.support.town import Officer, Town

LINK = re.compile(r'href="(/reports/saved/[\w-]+)"')


def keep(officer: Officer, **fields: str) -> str:
    page = "/reports/backlog"
    assert officer.post(f"{page}/saved", page=page, **fields).status_code == 303
    return LINK.findall(officer.get("/reports").text)[-1]


def test_a_kept_report_comes_back_with_its_filters(town: Town) -> None:
    auditor = town.officer("auditor")
    link = keep(auditor, urgency="high", **{"from": "2026-02-01", "to": "2026-03-01", "gossip": "x"})
    asked = auditor.get(link).headers["Location"].partition("?")[2]
    assert set(asked.split("&")) == {"from=2026-02-01", "to=2026-03-01", "urgency=high"}
    assert '<span class="mark here">Nouveau</span>' not in auditor.get("/reports").text


def test_a_weekly_one_is_new_each_monday_until_it_was_looked_at(town: Town) -> None:
    auditor = town.officer("auditor")
    link = keep(auditor, every="week")
    assert '<span class="mark here">Nouveau</span>' in auditor.get("/reports").text
    assert "from=2026-02-23&to=2026-03-02" in auditor.get(link).headers["Location"]
    assert '<span class="mark here">Nouveau</span>' not in auditor.get("/reports").text
    town.clock.advance(days=7)
    again = town.officer("auditor")
    assert '<span class="mark here">Nouveau</span>' in again.get("/reports").text


def test_another_account_has_no_part_in_it_and_it_ends_when_told(town: Town) -> None:
    auditor = town.officer("auditor")
    link = keep(auditor)
    administrator = town.officer("administrator")
    assert administrator.get(link).status_code == 404
    assert administrator.post(f"{link}/end", page="/reports").status_code == 404
    assert auditor.post(f"{link}/end", page="/reports").status_code == 303
    assert auditor.get(link).status_code == 404


def test_what_is_no_report_is_not_kept_and_thirty_are_enough(town: Town) -> None:
    auditor = town.officer("auditor")
    assert auditor.post("/reports/gossip/saved", page="/reports").status_code == 404
    assert auditor.post("/reports/backlog/saved", page="/reports/backlog", every="hour").status_code == 404
    for _ in range(31):
        keep(auditor, urgency="x" * 500)
    assert len(LINK.findall(auditor.get("/reports").text)) == 30
