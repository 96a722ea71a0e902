"""Alerts, call trees, rosters and working hours in a real browser: readable at every width."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.door import sign_in
from tests.support.town import Town

pytestmark = pytest.mark.browser

ATTACK = "attaque en cours à Konna, des hommes armés tirent sur le village"


@pytest.fixture
def called(town: Town) -> Town:
    """A town in which two people were called for a case, and limits have passed."""
    town.text("+22300000101", "la pompe du forage de Konna est en panne depuis une semaine")
    town.watch()
    town.watch(days=12)
    town.text("+22300000102", ATTACK)
    town.watch()
    town.watch(minutes=5)
    return town


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_clocks_shuts_anybody_out(called: Town, chromium: Browser, address: str, width: int) -> None:
    reference = called.case("+22300000102").reference
    visits = {
        "coordinator": ["/alerts", "/roster", f"/cases/{reference}/calltree"],
        "administrator": ["/alerts", "/admin/calendars/office", "/admin/seasons", "/admin/duties", "/admin/duties/new"],
    }
    for name, paths in visits.items():
        page = sign_in(called, chromium, address, name)
        page.set_viewport_size({"width": width, "height": 900})
        for path in paths:
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        page.context.close()


def test_scripts_off_a_change_of_hours_is_looked_at_before_it_is_saved(
    town: Town, chromium: Browser, address: str
) -> None:
    page = sign_in(town, chromium, address, "administrator", scripts=False)
    page.goto(f"{address}/admin/seasons")
    page.click("tbody a")
    page.fill("[name=hours]", "9:00-13:00")
    page.click("text=Voir sans enregistrer")
    assert "9:00-13:00" in page.inner_text("#preview")
    assert page.input_value("[name=hours]") == "9:00-13:00"
    page.click("text=Enregistrer")
    assert "9:00-13:00" in page.inner_text("table")
    page.context.close()
