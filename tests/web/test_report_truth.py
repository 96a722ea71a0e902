"""What a report says of itself is true: who still waits, what counts as opened again, and which answers."""

from __future__ import annotations

from tests.support.town import Town

THEFT = "On a volé nos boeufs cette nuit à Konna"
PERIOD = "from=2026-03-02&to=2026-03-03"


def answer(town: Town, phone: str) -> None:
    page = f"/cases/{town.case(phone).reference}"
    town.officer("security").post(f"{page}/answers", page=page, text="Nous venons.")
    town.work()


def test_the_map_says_that_nothing_judged_is_late_and_how_many_still_wait(town: Town) -> None:
    phones = [f"+223000000{number:02}" for number in range(10, 21)]
    for number, phone in enumerate(phones):
        town.text(phone, THEFT)
        if number < 5:
            answer(town, phone)
    page = town.officer("auditor").get(f"/reports/response-times?{PERIOD}").text
    assert "Aucune réponse jugée dans un cercle montré n’est en retard. 6 dossiers attendent encore." in page
    assert "Tous les cercles répondent dans le délai." not in page


def test_fewer_than_five_who_wait_are_not_told(town: Town) -> None:
    for number in range(10, 18):
        town.text(f"+223000000{number}", THEFT)
        if number < 15:
            answer(town, f"+223000000{number}")
    page = town.officer("auditor").get(f"/reports/response-times?{PERIOD}").text
    assert "Aucune réponse jugée dans un cercle montré n’est en retard." in page
    assert "dossiers attendent encore." not in page


def test_open_cases_of_seconds_wait_at_least_some_seconds(town: Town) -> None:
    for number in range(10, 16):
        town.text(f"+223000000{number}", THEFT)
    page = town.officer("auditor").get(f"/reports/response-times?{PERIOD}").text
    assert "au moins quelques secondes" in page
    assert "au moins moins" not in page


def test_reports_say_which_answers_and_which_reopenings_count(town: Town) -> None:
    auditor = town.officer("auditor")
    assert "compte ceux qui étaient déjà clos." in auditor.get(f"/reports/reopenings?{PERIOD}").text
    assert "répondus par écrit, sans les appels." in auditor.get(f"/reports/gaming?{PERIOD}").text
    town.text("+22300000010", THEFT)
    listed = auditor.get(f"/reports/response-times/cases?{PERIOD}&metric=first_response").text
    assert "Le dossier dit quand chaque réponse est partie." in listed
