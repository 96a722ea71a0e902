"""What a page weighs on the way to a phone, as Chromium counts it: bytes over the wire, heads and all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.door import sign_in
from tests.support.town import Town

pytestmark = pytest.mark.browser

KB = 1024
FIRST, LIST, CASE, SCRIPT = 60 * KB, 15 * KB, 10 * KB, 15 * KB
TEXTS = (
    "On a volé 23 boeufs à mon père cette nuit à Ténenkou, ils sont partis vers le fleuve",
    "2 villages vont se battre pour la mare svp envoyez quelqu'un avant vendredi",
    "le forage de Fatoma ne donne plus d'eau depuis 3 semaines, les femmes marchent 6 km",
    "سرقوا ابلنا هذه الليلة ستة جمال قرب البئر",
    "on a pris ma moto à Konna hier soir devant le marché, 3 hommes",
)


@dataclass
class Scale:
    """Weighs what a page fetches."""

    page: Page
    kinds: dict[str, str] = field(default_factory=dict)
    bytes_of: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Listen at the wire."""
        wire = self.page.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.on("Network.responseReceived", self._note_kind)
        wire.on("Network.loadingFinished", self._note_size)

    def weigh(self, path: str) -> dict[str, float]:
        """Open a page and return its bytes by kind."""
        self.kinds, self.bytes_of = {}, {}
        self.page.goto(path)
        self.page.wait_for_load_state("networkidle")
        found: dict[str, float] = {}
        for request, size in self.bytes_of.items():
            kind = self.kinds.get(request, "Other")
            found[kind] = found.get(kind, 0) + size
        return found

    def _note_kind(self, event: dict[str, Any]) -> None:
        if not event["response"].get("fromDiskCache"):
            self.kinds[event["requestId"]] = event["type"]

    def _note_size(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.kinds:
            self.bytes_of[event["requestId"]] = event["encodedDataLength"]


@pytest.fixture
def busy(town: Town) -> Town:
    """A town with more than a page of cases, one of which has been written in for weeks."""
    for number in range(26):
        town.text(f"+223000002{number:02}", TEXTS[number % len(TEXTS)])
        town.clock.advance(minutes=7)
    security, path = town.officer("security"), f"/cases/{town.case('+22300000200').reference}"
    for turn in range(6):
        security.post(f"{path}/answers", text=f"La patrouille cherche au nord, {turn} km plus loin.")
        security.post(f"{path}/notes", text="Vue à Dioura, deux motos.")
        town.clock.advance(hours=5)
        town.text("+22300000200", f"vous avez dit vous allez rappeler, on attend, {turn} jours deja, toujours rien")
    return town


def test_pages_are_light_enough_for_a_slow_phone(
    busy: Town, chromium: Browser, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    signed_in = sign_in(busy, chromium, address, "coordinator")
    signed_in.set_viewport_size({"width": 360, "height": 740})
    cookies = signed_in.context.cookies()
    # What a service worker fetches is not seen at the page’s wire.
    fresh = chromium.new_context(locale="fr", viewport={"width": 360, "height": 740}, service_workers="block")
    fresh.add_cookies([{**cookie} for cookie in cookies])  # type: ignore[list-item]
    scale = Scale(fresh.new_page())
    first = scale.weigh(f"{address}/inbox?queue=to_answer")
    lists = scale.weigh(f"{address}/inbox?queue=waiting")
    again = scale.weigh(f"{address}/inbox?queue=to_answer")
    scale.weigh(f"{address}/cases/{busy.case('+22300000201').reference}")
    case = scale.weigh(f"{address}/cases/{busy.case('+22300000200').reference}")
    scripts = Scale(chromium.new_context(locale="fr", service_workers="block").new_page())
    scripts.page.context.add_cookies([{**cookie} for cookie in cookies])  # type: ignore[list-item]
    script = scripts.weigh(f"{address}/cases/{busy.case('+22300000200').reference}")["Script"]
    with capsys.disabled():
        shown = {"first load": sum(first.values()), "list": sum(again.values()), "other list": sum(lists.values()),
                 "case": sum(case.values()), "scripts of a case": script}  # fmt: skip
        print("\n" + "\n".join(f"{name}: {size / KB:.1f} KB" for name, size in shown.items()))
    assert sum(first.values()) <= FIRST
    assert 0 < max(sum(again.values()), sum(lists.values())) <= LIST
    assert 0 < sum(case.values()) <= CASE
    assert 0 < script <= SCRIPT
    for context in (signed_in.context, fresh, scripts.page.context):
        context.close()
