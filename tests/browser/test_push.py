"""A push reaches the browser: it shows a reference and nothing else, and leads to a page of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.domain.notices import PUSH
from hotline.web.app import create_app
from tests.browser.door import sign_in
from tests.support.postbag import Postbag
from tests.support.town import Town

pytestmark = pytest.mark.browser

SHOWN = """() => navigator.serviceWorker.ready.then((worker) => worker.getNotifications())
    .then((all) => all.map((one) => [one.title, one.body, one.data]))"""

TAP = """() => self.registration.getNotifications()
    .then(([one]) => { self.dispatchEvent(new NotificationEvent("notificationclick", { notification: one })); })"""


@pytest.fixture
def town(application: Application, worker: Application, clock: SetClock) -> Town:
    """A town whose officers can be told by push."""
    app = replace(application, post={PUSH: Postbag()})
    return Town(create_app(app), app, worker, clock)


@pytest.fixture
def officer(town: Town, chromium: Browser, address: str) -> Iterator[Page]:
    page = sign_in(town, chromium, address, "security")
    page.context.grant_permissions(["notifications"], origin=address)
    page.goto(f"{address}/notices")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    yield page
    page.context.close()


def push(page: Page, address: str, words: str) -> None:
    """Deliver a push to the service worker, as the browser does once it has opened one."""
    session, found = page.context.new_cdp_session(page), list[str]()

    def heard(told: dict[str, list[dict[str, str]]]) -> None:
        # One browser serves every test: others' workers are heard of as well.
        ours = (one for one in told["registrations"] if one["scopeURL"].startswith(address))
        found.extend(one["registrationId"] for one in ours)

    session.on("ServiceWorker.workerRegistrationUpdated", heard)
    session.send("ServiceWorker.enable")
    while not found:
        page.wait_for_timeout(50)
    # A worker that is still waking drops what it is given; one tag is one notice, however often it comes.
    for _ in range(10):
        session.send(
            "ServiceWorker.deliverPushMessage", {"origin": address, "registrationId": found[-1], "data": words}
        )
        if notices(page, tries=20):
            return


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (json.dumps({"r": "482 9157", "u": "/cases/4829157"}).ljust(160), ["482 9157", "", "/cases/4829157"]),
        (json.dumps({"r": "", "u": "/alerts"}), ["Avis", "", "/alerts"]),
        ("{broken", ["Avis", "", "/"]),
    ],
)
def test_a_push_shows_a_reference_and_nothing_else(officer: Page, address: str, words: str, shown: list[str]) -> None:
    push(officer, address, words)
    assert notices(officer) == [shown]


@pytest.mark.parametrize(("path", "lands"), [("/alerts", "/alerts"), ("https://example.org/x", "/notices")])
def test_a_tap_leads_to_a_page_of_ours_and_to_no_other(officer: Page, address: str, path: str, lands: str) -> None:
    officer.goto(f"{address}/notices")
    push(officer, address, json.dumps({"r": "482 9157", "u": path}))
    assert notices(officer) == [["482 9157", "", path]]
    officer.context.service_workers[0].evaluate(TAP)
    for _ in range(100):
        if officer.url.endswith(lands) and not notices(officer, tries=1):
            break
        officer.wait_for_timeout(50)
    assert officer.url == f"{address}{lands}"


def notices(page: Page, tries: int = 100) -> list[list[str]]:
    """Return what the phone shows, once it shows anything."""
    for _ in range(tries):
        shown: list[list[str]] = page.evaluate(SHOWN)
        if shown:
            return shown
        page.wait_for_timeout(50)
    return []


def test_the_page_asks_for_an_own_phone_first_and_fits_a_small_screen(officer: Page, address: str) -> None:
    assert "Dites d’abord que ce téléphone est à vous." in officer.content()
    officer.set_viewport_size({"width": 360, "height": 740})
    assert officer.evaluate("document.documentElement.scrollWidth") <= 360
