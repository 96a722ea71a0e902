"""The desk for calls in a real browser: nobody is shut out, and the number leaves the screen by itself."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.door import sign_in
from tests.support.caller import wish_of
from tests.support.dialler import Dialler, dialled
from tests.support.town import Town

pytestmark = pytest.mark.browser

AWA, BOCAR, CORA, DADO = "+22300000101", "+22300000102", "+22300000103", "+22300000104"
THEFT = "On a volé mes boeufs à Ténenkou"


@pytest.fixture
def busy(town: Town) -> Town:
    """A town where people rang off, wait in several languages, asked for later, and named a case."""
    town.text(AWA, "")
    dialled(town, BOCAR, "4", "97")
    town.text(CORA, "on attaque notre village à Sofara, ils tirent")
    Dialler(town, CORA).dial(f"8*{town.case(CORA).reference}").press("97")
    dialled(town, DADO, "3", "97")
    town.work()
    town.clock.advance(hours=3)
    return town


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_desk_shuts_anybody_out(
    busy: Town, chromium: Browser, address: str, width: int, scheme: str
) -> None:
    page = sign_in(busy, chromium, address, "coordinator")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    wish = f"/callbacks/{wish_of(busy, DADO).id}"
    _look(page, f"{address}/callbacks", "queue")
    _look(page, f"{address}{wish}", "wish")
    page.click("text=Prendre l’appel")
    page.wait_for_selector(".dial")
    _look(page, f"{address}{wish}", "call")
    page.click("summary")
    _check(page, "later")
    page.click("text=La bonne personne est en ligne")
    page.wait_for_selector("[name=text]")
    _check(page, "notes")
    page.fill("[name=text]", "les gendarmes du poste ont pris mon argent")
    page.click("text=Enregistrer")
    page.wait_for_load_state()
    _look(page, f"{address}/callbacks/received", "received")
    page.context.close()


def test_scripts_off_the_whole_call_can_be_made(busy: Town, chromium: Browser, address: str) -> None:
    page = sign_in(busy, chromium, address, "protection", scripts=False)
    page.goto(f"{address}/callbacks")
    page.click("text=Appeler la suivante")
    assert page.get_attribute(".dial", "href") in (f"tel:{AWA}", f"tel:{DADO}", f"tel:{CORA}")
    page.click("text=Pas de réponse")
    page.wait_for_url(f"{address}/callbacks")
    assert "Plus tard" in page.inner_text("main")
    page.context.close()


def test_when_the_time_is_over_the_number_leaves_the_screen_by_itself(
    busy: Town, chromium: Browser, address: str
) -> None:
    page = sign_in(busy, chromium, address, "coordinator")
    page.goto(f"{address}/callbacks/{wish_of(busy, AWA).id}")
    page.click("text=Prendre l’appel")
    page.wait_for_selector(".dial")
    busy.clock.advance(minutes=14, seconds=59)
    page.reload()
    assert page.locator(".dial").count() == 1
    busy.clock.advance(seconds=2)
    page.wait_for_selector("text=Le temps est écoulé.")
    assert page.locator(".dial").count() == 0
    assert "00 00 01 01" not in page.content()
    page.context.close()


def _look(page: Page, path: str, name: str) -> None:
    page.goto(path)
    _check(page, name)


def _check(page: Page, name: str) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, (name, [(one["id"], one["nodes"][0]["html"]) for one in found])
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
