"""What an inspection's account finds of its sheets: one count everywhere, why no case is there, and who asks."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

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


def test_the_panel_shows_the_three_steps_and_marks_the_present_one(town: Town, complaint: Case) -> None:
    oversight, page = town.officer("oversight"), f"/cases/{complaint.reference}"
    present = re.compile(r'aria-current="step">([^<]*)</b>')
    assert present.findall(oversight.get(page).text) == ["1. Accord"]
    oversight.post(f"{page}/consent", page=page, given="yes", how="call")
    assert present.findall(oversight.get(page).text) == ["2. Extrait"]
    fields = {"text": EXTRACT, "looked_at": EXTRACT, "desk": desk_of(town, "inspection")}
    oversight.post(f"{page}/referrals", page=page, **fields)
    assert present.findall(oversight.get(page).text) == ["3. Inspection"]


def test_an_empty_list_names_the_button_that_begins_a_sheet_and_who_has_it(town: Town) -> None:
    own = town.officer("oversight").get("/referrals").text
    assert "« Saisir une inspection ». Seuls contrôle civil, protection et coordination le peuvent." in own
    other = town.officer("security").get("/referrals").text
    assert "Votre bureau n’envoie pas de saisine : c’est le contrôle civil." in other
    assert "« Saisir une inspection »" not in other


def test_a_sheet_names_the_desk_that_asks(town: Town, sheet: str) -> None:
    assert "De : Contrôle civil" in town.officer("inspection").get(sheet).text


def banner(town: Town, complaint: Case) -> str:
    """Return what the case says above its story, where a phone opens it."""
    page = town.officer("oversight").get(f"/cases/{complaint.reference}").text
    return page.partition('<div class="strip warn news flow">')[2].partition("</div>")[0]


def find(inspection: Officer, sheet: str, finding: str, text: str = "", looked_at: str = "") -> TestResponse:
    return inspection.post(f"{sheet}/finding", page=sheet, finding=finding, text=text, looked_at=looked_at)


def test_a_finding_is_shown_once_more_before_it_leaves(town: Town, complaint: Case, sheet: str) -> None:
    inspection = town.officer("inspection")
    inspection.post(f"{sheet}/acceptance", page=sheet)
    for looked_at in ("", "not_upheld Les reçus manquent."):
        again = find(inspection, sheet, "upheld", "Les reçus manquent.", looked_at)
        assert (again.status_code, "Voici ce qui part" in again.text) == (422, True)
        assert 'name="looked_at" value="upheld Les reçus manquent."' in again.text
        assert "strip wrong" not in again.text
    assert "referral_answered" not in town.kinds(complaint)
    assert find(inspection, sheet, "upheld", "Les reçus manquent.", "upheld Les reçus manquent.").status_code == 303
    assert "referral_answered" in town.kinds(complaint)


def test_what_an_inspection_found_stands_with_its_reason_above_the_case(
    town: Town, complaint: Case, sheet: str
) -> None:
    inspection = town.officer("inspection")
    assert banner(town, complaint) == ""
    inspection.post(f"{sheet}/acceptance", page=sheet)
    find(inspection, sheet, "upheld", "Les reçus manquent.", "upheld Les reçus manquent.")
    shown = banner(town, complaint)
    for words in ("L’inspection a répondu : Fondée.", "Les reçus manquent.", "Dites le résultat au citoyen."):
        assert words in shown


@pytest.mark.parametrize(
    ("why", "text", "said"), [("too_little", "", "Trop peu d’éléments"), ("other", "Déjà jugé.", ">Déjà jugé.<")]
)
def test_a_refusal_says_why_and_what_next_and_never_that_there_is_a_result(
    town: Town, complaint: Case, sheet: str, why: str, text: str, said: str
) -> None:
    town.officer("inspection").post(f"{sheet}/refusal", page=sheet, why=why, text=text)
    shown = banner(town, complaint)
    assert ("L’inspection a refusé :" in shown, said in shown) == (True, True)
    assert "épondez vous-même" in shown
    assert "Dites le résultat" not in shown
    page = town.officer("oversight").get(f"/cases/{complaint.reference}").text
    assert "Autre raison, à écrire" not in page.partition("Saisir une inspection")[2]


def test_a_sent_sheet_is_told_first_in_its_panel_and_no_second_one_is_offered_there(
    town: Town, complaint: Case, sheet: str
) -> None:
    oversight, page = town.officer("oversight"), f"/cases/{complaint.reference}"
    panel = oversight.get(page).text.partition("Saisir une inspection · Envoyée")[2].partition("</aside>")[0]
    assert "Saisine envoyée à " in panel.partition("Accord du citoyen :")[0]
    assert "en attente : à accepter avant le" in panel
    assert desk_of(town, "inspection") not in panel
    town.officer("inspection").post(f"{sheet}/acceptance", page=sheet)
    assert "acceptée : réponse avant le" in oversight.get(page).text
    way = oversight.get(page).text.partition("<h2>Parcours</h2>")[2].partition("</section>")[0]
    assert ("saisit un service d’inspection" in way, "L’inspection accepte la saisine." in way) == (True, True)


def test_an_extract_shown_once_more_is_no_mistake_and_consent_is_asked_how_once(town: Town, complaint: Case) -> None:
    oversight, page = town.officer("oversight"), f"/cases/{complaint.reference}"
    oversight.post(f"{page}/consent", page=page, given="yes", how="call")
    shown = oversight.get(page).text
    assert "Changer cet accord</summary>" in shown
    fields = {"text": EXTRACT, "desk": desk_of(town, "inspection")}
    again = oversight.post(f"{page}/referrals", page=page, **fields)
    assert (again.status_code, '<p class="strip warn news">' in again.text) == (422, True)
    assert "strip wrong" not in again.text
    wrong = oversight.post(f"{page}/referrals", page=page, **fields | {"text": "Son frère le sait."})
    assert "strip wrong" in wrong.text
    assert "Le citoyen dit oui" not in shown
