"""On paper: numbered, in the trail before it is shown, and without words unless a reason is given."""

from __future__ import annotations

import re

import pytest

from hotline.store.models.casework import HOUSE, Case, Event
from tests.support.town import Officer, Town

AWA, BOCAR = "+22300000801", "+22300000802"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
ANSWER = "Une patrouille part ce matin."


@pytest.fixture
def theft(town: Town) -> Case:
    """A theft that was answered, with a note."""
    town.text(AWA, THEFT)
    case, liaison = town.case(AWA), town.officer("security")
    liaison.post(f"/cases/{case.reference}/answers", text=ANSWER)
    liaison.post(f"/cases/{case.reference}/notes", text="Le berger est connu ici.")
    town.work()
    return town.case(AWA)


def prints(town: Town) -> list[Event]:
    """Return what the house chain says of copies."""
    with town.application.unit() as unit:
        return list(unit.session.query(Event).where(Event.chain == HOUSE, Event.kind == "printed").order_by(Event.n))


def paper(officer: Officer, case: Case, **fields: str) -> tuple[int, str]:
    """Print a case."""
    path = f"/cases/{case.reference}/print"
    answer = officer.post(path, page=path, **fields)
    return answer.status_code, answer.text


def test_a_copy_has_a_number_and_no_words_and_stands_in_both_trails(town: Town, theft: Case) -> None:
    status, page = paper(town.officer("security"), theft)
    [told] = prints(town)
    assert status == 200
    assert f"Exemplaire {told.n}" in page
    assert all(words not in page for words in (THEFT, ANSWER, "Le berger", "23 boeufs"))
    assert "█" * 20 in page
    assert theft.reference not in str(told.data)
    [event] = [one for one in town.trail(theft) if one.kind == "printed"]
    assert event.data == {"copy": told.n, "whole": False}
    assert town.verify()


def test_the_words_go_on_paper_only_for_a_reason_that_colleagues_read(town: Town, theft: Case) -> None:
    liaison = town.officer("security")
    status, page = paper(liaison, theft, words="whole", text="  ")
    assert (status, prints(town)) == (422, [])
    assert "Exemplaire" not in page
    status, page = paper(liaison, theft, words="whole", text="Réunion avec le chef de village")
    assert status == 200
    assert THEFT in page
    assert ANSWER in page
    shown = liaison.get(f"/cases/{theft.reference}").text
    assert "Réunion avec le chef de village" in shown
    assert re.search(r"imprime\. Exemplaire \d+\.", shown)
    assert "Réunion" not in str([event.data for event in prints(town)])


def test_too_long_a_reason_is_kept_in_the_form_and_prints_nothing(town: Town, theft: Case) -> None:
    status, page = paper(town.officer("security"), theft, words="whole", text="x" * 201)
    assert (status, "x" * 201 in page, prints(town)) == (422, True, [])


@pytest.mark.parametrize("words", [EXTORTION, "mon oncle a violé ma soeur"])
def test_a_protected_or_walled_case_does_not_go_on_paper(town: Town, words: str) -> None:
    town.text(AWA, words)
    case = town.case(AWA)
    desk = {"oversight": "oversight", "protection": "protection"}[town.desk_kind(case)]
    officer = town.officer(desk)
    assert officer.get(f"/cases/{case.reference}").status_code == 200
    status, page = paper(officer, case, words="whole", text="pour le dossier")
    assert (status, prints(town)) == (422, [])
    assert "ne s’imprime pas" in page
    assert f"/cases/{case.reference}/print" not in officer.get(f"/cases/{case.reference}").text


def test_who_may_not_read_a_case_prints_nothing_of_it(town: Town, theft: Case) -> None:
    for name in ("civil", "administrator", "auditor"):
        officer = town.officer(name)
        assert officer.get(f"/cases/{theft.reference}/print").status_code == 404
        assert officer.post(f"/cases/{theft.reference}/print", page="/account").status_code == 404
    assert prints(town) == []


def test_a_list_goes_on_paper_without_words_and_without_what_is_not_printed(town: Town) -> None:
    town.text(AWA, THEFT)
    town.text(BOCAR, EXTORTION)
    coordinator = town.officer("coordinator")
    answer = coordinator.post("/inbox/print", page="/inbox", queue="all_waiting")
    shown = re.sub(r"\s", "", answer.text)
    assert answer.status_code == 200
    assert town.case(AWA).reference in shown
    assert town.case(BOCAR).reference not in shown
    assert "boeufs" not in answer.text
    [told] = prints(town)
    assert told.data["what"] == "list"
    assert f"Exemplaire {told.n}" in answer.text


def test_a_list_of_a_force_is_the_same_on_paper_with_and_without_a_case_against_it(town: Town, theft: Case) -> None:
    liaison = town.officer("security")

    def page() -> str:
        text = liaison.post("/inbox/print", page="/inbox", queue="waiting").text
        return re.sub(r"Exemplaire \d+", "", text)

    before = page()
    town.text(BOCAR, EXTORTION)
    assert page() == before


@pytest.mark.parametrize("queue", ["", "nothing", "protected", "x" * 500])
def test_an_odd_queue_is_the_first_one(town: Town, queue: str) -> None:
    assert town.officer("security").post("/inbox/print", page="/inbox", queue=queue).status_code == 200
