"""The reviewers' pages in a real browser: readable at every width, and whole with scripts off."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from hotline.store.models.people import Account
from tests.browser.door import sign_in
from tests.support.town import Town

pytestmark = pytest.mark.browser

PLACE = "/admin/languages/ff/phrase/acknowledgement"


@pytest.fixture
def reviewed(town: Town) -> Town:
    """A town whose oversight officer speaks Fulfulde and Bambara."""
    with town.application.unit() as unit:
        account = unit.session.scalars(select(Account).where(Account.email == "oversight@demo.invalid")).one()
        account.languages = ["fr", "ff", "bm"]
    return town


def look(page: Page, address: str) -> None:
    """Open a page, and check that it shuts nobody out."""
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= (page.viewport_size or {})["width"]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_a_language_shuts_anybody_out(
    reviewed: Town, chromium: Browser, address: str, width: int, scheme: str
) -> None:
    page = sign_in(reviewed, chromium, address, "oversight")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in ("/admin/languages", "/admin/languages/ff", "/admin/languages/ar", PLACE):
        look(page, address + path)
    page.fill("[name=words]", "{reference} ⵜⴰ")
    page.click("text=Enregistrer et marquer relu")
    assert "Il faut exactement ces mots entre accolades" in page.inner_text("main")
    assert Axe().run(page).violations_count == 0
    page.context.close()


def test_scripts_off_a_word_is_measured_drafted_and_reviewed(reviewed: Town, chromium: Browser, address: str) -> None:
    page = sign_in(reviewed, chromium, address, "oversight", scripts=False)
    page.goto(f"{address}/admin/languages/ff/screen/danger")
    page.fill("[name=words]", "Bonee")
    page.click("text=Mesurer")
    assert "5/62 · GSM-7" in page.inner_text("#size")
    page.click("text=Garder en brouillon")
    assert "brouillon" in page.inner_text("#screen-danger")
    page.click("#screen-danger a")
    page.click("text=Enregistrer et marquer relu")
    assert "relu" in page.inner_text("#screen-danger")
    page.context.close()
