"""The stage: what three readers see of one phone, byte for byte, and the five steps of the walk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.services import walk
from hotline.settings import Settings
from hotline.store.models.casework import Accused
from hotline.store.models.office import Body
from hotline.web.app import create_app
from tests.support.dialler import dialled
from tests.support.door import served
from tests.support.town import Town
from tests.web.visitor import Visitor

PHONE = walk.number(1)
TOO_EARLY = "Ce n’est pas encore le moment, ou c’est déjà fait."
_DIGEST = re.compile(r'id="sum-(\w+)".*?data-digest="(\w{64})"', re.DOTALL)
_STEP = re.compile(r'id="step-(\d)" data-done="(\w+)"')


@pytest.fixture
def stage(settings: Settings, clock: SetClock, worker: Application) -> Iterator[Town]:
    """A town whose web process is reached at its own port, as the buttons of the stage need it."""
    with served(settings, clock) as application:
        yield Town(create_app(application), application, worker, clock)


@pytest.fixture
def guest(stage: Town) -> Visitor:
    """A browser before the stage."""
    return Visitor(stage.web)


def press(guest: Visitor, *actions: str) -> str:
    """Press buttons of the walk, one after the other, and return the page after the last."""
    for action in actions:
        guest.get("/simulator?phone=1")
        assert guest.post(f"/simulator/walk/{action}", phone="1").status_code == 303
    return guest.get("/simulator?phone=1").text


def digests(page: str) -> dict[str, str]:
    """Return the fingerprint under each pane."""
    return dict(_DIGEST.findall(page))


def done(page: str) -> list[str]:
    """Return whether each step is done."""
    return [said for _, said in _STEP.findall(page)]


def rows(page: str, reader: str) -> str:
    """Return what stands in one pane."""
    return page.split(f'id="rows-{reader}"')[1].split("</section>")[0]


def test_a_phone_texts_and_shows_what_it_sent(guest: Visitor) -> None:
    guest.get("/simulator?phone=4")
    answer = guest.post("/simulator/texts", phone="4", text="la pompe est en panne & <b>sèche</b>")
    assert (answer.status_code, answer.location) == (303, "/simulator?phone=4#phone")
    assert "la pompe est en panne &amp; &lt;b&gt;sèche&lt;/b&gt;" in guest.get("/simulator?phone=4").text
    assert "sèche" not in guest.get("/simulator?phone=5").text


def test_a_text_beyond_1600_signs_is_refused_with_a_reason(guest: Visitor) -> None:
    guest.get("/simulator")
    guest.post("/simulator/texts", phone="1", text="x" * 1601)
    page = guest.get("/simulator").text
    assert "Ce SMS est trop long." in page
    assert "xxx" not in page


@pytest.mark.parametrize("wanted", ["0", "10000", "-1", "²", "one", "99999999999999999999"])
def test_a_phone_that_does_not_exist_is_the_first_one_and_the_page_says_so(guest: Visitor, wanted: str) -> None:
    page = guest.get(f"/simulator?phone={wanted}").text
    assert "+223 00 00 00 01" in page
    assert "Ce téléphone n’existe pas : voici le premier des neuf." in page
    assert "Ce téléphone n’existe pas" not in guest.get("/simulator?phone=9").text


def test_a_theft_lands_at_the_gendarmerie_with_its_because(stage: Town, guest: Visitor) -> None:
    assert done(press(guest, "theft")) == ["no"] * 5
    stage.work()
    page = press(guest)
    assert done(page) == ["yes", "no", "no", "no", "no"]
    assert "Gendarmerie de Mopti" in page
    assert "force : gendarmerie" in page
    assert walk.THEFT in rows(page, "security")
    assert walk.THEFT in rows(page, "coordinator")
    assert walk.THEFT not in rows(page, "oversight")


def test_an_accusation_from_the_same_phone_leaves_the_accused_pane_byte_identical(stage: Town, guest: Visitor) -> None:
    press(guest, "theft")
    stage.work()
    before = press(guest)
    assert f">{walk.ACCUSATION}</q>" in before
    assert "Une confirmation à la fois" not in before
    press(guest, "accusation")
    stage.clock.advance(minutes=5)
    stage.work()
    after = press(guest)
    assert done(after) == ["yes", "yes", "no", "no", "no"]
    assert "Une confirmation à la fois" in after
    assert rows(after, "security") == rows(before, "security")
    assert digests(after)["security"] == digests(before)["security"]
    assert digests(after)["oversight"] != digests(before)["oversight"]
    assert walk.ACCUSATION in rows(after, "oversight")


def test_a_complaint_dialled_by_the_same_phone_leaves_the_accused_pane_byte_identical(
    stage: Town, guest: Visitor
) -> None:
    press(guest, "theft")
    stage.work()
    press(guest, "accusation")
    stage.work()
    before = press(guest)
    press(guest, "dial")
    stage.clock.advance(minutes=5)
    stage.work()
    after = press(guest)
    assert done(after) == ["yes", "yes", "yes", "no", "no"]
    assert rows(after, "security") == rows(before, "security")
    assert "Composé par menu" in rows(after, "oversight")
    case = stage.case(PHONE)
    assert (case.channel, case.category) == ("ussd", "force_conduct")
    assert "*123*3# 1 1" in after
    # No key names a service: each force is kept out, the gendarmerie among them.
    with stage.application.unit() as unit:
        accused = set(unit.session.scalars(select(Accused.body_id).where(Accused.case_id == case.id)))
        forces = set(unit.session.scalars(select(Body.id).where(Body.kind == "security")))
    assert accused == forces


def test_the_dialled_step_may_come_before_the_texted_one(stage: Town, guest: Visitor) -> None:
    press(guest, "theft")
    stage.work()
    press(guest, "dial")
    stage.work()
    assert done(press(guest)) == ["yes", "no", "yes", "no", "no"]


def test_a_complaint_that_was_dialled_by_hand_before_is_not_compared(stage: Town, guest: Visitor) -> None:
    press(guest, "theft")
    dialled(stage, PHONE, "1", "3", "1", "1").hang_up()
    stage.work()
    page = press(guest)
    assert "Déjà composée à la main." in page
    assert done(page)[2] == "no"
    assert TOO_EARLY in press(guest, "dial")


def test_each_text_on_the_phone_says_how_big_it_is(stage: Town, guest: Visitor) -> None:
    stage.text(PHONE, "x")
    guest.get("/simulator?phone=1")
    guest.post("/simulator/texts", phone="1", text="ɲɛ")
    screen = press(guest).split('id="screen"')[1].split("</form>")[0]
    assert re.search(r"· 2/70 · UCS-2 <b dir=\"auto\">ɲɛ</b>", screen)


def test_a_pane_that_did_change_is_said_to_have_changed(stage: Town, guest: Visitor) -> None:
    press(guest, "theft")
    stage.work()
    press(guest, "accusation")
    stage.text(walk.number(2), walk.THEFT)
    page = press(guest)
    assert done(page)[1] == "no"
    assert "Un autre message est passé entre les deux." in page


def test_the_bytes_of_a_pane_do_not_depend_on_the_time_of_day(stage: Town, guest: Visitor) -> None:
    stage.text(PHONE, walk.THEFT)
    early = press(guest)
    stage.clock.advance(hours=30)
    assert digests(press(guest)) == digests(early)


def test_two_hundred_texts_are_counted_from_the_database(stage: Town, guest: Visitor) -> None:
    page = press(guest, "many")
    assert [re.search(rf'id="{name}">(\d+)', page)[1] for name in ("sent", "stored", "acknowledged", "doubled")] == [
        "0"
    ] * 4
    with stage.application.unit() as unit:
        first = walk.progress(unit, 1).facts["first"]
    stage.text(walk.number(first), "ma moto est volee a Sevare")
    assert 'id="stored">1<' in press(guest)


def test_answer_close_and_one_end_the_case_and_its_trail_verifies(stage: Town, guest: Visitor) -> None:
    press(guest, "theft")
    stage.work()
    for action in ("answer", "close", "confirm"):
        press(guest, action)
        stage.work()
    page = press(guest, "verify", "alter")
    assert done(page) == ["yes", "no", "no", "no", "yes"]
    assert stage.case(PHONE).status == "closed"
    reference = stage.case(PHONE).reference
    assert (
        f"Dossier {reference[:3]} {reference[3:]}, événement 3 (attribution)\N{NO-BREAK SPACE}: son contenu a changé."
        in page
    )
    assert "Puis tout a été annulé" in page


@pytest.mark.parametrize("action", ["accusation", "dial", "answer", "close", "alter"])
def test_a_step_before_its_time_says_so_and_does_nothing(stage: Town, guest: Visitor, action: str) -> None:
    assert TOO_EARLY in press(guest, action)
    stage.work()
    assert stage.cases(PHONE) == []


def test_one_press_really_signs_in_as_the_account_of_a_pane(guest: Visitor) -> None:
    guest.get("/simulator")
    assert guest.post("/simulator/sign-in/oversight").location == "/inbox"
    assert "oversight@demo.invalid" in guest.get("/account").text
    guest.post("/simulator/sign-in/security")
    assert "security@demo.invalid" in guest.get("/account").text
    assert guest.post("/simulator/sign-in/administrator").status_code == 404


def test_what_has_not_changed_is_not_sent_again(stage: Town, guest: Visitor) -> None:
    first = guest.get("/simulator/state?phone=1")
    known = {"If-None-Match": first.headers["ETag"]}
    assert set(first.json["parts"]) >= {"screen", "walk", "rows-security", "sum-oversight"}
    assert guest.get("/simulator/state?phone=1", headers=known).status_code == 304
    stage.text(PHONE, walk.THEFT)
    assert guest.get("/simulator/state?phone=1", headers=known).status_code == 200


def test_a_form_from_elsewhere_is_refused(guest: Visitor) -> None:
    guest.get("/simulator")
    for path in ("/simulator/texts", "/simulator/walk/theft", "/simulator/sign-in/security"):
        assert guest.client.post(path, data={"phone": "1", "text": "1"}).status_code == 400


def behind(application: Application, **changed: object) -> Visitor:
    """Return a visitor of the same application under other settings."""
    return Visitor(create_app(replace(application, settings=application.settings.model_copy(update=changed))))


def test_without_the_demonstration_there_are_phones_and_nothing_else(application: Application) -> None:
    guest = behind(application, demo=False, simulator=True)
    page = guest.get("/simulator").text
    assert "Ce téléphone écrit" in page
    assert 'id="walk"' not in page
    assert 'class="pane' not in page
    assert guest.post("/simulator/sign-in/security").status_code == 404
    assert guest.post("/simulator/walk/theft").status_code == 404


def test_without_the_simulator_nothing_of_it_exists(application: Application) -> None:
    guest = behind(application, demo=False, simulator=False)
    token = application.gateways["simulator"].token
    assert guest.get("/simulator").status_code == 404
    assert guest.get("/simulator/state").status_code == 404
    assert guest.post("/simulator/texts", text="1").status_code == 404
    assert guest.client.post(f"/simulator/carrier/{token}", json={}).status_code == 404


def test_a_made_up_number_beyond_the_nine_is_shown_and_no_other(guest: Visitor) -> None:
    there = guest.get("/simulator?phone=%2B223+00+00+12+34")
    assert (there.status_code, there.location) == (303, "/simulator?phone=1234")
    guest.post("/simulator/texts", phone="1234", text="la pompe est en panne")
    assert "la pompe est en panne" in guest.get("/simulator?phone=1234").text
    assert "Ce téléphone n’existe pas" in guest.get("/simulator?phone=%2B223+76+00+12+34").text
