"""A tour of the house: every page that a link leads to, found by following links, while things are under way."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from hotline.services import wishes
from hotline.web.guards import MACHINE, policy_of
from tests.support.dialler import dialled
from tests.support.lessons import trained
from tests.support.staff import desk_of, hire
from tests.support.town import Officer, Town

ROLES = ("security", "civil", "oversight", "protection", "inspection", "coordinator", "administrator", "auditor")
THEFT, WATER, BEATEN, COMPLAINT, ATTACK, ARABIC, WISH, ABSENT, VAGUE, LATE = (
    f"+223000003{number:02}" for number in range(10)
)
TEXTS = {
    THEFT: "On a volé mes boeufs à Konna",
    BEATEN: "mon mari me bat chaque jour, ne dites rien",
    COMPLAINT: "les gendarmes au barrage prennent 2000 f par passager sans recu",
    ATTACK: "attaque en cours à Konna, des hommes armés tirent sur le village",
    ARABIC: "سرقوا أبقاري في كونا الليلة",
}
# A word that is in some of the texts.
SOUGHT = "Konna"
# Pages that look alike whatever they are asked for are looked at once for each of these.
_APART = ("slug",)
Key = tuple[str, str]
_LINK = re.compile(r'(?:href|data-fill)="(/[^"#]*)')
# Its links lead to cases that are none.
_SAMPLES = "/components"
# A link that is not there to be followed may lead anywhere; so often one page is tried again.
_TRIES = 6


def furnish(town: Town) -> list[str]:
    """Let everything be under way that a page can show, and return addresses that no link leads to."""
    for phone, words in TEXTS.items():
        town.text(phone, words)
    for number in range(4):
        town.text(f"+223000004{number:02}", "pas d'eau à la pompe de Konna depuis 3 jours")
    dialled(town, WISH, "3", "97")
    town.text(ABSENT, "")
    # Two to be sorted: one in hand, one that comes after it.
    town.text(VAGUE, "des choses étranges la nuit")
    town.text(LATE, "venez voir le marché")
    hire(town, "speaker", "security", languages=("fr", "ar"), cleared=True)
    trained(town.application)
    _translate(town)
    _inspect(town)
    _protect(town)
    wishes.put_in_order(town.worker.unit)
    administrator = town.officer("administrator")
    days = {"from": "2026-02-01", "to": "2026-02-02"}
    administrator.post("/reports/published", page="/reports/published", slug="topics", **days)
    administrator.post("/reports/backlog/saved", page="/reports/backlog")
    town.watch(days=3)
    return [_ticked(town), _invited(town)]


def tour(town: Town, officer: Officer, seeds: list[str]) -> dict[Key, str]:
    """Return an address for every page that an officer comes to, by its endpoint and what makes it another page."""
    found: dict[Key, str] = {}
    tried: dict[Key, int] = {}
    if officer.get("/find").status_code == 200:
        officer.post("/find", page="/find", text=SOUGHT)
    waiting = deque([*_plain(town), *seeds])
    seen = set(waiting)
    while waiting:
        path = waiting.popleft()
        key = page_of(town, path)
        if key is None or key in found or tried.get(key, 0) >= _TRIES:
            continue
        tried[key] = tried.get(key, 0) + 1
        answer = officer.get(path)
        if answer.status_code in (301, 302, 303):
            links = [answer.headers["Location"]]
        elif answer.status_code == 200 and answer.mimetype == "text/html":
            found[key], links = path, _LINK.findall(answer.text)
        else:
            continue
        links = links if path != _SAMPLES else []
        fresh = [link for link in map(unescape, links) if link not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return found


def _translate(town: Town) -> None:
    """Have a text that its desk does not read wait for a translation."""
    officer, page = town.officer("coordinator"), f"/cases/{town.case(ARABIC).reference}"
    message = re.search(r'name="message" value="([0-9a-f-]{36})"', officer.get(page).text)
    officer.post(f"{page}/translations", page=page, message=message[1] if message else "")


def _inspect(town: Town) -> None:
    """Have a sheet of a complaint lie with the inspection."""
    officer, page = town.officer("oversight"), f"/cases/{town.case(COMPLAINT).reference}"
    officer.post(f"{page}/consent", page=page, given="yes", how="sms")
    extract = "Des paiements sans preuve sont demandés, dans ce cercle."
    officer.post(f"{page}/referrals", page=page, desk=desk_of(town, "inspection"), text=extract,
                 looked_at=extract)  # fmt: skip


def _protect(town: Town) -> None:
    """Have a protected answer wait for its second reader, and a theft for another desk."""
    hire(town, "second", "protection")
    page = f"/cases/{town.case(BEATEN).reference}"
    town.officer("protection").post(f"{page}/answers", page=page, text="Nous sommes là.")
    page = f"/cases/{town.case(THEFT).reference}"
    town.officer("security").post(f"{page}/transfers", page=page, text="Une affaire de parcelle.",
                                  desk=desk_of(town, "civil"))  # fmt: skip


def _ticked(town: Town) -> str:
    """Have two cases taken at once, and return where that can be undone."""
    fields = {"case": town.case(THEFT).reference, "action": "tag", "value": "women"}
    return town.officer("coordinator").post("/find/bulk/done", page="/find", **fields).headers["Location"]


def _invited(town: Town) -> str:
    """Have somebody invited, and return the address they are sent."""
    asked = {"title": "Liaison 9", "email": "ninth@demo.invalid", "role": "coordinator", "body": ""}
    administrator = town.officer("administrator")
    body = re.search(
        r'name="body".*?<option value="([0-9a-f-]{36})"', administrator.get("/admin/accounts/new").text, re.DOTALL
    )
    asked["body"] = body[1] if body else ""
    page = administrator.post("/admin/accounts/new", page="/admin/accounts/new", **asked).text
    link = re.search(r"/invitations/[\w-]+", page)
    return link[0] if link else "/invitations/spent"


def page_of(town: Town, path: str) -> Key | None:
    """Return which page an address leads to; None where it leads to nothing one can look at."""
    try:
        endpoint, values = town.web.url_map.bind("127.0.0.1").match(urlsplit(path).path, "GET")
    except (HTTPException, RequestRedirect):
        return None
    if endpoint == "static":
        return None
    return endpoint, "/".join(str(values[name]) for name in _APART if name in values)


def endpoints(town: Town) -> Iterator[str]:
    """Yield every endpoint that people ask for something."""
    for rule in town.web.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and policy_of(town.web, rule.endpoint) != MACHINE:
            yield rule.endpoint


def _plain(town: Town) -> list[str]:
    """Return the addresses without a blank to fill in."""
    rules = town.web.url_map.iter_rules()
    return [rule.rule for rule in rules if "GET" in (rule.methods or ()) and not rule.arguments]
