"""What an inspection's account finds of its sheets: one count everywhere, why no case is there, and who asks."""

from __future__ import annotations

import re

import pytest

from hotline.store.models.casework import Case
from tests.support.staff import desk_of
from tests.support.town import Officer, Town

AWA = "+22300000101"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
EXTRACT = "Des paiements sans preuve sont demandés aux voyageurs, dans ce cercle."
SHEET = re.compile(r"/referrals/[0-9a-f-]{36}")


@pytest.fixture
def complaint(town: Town) -> Case:
    """An extortion that lies with the oversight desk."""
    town.text(AWA, EXTORTION)
    return town.case(AWA)


@pytest.fixture
def sheet(town: Town, complaint: Case) -> str:
    """The address of a sheet about it that the inspection was sent."""
    oversight, page = town.officer("oversight"), f"/cases/{complaint.reference}"
    oversight.post(f"{page}/consent", page=page, given="yes", how="call")
    fields = {"text": EXTRACT, "looked_at": EXTRACT, "desk": desk_of(town, "inspection")}
    assert oversight.post(f"{page}/referrals", page=page, **fields).status_code == 303
    [found] = set(SHEET.findall(town.officer("inspection").get("/referrals").text))
    return found


def counted(officer: Officer, path: str) -> list[str]:
    """Return the addresses and numbers that a page's menu and bottom bar give for what is to be accepted."""
    page = re.sub(r"<svg.*?</svg>", "", officer.get(path).text, flags=re.DOTALL)
    rail = re.findall(r'<a class="queue" href="([^"]+)"[^>]*><span>À accepter</span><b[^>]*>(\d+)</b>', page)
    tab = re.findall(r'<a href="([^"]+)"[^>]*><span> <b>(\d+)</b></span><span>À accepter</span>', page)
    return [f"{address} {count}" for address, count in (*rail, *tab)]


def test_menu_and_bottom_bar_lead_an_inspection_to_its_sheets_and_count_them_alike(town: Town, sheet: str) -> None:
    inspection = town.officer("inspection")
    assert counted(inspection, "/account") == ["/referrals 1", "/referrals 1"]
    inspection.post(f"{sheet}/acceptance", page=sheet)
    assert counted(inspection, "/account") == ["/referrals 0", "/referrals 0"]
    assert counted(town.officer("security"), "/account") == ["/transfers 0", "/transfers 0"]


def test_an_empty_queue_says_that_an_inspection_gets_sheets_alone(town: Town) -> None:
    for queue in ("to_answer", "mine", "closed"):
        page = town.officer("inspection").get(f"/inbox?queue={queue}").text.partition("<main")[2]
        assert "Une inspection reçoit une saisine, jamais le dossier." in page
        assert 'href="/referrals"' in page
    assert "Une inspection reçoit" not in town.officer("security").get("/inbox?queue=mine").text


def test_a_sheet_names_the_desk_that_asks(town: Town, sheet: str) -> None:
    assert "De : Contrôle civil" in town.officer("inspection").get(sheet).text
