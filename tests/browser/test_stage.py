"""The stage, walked through in Chromium against the real system: web, workers, timetable, carrier, database."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WIDTHS = (360, 768, 1280)
SOON_MS, LATER_MS = 20_000, 90_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium: the machine's own, or the one that Playwright keeps."""
    own = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=own, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A French browser of the README's width that complains of nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 960}, locale="fr-FR")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert complaints == []


def press(page: Page, action: str) -> None:
    """Press a button of the walk."""
    page.locator(f"#do-{action}").click()


def is_done(page: Page, step: int, within_ms: int = SOON_MS) -> None:
    """Wait until a step has turned green."""
    expect(page.locator(f"#step-{step}")).to_have_attribute("data-done", "yes", timeout=within_ms)


def digest(page: Page, reader: str) -> str:
    """Return the fingerprint of a pane."""
    return page.locator(f"#sum-{reader} code").get_attribute("data-digest") or ""


def test_the_walk_goes_through_in_five_steps(page: Page, running: Running) -> None:
    page.goto(f"{running.url}/simulator?phone=1")
    expect(page.locator("#live")).to_be_visible(timeout=SOON_MS)

    press(page, "theft")
    is_done(page, 1)
    expect(page.locator("#step-1")).to_contain_text("Gendarmerie de Mopti")
    expect(page.locator("#rows-security")).to_contain_text("on a volé 23 boeufs")
    expect(page.locator("#screen .in")).to_contain_text("remis ✓", timeout=SOON_MS)

    before = digest(page, "security")
    press(page, "accusation")
    is_done(page, 2)
    expect(page.locator("#rows-oversight")).to_contain_text("les gendarmes de Fatoma")
    assert digest(page, "security") == before
    expect(page.locator("#step-2 code")).to_have_text([f"{before[:4]} {before[4:8]}"] * 2)

    before = digest(page, "security")
    press(page, "dial")
    is_done(page, 3)
    expect(page.locator("#rows-oversight")).to_contain_text("Composé par menu")
    assert digest(page, "security") == before
    expect(page.locator("#step-3 .pair-of code")).to_have_text([f"{before[:4]} {before[4:8]}"] * 2)

    pids = running.pids()
    press(page, "many")
    expect(page.locator("#sent")).to_have_text(re.compile(r"[1-9]\d*"), timeout=SOON_MS)
    press(page, "kill")
    expect(page.locator("#step-4")).to_contain_text("2 programmes arrêtés", timeout=SOON_MS)
    press(page, "flush")
    is_done(page, 4, LATER_MS)
    for counter, count in (("sent", 200), ("stored", 200), ("acknowledged", 200), ("doubled", 0)):
        expect(page.locator(f"#{counter}")).to_have_text(str(count))
    assert {name for name, pid in running.pids().items() if pids[name] != pid} == {"worker-triage", "worker-delivery"}

    for action in ("answer", "close", "confirm", "verify", "alter"):
        expect(page.locator(f"#do-{action}")).to_be_enabled(timeout=SOON_MS)
        press(page, action)
    is_done(page, 5)
    expect(page.locator("#broken")).to_contain_text("(attribution) : son contenu a changé")
    expect(page.locator("#screen")).to_contain_text("> 1")


def test_a_phone_dials_by_its_own_keys(page: Page, running: Running) -> None:
    page.goto(f"{running.url}/simulator/dial?phone=7")
    page.get_by_role("button", name="Composer *123#").click()
    expect(page.locator("#screen")).to_contain_text("2 Bamanankan")
    page.locator("[name=digit][value='1']").click()
    expect(page.locator("#keys")).to_have_value("1")
    expect(page.locator("#typed-size")).to_have_text("1/160 · GSM-7")
    page.locator("#keys").press("Enter")
    expect(page.locator("#screen")).to_contain_text("1 Danger, vol")
    expect(page.locator("#size")).to_have_text(re.compile(r"\d+/160 · GSM-7"))
    page.locator("#keys").fill("ɲɛ")
    expect(page.locator("#typed-size")).to_have_text("2/80 · UCS-2 ɲ passe en UCS-2 : 80 signes.")
    page.get_by_role("button", name="Raccrocher").click()
    expect(page.locator("#keys")).to_have_value("*123#")


def test_the_box_for_a_text_counts_as_one_types(page: Page, running: Running) -> None:
    page.goto(f"{running.url}/simulator?phone=7")
    page.get_by_label("Ce téléphone écrit").fill("x" * 161)
    expect(page.locator("#write-size")).to_have_text("161/306 · GSM-7 · 2 SMS")
    page.get_by_label("Ce téléphone écrit").fill("ɛ")
    expect(page.locator("#write-size")).to_contain_text("1/70 · UCS-2 ɛ")


def test_without_scripts_a_phone_dials_key_by_key(browser: Browser, running: Running) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{running.url}/simulator/dial?phone=6")
    page.get_by_role("button", name="Appeler").click()
    for _ in range(2):
        page.locator("[name=digit][value='1']").click()
        expect(page.locator("#keys")).to_have_value("1")
        page.get_by_role("button", name="Envoyer").first.click()
    expect(page.locator("#screen")).to_contain_text("1 Attaque, tirs")
    context.close()


def test_without_scripts_a_press_is_a_form_and_a_refresh_a_link(browser: Browser, running: Running) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{running.url}/simulator?phone=9")
    page.get_by_label("Ce téléphone écrit").fill("le forage de Fatoma ne donne plus d'eau")
    page.get_by_role("button", name="Envoyer le SMS").last.click()
    expect(page).to_have_url(re.compile(r"/simulator\?phone=9#phone$"))
    expect(page.locator("#screen")).to_contain_text("le forage de Fatoma")
    page.get_by_role("link", name="Rafraîchir").click()
    expect(page.locator("#screen")).to_contain_text("parti ✓")
    context.close()


def test_one_press_opens_the_inbox_and_the_stage_stays_usable(page: Page, running: Running) -> None:
    page.goto(f"{running.url}/simulator?phone=8")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Entrer : Le contrôle civil").click()
    expect(opened.value).to_have_url(f"{running.url}/inbox")
    expect(opened.value.get_by_text("Contrôle 1").first).to_be_visible()
    with page.expect_response(lambda answer: "/simulator/state" in answer.url and answer.status == 200):
        page.bring_to_front()
    page.get_by_role("button", name="Envoyer « 5 »").click()
    expect(page.locator("#screen")).to_contain_text("> 5", timeout=SOON_MS)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/simulator?phone=1", "/simulator/dial?phone=1"])
def test_the_phones_are_readable_at_every_width(
    browser: Browser, running: Running, width: int, scheme: str, path: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(running.url + path)
    expect(page.locator("#screen")).to_be_visible(timeout=SOON_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()
