"""Every page of the house in a real browser: found by following links, so that a new one cannot be forgotten."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.door import sign_in
from tests.support.tour import ROLES, SOUGHT, Key, endpoints, furnish, tour
from tests.support.town import Town

pytestmark = pytest.mark.browser

# What people ask for and is no page: files, data, and doors that only lead on.
NO_PAGES = {
    "accounts.show_home", "inbox.go_next", "savedreports.show_saved", "checkpoint.show_code", "simulator.show_state",
    "audit_desk.send_audit", "exports.send_export", "published.send_publication", "published.send_csv",
    "published.send_xlsx", "reports.send_csv", "reports.send_xlsx",
    # The phone on the desk has a house of its own in tests/web/test_phone_setup.py.
    "phone_setup.show_setup", "phone_setup.show_code",
}  # fmt: skip
SHOTS = os.environ.get("HOTLINE_SHOTS", "")
DOORS = {"accounts.show_sign_in", "locking.show_locked"}


# Some two hundred pages, each looked at with care.
@pytest.mark.timeout(1_800)
def test_no_page_of_any_role_shuts_anybody_out(town: Town, chromium: Browser, address: str) -> None:
    seeds, seen = furnish(town), set[Key]()
    tours = {name: tour(town, town.officer(name), seeds) for name in ROLES}
    reached = {endpoint for found in tours.values() for endpoint, _ in found}
    assert set(endpoints(town)) - reached - DOORS == NO_PAGES
    faults = [*_doors(town, chromium, address)]
    for name, found in tours.items():
        page = sign_in(town, chromium, address, name)
        for key, path in found.items():
            # A report looks the same to everybody who may see it.
            if key[1] and key in seen:
                continue
            page.goto(address + ("/find" if key[0] == "find.show_words" else path))
            if key[0] == "find.show_words":
                page.fill("#words", SOUGHT)
                page.click("[role=search] .btn.main")
            faults += _faults(page, name, path, both=key not in seen and not key[1])
            seen.add(key)
        page.context.close()
    assert not faults, "\n".join(faults)


def _doors(town: Town, chromium: Browser, address: str) -> Iterator[str]:
    """Look at the pages of whoever is not let in, and at what is not there."""
    page = chromium.new_context(locale="fr").new_page()
    page.goto(f"{address}/sign-in")
    yield from _faults(page, "nobody", "/sign-in")
    page = sign_in(town, chromium, address, "security")
    page.goto(f"{address}/cases/0000000")
    yield from _faults(page, "security", "nothing")
    page.goto(f"{address}/account")
    page.evaluate("document.getElementById('lock').submit()")
    page.wait_for_url("**/locked*")
    yield from _faults(page, "security", "/locked")


def _faults(page: Page, name: str, path: str, *, both: bool = True) -> Iterator[str]:
    """Yield what is wrong with a page on a phone by day and, the first time, on a wide screen by night."""
    for width, scheme in ((360, "light"), (1280, "dark"))[: 1 + both]:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            yield f"{name} {path} {width}: wider than the screen"
        if SHOTS:
            name_of = f"{name}{path.partition('?')[0].replace('/', '_')[:40]}-{width}.png"
            page.screenshot(path=f"{SHOTS}/{name_of}", full_page=width == 360)
        for one in Axe().run(page).response["violations"]:
            yield f"{name} {path} {width}: {one['id']} {one['nodes'][0]['html'][:160]}"
