"""Only an answer that says so tells a finding, once it left: any other, or one that did not arrive, leaves it owed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hotline.bootstrap import Application
from hotline.store import cases
from hotline.store.models.casework import Case
from tests.support.staff import desk_of, hire
from tests.support.town import Officer, Town

AWA = "+22300000101"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
EXTRACT = "Des paiements sans preuve sont demandés aux voyageurs, dans ce cercle."
FOUND = "Votre plainte est fondée."
OWED = "Dites le résultat au citoyen."
TICK = 'name="tells" value="1"'


@pytest.fixture
def complaint(town: Town) -> Case:
    """A complaint of which an inspection found something, which nobody told its citizen."""
    town.text(AWA, EXTORTION)
    case, oversight, inspection = town.case(AWA), town.officer("oversight"), town.officer("inspection")
    act(oversight, case, "consent", given="yes", how="call")
    act(oversight, case, "referrals", text=EXTRACT, looked_at=EXTRACT, desk=desk_of(town, "inspection"))
    [sheet] = set(re.findall(r"/referrals/[0-9a-f-]{36}", inspection.get("/referrals").text))
    inspection.post(f"{sheet}/acceptance", page=sheet)
    inspection.post(f"{sheet}/finding", page=sheet, finding="upheld", text="", looked_at="upheld ")
    return case


@pytest.fixture
def application(application: Application) -> Application:
    """Ten seconds to call an answer back."""
    settings = application.settings.model_copy(update={"undo_seconds": 10})
    return replace(application, settings=settings)


@pytest.fixture
def oversight(town: Town, complaint: Case) -> Officer:
    return town.officer("oversight")


def act(officer: Officer, case: Case, path: str, **fields: str) -> int:
    page = f"/cases/{case.reference}"
    return officer.post(f"{page}/{path}", page=page, **fields).status_code


def shown(officer: Officer, case: Case) -> str:
    return officer.get(f"/cases/{case.reference}").text


def test_an_answer_about_something_else_tells_no_finding(town: Town, complaint: Case, oversight: Officer) -> None:
    assert act(oversight, complaint, "answers", text="Bonjour, nous vous rappelons demain.") == 303
    town.pass_time(minutes=1)
    assert len(town.carrier.sent) > 1
    assert OWED in shown(oversight, complaint)
    assert "finding_told" not in town.kinds(complaint)


def test_an_answer_that_tells_it_settles_it_once_it_left(town: Town, complaint: Case, oversight: Officer) -> None:
    assert TICK in shown(oversight, complaint)
    assert act(oversight, complaint, "answers", text=FOUND, tells="1") == 303
    page = shown(oversight, complaint)
    assert ("Votre réponse le dit et va partir." in page, OWED in page, TICK in page) == (True, False, False)
    town.pass_time(minutes=1)
    page = shown(oversight, complaint)
    assert ("L’inspection a répondu" in page, TICK in page) == (False, False)
    assert town.kinds(complaint).count("finding_told") == 1


def test_an_answer_that_was_called_back_told_nothing(town: Town, complaint: Case, oversight: Officer) -> None:
    act(oversight, complaint, "answers", text=FOUND, tells="1")
    [text] = [event.data["text"] for event in town.trail(complaint) if event.kind == "answered"]
    assert act(oversight, complaint, f"texts/{text}/withdrawal") == 303
    town.pass_time(minutes=1)
    assert OWED in shown(oversight, complaint)


def test_what_did_not_arrive_is_owed_again_until_another_answer_tells_it(
    town: Town, complaint: Case, oversight: Officer
) -> None:
    act(oversight, complaint, "answers", text=FOUND, tells="1")
    town.pass_time(minutes=1)
    town.receipt(-1, "undelivered", "wrong_number")
    assert OWED in shown(oversight, complaint)
    assert "le résultat reste à dire" in shown(oversight, complaint)
    act(oversight, complaint, "answers", text="Le résultat : votre plainte est fondée.", tells="1")
    town.pass_time(minutes=1)
    assert OWED not in shown(oversight, complaint)
    assert town.kinds(complaint).count("finding_told") == 2


def test_a_call_that_reached_the_citizen_tells_it(town: Town, complaint: Case, oversight: Officer) -> None:
    town.clock.advance(minutes=10)
    at = town.clock.now().strftime("%H:%M")
    page = f"/cases/{complaint.reference}"
    done = oversight.post(f"{page}/calls", page=page, outcome="reached", day=f"{town.clock.now():%Y-%m-%d}", at=at)
    assert done.status_code == 303
    assert OWED not in shown(oversight, complaint)


def test_a_tick_survives_a_look_at_the_length(town: Town, complaint: Case, oversight: Officer) -> None:
    page = f"/cases/{complaint.reference}"
    counted = oversight.post(f"{page}/count", page=page, text=FOUND, tells="1")
    assert f"{TICK} checked" in oversight.get(counted.location).text
    assert f"{TICK} checked" not in shown(oversight, complaint)


def test_a_second_reader_lets_the_tick_go_with_the_answer_which_is_kept_and_then_fetched(
    town: Town, complaint: Case, oversight: Officer
) -> None:
    hire(town, "second", "oversight")
    with town.application.unit() as unit:
        cases.locked(unit.session, complaint.id).sensitivity = "S3"
    act(oversight, complaint, "answers", text=FOUND, tells="1")
    [waiting] = re.findall(r"waiting-answers/([0-9a-f-]{36})", shown(oversight, complaint))
    second = town.officer("second")
    assert "Elle dit le résultat." in shown(second, complaint)
    assert act(second, complaint, f"waiting-answers/{waiting}", decision="let_go") == 303
    assert OWED not in shown(oversight, complaint)
    town.text(AWA, f"SUIVI {complaint.reference}")
    assert [e.data["how"] for e in town.trail(complaint) if e.kind == "finding_told"] == ["kept", "text"]
