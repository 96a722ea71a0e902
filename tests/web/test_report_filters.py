"""Reports narrowed, held against another period, opened into lists, drawn; and what a wall leaves unseen."""

from __future__ import annotations

import re

import pytest

from hotline.reports import catalog
from tests.reports.test_adding import a_busy_month
from tests.reports.test_response_times import ABUSE, answer, phone, text_all
from tests.support.town import Officer, Town

PERIOD = "from=2026-03-01&to=2026-05-01"
LIST = re.compile(r'href="(/reports/[\w-]+/cases\?[^"]+)">(\d+)<')


def rows(officer: Officer, slug: str, query: str = "") -> dict[str, list[str]]:
    file = officer.get(f"/reports/{slug}.csv?{PERIOD}{query}")
    assert file.status_code == 200
    return {line.split(",")[0]: line.split(",") for line in file.text.splitlines()}


def test_a_report_is_narrowed_by_place_body_desk_group_urgency_and_channel(town: Town) -> None:
    text_all(town, 5)
    text_all(town, 2, "La route de Tombouctou est coupée par l'eau, un pont est tombé", first=50)
    auditor = town.officer("auditor")
    assert rows(auditor, "exclusions")["counted"][1] == "7"
    desk = town.case(phone(1)).desk_id
    for query, n in (
        ("&place=ML05", 5), ("&place=ML0506", 0), ("&place=ML05-konna", 5), (f"&desk={desk}", 5),
        ("&group=security", 5), ("&urgency=high", 5), ("&channel=ussd", 0), ("&channel=sms", 7),
        (f"&desk={desk}&urgency=low", 0),
    ):  # fmt: skip
        assert rows(auditor, "exclusions", query)["counted"][1] == str(n), query
        page = auditor.get(f"/reports/exclusions?{PERIOD}{query}").text
        assert " : " in page[page.index("<main") : page.index("<h1>")]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("place=nowhere", "Ce lieu n’existe pas."), ("body=x", "Cet organisme n’existe pas."),
        ("desk=%00", "Ce bureau n’existe pas."), ("group=%3Cb%3E", "Ce groupe n’existe pas."),
        ("urgency=urgent", "Cette urgence n’existe pas."), ("against=never", "Cette comparaison n’existe pas."),
    ],
)  # fmt: skip
def test_a_filter_that_names_nothing_is_refused_beside_its_field(town: Town, query: str, words: str) -> None:
    auditor = town.officer("auditor")
    answered = auditor.get(f"/reports/backlog?{query}")
    assert answered.status_code == 422
    assert words in answered.text
    for way in (f"/reports/backlog.csv?{query}", f"/reports/backlog.xlsx?{query}"):
        assert auditor.get(way).status_code == 400
    assert auditor.get(f"/reports/backlog/cases?metric=waiting&{query}").status_code == 404


def test_two_periods_stand_beside_each_other(town: Town) -> None:
    text_all(town, 5)
    town.pass_time(days=30)
    text_all(town, 6, first=50)
    page = town.officer("auditor").get("/reports/channels?from=2026-03-20&to=2026-04-07&against=before").text
    assert re.search(r'Avant : dossiers" class="num soft">5<', page)
    assert re.search(r"metric=sms[^>]*>6<", page)


def test_every_figure_opens_the_list_of_its_cases(town: Town) -> None:
    a_busy_month(town)
    auditor = town.officer("auditor")
    for slug in catalog.REPORTS:
        page = auditor.get(f"/reports/{slug}?{PERIOD}").text
        for link, n in LIST.findall(page):
            listed = auditor.get(link.replace("&amp;", "&"))
            assert listed.status_code == 200, link
            found = set(re.findall(r"/audit/cases/(\d+)", listed.text))
            assert 0 < len(found) <= int(n), (link, n)
    assert auditor.get(f"/reports/backlog/cases?metric=gossip&{PERIOD}").status_code == 404


def test_no_page_file_list_or_picture_moves_by_a_byte_for_a_walled_case(town: Town) -> None:
    """Whatever a barred administrator asks, period by period and filter by filter, is what it was."""
    text_all(town, 6)
    town.clock.advance(hours=1)
    answer(town, 1)
    administrator = town.barred_administrator()
    asked = [
        f"/reports/{slug}{form}?from={first}&to={last}{query}"
        for slug in ("response-times", "topics", "backlog", "channels", "exclusions", "protected-access")
        for form in ("", ".csv")
        for first, last in (("2026-03-01", "2026-03-03"), ("2026-03-02", "2026-03-03"), ("2026-03-02", "2026-04-02"))
        for query in ("", "&place=ML05", "&group=conduct", "&urgency=critical", "&against=before")
    ]
    lists = [
        f"/reports/exclusions/cases?metric=counted&{PERIOD}",
        f"/reports/response-times/cases?metric=routing&{PERIOD}",
    ]

    def seen() -> dict[str, bytes]:
        return {path: administrator.get(path).data for path in (*asked, *lists)}

    before = seen()
    text_all(town, 2, ABUSE, first=900)
    town.officer("oversight").get(f"/cases/{town.case(phone(900)).reference}")
    assert seen() == before


def test_pictures_stand_beside_a_table_of_the_same_numbers(town: Town) -> None:
    text_all(town, 6)
    town.clock.advance(hours=9)
    answer(town, 1)
    town.pass_time(days=8)
    text_all(town, 5, first=50)
    auditor = town.officer("auditor")
    for slug, names in (
        ("response-times", ("spread", "weeks", "places")),
        ("backlog", ("ages",)),
        ("channels", ("hours",)),
    ):
        answered = auditor.get(f"/reports/{slug}?{PERIOD}")
        for name in names:
            assert f'id="{name}-title"' in answered.text, name
        assert answered.text.count("<figure") == answered.text.count("<details>") == len(names)
        assert "<style" not in answered.text
        assert " style=" not in answered.text
    target = auditor.get(f"/reports/response-times?{PERIOD}&urgency=high").text
    assert "But : 1 j" in target
