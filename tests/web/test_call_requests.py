"""An officer wants the citizen called: from the case's page into the queue of calls, behind the same walls."""

from __future__ import annotations

import re

from tests.support.town import Officer, Town

AWA, BOCAR = "+22300000101", "+22300000102"
THEFT = "On a volé mes boeufs à Ténenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
BEATEN = "mon mari m'a frappée à Ténenkou, je suis blessée"


def want(officer: Officer, reference: str) -> str:
    """Press the button, and return the page that follows."""
    answer = officer.post(f"/cases/{reference}/call-requests")
    return officer.get(f"/cases/{reference}").text if answer.status_code == 303 else answer.text


def shown(officer: Officer, reference: str) -> str:
    """Return what a case's page shows of the case, up to what is new on each page."""
    return officer.get(f"/cases/{reference}").text.split("<main")[1].split('name="key"')[0]


def link(page: str) -> str | None:
    found = re.search(r'href="(/callbacks/[0-9a-f-]{36})"', page)
    return found[1] if found else None


def test_who_looks_after_a_protected_case_asks_for_a_call_and_makes_it(town: Town) -> None:
    town.text(AWA, BEATEN)
    case, protection = town.case(AWA), town.officer("protection")
    assert "Un appel au citoyen attend." in want(protection, case.reference)
    way = link(protection.get("/callbacks").text)
    assert way
    assert "call_wanted" in town.kinds(case)
    assert protection.post(f"{way}/calls", page=way).status_code == 303
    assert "00 00 01 01" not in protection.get("/callbacks").text
    assert f'href="tel:{AWA}"' in protection.get(way).text
    assert town.verify()


def test_a_body_that_is_not_independent_sees_that_a_call_waits_and_never_the_number(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    page = want(security, reference)
    assert "Un appel au citoyen attend." in page
    assert "La coordination appelle, ou vous le confie." in page
    assert link(security.get("/callbacks").text) is None
    assert link(town.officer("coordinator").get("/callbacks").text)


def test_the_page_of_a_case_with_a_call_is_the_same_once_its_phone_accuses_that_body(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security, coordinator = town.case(AWA).reference, town.officer("security"), town.officer("coordinator")
    want(security, reference)
    way = link(coordinator.get("/callbacks").text)
    assert way
    coordinator.post(f"{way}/placement", page=way)
    assert link(security.get("/callbacks").text) == way
    before = shown(security, reference)
    town.text(AWA, EXTORTION)
    # That the wish is gone from the queue may have other reasons; the case tells nothing of it.
    assert link(security.get("/callbacks").text) is None
    assert shown(security, reference) == before


def test_asking_twice_is_one_call(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    want(security, reference)
    assert "Un appel attend déjà pour ce dossier." in want(security, reference)
    assert town.kinds(town.case(AWA)).count("call_wanted") == 1


def test_nobody_is_called_for_whom_it_is_not_safe_or_who_wrote_stop(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    security.post(f"/cases/{reference}/safety", safe="no")
    assert "Le citoyen dit que ce téléphone n’est pas sûr." in want(security, reference)
    town.text(BOCAR, THEFT)
    reference = town.case(BOCAR).reference
    town.text(BOCAR, "STOP")
    assert "Le citoyen a écrit STOP." in want(security, reference)
    assert not {"call_wanted"} & set(town.kinds(town.case(AWA)) + town.kinds(town.case(BOCAR)))


def test_a_case_of_others_takes_no_request(town: Town) -> None:
    town.text(AWA, BEATEN)
    answer = town.officer("security").post(f"/cases/{town.case(AWA).reference}/call-requests", page="/inbox")
    assert answer.status_code == 404


def test_each_call_says_who_asked_for_it(town: Town) -> None:
    town.text(AWA, THEFT)
    coordinator = town.officer("coordinator")
    want(town.officer("security"), town.case(AWA).reference)
    for path in ("/callbacks", link(coordinator.get("/callbacks").text)):
        page = coordinator.get(str(path)).text
        assert "demandé par un collègue" in page
        assert "demandé par le citoyen" not in page
    town.text(BOCAR, "RAPPEL")
    assert "demandé par le citoyen" in coordinator.get("/callbacks").text
