"""From the door to an answer on the worst link: counted in round trips and bytes, timed and printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from hotline.demo_accounts import password_of
from tests.support.town import Town

pytestmark = pytest.mark.browser

KB = 1024
# 30 kbit/s and 900 ms there and back; what a page may cost on it.
LINK = {"offline": False, "latency": 900, "downloadThroughput": 30_000 / 8, "uploadThroughput": 30_000 / 8}
MOST_TRIPS, MOST_BYTES = 8, 90 * KB
PHONE = "+22300000101"


@dataclass
class Wire:
    """Counts what a person waits for: each page, each place it sends on to, and the styles a page cannot do without."""

    page: Page
    pages: int = 0
    styled: set[str] = field(default_factory=set)
    cached: set[str] = field(default_factory=set)
    ahead: set[str] = field(default_factory=set)
    bytes: float = 0

    def __post_init__(self) -> None:
        """Listen at the wire, and make it slow."""
        wire: CDPSession = self.page.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", LINK)
        wire.on("Network.requestWillBeSent", self._asked)
        wire.on("Network.requestServedFromCache", lambda event: self.cached.add(event["requestId"]))
        wire.on("Network.responseReceived", self._answered)
        wire.on("Network.loadingFinished", self._came)

    @property
    def trips(self) -> int:
        """Return how often somebody waited for the link."""
        return self.pages + len(self.styled)

    def _asked(self, event: dict[str, Any]) -> None:
        # An answer is waited for also where its page stays.
        self.pages += event["type"] == "Document" or event["request"]["url"].endswith("/answers")
        if event["request"].get("isLinkPreload"):
            # Fetched beforehand, and nobody waits for it.
            self.ahead.add(event["requestId"])

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self.cached.add(event["requestId"])
        elif event["type"] == "Stylesheet" and event["requestId"] not in self.cached | self.ahead:
            self.styled.add(event["loaderId"])

    def _came(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self.cached:
            self.bytes += event["encodedDataLength"]


@pytest.mark.parametrize("by", ["row", "next"])
def test_from_the_door_to_an_answer_is_a_matter_of_few_trips(
    town: Town, chromium: Browser, address: str, capsys: pytest.CaptureFixture[str], by: str
) -> None:
    for number in range(12):
        town.text(f"+223000002{number:02}", "On a volé 23 boeufs à mon père cette nuit à Ténenkou")
    town.text(PHONE, "le forage de Fatoma ne donne plus d'eau depuis 3 semaines, les femmes marchent 6 km")
    # What a service worker fetches is not seen at the page’s wire.
    context = chromium.new_context(locale="fr", viewport={"width": 360, "height": 740}, service_workers="block")
    page, begun = context.new_page(), monotonic()
    wire = Wire(page)
    page.goto(f"{address}/sign-in", wait_until="commit")
    page.fill("[name=email]", "security@demo.invalid")
    page.fill("[name=password]", password_of(town.application.settings.session_key(), "security@demo.invalid"))
    page.click("form .btn.main", no_wait_after=True)
    # A person reads the piles before one is touched, and what is fetched beforehand comes meanwhile.
    page.wait_for_url("**/inbox")
    page.wait_for_load_state("networkidle")
    page.click(".piles .btn.main" if by == "next" else ".pile >> nth=0", no_wait_after=True)
    if by == "row":
        page.click(".list .row >> nth=0", no_wait_after=True)
    page.fill("#text", "Merci. Nous regardons cela.")
    page.click("#composer .btn.main", no_wait_after=True)
    page.wait_for_selector(".say.ours")
    took = monotonic() - begun
    with capsys.disabled():
        print(f"\nby {by}: {wire.trips} trips, {wire.bytes / KB:.1f} KB, {took:.1f} s at 30 kbit/s and 900 ms")
    context.close()
    assert wire.trips <= MOST_TRIPS
    assert 0 < wire.bytes <= MOST_BYTES
