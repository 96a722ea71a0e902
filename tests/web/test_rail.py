"""The rail: every queue that work waits in has its line and its count, for whom it is."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.support.staff import desk_of
from tests.support.town import Officer, Town

PHONES = [f"+223000001{number:02}" for number in range(8)]
WATER = "pas d'eau à la pompe de Konna depuis 3 jours"
QUEUES = {
    "À répondre", "À moi", "Sans responsable", "Échéance proche", "En retard", "Non remis", "À accepter", "À rappeler",
    "Incidents", "Clos",
}  # fmt: skip
# Pages of an officer, and of who watches: the same frame stands around each.
OFFICERS = ("/inbox", "/find", "/alerts", "/roster", "/transfers", "/triage", "/incidents", "/account", "/keys")
WATCHERS = ("/inbox", "/audit", "/reports", "/account")
LINE = re.compile(r'<a class="queue" href="[^"]+"[^>]*>.*?<span>([^<]+)</span>(?:<b[^>]*>([^<]+)</b>)?</a>')


def files(officer: Officer, path: str = "/inbox") -> dict[str, str]:
    """Return the lines of the queues with what stands beside them."""
    page = officer.get(path).text
    nav = re.search(r'<nav class="queues"[^>]*aria-label="Files">(.*?)</nav>', page, re.DOTALL)
    assert nav, path
    return {unescape(words): count for words, count in LINE.findall(nav[1])}


def test_every_queue_has_a_line_and_all_but_the_closed_a_count(town: Town) -> None:
    town.text(PHONES[0], "On a volé mes boeufs à Konna")
    found = files(town.officer("security"))
    assert set(found) >= QUEUES
    assert [words for words, count in found.items() if not count] == ["Clos"]
    assert (found["À répondre"], found["Sans responsable"], found["À moi"]) == ("1", "1", "0")
    assert {"Traductions", "Protégés"} <= set(files(town.officer("protection")))
    assert not {"Traductions", "Protégés"} & set(found)


def test_what_waits_elsewhere_is_counted_for_who_can_do_something_about_it(town: Town) -> None:
    town.text(PHONES[0], "On a volé mes boeufs à Konna")
    page, civil = f"/cases/{town.case(PHONES[0]).reference}", town.officer("civil")
    assert files(civil, "/account")["À accepter"] == "0"
    offer = {"text": "Une affaire de parcelle.", "desk": desk_of(town, "civil")}
    town.officer("security").post(f"{page}/transfers", page=page, **offer)
    assert files(civil, "/account")["À accepter"] == "1"
    assert files(town.officer("security"))["À accepter"] == "0"


def test_an_incident_counts_while_somebody_in_it_waits(town: Town) -> None:
    for phone in PHONES[:3]:
        town.text(phone, WATER)
    coordinator, others = town.officer("coordinator"), town.officer("security")
    assert files(coordinator)["Incidents"] == "1"
    assert files(others)["Incidents"] == "0"
    for phone in PHONES[:3]:
        page = f"/cases/{town.case(phone).reference}"
        coordinator.post(f"{page}/answers", page=page, text="La pompe est en réparation.")
    assert files(coordinator)["Incidents"] == "0"


def test_who_only_watches_has_no_queue_of_what_others_do(town: Town) -> None:
    found = files(town.officer("auditor"))
    assert not {"À accepter", "Traductions", "Incidents", "À moi"} & set(found)


@pytest.mark.parametrize(("name", "paths"), [("security", OFFICERS), ("coordinator", OFFICERS), ("auditor", WATCHERS)])
def test_the_frame_is_the_same_around_every_page(town: Town, name: str, paths: tuple[str, ...]) -> None:
    town.text(PHONES[0], "On a volé mes boeufs à Konna")
    officer = town.officer(name)
    frames = {path: _frame(officer.get(path).text) for path in paths}
    assert len(set(frames.values())) == 1, frames


@pytest.mark.parametrize(
    "path",
    ["/inbox", "/find", "/alerts", "/roster", "/transfers", "/inbox?queue=overdue", "/cases/new", "/cases/{case}"],
)
def test_one_place_of_the_menu_is_lit(town: Town, path: str) -> None:
    town.text(PHONES[0], "On a volé mes boeufs à Konna")
    page = town.officer("security").get(path.format(case=town.case(PHONES[0]).reference)).text
    menu = page.partition('id="menu"')[2].partition("</header>")[0]
    assert menu.count('aria-current="page"') == 1


def test_sorting_is_counted_in_the_menu_for_who_sorts(town: Town) -> None:
    town.text(PHONES[0], "des choses étranges la nuit")
    assert files(town.officer("coordinator"), "/find")["À trier"] == "1"
    assert "À trier" not in files(town.officer("security"), "/find")


def _frame(page: str) -> tuple[tuple[str, ...], ...]:
    """Return what the menu and the bar lead to, with their counts."""
    menu, bar = page.partition('id="menu"')[2].partition("</header>")[0], page.partition('<nav class="bar"')[2]
    return tuple(LINE.findall(menu)), tuple(re.findall(r'href="([^"]+)"', bar.partition("</nav>")[0]))


def test_the_menu_word_of_the_cases_stands_on_the_page_it_opens(town: Town) -> None:
    page = town.officer("coordinator").get("/inbox").text
    assert "Dossiers" in page.partition("<title>")[2].partition("</title>")[0]


def test_the_coordination_is_not_asked_to_alert_itself(town: Town) -> None:
    town.text("+22300000001", "On a volé nos boeufs cette nuit à Konna")
    path = f"/cases/{town.case('+22300000001').reference}"
    assert "Alerter la coordination" in town.officer("security").get(path).text
    assert "Alerter la coordination" not in town.officer("coordinator").get(path).text
