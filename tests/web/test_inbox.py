"""The lists as officers see them."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import event

from tests.support.town import Town

AWA, BOCAR, CORA = "+22300000101", "+22300000102", "+22300000103"
THEFT = "On a volé mes boeufs à Ténenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
BEATEN = "mon mari me bat chaque jour, ne dites rien"
QUEUES = ("to_answer", "overdue", "mine", "unassigned", "failed", "waiting", "closed")


def test_a_text_shows_in_the_list_of_its_desk(town: Town) -> None:
    town.text(AWA, THEFT)
    case, page = town.case(AWA), town.officer("security").get("/inbox").text
    assert THEFT in page
    assert f'href="/cases/{case.reference}#last"' in page
    assert "Vol de bétail" in page
    assert "à prendre" in page
    assert "reste 1 j" in page
    assert case.alias in page


def test_no_list_shows_a_number(town: Town) -> None:
    town.text(AWA, THEFT)
    page = town.officer("coordinator").get("/inbox").text
    assert not re.search(r"00\s?00\s?01\s?01", page)


def test_the_case_with_the_least_time_left_comes_first(town: Town) -> None:
    town.text(AWA, THEFT)
    town.text(BOCAR, "attaque en cours à Sofara ils tirent sur nous")
    page = town.officer("coordinator").get("/inbox").text
    assert page.index(town.case(BOCAR).reference) < page.index(town.case(AWA).reference)


def test_a_critical_case_that_nobody_took_lies_over_every_list(town: Town) -> None:
    town.text(BOCAR, "attaque en cours à Sofara ils tirent sur nous")
    security = town.officer("security")
    assert "À prendre tout de suite" in security.get("/inbox?queue=mine").text
    assert "et 1 autre" not in security.get("/inbox?queue=mine").text
    assert "Pas dans cette liste." in security.get("/inbox?queue=mine").text
    assert "Pas dans cette liste." not in security.get("/inbox?queue=unassigned").text
    town.text(AWA, "on nous attaque à Sofara, des blessés graves")
    assert "et 1 autre" in security.get("/inbox?queue=mine").text
    security.post(f"/cases/{town.case(AWA).reference}/ownership")
    security.post(f"/cases/{town.case(BOCAR).reference}/ownership")
    assert "À prendre tout de suite" not in security.get("/inbox?queue=mine").text


def test_an_answered_case_moves_from_one_queue_to_the_others(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    assert reference in security.get("/inbox?queue=unassigned").text
    security.post(f"/cases/{reference}/answers", text="Une patrouille part.")
    assert reference not in security.get("/inbox").text
    assert reference not in security.get("/inbox?queue=unassigned").text
    assert reference in security.get("/inbox?queue=mine").text
    assert reference in security.get("/inbox?queue=waiting").text


def test_an_undelivered_answer_brings_the_case_back(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    security.post(f"/cases/{reference}/answers", text="Une patrouille part.")
    town.work()
    town.receipt(-1, "failed", "wrong_number")
    assert "Non remis" in security.get("/inbox").text
    assert reference in security.get("/inbox?queue=failed").text


def test_a_case_past_its_time_is_overdue(town: Town) -> None:
    town.text(AWA, THEFT)
    security = town.officer("security")
    assert town.case(AWA).reference not in security.get("/inbox?queue=overdue").text
    town.clock.advance(hours=25)
    page = town.officer("security").get("/inbox?queue=overdue").text
    assert town.case(AWA).reference in page
    assert "retard 1 h" in page


def test_a_protected_text_stays_out_of_the_lists(town: Town) -> None:
    town.text(CORA, BEATEN)
    protection = town.officer("protection")
    for queue in ("to_answer", "protected"):
        page = protection.get(f"/inbox?queue={queue}").text
        assert town.case(CORA).reference in page
        assert "Texte masqué dans les listes" in page
        assert BEATEN not in page
        assert "Violences" not in page


def test_a_list_of_nothing_but_protected_cases_offers_no_print(town: Town) -> None:
    town.text(AWA, BEATEN)
    assert "Imprimer la liste" not in town.officer("protection").get("/inbox").text
    town.text(BOCAR, THEFT)
    assert "Imprimer la liste" in town.officer("security").get("/inbox").text


def test_only_cleared_people_have_a_queue_of_protected_cases(town: Town) -> None:
    assert "queue=protected" not in town.officer("security").get("/inbox").text


def test_administrators_and_auditors_see_times_and_owners_but_no_texts(town: Town) -> None:
    town.text(AWA, THEFT)
    for name in ("administrator", "auditor"):
        page = town.officer(name).get("/inbox").text
        assert town.case(AWA).reference in page
        assert "Brigade de Mopti" in page
        assert THEFT not in page
        assert "Vol de bétail" not in page


def test_those_who_watch_are_not_asked_to_answer(town: Town) -> None:
    town.text(AWA, THEFT)
    page = town.officer("auditor").get("/inbox").text
    assert "Attendent une réponse" in page
    assert "Répondre" not in page
    assert "À répondre" not in page


def test_a_walled_case_changes_no_byte_of_any_list(town: Town) -> None:
    town.text(AWA, THEFT)
    security = town.officer("security")
    before = {queue: security.get(f"/inbox?queue={queue}").data for queue in QUEUES}
    town.text(AWA, EXTORTION)
    town.text(BOCAR, EXTORTION)
    assert {queue: security.get(f"/inbox?queue={queue}").data for queue in QUEUES} == before
    assert town.case(BOCAR).reference in town.officer("oversight").get("/inbox").text


def test_an_empty_queue_says_what_it_means(town: Town) -> None:
    page = town.officer("security").get("/inbox?queue=mine").text
    assert "Vous n’avez aucun dossier ouvert." in page


def test_in_the_demonstration_an_empty_list_shows_where_a_citizen_writes(town: Town) -> None:
    security = town.officer("security")
    assert 'href="/simulator"' in security.get("/inbox?queue=to_answer").text
    town.text(AWA, THEFT)
    assert 'href="/simulator"' not in security.get("/inbox?queue=to_answer").text


def test_a_queue_or_a_page_that_does_not_exist_shows_the_first(town: Town) -> None:
    town.text(AWA, THEFT)
    security = town.officer("security")
    for asked in ("queue=nothing", "after=nonsense", "before=1.2", "after=99999999999999999999.0"):
        answer = security.get(f"/inbox?{asked}")
        assert answer.status_code == 200
        assert town.case(AWA).reference in answer.text


def test_a_longer_list_asks_the_database_no_more_often(town: Town) -> None:
    security = town.officer("security")
    town.text(AWA, THEFT)
    security.get("/inbox")
    few = _statements(town, lambda: security.get("/inbox"))
    for number in range(110, 116):
        town.text(f"+22300000{number}", THEFT)
    assert _statements(town, lambda: security.get("/inbox")) == few


def test_the_list_speaks_english_too(town: Town) -> None:
    town.text(AWA, THEFT)
    security = town.officer("security")
    security.post("/language", page="/inbox", locale="en")
    page = security.get("/inbox").text
    assert "To answer" in page
    assert "Cattle theft" in page


def _statements(town: Town, act: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(town.application.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(town.application.engine, "before_cursor_execute", note)
    return len(seen)
