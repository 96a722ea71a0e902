"""The inbox in a real browser: three regions, one at a time on a phone, live, undone, kept, and open to everybody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.web.app import create_app
from tests.browser.door import sign_in
from tests.support.town import Town

pytestmark = pytest.mark.browser

AWA, BOCAR, CORA = "+22300000101", "+22300000102", "+22300000103"
THEFT = "On a volé mes boeufs à Ténenkou"
WORDS = "Nous cherchons vers le nord"


@pytest.fixture
def town(application: Application, worker: Application, clock: SetClock) -> Town:
    """A town with a theft, in which an answer waits a while before it goes out."""
    slow = replace(application, settings=application.settings.model_copy(update={"undo_seconds": 60}))
    town = Town(create_app(slow), slow, worker, clock)
    town.text(AWA, THEFT)
    town.text(BOCAR, "سرقوا ابلنا هذه الليلة ستة جمال")
    return town


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_of_the_inbox_shuts_anybody_out(
    town: Town, chromium: Browser, address: str, width: int, scheme: str
) -> None:
    page = sign_in(town, chromium, address, "coordinator")
    page.set_viewport_size({"width": width, "height": 860})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    case = f"/cases/{town.case(AWA).reference}"
    for path in ("/inbox", "/inbox?queue=to_answer", "/inbox?queue=mine", case, "/components"):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page).response["violations"]
        assert not found, (path, [(one["id"], one["nodes"][0]["html"]) for one in found])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    page.context.close()


@pytest.mark.parametrize("width", [320, 180])
def test_a_phone_enlarged_twice_cuts_nothing(town: Town, chromium: Browser, address: str, width: int) -> None:
    page = sign_in(town, chromium, address, "coordinator")
    page.set_viewport_size({"width": width, "height": 390})
    beyond = "all => all.some(one => one.getBoundingClientRect().right > window.innerWidth + 1)"
    for path in ("/inbox", "/inbox?queue=all_waiting", f"/cases/{town.case(AWA).reference}"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        for part in (".bar span", ".pile b", ".rail .back"):
            assert not page.locator(f"{part}:visible").evaluate_all(beyond), (path, part)
    page.context.close()


def test_the_whole_menu_of_a_phone_stands_above_the_fold(town: Town, chromium: Browser, address: str) -> None:
    page = _phone(town, chromium, address)
    page.set_viewport_size({"width": 360, "height": 780})
    page.click('.bar a[href="#menu"]')
    expect(page.locator('.drawer a[href="/account"]')).to_be_in_viewport(ratio=1)
    page.context.close()


def test_a_phone_shows_piles_then_a_list_then_a_case_and_finds_the_row_again(
    town: Town, chromium: Browser, address: str
) -> None:
    page = _phone(town, chromium, address)
    expect(page.locator(".pile")).to_have_count(3)
    expect(page.locator(".list")).to_be_hidden()
    page.click(".pile >> nth=0")
    page.click(f"#r{town.case(AWA).reference}")
    expect(page.locator("#text")).to_be_in_viewport()
    page.click("a.back >> nth=0")
    expect(page.locator(f"#r{town.case(AWA).reference}")).to_be_visible()
    assert page.url.endswith(f"#r{town.case(AWA).reference}")
    page.goto(f"{address}/inbox")
    page.click(".piles .btn.main")
    page.wait_for_url("**/cases/*")
    page.context.close()


def test_a_wide_screen_holds_queues_list_and_case_with_the_facts_one_press_away(
    town: Town, chromium: Browser, address: str
) -> None:
    page = sign_in(town, chromium, address, "coordinator")
    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto(f"{address}/cases/{town.case(AWA).reference}")
    expect(page.locator(f".beside #r{town.case(AWA).reference}")).to_have_attribute("aria-current", "true")
    expect(page.locator("#facts")).to_be_hidden()
    page.click(".to-facts")
    expect(page.locator("#facts")).to_be_visible()
    page.set_viewport_size({"width": 1700, "height": 860})
    expect(page.locator("#facts")).to_be_visible()
    page.context.close()


def test_an_answer_is_called_back_and_lies_in_the_box_again(town: Town, chromium: Browser, address: str) -> None:
    page = _phone(town, chromium, address)
    page.goto(f"{address}/cases/{town.case(AWA).reference}")
    page.fill("#text", WORDS)
    page.click("#composer .btn.main")
    expect(page.locator(".undo")).to_contain_text("Part dans")
    page.click(".undo .btn")
    expect(page.locator("#text")).to_have_value(WORDS)
    town.clock.advance(minutes=5)
    town.work()
    assert WORDS not in town.carrier.to(AWA)
    page.context.close()


def test_a_draft_outlives_a_cut_line_and_a_protected_one_never_lies_on_the_device(
    town: Town, chromium: Browser, address: str
) -> None:
    page = _phone(town, chromium, address)
    path = f"{address}/cases/{town.case(AWA).reference}"
    page.goto(path)
    page.context.set_offline(True)
    page.fill("#text", WORDS)
    expect(page.locator("#kept")).to_have_text("Brouillon gardé sur ce téléphone", timeout=15_000)
    page.context.set_offline(False)
    # The link is back: what lay on the phone goes to the house by itself.
    expect(page.locator("#kept")).not_to_contain_text("sur ce téléphone", timeout=15_000)
    page.goto(path)
    expect(page.locator("#text")).to_have_value(WORDS)
    expect(page.locator("#kept")).to_contain_text("Brouillon gardé", timeout=15_000)
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.context.close()
    town.text(CORA, "mon mari me bat chaque jour, ne dites rien")
    page = sign_in(town, chromium, address, "protection")
    page.goto(f"{address}/cases/{town.case(CORA).reference}")
    page.context.set_offline(True)
    page.fill("#text", WORDS)
    page.wait_for_timeout(2_500)
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.context.close()


def test_what_happens_elsewhere_shows_by_itself_and_typed_words_stay(
    town: Town, chromium: Browser, address: str
) -> None:
    page = sign_in(town, chromium, address, "security")
    page.goto(f"{address}/cases/{town.case(AWA).reference}")
    page.fill("#text", WORDS)
    town.officer("coordinator").post(f"/cases/{town.case(AWA).reference}/notes", text="Vue à Dioura.")
    page.evaluate("pollNow()")
    expect(page.locator(".thread")).to_contain_text("Vue à Dioura.")
    expect(page.locator(".head .mark.here")).to_contain_text("Coordination 1 regarde")
    expect(page.locator("#text")).to_have_value(WORDS)
    page.context.set_offline(True)
    page.evaluate("pollNow()")
    expect(page.locator(".updated >> nth=0")).to_contain_text("hors ligne")
    page.context.set_offline(False)
    page.evaluate("pollNow()")
    expect(page.locator(".updated >> nth=0")).not_to_contain_text("hors ligne")
    page.context.close()


def test_scripts_off_a_ready_text_is_read_again_sent_and_called_back(
    town: Town, chromium: Browser, address: str
) -> None:
    page = sign_in(town, chromium, address, "security", scripts=False)
    page.goto(f"{address}/cases/{town.case(AWA).reference}")
    page.fill("#text", "Nous passons à {heure}, c’est sûr.")
    page.click("text=Relire et compter")
    page.fill("[name=blank-heure]", "9 h")
    page.click("text=Relire et compter")
    expect(page.locator("#preview q")).to_have_text("Nous passons à 9 h, c'est sùr.")
    page.click("#composer .btn.main")
    page.click("text=Annuler l’envoi")
    expect(page.locator("#text")).to_have_value("Nous passons à 9 h, c’est sûr.")
    page.context.close()


def _phone(town: Town, chromium: Browser, address: str) -> Page:
    page = sign_in(town, chromium, address, "security")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}/inbox")
    return page
