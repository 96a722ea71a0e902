"""The pages of the work on cases in a real browser: nobody is shut out, nothing is wider than a phone."""

from __future__ import annotations

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.door import sign_in
from tests.support.staff import desk_of
from tests.support.town import Town

pytestmark = pytest.mark.browser

AWA, BOCAR = "+22300000101", "+22300000102"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
SHOTS = os.environ.get("HOTLINE_SHOTS", "")


def _prepared(town: Town) -> dict[str, list[str]]:
    """Let things be under way, and return which pages each officer looks at."""
    town.text(AWA, "on a volé mes boeufs à Konna")
    town.text(BOCAR, EXTORTION)
    theft, complaint = (f"/cases/{town.case(phone).reference}" for phone in (AWA, BOCAR))
    security, oversight = town.officer("security"), town.officer("oversight")
    security.post(f"{theft}/questions", page=theft, text="Combien de bœufs ?")
    security.post(f"{theft}/tags", page=theft, tag="road")
    security.post(f"{theft}/snooze", page=theft, day="2026-03-05", sure="2026-03-05")
    security.post(f"{theft}/transfers", page=theft, text="Une affaire de parcelle.", desk=desk_of(town, "civil"))
    oversight.post(f"{complaint}/consent", page=complaint, given="yes", how="sms")
    extract = "Des paiements sans preuve sont demandés, dans ce cercle."
    oversight.post(f"{complaint}/referrals", page=complaint, desk=desk_of(town, "inspection"), text=extract,
                   looked_at=extract)  # fmt: skip
    sheet = town.officer("inspection").get("/referrals").text.split('href="/referrals/')[1][:36]
    return {
        "security": [theft, "/find", "/translations"], "civil": ["/transfers"], "oversight": [complaint, "/patterns"],
        "inspection": ["/referrals", f"/referrals/{sheet}"],
    }  # fmt: skip


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_work_shuts_anybody_out(town: Town, chromium: Browser, address: str, width: int) -> None:
    for name, paths in _prepared(town).items():
        page = sign_in(town, chromium, address, name)
        page.set_viewport_size({"width": width, "height": 900})
        for path in paths:
            page.goto(f"{address}{path}")
            page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            found = Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == [], path
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{name}{path.replace('/', '_')[:14]}-{width}.png", full_page=True)
        page.context.close()


def test_of_several_cases_only_what_goes_with_the_chosen_action_is_asked(
    town: Town, chromium: Browser, address: str
) -> None:
    town.text(AWA, "on a volé mes boeufs à Konna")
    page = sign_in(town, chromium, address, "security")
    page.goto(f"{address}/find")
    page.click("summary:has-text('Pour les dossiers cochés')")
    for action in ("take", "tag", "snooze", "exclude"):
        page.select_option("#bulk [name=action]", action)
        shown = page.locator("#bulk [name^=value-]:visible").evaluate_all("all => all.map(one => one.name)")
        assert shown == ([] if action == "take" else [f"value-{action}"])
    page.context.close()
