"""A case that changes while it stands open: all that hangs on its state comes anew together, and no box is touched."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from hotline.store.models.casework import Case
from tests.browser.door import sign_in
from tests.support.staff import viewer
from tests.support.town import Officer, Town

pytestmark = pytest.mark.browser

AWA = "+22300000101"
ARABIC = "سرقوا أبقاري في كونا الليلة"
CLOSED, AWAITED = "Ce dossier est clos.", "Traduction attendue avant"


def closed(town: Town, security: Officer) -> str:
    town.text(AWA, "On a volé mes boeufs à Ténenkou")
    path = f"/cases/{town.case(AWA).reference}"
    security.post(f"{path}/answers", text="Nous venons.")
    town.work()
    security.post(f"{path}/closure", outcome="resolved")
    town.work()
    town.text(AWA, "1")
    assert town.case(AWA).status == "closed"
    return path


def opened(town: Town, chromium: Browser, at: str, name: str) -> Page:
    page = sign_in(town, chromium, at.partition("/cases")[0], name)
    page.goto(at)
    return page


def test_a_closed_case_whose_citizen_writes_again_has_its_answer_box_without_being_reopened(
    town: Town, chromium: Browser, address: str
) -> None:
    path = closed(town, town.officer("security"))
    page = opened(town, chromium, f"{address}{path}", "security")
    expect(page.locator("#composer")).to_contain_text(CLOSED)
    town.text(AWA, "Les boeufs ne sont pas revenus, on nous a menti")
    page.evaluate("window.pollNow()")
    expect(page.locator("#composer .btn.main").first).to_be_visible()
    expect(page.locator("#composer")).not_to_contain_text(CLOSED)
    page.context.close()


def test_what_somebody_writes_stays_when_their_case_opens_or_closes_under_them(
    town: Town, chromium: Browser, address: str
) -> None:
    security = town.officer("security")
    path = closed(town, security)
    page = opened(town, chromium, f"{address}{path}", "security")
    page.fill("#text", "Vu avec le chef.")
    town.text(AWA, "Les boeufs ne sont pas revenus, on nous a menti")
    page.evaluate("window.pollNow()")
    expect(page.locator("#composer")).not_to_contain_text(CLOSED)
    expect(page.locator("#text")).to_have_value("Vu avec le chef.")
    page.click("#composer .btn.note")
    expect(page.locator(".thread .memo").last).to_contain_text("Vu avec le chef.")
    page.fill("#text", "Nous y retournons.")
    security.post(f"{path}/closure", outcome="resolved", text="Vu.", sure=str(town.case(AWA).last_message_id))
    town.work()
    town.text(AWA, "1")
    page.evaluate("window.pollNow()")
    expect(page.locator("#composer")).to_contain_text(CLOSED)
    expect(page.locator("#text")).to_have_value("Nous y retournons.")
    page.context.close()


def test_a_translation_that_comes_in_is_awaited_no_longer(town: Town, chromium: Browser, address: str) -> None:
    town.text(AWA, ARABIC)
    with town.application.unit() as unit:
        case = unit.session.get_one(Case, town.case(AWA).id)
        case.language, case.category, case.sensitivity = "ar", "cattle_theft", "S1"
        case.desk_id = viewer(town, "security").desk_id or case.desk_id
    path = f"/cases/{town.case(AWA).reference}"
    speaker = town.officer("oversight")
    town.officer("security").post(f"{path}/translations", page=path, message=str(town.case(AWA).last_message_id))
    page = opened(town, chromium, f"{address}{path}", "security")
    expect(page.locator(".case")).to_contain_text(AWAITED)
    page.click("summary:has-text('Faire traduire ma réponse')")
    page.fill("#to-translate", "Nous venons.")
    [asked] = set(re.findall(r"/translations/([0-9a-f-]{36})", speaker.get("/translations").text))
    speaker.post(f"/translations/{asked}", page=f"/translations/{asked}", text="On a volé mes vaches cette nuit.")
    page.evaluate("window.pollNow()")
    expect(page.locator(".thread")).to_contain_text("mes vaches cette nuit")
    expect(page.locator("#to-translate")).to_have_value("Nous venons.")
    expect(page.locator(".case")).not_to_contain_text(AWAITED)
    page.context.close()
