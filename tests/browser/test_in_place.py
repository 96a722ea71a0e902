"""Answers from a page that stays where it is, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.door import sign_in
from tests.support.town import Town

pytestmark = pytest.mark.browser

AWA, CORA = "+22300000101", "+22300000103"
FIRST, SECOND = "Merci. Nous regardons cela.", "Bien lu, merci."


def opened(town: Town, chromium: Browser, address: str, name: str, phone: str) -> Page:
    page = sign_in(town, chromium, address, name)
    page.goto(f"{address}/cases/{town.case(phone).reference}")
    page.evaluate("window.stayed = true")
    return page


def test_two_answers_leave_the_page_where_it_is_and_a_note_has_a_page_of_its_own(
    town: Town, chromium: Browser, address: str
) -> None:
    town.text(AWA, "On a volé mes boeufs à Ténenkou")
    page = opened(town, chromium, address, "security", AWA)
    for words in (FIRST, SECOND):
        page.fill("#text", words)
        page.click("#composer .btn.main")
        expect(page.locator(".say.ours .words").last).to_have_text(words)
        expect(page.locator("#text")).to_have_value("")
        expect(page.locator("#count")).to_be_hidden()
        expect(page.locator(".desk > .strip[role=status]")).to_contain_text("enregistrée")
    expect(page.locator(".case .head")).to_contain_text("À vous")
    assert page.evaluate("window.stayed") is True
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.keyboard.press("n")
    expect(page.locator("#text")).to_be_hidden()
    expect(page.locator("#composer .btn.main").first).to_be_hidden()
    page.fill("#note", "Vue à Dioura.")
    expect(page.locator(".strip.good")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".thread .memo")).to_contain_text("Vue à Dioura.")
    town.work()
    assert [town.carrier.to(AWA).count(words) for words in (FIRST, SECOND)] == [1, 1]
    page.reload()
    expect(page.locator("#text")).to_have_value("")
    page.context.close()


def test_a_question_after_an_answer_in_place_is_to_what_is_shown(town: Town, chromium: Browser, address: str) -> None:
    town.text(AWA, "On a volé mes boeufs à Ténenkou")
    page = opened(town, chromium, address, "security", AWA)
    page.fill("#text", FIRST)
    page.press("#text", "Control+Enter")
    expect(page.locator(".say.ours .words").last).to_have_text(FIRST)
    expect(page.locator("#text")).not_to_be_focused()
    page.click("summary:has-text('Poser une question')")
    page.fill("#question", "Combien de boeufs ?")
    page.click("button[form=asking]")
    expect(page.locator(".say.ours .words").last).to_have_text("Combien de boeufs ?")
    page.context.close()


def test_one_panel_opens_at_a_time_and_escape_shuts_it(town: Town, chromium: Browser, address: str) -> None:
    town.text(AWA, "On a volé mes boeufs à Ténenkou")
    page = opened(town, chromium, address, "security", AWA)
    for key in "tmcn":
        page.keyboard.press(key)
        expect(page.locator("details[name][open]")).to_have_count(1)
        page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("details[name][open]")).to_have_count(0)
    for target in ("#facts", "#main"):
        page.keyboard.press("f")
        expect(page).to_have_url(f"{address}/cases/{town.case(AWA).reference}{target}")
    page.context.close()


def test_what_does_not_pass_is_shown_as_a_page_with_what_was_typed(town: Town, chromium: Browser, address: str) -> None:
    town.text(AWA, "On a volé mes boeufs à Ténenkou")
    page = opened(town, chromium, address, "security", AWA)
    page.fill("#text", FIRST)
    town.officer("coordinator").post(f"/cases/{town.case(AWA).reference}/answers", text=SECOND)
    page.click("#composer .btn.main")
    expect(page.locator(".news")).to_contain_text(SECOND)
    expect(page.locator("#text")).to_have_value(FIRST)
    page.context.close()


def test_an_answer_to_a_protected_case_is_sent_as_a_page(town: Town, chromium: Browser, address: str) -> None:
    town.text(CORA, "mon mari me bat chaque jour, ne dites rien")
    page = opened(town, chromium, address, "protection", CORA)
    page.fill("#text", FIRST)
    page.click("#composer .btn.main")
    expect(page.locator(".say.ours .words").last).to_have_text(FIRST)
    assert page.evaluate("window.stayed === undefined")
    page.context.close()


def test_what_was_typed_in_one_box_goes_along_into_the_other_and_is_lost_in_neither(
    town: Town, chromium: Browser, address: str
) -> None:
    town.text(AWA, "On a volé mes boeufs à Ténenkou")
    page = opened(town, chromium, address, "security", AWA)
    page.fill("#text", FIRST)
    page.click("summary:has-text('Poser une question')")
    expect(page.locator("#question")).to_have_value(FIRST)
    expect(page.locator("#carried")).to_be_visible()
    page.fill("#question", SECOND)
    page.click("summary:has-text('Poser une question')")
    expect(page.locator("#text")).to_have_value(FIRST)
    page.fill("#text", "")
    for _ in range(2):
        page.click("summary:has-text('Poser une question')")
    expect(page.locator("#text")).to_have_value(SECOND)
    page.click("summary:has-text('Poser une question')")
    expect(page.locator("#question")).to_have_value(SECOND)
    page.click("button[form=asking]")
    expect(page.locator(".say.ours .words").last).to_have_text(SECOND)
    expect(page.locator("#text")).to_have_value("")
    town.work()
    assert town.carrier.to(AWA).count(SECOND) == 1
    page.context.close()
