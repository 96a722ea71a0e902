"""A case offered to another desk: taken, refused, forgotten, raced for; and never past a wall."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest

from hotline.domain.handover import REFUSALS
from hotline.domain.questions import READS
from hotline.services import handovers
from hotline.services.casework import Asked, Mistake, NotFound
from hotline.store import cases
from hotline.store.models.casework import Case, Event
from hotline.web.workwords import REFUSAL_WORDS
from tests.support.staff import clear, desk_of, hire, viewer
from tests.support.town import Officer, Town

AWA, BOCAR = "+22300000101", "+22300000102"
THEFT = "on a volé mes boeufs à Konna"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
BEATEN = "mon mari me bat chaque jour, ne dites rien"
REASON = "Une affaire de parcelle."
OFFER = re.compile(r"/transfers/([0-9a-f-]{36})/acceptance")


@pytest.fixture
def security(town: Town) -> Officer:
    return town.officer("security")


@pytest.fixture
def civil(town: Town) -> Officer:
    return town.officer("civil")


@pytest.fixture
def offered(town: Town, security: Officer) -> Case:
    """A theft that the gendarmerie has offered to the town hall."""
    town.text(AWA, THEFT)
    case = town.case(AWA)
    page = f"/cases/{case.reference}"
    done = security.post(f"{page}/transfers", text=REASON, desk=desk_of(town, "civil"))
    assert done.headers["Location"] == f"{page}#main"
    return case


def told(town: Town, case: Case) -> list[Event]:
    """Return a case's events without who looked at it."""
    return [event for event in town.trail(case) if event.kind not in READS]


def kinds(town: Town, case: Case) -> list[str]:
    """Return the kinds of those events."""
    return [event.kind for event in told(town, case)]


def offer_in(officer: Officer) -> str:
    """Return the one offer that an officer sees."""
    [found] = set(OFFER.findall(officer.get("/transfers").text))
    return found


def test_the_old_desk_keeps_the_case_until_the_new_one_takes_it(
    town: Town, offered: Case, security: Officer, civil: Officer
) -> None:
    page = f"/cases/{offered.reference}"
    assert "Transfert proposé à Services de la commune" in security.get(page).text
    assert civil.get(page).status_code == 404
    listed = civil.get("/transfers").text
    assert REASON in listed
    assert "volé" not in listed
    done = civil.post(f"/transfers/{offer_in(civil)}/acceptance", page="/transfers")
    assert done.headers["Location"] == page
    assert "volé" in civil.get(page).text
    assert security.get(page).status_code == 404
    assert kinds(town, offered)[-4:] == ["transfer_offered", "transfer_accepted", "transferred", "taken"]
    assert told(town, offered)[-2].data["why"] == "accepted"


@pytest.mark.parametrize("why", REFUSALS)
def test_a_refusal_sends_the_case_to_the_router_with_its_reason(
    town: Town, offered: Case, security: Officer, civil: Officer, why: str
) -> None:
    done = civil.post(f"/transfers/{offer_in(civil)}/refusal", page="/transfers", why=why, text="Ailleurs.")
    assert done.status_code == 303
    assert security.get(f"/cases/{offered.reference}").status_code == 404
    page = town.officer("coordinator").get(f"/cases/{offered.reference}").text
    assert "Ailleurs." in page
    assert "Motif du refus, non envoyé au citoyen" in page
    assert "Transfert refusé" in page
    assert "Transfert refusé" in town.officer("coordinator").get("/inbox").text
    assert town.desk_kind(town.case(AWA)) == "coordination"
    assert told(town, offered)[-1].data["why"] == "refused"
    assert [event.data["why"] for event in told(town, offered) if event.kind == "transfer_refused"] == [why]


def test_what_nobody_takes_in_time_goes_to_the_router_once(town: Town, offered: Case, civil: Officer) -> None:
    offer = offer_in(civil)
    town.pass_time(days=2)
    town.pass_time(days=1)
    assert town.desk_kind(town.case(AWA)) == "coordination"
    assert kinds(town, offered)[-2:] == ["transfer_expired", "transferred"]
    civil = town.officer("civil")
    assert civil.post(f"/transfers/{offer}/acceptance", page="/transfers").status_code == 404
    assert OFFER.findall(civil.get("/transfers").text) == []


def test_an_offer_that_is_late_but_not_yet_swept_is_taken_by_nobody(town: Town, offered: Case, civil: Officer) -> None:
    offer = offer_in(civil)
    town.clock.advance(days=2)
    civil = town.officer("civil")
    assert civil.post(f"/transfers/{offer}/acceptance", page="/transfers").status_code == 404
    assert town.case(AWA).desk_id == offered.desk_id


def test_an_offer_can_be_taken_back_and_a_second_one_has_to_wait(
    town: Town, offered: Case, security: Officer, civil: Officer
) -> None:
    page, offer = f"/cases/{offered.reference}", offer_in(civil)
    again = security.post(f"{page}/transfers", page=page, text="Encore.", desk=desk_of(town, "protection"))
    assert (again.status_code, "déjà proposé" in again.text) == (422, True)
    assert security.post(f"{page}/transfers/withdrawal", page=page).status_code == 303
    assert security.post(f"{page}/transfers/withdrawal", page=page).status_code == 422
    assert civil.post(f"/transfers/{offer}/acceptance", page="/transfers").status_code == 404


def test_a_case_that_is_closed_meanwhile_is_taken_by_nobody(
    town: Town, offered: Case, security: Officer, civil: Officer
) -> None:
    town.text(AWA, "STOP")
    offer = offer_in(civil)
    security.post(f"/cases/{offered.reference}/closure", text="Vu.", outcome="resolved")
    assert town.case(AWA).status == "closed"
    assert civil.post(f"/transfers/{offer}/acceptance", page="/transfers").status_code == 404
    town.pass_time(days=3)
    assert "transfer_expired" not in kinds(town, offered)


def test_a_wall_that_goes_up_meanwhile_hides_the_offer(town: Town, offered: Case, civil: Officer) -> None:
    offer = offer_in(civil)
    with town.application.unit() as unit:
        cases.accuse(unit.session, offered.id, frozenset({viewer(town, "civil").body_id or offered.id}))
    assert OFFER.findall(civil.get("/transfers").text) == []
    assert civil.post(f"/transfers/{offer}/acceptance", page="/transfers").status_code == 404


def test_nobody_else_answers_an_offer(town: Town, offered: Case, civil: Officer) -> None:
    offer = offer_in(civil)
    for name in ("security", "coordinator", "oversight", "administrator", "auditor"):
        somebody = town.officer(name)
        assert OFFER.findall(somebody.get("/transfers").text) == []
        for path in ("acceptance", "refusal"):
            assert (
                somebody.post(f"/transfers/{offer}/{path}", page="/account", why="other", text="x").status_code == 404
            )
    assert kinds(town, offered)[-1] == "transfer_offered"


@pytest.mark.parametrize("fields", [{"why": "because", "text": "x"}, {"why": "other", "text": " "}, {"text": "x"}])
def test_a_refusal_without_a_proper_reason_keeps_what_was_typed(
    town: Town, offered: Case, civil: Officer, fields: dict[str, str]
) -> None:
    answer = civil.post(f"/transfers/{offer_in(civil)}/refusal", page="/transfers", **fields)
    assert answer.status_code == 422
    assert kinds(town, offered)[-1] == "transfer_offered"
    assert civil.post("/transfers/nothing/refusal", page="/transfers").status_code == 404


def test_of_two_colleagues_who_take_an_offer_at_once_one_has_it(town: Town, offered: Case, civil: Officer) -> None:
    hire(town, "second", "civil")
    offer, together = offer_in(civil), Barrier(2)
    office = town.application.tools.office

    def take(name: str) -> str:
        together.wait(timeout=20)
        try:
            with town.application.unit() as unit:
                handovers.accept(unit, viewer(town, name), UUID(offer), office.read(unit.session))
        except NotFound:
            return "late"
        return "taken"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, ["civil", "second"])) == ["late", "taken"]
    assert kinds(town, offered).count("transfer_accepted") == 1
    assert town.verify() > 0


def test_a_protected_case_is_offered_only_where_somebody_is_cleared_and_a_no_leaves_it_where_it_is(town: Town) -> None:
    town.text(BOCAR, BEATEN)
    case, protection = town.case(BOCAR), town.officer("protection")
    page = f"/cases/{case.reference}"
    refused = protection.post(f"{page}/transfers", page=page, text="À vous.", desk=desk_of(town, "civil"))
    assert "Personne d’habilité à ce bureau." in refused.text
    assert desk_of(town, "civil") not in protection.get(page).text
    assert "Seuls les bureaux habilités sont proposés." in protection.get(page).text
    assert "Alerter la coordination" not in protection.get(page).text
    clear(town, "civil")
    assert desk_of(town, "civil") in protection.get(page).text
    protection.post(f"{page}/transfers", page=page, text="À vous.", desk=desk_of(town, "civil"))
    civil = town.officer("civil")
    assert "Protégé" in civil.get("/transfers").text
    assert "violence" not in civil.get("/transfers").text.lower()
    civil.post(f"/transfers/{offer_in(civil)}/refusal", page="/transfers", why="not_our_area", text="")
    assert town.case(BOCAR).desk_id == case.desk_id
    assert protection.get(page).status_code == 200


def test_what_one_desk_put_aside_waits_at_once_for_the_next(town: Town, offered: Case, security: Officer) -> None:
    page = f"/cases/{offered.reference}"
    day = (town.clock.now() + timedelta(days=3)).date().isoformat()
    assert security.post(f"{page}/snooze", page=page, day=day, sure=day).status_code == 303
    assert town.case(AWA).snoozed_until is not None
    assert "Proposé à un autre bureau" in security.get("/inbox?queue=snoozed").text
    civil = town.officer("civil")
    civil.post(f"/transfers/{offer_in(civil)}/acceptance", page="/transfers")
    assert town.case(AWA).snoozed_until is None
    assert [event.data["why"] for event in town.trail(offered) if event.kind == "snooze_ended"] == ["moved"]


def test_no_desk_named_is_asked_for_and_goes_nowhere(town: Town, security: Officer) -> None:
    town.text(AWA, THEFT)
    page = f"/cases/{town.case(AWA).reference}"
    answer = security.post(f"{page}/transfers", page=page, text=REASON, desk="")
    assert answer.status_code == 422
    assert "Choisissez un bureau." in answer.text
    assert REASON in answer.text
    assert "transferred" not in kinds(town, town.case(AWA))


def test_a_case_against_the_coordination_never_goes_back_to_it(town: Town) -> None:
    with town.application.unit() as unit:
        office = town.application.tools.office.read(unit.session)
    town.text(BOCAR, EXTORTION)
    case = town.case(BOCAR)
    with town.application.unit() as unit:
        coordination = next(body.id for body in office.bodies if body.kind == "coordination")
        cases.accuse(unit.session, case.id, frozenset({coordination}))
    asked = Asked(viewer(town, "oversight"), case.reference)
    with town.application.unit() as unit, pytest.raises((Mistake, NotFound)):
        handovers.transfer(unit, asked, None, "À vous.", office)
    assert town.case(BOCAR).desk_id == case.desk_id


def test_every_reason_has_its_words() -> None:
    assert set(REFUSALS) == set(REFUSAL_WORDS)
