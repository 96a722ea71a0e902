"""What follows a call: its words are confirmed each time, and the wish and its case name each other within walls."""

from __future__ import annotations

import re

import pytest

from hotline.domain.references import show_reference
from hotline.store.models.casework import Case
from tests.support.caller import contact_of, wish_of
from tests.support.town import Officer, Town

AWA = "+22300000101"
THEFT = "On a volé mes boeufs à Ténenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
KEPT = "Les mots de la personne sont gardés."
CHOSEN = re.compile(r'<select[^>]* name="sms".*?</select>', re.DOTALL)


def reach(town: Town, officer: Officer) -> str:
    """Ask for a call, make it, and return the form for the words."""
    town.text(AWA, "RAPPEL")
    way = f"/callbacks/{wish_of(town, AWA).id}"
    officer.post(f"{way}/calls", page=way)
    officer.post(f"{way}/outcome", page=way, call=call_on(officer.get(way).text), outcome="reached")
    return way


def call_on(page: str) -> str:
    return page.partition('name="call" value="')[2].partition('"')[0]


def write(town: Town, officer: Officer, way: str, words: str, **more: str) -> str:
    """Write the words down and return the page that follows."""
    fields = {"text": words, "language": "fr", "hours": "any", **more}
    answer = officer.post(f"{way}/notes", page=way, call=call_on(officer.get(way).text), **fields)
    assert answer.status_code == 303
    return officer.get(answer.headers["Location"]).text


def facts(officer: Officer, case: Case) -> str:
    """Return what stands in the facts of a case."""
    return officer.get(f"/cases/{case.reference}").text.partition('id="facts"')[2]


@pytest.fixture
def coordinator(town: Town) -> Officer:
    return town.officer("coordinator")


def test_the_words_of_each_call_are_confirmed(town: Town, coordinator: Officer) -> None:
    assert KEPT in write(town, coordinator, reach(town, coordinator), THEFT)
    into = town.case(AWA).reference
    assert KEPT in write(town, coordinator, reach(town, coordinator), "Elles étaient 17.", into=into)


@pytest.mark.parametrize(("told", "shown"), [("yes", "Oui, déjà noté"), ("no", "Non, déjà noté"), ("", "Pas demandé")])
def test_what_a_phone_told_of_texts_stands_chosen_at_the_next_call_and_is_not_told_anew(
    town: Town, coordinator: Officer, told: str, shown: str
) -> None:
    write(town, coordinator, reach(town, coordinator), THEFT, sms=told)
    safe = contact_of(town, AWA).safe_to_text
    way = reach(town, coordinator)
    chosen = CHOSEN.search(coordinator.get(way).text)
    assert chosen
    assert re.search(rf'<option value=""[^>]*selected[^>]*>{shown}<', chosen[0])
    write(town, coordinator, way, "pas d'eau au puits du village", sms="")
    assert contact_of(town, AWA).safe_to_text is safe
    assert "safety_told" not in town.kinds(town.case(AWA))


def test_the_wish_and_the_case_that_came_of_it_name_each_other(town: Town, coordinator: Officer) -> None:
    write(town, coordinator, reach(town, coordinator), THEFT)
    wish, case = town.cases(AWA)
    assert f'Né de la demande de rappel</dt><dd class="flow"><a href="/cases/{wish.reference}">' in facts(
        coordinator, case
    )
    assert f'A mené à</dt><dd class="flow"><a href="/cases/{case.reference}">' in facts(coordinator, wish)
    found = coordinator.post("/find", page="/find", text=show_reference(wish.reference))
    assert found.headers["Location"] == f"/cases/{wish.reference}"


def test_who_reads_one_of_the_two_learns_nothing_of_the_other(town: Town, coordinator: Officer) -> None:
    write(town, coordinator, reach(town, coordinator), THEFT)
    wish, case = town.cases(AWA)
    page = town.officer("security").get(f"/cases/{case.reference}").text
    assert "demande de rappel" not in page
    assert show_reference(wish.reference) not in page
    protection = town.officer("protection")
    town.text(AWA, "RAPPEL")
    assert show_reference(case.reference) not in protection.get(f"/callbacks/{wish_of(town, AWA).id}").text


def test_who_calls_reads_what_else_the_phone_brought_as_far_as_they_may(town: Town, coordinator: Officer) -> None:
    town.text(AWA, THEFT)
    town.text(AWA, "RAPPEL")
    way = f"/callbacks/{wish_of(town, AWA).id}"
    shown = show_reference(town.cases(AWA)[0].reference)
    assert shown in coordinator.get(way).text
    coordinator.post(f"{way}/calls", page=way)
    assert shown in coordinator.get(way).text
    assert shown not in town.officer("oversight").get(way).text
