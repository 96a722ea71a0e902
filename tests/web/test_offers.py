"""What a desk learns of the cases it offered to others: what is open, what was answered, and never past a wall."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from hotline.domain.references import show_reference
from hotline.store import cases
from hotline.store.models.casework import Case
from tests.support.staff import desk_of, viewer
from tests.support.town import Officer, Town

AWA = "+22300000101"
THEFT = "on a volé mes boeufs à Konna"
REASON = "Une affaire de parcelle."
OFFER = re.compile(r"/transfers/([0-9a-f-]{36})/acceptance")
NOT_FOUND = "Cette page n’existe pas, ou n’est pas pour vous"


@pytest.fixture
def offered(town: Town) -> Case:
    """A theft that the gendarmerie has offered to the town hall."""
    town.text(AWA, THEFT)
    case = town.case(AWA)
    town.officer("security").post(f"/cases/{case.reference}/transfers", text=REASON, desk=desk_of(town, "civil"))
    return case


def sent(officer: Officer) -> str:
    """Return what the list says of the cases that the officer's desk offered."""
    return officer.get("/transfers").text.partition('id="sent"')[2]


def look(officer: Officer, case: Case) -> TestResponse:
    """Type the case's reference where one looks for cases."""
    return officer.post("/find", page="/find", text=case.reference)


def answered(town: Town, how: str) -> None:
    """Let the town hall answer the one offer."""
    civil = town.officer("civil")
    [offer] = set(OFFER.findall(civil.get("/transfers").text))
    civil.post(f"/transfers/{offer}/{how}", page="/transfers", why="not_our_area", text="")


def test_an_offer_is_told_once_and_never_as_a_transfer_done(town: Town, offered: Case) -> None:
    page = town.officer("security").get(f"/cases/{offered.reference}").text
    assert page.count("Transfert proposé à ") == 1
    assert "Transfert enregistré." not in page


def test_both_desks_read_which_case_and_by_when_to_accept_it(town: Town, offered: Case) -> None:
    reference = show_reference(offered.reference)
    asked = town.officer("civil").get("/transfers").text
    assert reference in asked
    assert "Pour accepter :" in asked
    assert f'href="/cases/{offered.reference}"' in sent(town.officer("security"))
    assert "À accepter par eux :" in sent(town.officer("security"))
    assert sent(town.officer("civil")) == ""


@pytest.mark.parametrize(("how", "words"), [("acceptance", "Accepté."), ("refusal", "Refusé.")])
def test_the_desk_that_offered_a_case_is_told_where_it_went(town: Town, offered: Case, how: str, words: str) -> None:
    answered(town, how)
    security = town.officer("security")
    assert words in sent(security)
    gone = security.get(f"/cases/{offered.reference}")
    assert gone.status_code == 404
    assert words in gone.text
    assert "/transfers#sent" in gone.text
    late = security.post(f"/cases/{offered.reference}/answers", page="/transfers", text="Nous venons demain.")
    assert late.status_code == 404
    assert "Rien n’est parti." in late.text
    assert "Nous venons demain." in late.text


def test_looking_for_the_reference_of_a_case_that_left_leads_to_where_it_went(town: Town, offered: Case) -> None:
    answered(town, "acceptance")
    page = f"/cases/{offered.reference}"
    assert look(town.officer("security"), offered).headers["Location"] == page
    assert look(town.officer("oversight"), offered).headers["Location"] == "/find/words"


def test_the_first_page_counts_what_was_offered_and_taken(town: Town, offered: Case) -> None:
    security = town.officer("security")
    assert re.search(r"Proposés : <b>1</b>", security.get("/inbox").text)
    assert "Proposés : " not in town.officer("civil").get("/inbox").text
    answered(town, "acceptance")
    assert re.search(r"Acceptés ailleurs : <b>1</b>", security.get("/inbox").text)
    with town.application.unit() as unit:
        cases.accuse(unit.session, offered.id, frozenset({viewer(town, "security").body_id or offered.id}))
    assert "Acceptés ailleurs : " not in security.get("/inbox").text


def test_a_wall_that_goes_up_afterwards_makes_it_a_case_that_never_was(town: Town, offered: Case) -> None:
    answered(town, "acceptance")
    security = town.officer("security")
    with town.application.unit() as unit:
        cases.accuse(unit.session, offered.id, frozenset({viewer(town, "security").body_id or offered.id}))
    assert sent(security) == ""
    gone, never = security.get(f"/cases/{offered.reference}"), security.get("/cases/1234567")
    assert NOT_FOUND in gone.text
    assert gone.text == never.text


def test_nobody_is_told_of_it_but_the_desk_that_offered_it_and_not_for_long(town: Town, offered: Case) -> None:
    answered(town, "acceptance")
    assert NOT_FOUND in town.officer("oversight").get(f"/cases/{offered.reference}").text
    town.clock.advance(days=3)
    security = town.officer("security")
    assert NOT_FOUND in security.get(f"/cases/{offered.reference}").text
    assert sent(security) == ""


def test_an_inspection_is_no_desk_to_hand_a_case_to_and_gets_referrals_alone(town: Town) -> None:
    town.text(AWA, THEFT)
    case, security = town.case(AWA), town.officer("security")
    page, desk = f"/cases/{case.reference}", desk_of(town, "inspection")
    listed = security.get(page).text.partition('id="desk"')[2].partition("</select>")[0]
    assert desk_of(town, "civil") in listed
    assert desk not in listed
    forced = security.post(f"{page}/transfers", page=page, text=REASON, desk=desk)
    assert forced.status_code == 422
    assert "Une inspection reçoit une saisine, jamais le dossier." in forced.text
    assert town.case(AWA).desk_id == case.desk_id


def test_who_accepts_what_a_colleague_or_another_window_accepted_is_led_to_the_case(town: Town, offered: Case) -> None:
    civil = town.officer("civil")
    [offer] = set(OFFER.findall(civil.get("/transfers").text))
    for _ in range(2):
        answer = civil.post(f"/transfers/{offer}/acceptance", page="/transfers")
        assert answer.headers["Location"] == f"/cases/{offered.reference}"
    assert "Déjà accepté." in civil.get(f"/cases/{offered.reference}").text
    assert town.kinds(offered).count("transfer_accepted") == 1
    for stranger in map(town.officer, ("security", "oversight", "auditor")):
        assert stranger.post(f"/transfers/{offer}/acceptance", page="/account").status_code in (403, 404)


def test_what_the_coordination_proposes_names_it_and_the_desk_that_keeps_the_case(town: Town) -> None:
    town.text(AWA, THEFT)
    case, coordinator = town.case(AWA), town.officer("coordinator")
    page = f"/cases/{case.reference}"
    form = coordinator.get(page).text
    assert "La coordination, elle, prend tout de suite." not in form
    assert "La coordination, elle, prend tout de suite." in town.officer("security").get(page).text
    coordinator.post(f"{page}/transfers", page=page, text=REASON, desk=desk_of(town, "civil"))
    told = coordinator.get(page).text
    assert "garde le dossier jusque-là." in told
    assert "Vous gardez le dossier" not in told
    assert "Vous gardez le dossier jusque-là." in town.officer("security").get(page).text
    asked = town.officer("civil").get("/transfers").text
    assert "proposé par " in asked
    assert "Leur motif" not in asked


def test_what_a_desk_proposes_itself_names_nobody_else(town: Town, offered: Case) -> None:
    asked = town.officer("civil").get("/transfers").text
    assert "Leur motif :" in asked
    assert "proposé par " not in asked


def test_why_a_desk_has_the_case_is_told_by_the_transfer_and_its_reason(town: Town, offered: Case) -> None:
    before = town.officer("security").get(f"/cases/{offered.reference}").text
    answered(town, "acceptance")
    [why] = re.findall(r"Pourquoi : ([^<]*)<", town.officer("civil").get(f"/cases/{offered.reference}").text)
    assert why == "transfert accepté, Liaison 1, « Une affaire de parcelle »."
    assert why not in before


def test_why_the_coordination_has_a_case_is_told_by_who_sent_it(town: Town) -> None:
    town.text(AWA, THEFT)
    case = town.case(AWA)
    town.officer("security").post(f"/cases/{case.reference}/transfers", text=REASON)
    page = town.officer("coordinator").get(f"/cases/{case.reference}").text
    assert "Pourquoi : transfert à la coordination, Liaison 1, « Une affaire de parcelle »." in page
