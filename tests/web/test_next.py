"""A phone's first page: three piles, and one button that opens the case that presses most."""

from __future__ import annotations

import re

import pytest

from tests.support.staff import desk_of
from tests.support.town import Officer, Town

AWA, BOCAR, CORA = "+22300000101", "+22300000102", "+22300000103"
THEFT = "On a volé mes boeufs à Ténenkou"
ATTACK = "attaque en cours à Sofara ils tirent sur nous"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"


def test_the_piles_say_how_much_waits_and_where(town: Town) -> None:
    town.text(AWA, THEFT)
    town.text(BOCAR, THEFT)
    security = town.officer("security")
    assert _piles(security) == {"À répondre": "2", "À accepter": "0", "En attente": "0"}
    security.post(f"/cases/{town.case(AWA).reference}/answers", text="Nous venons.")
    assert _piles(security) == {"À répondre": "1", "À accepter": "0", "En attente": "1"}


def test_to_accept_is_what_another_desk_offers_and_nothing_else(town: Town) -> None:
    town.text(AWA, THEFT)
    security, page = town.officer("security"), f"/cases/{town.case(AWA).reference}"
    security.post(f"{page}/transfers", page=page, text="Pour vous.", desk=desk_of(town, "civil"))
    civil = town.officer("civil")
    assert _piles(civil) == {"À répondre": "0", "À accepter": "1", "En attente": "0"}
    assert 'href="/transfers"' in re.findall(r'<a class="pile".*?</a>', civil.get("/inbox").text)[1]


def test_a_coordinators_pile_is_their_own_desk_and_all_desks_are_a_list_beside_it(town: Town) -> None:
    town.text(AWA, THEFT)
    town.text(BOCAR, "RAPPEL")
    coordinator, theft, wish = town.officer("coordinator"), town.case(AWA).reference, town.case(BOCAR).reference
    assert _piles(coordinator)["À répondre"] == "1"
    own = coordinator.get("/inbox?queue=to_answer").text
    assert (theft in own, wish in own) == (False, True)
    for path in ("/inbox", "/inbox?queue=all_waiting"):
        assert theft in coordinator.get(path).text
    coordinator.post(f"/cases/{theft}/ownership")
    assert _piles(coordinator)["À répondre"] == "2"
    assert _piles(town.officer("security"))["À répondre"] == "1"
    assert "Dossiers de tous les bureaux" not in town.officer("security").get("/inbox").text


def test_a_walled_case_lies_on_no_pile(town: Town) -> None:
    security = town.officer("security")
    before = security.get("/inbox").data
    town.text(BOCAR, EXTORTION)
    assert security.get("/inbox").data == before
    assert security.get("/inbox/next").headers["Location"] == "/inbox"


def test_next_opens_what_presses_most_and_then_what_follows_it(town: Town) -> None:
    town.text(AWA, THEFT)
    town.text(BOCAR, ATTACK)
    coordinator = town.officer("coordinator")
    first = coordinator.get("/inbox/next").headers["Location"]
    assert first == f"/cases/{town.case(BOCAR).reference}"
    second = coordinator.get(_next(coordinator, first)).headers["Location"]
    assert second == f"/cases/{town.case(AWA).reference}"
    assert coordinator.get(_next(coordinator, second)).headers["Location"] == "/inbox"
    assert "Plus personne n’attend après ce dossier." in coordinator.get("/inbox").text


def test_next_leaves_what_is_in_a_colleagues_hands(town: Town) -> None:
    town.text(AWA, THEFT)
    town.officer("security").post(f"/cases/{town.case(AWA).reference}/ownership")
    assert town.officer("coordinator").get("/inbox/next").headers["Location"] == "/inbox"


def test_next_passes_by_what_a_colleague_is_answering_just_now(town: Town) -> None:
    town.text(AWA, THEFT)
    town.text(BOCAR, ATTACK)
    pressing = f"/cases/{town.case(BOCAR).reference}"
    town.officer("security").client.get(pressing, headers={"X-Live": "answering"})
    coordinator = town.officer("coordinator")
    assert coordinator.get("/inbox/next").headers["Location"] == f"/cases/{town.case(AWA).reference}"
    town.clock.advance(minutes=1)
    assert coordinator.get("/inbox/next").headers["Location"] == pressing


@pytest.mark.parametrize(("offered", "leads"), [(ATTACK, "/transfers"), (THEFT, "/cases/")])
def test_next_leads_to_an_offer_that_presses_more_than_the_next_case(town: Town, offered: str, leads: str) -> None:
    town.text(AWA, "La pompe du village est en panne à Konna")
    town.clock.advance(days=30)
    town.text(BOCAR, offered)
    civil, page = town.officer("civil"), f"/cases/{town.case(BOCAR).reference}"
    assert civil.get("/inbox/next").headers["Location"] == f"/cases/{town.case(AWA).reference}"
    town.officer("security").post(f"{page}/transfers", page=page, text="Pour vous.", desk=desk_of(town, "civil"))
    assert civil.get("/inbox/next").headers["Location"].startswith(leads)


def test_next_leads_to_an_offer_where_nothing_else_waits(town: Town) -> None:
    town.text(AWA, THEFT)
    page = f"/cases/{town.case(AWA).reference}"
    town.officer("security").post(f"{page}/transfers", page=page, text="Pour vous.", desk=desk_of(town, "civil"))
    assert town.officer("civil").get("/inbox/next").headers["Location"] == "/transfers"
    assert town.officer("protection").get("/inbox/next").headers["Location"] == "/inbox"


def test_next_takes_no_nonsense_and_is_only_for_officers(town: Town) -> None:
    town.text(AWA, THEFT)
    security = town.officer("security")
    for asked in ("after=x", "after=-.", "after=" + "9" * 400, "after=1.00"):
        assert security.get(f"/inbox/next?{asked}").headers["Location"].startswith("/cases/")
    assert town.officer("auditor").get("/inbox/next").status_code == 404


def test_what_is_due_within_two_hours_has_a_queue_of_its_own(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    assert reference not in security.get("/inbox?queue=due_soon").text
    town.clock.advance(hours=23)
    assert reference in town.officer("security").get("/inbox?queue=due_soon").text


def test_going_back_from_a_case_finds_its_row(town: Town) -> None:
    for number in range(101, 130):
        town.text(f"+22300000{number}", THEFT)
    security = town.officer("security")
    older = re.findall(r'href="(/inbox\?queue=to_answer&amp;after=[^"]+)"', security.get("/inbox").text)[0]
    page = security.get(older.replace("&amp;", "&")).text
    row = re.findall(r'id="(r\d+)" href="(/cases/[^"]+)"', page)[0]
    case = security.get(row[1].replace("&amp;", "&")).text
    assert f'class="back" href="{older}#{row[0]}"' in case


def _piles(officer: Officer) -> dict[str, str]:
    found = re.findall(r'class="pile".*?<span>(.*?)</span><b class="push">(.*?)</b>', officer.get("/inbox").text)
    return dict(found)


def _next(officer: Officer, path: str) -> str:
    found = re.findall(r'href="(/inbox/next[^"]*)"', officer.get(path).text)
    return found[0].replace("&amp;", "&")
