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
from tests.services.test_reviewing import reviewer, write
from tests.support.door import served
from tests.support.town import Town
from tests.web.visitor import Visitor

_HIDDEN = re.compile(r'type="hidden" name="(session|typed|screen)" value="([^"]*)"')


@pytest.fixture
def reached(settings: Settings, clock: SetClock, worker: Application) -> Iterator[Town]:
    """A town whose web process is reached at its own port, as a phone needs it."""
    with served(settings, clock) as application:
        yield Town(create_app(application), application, worker, clock)


@pytest.fixture
def guest(reached: Town) -> Visitor:
    """A browser before the phone."""
    return Visitor(reached.web)


def act(guest: Visitor, page: str, keys: str = "", what: str = "send", **more: str) -> str:
    """Press a button of the phone, as the page's form would."""
    return guest.post("/simulator/dial", phone="2", act=what, keys=keys, **more, **dict(_HIDDEN.findall(page))).text


def dial(guest: Visitor, string: str = "*123#") -> str:
    """Dial, and return the page with the first screen."""
    return act(guest, guest.get("/simulator/dial?phone=2").text, string)


def line(page: str) -> str:
    """Return what stands in the line of the phone."""
    return re.search(r'name="keys" value="([^"]*)"', page)[1]


def counted(page: str, what: str) -> str:
    """Return what the counter says of the screen (`size`) or of what was typed (`typed-size`)."""
    return re.sub(r"<[^>]+>", "", page.split(f'id="{what}"')[1].split(">", 1)[1].split("</dd>")[0])


def test_a_phone_dials_reports_and_hangs_up(guest: Visitor, reached: Town) -> None:
    page = guest.get("/simulator/dial?phone=2").text
    assert line(page) == "*123#"
    page = act(guest, page, "*123#")
    assert "2 Bamanankan" in page
    for key, seen in (("1", "1 Danger, vol"), ("1", "1 Attaque, tirs"), ("1", "Quelle région")):
        page = act(guest, page, key)
        assert seen in page
        assert line(page) == ""
    act(guest, page, what="hang_up")
    reached.work()
    assert reached.case(walk.number(2)).category == "attack_ongoing"


def test_a_key_of_the_pad_is_typed_and_goes_out_only_when_it_is_sent(guest: Visitor) -> None:
    page = act(guest, act(guest, dial(guest), "1"), "1")
    for key, typed in (("9", "9"), ("8", "98")):
        page = act(guest, page, line(page), digit=key)
        assert line(page) == typed
        assert "1 Attaque, tirs" in page
    assert "8 Feu, crue, accident" in act(guest, page, line(page))


def test_sending_a_form_again_repeats_the_screen(guest: Visitor) -> None:
    first = dial(guest)
    home = act(guest, first, "1")
    assert "1 Danger, vol" in act(guest, first, "1")
    assert "1 Attaque, tirs" in act(guest, home, "1")


def test_keys_are_dialled_along_with_the_code(guest: Visitor) -> None:
    assert "Quelle région" in dial(guest, "*123*1*1#")


@pytest.mark.parametrize("string", ["*124#", "123", "*123", "hallo", "*1234#"])
def test_another_code_is_refused_and_stays_in_the_line(guest: Visitor, string: str) -> None:
    page = dial(guest, string)
    assert "Ce code n’existe pas. Composez *123#." in page
    assert line(page) == string


def test_the_counter_counts_what_is_shown_and_what_was_typed(guest: Visitor) -> None:
    page = act(guest, dial(guest), "1")
    assert re.fullmatch(r"\d+/160 · GSM-7", counted(page, "size"))
    assert counted(page, "typed-size") == "1/160 · GSM-7 envoyé"
    assert (
        counted(act(guest, page, "ɲɛ", digit="1"), "typed-size") == "3/80 · UCS-2 ɲɛ passe en UCS-2\u00a0: 80 signes."
    )


def test_an_arabic_screen_shows_that_it_costs_more(guest: Visitor) -> None:
    page = act(guest, dial(guest), "6")
    assert re.match(r"\d+/80 · UCS-2 .+ passe en UCS-2", counted(page, "size"))


def test_a_screen_in_a_language_nobody_reviewed_says_so(guest: Visitor, reached: Town) -> None:
    assert 'id="draft"' not in act(guest, dial(guest), "1")
    who = reviewer(reached.application, reached.clock, "ff")
    write(reached, who, "ff", ("screen", "danger"), "Bonee", review=False)
    page = act(guest, act(guest, dial(guest), what="hang_up"), "*123#")
    page = act(guest, act(guest, page, "9"), "1")
    page = act(guest, page, "3")
    assert "Brouillon\u00a0: Fulfulde." in page
    assert "1 Bonee" in page
    assert "2 Secours absent" in page


def test_after_the_last_screen_the_code_stands_ready_again(guest: Visitor) -> None:
    page = act(guest, act(guest, dial(guest), "1"), "97")
    assert "L’appel est fini." in page
    assert line(page) == "*123#"


def test_too_long_an_input_is_not_sent(guest: Visitor) -> None:
    page = act(guest, dial(guest), "x" * 161)
    assert "C’est trop long" in page
    assert line(page) == "x" * 160
    assert "C’est trop long" in act(guest, page, "x" * 160, digit="1")


def test_the_page_is_not_there_where_no_phone_is_simulated(settings: Settings, clock: SetClock) -> None:
    plain = settings.model_copy(update={"demo": False})
    with served(plain, clock) as application:
        assert Visitor(create_app(application)).get("/simulator/dial").status_code == 404
