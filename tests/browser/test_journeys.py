"""Ways through the inbox in a real browser: each role and queue, the keyboard alone, two at once, Arabic in French."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from hotline.demo_accounts import password_of
from tests.browser.door import sign_in
from tests.support.town import Town

pytestmark = pytest.mark.browser

AWA, BOCAR, CORA, DADO = (f"+223000001{number:02}" for number in range(1, 5))
THEFT, ARABIC = "On a volé mes boeufs à Ténenkou", "سرقوا ابلنا هذه الليلة ستة جمال"
BEATEN, COMPLAINT = (
    "mon mari me bat chaque jour, ne dites rien",
    "les gendarmes au barrage prennent 2000 f",
)
ANSWER, OTHER = "Merci. Nous regardons cela.", "Bien lu, merci."
ROLES = ("security", "civil", "oversight", "protection", "inspection", "coordinator", "administrator", "auditor")


@pytest.fixture
def busy(town: Town) -> Town:
    """A town with a theft, one told in Arabic, a protected case and a complaint."""
    for phone, words in ((AWA, THEFT), (BOCAR, ARABIC), (CORA, BEATEN), (DADO, COMPLAINT)):
        town.text(phone, words)
    return town


@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize("width", [360, 1280])
def test_each_role_comes_to_each_of_its_queues_and_back(
    busy: Town, chromium: Browser, address: str, name: str, width: int
) -> None:
    page = sign_in(busy, chromium, address, name)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}/inbox?queue=to_answer")
    lines = page.locator("nav[aria-label=Files] a.queue, nav[aria-label=Parties] a.queue")
    for number in range(lines.count()):
        if width == 360:
            page.click(".bar a[href='#menu']")
        words = lines.nth(number).locator("span").inner_text()
        with page.expect_navigation() as went:
            lines.nth(number).click()
        assert went.value.status == 200, (name, words)
        expect(page.locator("h1").first).to_be_attached()
        with page.expect_navigation():
            page.goto(f"{address}/inbox?queue=to_answer")
    page.context.close()


def test_the_keyboard_alone_goes_from_the_door_to_an_answer_and_out_again(
    busy: Town, chromium: Browser, address: str
) -> None:
    page = chromium.new_context(locale="fr", viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{address}/sign-in")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    _tab_to(page, "[name=email]")
    page.keyboard.type("security@demo.invalid")
    page.keyboard.press("Tab")
    page.keyboard.type(password_of(busy.application.settings.session_key(), "security@demo.invalid"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox")
    page.keyboard.press("j")
    expect(page.locator(f"#r{busy.case(AWA).reference}")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{busy.case(AWA).reference}*")
    page.keyboard.press("t")
    expect(page.locator("details[open] form[action$='/transfers']")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type(ANSWER)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".say.ours .words").last).to_have_text(ANSWER)
    busy.work()
    assert busy.carrier.to(AWA).count(ANSWER) == 1
    # The box stays in hand for the next words; Escape leaves it.
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_url("**/keys")
    _tab_to(page, "form[action='/sign-out'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in")
    page.context.close()


def test_scripts_off_a_case_is_taken_answered_put_aside_found_and_closed(
    busy: Town, chromium: Browser, address: str
) -> None:
    page, reference = sign_in(busy, chromium, address, "security", scripts=False), busy.case(AWA).reference
    page.goto(f"{address}/inbox?queue=unassigned")
    page.click(f"#r{reference}")
    page.click("button[formaction$='/ownership']")
    page.fill("#text", ANSWER)
    page.click("#composer .btn.main")
    expect(page.locator(".say.ours .words").last).to_have_text(ANSWER)
    page.click("text=Plus…")
    page.click("summary:has-text('Mettre de côté')")
    page.fill("form[action$='/snooze'] input[type=date]", "2026-03-05")
    page.click("form[action$='/snooze'] button")
    expect(page.locator("main")).to_contain_text("Mis de côté.")
    page.goto(f"{address}/find")
    page.fill("main form[method=post] [name=text] >> nth=0", reference)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{reference}")
    page.click("summary:has-text('Clore')")
    page.select_option("form[action$='/closure'] [name=outcome]", "resolved")
    page.click("form[action$='/closure'] button")
    expect(page.locator(".head")).to_contain_text("question posée au citoyen")
    busy.work()
    busy.text(AWA, "1")
    assert busy.case(AWA).status == "closed"
    page.context.close()


def test_with_the_keys_off_a_letter_does_nothing(busy: Town, chromium: Browser, address: str) -> None:
    page = sign_in(busy, chromium, address, "security")
    page.goto(f"{address}/keys")
    page.click("text=Éteindre les touches")
    page.goto(f"{address}/cases/{busy.case(AWA).reference}")
    page.keyboard.press("r")
    expect(page.locator("#text")).not_to_be_focused()
    page.context.close()


def test_of_two_who_answer_at_once_the_second_reads_the_first_and_decides(
    busy: Town, chromium: Browser, address: str
) -> None:
    first, second = (sign_in(busy, chromium, address, name) for name in ("security", "coordinator"))
    for page, words in ((first, ANSWER), (second, OTHER)):
        page.goto(f"{address}/cases/{busy.case(AWA).reference}")
        page.fill("#text", words)
    first.click("#composer .btn.main")
    expect(first.locator(".say.ours .words").last).to_have_text(ANSWER)
    second.click("#composer .btn.main")
    expect(second.locator(".news")).to_contain_text("Le dossier a changé depuis votre lecture.")
    expect(second.locator(".news")).to_contain_text(ANSWER)
    expect(second.locator("#text")).to_have_value(OTHER)
    busy.work()
    assert OTHER not in busy.carrier.to(AWA)
    second.click("#composer .btn.main")
    expect(second.locator(".say.ours .words").last).to_have_text(OTHER)
    busy.work()
    assert [busy.carrier.to(AWA).count(words) for words in (ANSWER, OTHER)] == [1, 1]
    for page in (first, second):
        page.context.close()


def test_a_double_press_and_a_step_back_write_once(busy: Town, chromium: Browser, address: str) -> None:
    page = sign_in(busy, chromium, address, "security")
    case = f"{address}/cases/{busy.case(AWA).reference}"
    page.goto(f"{address}/inbox")
    page.goto(case)
    page.fill("#text", ANSWER)
    page.dblclick("#composer .btn.main")
    expect(page.locator(".say.ours .words").last).to_have_text(ANSWER)
    page.go_back()
    page.wait_for_load_state()
    page.goto(case)
    page.go_back()
    page.goto(case)
    expect(page.locator("#text")).to_have_value("")
    busy.work()
    assert busy.carrier.to(AWA).count(ANSWER) == 1
    page.context.close()


def test_arabic_inside_a_french_page_turns_nothing_around_it(busy: Town, chromium: Browser, address: str) -> None:
    page = sign_in(busy, chromium, address, "coordinator")
    page.set_viewport_size({"width": 360, "height": 740})
    row = f"#r{busy.case(BOCAR).reference}"
    page.goto(f"{address}/inbox?queue=all_waiting")
    assert _direction(page, f"{row} .words") == "rtl"
    assert _direction(page, row) == "ltr"
    what, reference = (page.locator(f"{row} {part}").bounding_box() for part in (".what", ".ref"))
    assert what
    assert reference
    assert what["x"] < reference["x"]
    page.click(row)
    assert _direction(page, ".say .words >> nth=0") == "rtl"
    assert _direction(page, ".say .dots >> nth=0") == "ltr"
    page.fill("#text", "السلام عليكم 12")
    assert _direction(page, "#text") == "rtl"
    assert page.inner_text("#count") == "15/70 · 1 SMS"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()


@pytest.mark.parametrize("width", [640, 320])
def test_twice_and_four_times_as_large_nothing_is_cut_off(
    busy: Town, chromium: Browser, address: str, width: int
) -> None:
    """A screen of 1,280 at 200 % and at 400 % has so many pixels left for a page."""
    page = sign_in(busy, chromium, address, "coordinator")
    page.set_viewport_size({"width": width, "height": 400})
    for path in (
        "/inbox",
        "/inbox?queue=to_answer",
        f"/cases/{busy.case(AWA).reference}",
        "/find",
        "/account",
        "/keys",
    ):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    page.context.close()


def test_nothing_moves_for_who_asked_for_stillness(busy: Town, chromium: Browser, address: str) -> None:
    page = sign_in(busy, chromium, address, "coordinator")
    for wish, moving in (("no-preference", True), ("reduce", False)):
        page.emulate_media(reduced_motion="reduce" if wish == "reduce" else "no-preference")
        page.goto(f"{address}/components")
        assert page.evaluate("document.getAnimations().length > 0") == moving, wish
    page.context.close()


def _tab_to(page: Page, wanted: str) -> None:
    """Press the tab key until something has the focus; whoever sees can tell where that is."""
    for _ in range(80):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
    raise AssertionError(wanted)


def _direction(page: Page, wanted: str) -> str:
    return str(page.locator(wanted).evaluate("one => getComputedStyle(one).direction"))
