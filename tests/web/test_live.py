"""Pages that keep themselves up to date: short when nothing changed, and blind to what is behind a wall."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from hotline.services.sign_in import IDLE
from tests.support.town import Officer, Town

AWA, BOCAR, CORA = "+22300000101", "+22300000102", "+22300000103"
THEFT = "On a volé mes boeufs à Ténenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
ABDUCTION = "des hommes armés ont enlevé le chef du village hier à Sofara"
ATTACK = "attaque en cours à Sofara ils tirent sur nous"


@pytest.fixture
def theft(town: Town) -> str:
    """The path of a theft that lies with the gendarmerie."""
    town.text(AWA, THEFT)
    return f"/cases/{town.case(AWA).reference}"


def test_a_page_that_shows_everything_already_gets_a_short_answer(town: Town, theft: str) -> None:
    security = town.officer("security")
    for path in ("/inbox?queue=to_answer", theft):
        mark = mark_of(security.get(path))
        again = poll(security, path, mark)
        assert (again.status_code, again.data) == (304, b"")


def test_a_new_text_an_owner_and_a_delivery_are_news(town: Town, theft: str) -> None:
    security, coordinator = town.officer("security"), town.officer("coordinator")
    paths = ("/inbox?queue=to_answer", theft)
    acts = (
        lambda: town.text(AWA, "on a volé encore deux boeufs à Ténenkou"),
        lambda: coordinator.post(f"{theft}/ownership"),
        lambda: coordinator.post(f"{theft}/answers", text="Nous venons."),
    )
    for act in acts:
        marks = {path: mark_of(security.get(path)) for path in paths}
        act()
        for path in paths:
            assert poll(security, path, marks[path]).status_code == 200


def test_an_attack_that_nobody_took_comes_to_every_page_that_polls_the_one_going_on_first(
    town: Town, theft: str
) -> None:
    security = town.officer("security")
    marks = {path: mark_of(security.get(path)) for path in ("/inbox?queue=closed", theft)}
    for phone, text in ((BOCAR, ABDUCTION), (CORA, ATTACK)):
        town.text(phone, text)
        town.clock.advance(minutes=1)
        for path, mark in marks.items():
            page = poll(security, path, mark)
            assert page.status_code == 200
            marks[path] = mark_of(page)
            [band] = re.findall(r'<p class="strip peril".*?</p>', page.text, re.DOTALL)
            assert f"/cases/{town.case(phone).reference}" in band
    attack = security.get(f"/cases/{town.case(CORA).reference}").text
    [band] = re.findall(r'<p class="strip peril".*?</p>', attack, re.DOTALL)
    assert f"/cases/{town.case(BOCAR).reference}" in band
    assert 'data-part="parts"' in attack


def test_what_is_behind_the_wall_is_no_news(town: Town, theft: str) -> None:
    security, oversight = town.officer("security"), town.officer("oversight")
    marks = {path: mark_of(security.get(path)) for path in ("/inbox?queue=to_answer", "/inbox?queue=mine", theft)}
    town.text(BOCAR, EXTORTION)
    town.text(AWA, EXTORTION)
    oversight.get(f"/cases/{town.case(BOCAR).reference}")
    for path, mark in marks.items():
        assert poll(security, path, mark).status_code == 304


def test_two_who_see_the_same_have_marks_of_their_own(town: Town, theft: str) -> None:
    assert mark_of(town.officer("security").get(theft)) != mark_of(town.officer("coordinator").get(theft))


def test_a_mark_says_nothing_of_a_case_that_is_not_theirs(town: Town) -> None:
    town.text(BOCAR, EXTORTION)
    reference = town.case(BOCAR).reference
    mark = mark_of(town.officer("oversight").get(f"/cases/{reference}"))
    assert poll(town.officer("security"), f"/cases/{reference}", mark).status_code == 404


def test_a_page_left_open_keeps_nobody_signed_in(town: Town) -> None:
    security = town.officer("security")
    mark = mark_of(security.get("/inbox"))
    for _ in range(4):
        town.clock.advance(seconds=IDLE.total_seconds() / 3)
        last = poll(security, "/inbox", mark)
    assert last.status_code == 303


def test_a_colleague_on_a_case_is_seen_for_a_minute(town: Town, theft: str) -> None:
    security, coordinator = town.officer("security"), town.officer("coordinator")
    coordinator.get(theft)
    assert "Coordination 1 regarde" in security.get(theft).text
    assert "Coordination 1 regarde" in security.get("/inbox").text
    poll(coordinator, theft, "", doing="answering")
    assert "Coordination 1 répond" in security.get("/inbox").text
    assert "Coordination 1 répond" not in coordinator.get(theft).text
    town.clock.advance(minutes=1)
    assert "Coordination 1" not in security.get("/inbox").text


def test_what_a_page_claims_to_do_is_one_of_two_things(town: Town, theft: str) -> None:
    poll(town.officer("coordinator"), theft, "", doing="x" * 4_000)
    assert "Coordination 1 regarde" in town.officer("security").get(theft).text


def test_reading_a_protected_case_by_itself_is_written_down_only_when_it_is_shown(town: Town) -> None:
    town.text(CORA, "mon mari me bat chaque jour, ne dites rien")
    case, protection = town.case(CORA), town.officer("protection")
    mark = mark_of(protection.get(f"/cases/{case.reference}"))
    for _ in range(3):
        assert poll(protection, f"/cases/{case.reference}", mark).status_code == 304
    assert town.kinds(case).count("case_read") == 1


def mark_of(page: TestResponse) -> str:
    """Return the mark that a page carries, which is the one it was sent with."""
    found = re.search(r'data-live="(\w+)"', page.text)
    assert found
    assert page.headers["ETag"] == f'"{found[1]}"'
    return found[1]


def poll(officer: Officer, path: str, mark: str, doing: str = "viewing") -> TestResponse:
    """Ask as a page does that keeps itself up to date."""
    return officer.client.get(path, headers={"X-Live": doing, "If-None-Match": f'"{mark}"'})
