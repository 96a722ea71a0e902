"""The pages of reports in a real browser: they shut nobody out, wide or narrow, on paper, in both languages."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from hotline.reports import catalog
from tests.browser.door import sign_in
from tests.reports.test_adding import a_busy_month
from tests.support.town import Town
from tests.web.test_replies import WORDS, body_of

pytestmark = pytest.mark.browser

PERIOD = "from=2026-03-01&to=2026-05-01"
PICTURED = ("response-times", "backlog", "channels")
DAYS = {"from": "2026-03-02", "to": "2026-04-06"}


@pytest.fixture
def month(town: Town) -> Town:
    """A month with answers, closings, a complaint, a published figure about the gendarmerie and what that replies."""
    a_busy_month(town)
    administrator, security = town.officer("administrator"), town.officer("security")
    for body in ("", body_of(town, "security")):
        administrator.post("/reports/published", page="/reports/published", slug="response-times", body=body, **DAYS)
    page = "/reports/published/2"
    security.post(f"{page}/replies", page=page, text=WORDS)
    administrator.post(f"{page}/replies/publication", page=page)
    return town


def paths() -> list[str]:
    """Return what is looked at: every report, narrowed and compared ones, what was published, alarms."""
    reports = [f"/reports/{slug}?{PERIOD}" for slug in catalog.REPORTS]
    return [
        "/reports", *reports, f"/reports/response-times?{PERIOD}&against=before&urgency=high",
        "/reports/response-times?from=2026-05-01&to=2026-03-01", "/reports/published", "/reports/published/1",
        "/reports/published/2", "/audit/alarms?from=2026-03-01", "/admin/limits", "/admin/limits/all",
    ]  # fmt: skip


def check(page: Page, path: str, width: int) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, (path, [(one["id"], one["nodes"][0]["html"]) for one in found])
    assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    cut = "[...document.querySelectorAll('main .scroll')].filter(box => box.scrollWidth > box.clientWidth + 1).length"
    assert width > 360 or page.evaluate(cut) == 0, path


@pytest.mark.parametrize(("width", "locale", "scheme"), [(360, "fr", "light"), (1280, "en", "dark")])
def test_no_report_shuts_anybody_out(
    month: Town, chromium: Browser, address: str, width: int, locale: str, scheme: str
) -> None:
    month.officer("administrator").post("/language", page="/account", locale=locale)
    page = sign_in(month, chromium, address, "administrator")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in paths():
        page.goto(address + path)
        assert page.get_attribute("html", "lang") == locale
        check(page, path, width)
    page.context.close()


def test_a_body_replies_on_a_phone(month: Town, chromium: Browser, address: str) -> None:
    page = sign_in(month, chromium, address, "security")
    page.set_viewport_size({"width": 360, "height": 800})
    for path in ("/reports/published", "/reports/published/2"):
        page.goto(address + path)
        check(page, path, 360)
    page.context.close()


def test_on_paper_a_report_shows_its_tables_and_none_of_its_questions(
    month: Town, chromium: Browser, address: str
) -> None:
    page = sign_in(month, chromium, address, "administrator")
    page.emulate_media(media="print")
    for path in [f"/reports/{slug}?{PERIOD}" for slug in PICTURED] + ["/reports/published/2"]:
        page.goto(address + path)
        assert page.locator("main form:visible, nav:visible, .btn:visible").count() == 0, path
        assert page.locator("main table:visible").count() == page.locator("main table").count() > 0, path
    page.context.close()
