"""The case page in a real browser: the counter agrees with the rule, and no page shuts anybody out."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

import hotline.web
from hotline.web.composer import count
from tests.browser.door import sign_in
from tests.support.town import Town

pytestmark = pytest.mark.browser

AWA, BOCAR = "+22300000101", "+22300000102"
SCRIPT = Path(hotline.web.__file__).parent / "static" / "composer.js"
# Every character of the first planes that people write with, alone and inside a text.
CHARACTERS = [chr(code) for code in (*range(0x3000), 0xFEFF, 0xFF21, 0x1F642) if not 0xD800 <= code < 0xE000]
EXAMPLES = [
    "", "Bien reçu.", "Vous êtes libre", "a" * 160, "a" * 161, "a" * 153 + "€" * 4, "a" * 152 + "€" + "b" * 10,
    "€" * 80, "ɲɛ ŋɔ baŋga", "سرقوا ابلنا", "س" * 70, "س" * 71, "🙂" * 36, "ß" * 306, "é" * 161, "e\u0301te\u0301",
    "œ" * 100, "ã" * 90, "« Oui… » dit-elle", "ߖߌ ߕߍ߫", "\r\n\t", "Ŋŋk",
]  # fmt: skip


def test_the_counter_agrees_with_the_rule_for_every_character(chromium: Browser) -> None:
    page = chromium.new_page()
    page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
    texts = [*EXAMPLES, *CHARACTERS, *(f"e{char}k" * 60 for char in CHARACTERS[::7])]
    measured = page.evaluate("texts => texts.map(countText)", texts)
    page.close()
    for text, found in zip(texts, measured, strict=True):
        right = count(text)
        assert (found["sent"], found["used"], found["room"], found["parts"], found["costly"] or None) == (
            right.sent, right.used, right.room, right.parts, right.costly,
        ), text  # fmt: skip


def test_on_a_wide_screen_nothing_but_the_panes_scrolls(town: Town, chromium: Browser, address: str) -> None:
    for number in range(14):
        town.text(f"+223000004{number:02}", f"On a volé mes boeufs à Ténenkou, encore {number}")
    town.text(AWA, "On a volé mes boeufs à Ténenkou")
    page = sign_in(town, chromium, address, "security")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address}/cases/{town.case(AWA).reference}")
    page.wait_for_selector(".beside .row")
    page.mouse.move(700, 400)
    for _ in range(8):
        page.mouse.wheel(0, 900)
    page.wait_for_timeout(300)
    assert page.evaluate("[scrollY, document.scrollingElement.scrollHeight <= innerHeight]") == [0, True]
    page.context.close()


def test_the_counter_follows_the_typing(town: Town, chromium: Browser, address: str) -> None:
    town.text(AWA, "On a volé mes boeufs à Ténenkou")
    page = sign_in(town, chromium, address, "security")
    page.goto(f"{address}/cases/{town.case(AWA).reference}")
    page.fill("#text", "Vous êtes libre")
    assert page.inner_text("#count") == "15/160 · 1 SMS"
    assert page.inner_text("#preview q") == "Vous etes libre"
    page.fill("#text", "سلام")
    assert page.inner_text("#count") == "4/70 · 1 SMS"
    assert page.inner_text("#advice").startswith("س")
    assert page.is_hidden("#preview")
    assert page.locator("#counter").count() == 0
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_shuts_anybody_out(town: Town, chromium: Browser, address: str, width: int, scheme: str) -> None:
    town.text(AWA, "On a volé mes boeufs à Ténenkou")
    town.text(BOCAR, "mon mari me bat chaque jour, ne dites rien")
    theft, beaten = town.case(AWA).reference, town.case(BOCAR).reference
    visits = {
        "security": ("/inbox", "/inbox?queue=closed", f"/cases/{theft}", "/cases/new"),
        "protection": ("/inbox", f"/cases/{beaten}"),
        "auditor": ("/inbox", f"/cases/{theft}"),
    }
    for name, paths in visits.items():
        page = sign_in(town, chromium, address, name)
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for path in paths:
            page.goto(address + path)
            found = Axe().run(page).response["violations"]
            assert not found, (path, [(one["id"], one["nodes"][0]["html"]) for one in found])
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.context.close()


def test_the_key_that_searches_leads_into_the_box(town: Town, chromium: Browser, address: str) -> None:
    page = sign_in(town, chromium, address, "security")
    page.goto(f"{address}/inbox")
    page.keyboard.press("/")
    page.wait_for_url("**/find#words")
    page.keyboard.type("Konna")
    assert page.input_value("#words") == "Konna"
    page.context.close()
