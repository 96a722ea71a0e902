"""The phone of the simulator dials through the real door, with scripts off, and says how full each screen is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.services import walk
from hotline.settings import Settings
from hotline.web.app import create_app
from tests.support.door import served
from tests.support.town import Town
from tests.web.visitor import Visitor

_HIDDEN = re.compile(r'type="hidden" name="(session|typed)" value="([^"]*)"')


@pytest.fixture
def reached(settings: Settings, clock: SetClock, worker: Application) -> Iterator[Town]:
    """A town whose web process is reached at its own port, as a phone needs it."""
    with served(settings, clock) as application:
        yield Town(create_app(application), application, worker, clock)


@pytest.fixture
def guest(reached: Town) -> Visitor:
    """A browser before the phone."""
    return Visitor(reached.web)


def act(guest: Visitor, page: str, what: str, keys: str = "") -> str:
    """Press a button of the phone, as the page's form would."""
    return guest.post("/simulator/dial", phone="2", act=what, keys=keys, **dict(_HIDDEN.findall(page))).text


def test_a_phone_dials_reports_and_hangs_up(guest: Visitor, reached: Town) -> None:
    page = act(guest, guest.get("/simulator/dial?phone=2").text, "dial")
    assert "2 Bamanankan" in page
    for key, seen in (("1", "1 Danger, vol"), ("1", "1 Attaque, tirs"), ("1", "Quelle région")):
        page = act(guest, page, "press", key)
        assert seen in page
    assert re.search(r"\d+ sur 182 septets, GSM-7\.", page)
    act(guest, page, "hang_up")
    reached.work()
    assert reached.case(walk.number(2)).category == "attack_ongoing"


def test_sending_a_form_again_repeats_the_screen(guest: Visitor, reached: Town) -> None:
    first = act(guest, guest.get("/simulator/dial?phone=2").text, "dial")
    home = act(guest, first, "press", "1")
    assert "1 Danger, vol" in act(guest, first, "press", "1")
    assert "1 Attaque, tirs" in act(guest, home, "press", "1")


def test_a_key_of_the_pad_is_pressed_as_it_is(guest: Visitor) -> None:
    page = act(guest, guest.get("/simulator/dial?phone=2").text, "dial")
    pressed = guest.post("/simulator/dial", phone="2", digit="1", keys="", **dict(_HIDDEN.findall(page))).text
    assert "1 Danger, vol" in pressed


def test_the_green_key_sends_what_is_typed_and_dials_it_along_where_no_session_is_open(guest: Visitor) -> None:
    page = act(guest, guest.get("/simulator/dial?phone=2").text, "dial", "1*1")
    assert "Quelle région" in page
    assert "Où ?" in act(guest, page, "dial", "1")


def test_an_arabic_screen_shows_that_it_costs_more(guest: Visitor) -> None:
    page = act(guest, act(guest, guest.get("/simulator/dial?phone=2").text, "dial"), "press", "6")
    assert "UCS-2." in page


def test_too_long_an_input_is_not_sent(guest: Visitor) -> None:
    page = act(guest, guest.get("/simulator/dial?phone=2").text, "dial")
    assert "C’est trop long" in act(guest, page, "press", "x" * 161)


def test_the_page_is_not_there_where_no_phone_is_simulated(settings: Settings, clock: SetClock) -> None:
    plain = settings.model_copy(update={"demo": False})
    with served(plain, clock) as application:
        assert Visitor(create_app(application)).get("/simulator/dial").status_code == 404
