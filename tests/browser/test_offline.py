"""Without a link: kept pages open, answers are kept and never sent by themselves, and nothing protected stays."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.door import sign_in
from tests.support.town import Town

pytestmark = pytest.mark.browser

AWA, BOCAR = "+22300000101", "+22300000102"
THEFT = "On a volé mes boeufs à Ténenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
ANSWER = "Merci. Nous regardons cela."


def ready(page: Page, address: str) -> Page:
    """Wait until the browser keeps pages."""
    # A page that opens while the service worker starts is not its own yet; the next one is.
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    for _ in range(5):
        page.goto(f"{address}/inbox")
        if page.evaluate("navigator.serviceWorker.controller !== null"):
            return page
    raise AssertionError("nothing keeps pages")


def cut(page: Page, *, off: bool = True) -> None:
    """Take the link away from the page and from what keeps it, or give it back."""
    page.context.set_offline(off)


@pytest.fixture
def officer(town: Town, chromium: Browser, address: str) -> Page:
    """A liaison with a theft to answer."""
    town.text(AWA, THEFT)
    return ready(sign_in(town, chromium, address, "security"), address)


def test_pages_seen_before_open_without_a_link_and_others_say_so(town: Town, officer: Page, address: str) -> None:
    case = f"{address}/cases/{town.case(AWA).reference}"
    officer.goto(case)
    cut(officer)
    officer.goto(f"{address}/inbox")
    assert THEFT in officer.content()
    officer.goto(case)
    assert THEFT in officer.content()
    officer.goto(f"{address}/account")
    assert officer.locator("h1").inner_text() == "Sans réseau"


def test_an_answer_without_a_link_is_kept_and_sent_once_by_hand(town: Town, officer: Page, address: str) -> None:
    reference = town.case(AWA).reference
    officer.goto(f"{address}/cases/{reference}")
    officer.fill("#text", ANSWER)
    cut(officer)
    officer.click("#composer .btn.main")
    officer.wait_for_selector("#unsent-list form")
    assert ANSWER in officer.inner_text("#unsent-list")
    assert officer.is_hidden("#lost")
    cut(officer, off=False)
    officer.goto(f"{address}/inbox")
    officer.wait_for_selector("#unsent:not([hidden])")
    town.work()
    assert ANSWER not in town.carrier.to(AWA)
    officer.click("#unsent a")
    officer.click("#unsent-list .btn.main")
    officer.wait_for_url(f"**/cases/{reference}*")
    town.work()
    assert town.carrier.to(AWA).count(ANSWER) == 1
    assert officer.is_hidden("#unsent")


def test_an_answer_kept_too_long_asks_again_when_a_colleague_was_faster(
    town: Town, officer: Page, address: str, chromium: Browser
) -> None:
    reference = town.case(AWA).reference
    officer.goto(f"{address}/cases/{reference}")
    officer.fill("#text", ANSWER)
    cut(officer)
    officer.click("#composer .btn.main")
    officer.wait_for_selector("#unsent-list form")
    town.officer("coordinator").post(f"/cases/{reference}/answers", text="Nous cherchons.")
    town.work()
    cut(officer, off=False)
    officer.goto(f"{address}/offline")
    officer.click("#unsent-list .btn.main")
    officer.wait_for_load_state()
    assert "Le dossier a changé depuis votre lecture." in officer.content()
    assert officer.input_value("#text") == ANSWER
    town.work()
    assert ANSWER not in town.carrier.to(AWA)


def test_nothing_of_a_protected_or_walled_case_stays_on_the_phone(town: Town, chromium: Browser, address: str) -> None:
    town.text(BOCAR, EXTORTION)
    reference = town.case(BOCAR).reference
    page = ready(sign_in(town, chromium, address, "oversight"), address)
    page.goto(f"{address}/cases/{reference}")
    page.fill("#text", ANSWER)
    cut(page)
    page.click("#composer .btn.main")
    # The open page is all that holds the text: it stays, says so, and sends once the link is back.
    expect(page.locator("#kept")).to_contain_text("Gardez cette page ouverte.")
    assert page.input_value("#text") == ANSWER
    cut(page, off=False)
    expect(page.locator(".case > .head .updated")).not_to_contain_text("hors ligne")
    page.click("#composer .btn.main")
    expect(page.locator("#text")).to_have_value("")
    cut(page)
    page.goto(f"{address}/cases/{reference}")
    assert page.locator("h1").inner_text() == "Sans réseau"
    page.goto(f"{address}/inbox")
    assert page.locator("h1").inner_text() == "Sans réseau"


def test_signing_out_leaves_nothing_to_open(town: Town, officer: Page, address: str) -> None:
    officer.goto(f"{address}/cases/{town.case(AWA).reference}")
    officer.click("form[action='/sign-out'] button")
    officer.wait_for_url("**/sign-in")
    cut(officer)
    # The browser dropped everything of ours, and what kept it too.
    with pytest.raises(Error, match="DISCONNECTED"):
        officer.goto(f"{address}/inbox")


def test_a_locked_phone_opens_nothing_without_a_link(town: Town, officer: Page, address: str) -> None:
    case = f"{address}/cases/{town.case(AWA).reference}"
    officer.goto(case)
    officer.evaluate("document.getElementById('lock').submit()")
    officer.wait_for_url("**/locked*")
    cut(officer)
    officer.goto(case)
    assert THEFT not in officer.content()


def test_a_locked_page_that_is_loaded_again_shows_the_form_that_opens_it(
    town: Town, officer: Page, address: str
) -> None:
    case = f"{address}/cases/{town.case(AWA).reference}"
    officer.goto(case)
    officer.evaluate("document.getElementById('lock').submit()")
    officer.wait_for_url("**/locked*")
    officer.goto(case)
    assert "/locked" in officer.url
    officer.go_back()
    expect(officer.locator("form[action='/locked']")).to_be_visible()


def test_an_answer_sent_after_the_session_ended_is_held_at_the_door(town: Town, officer: Page, address: str) -> None:
    # The list beside the case is asked for at once: were it still on its way, it would meet the ended session first.
    officer.goto(f"{address}/cases/{town.case(AWA).reference}", wait_until="networkidle")
    officer.fill("#text", ANSWER)
    town.clock.advance(hours=9)
    officer.click("#composer .btn.main")
    officer.wait_for_selector("[name=password]")
    expect(officer.locator("main")).to_contain_text("gardé")
