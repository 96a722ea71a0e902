"""What the citizen wrote back about passing their complaint on stands where their consent is written down."""

from __future__ import annotations

import re

import pytest

from hotline.store import cases, contacts
from tests.support.town import Officer, Town

AWA, CORA = "+22300000101", "+22300000103"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
QUESTION = "Pouvons-nous en parler à un autre service, sans votre nom ? Répondez oui ou non."
PANEL = re.compile(r"Demandé par SMS</dt>|<p>Demandé par SMS .*?</p>", re.S)


@pytest.fixture
def oversight(town: Town) -> Officer:
    """Who has a complaint in hand, with texts to its phone that are safe."""
    town.text(AWA, EXTORTION)
    officer, page = town.officer("oversight"), f"/cases/{town.case(AWA).reference}"
    officer.post(f"{page}/safety", page=page, safe="yes")
    return officer


def panel(town: Town, officer: Officer) -> str:
    """Return what the panel says of the question, in plain words."""
    found = PANEL.search(officer.get(f"/cases/{town.case(AWA).reference}").text)
    return re.sub(r"<[^>]+>", "", found[0]) if found else ""


def ask(town: Town, officer: Officer, **about: str) -> None:
    page = f"/cases/{town.case(AWA).reference}"
    officer.post(f"{page}/questions", page=page, text=QUESTION, **about)
    town.pass_time(minutes=5)


@pytest.mark.parametrize("word", ["oui", "Non"])
def test_the_reply_to_the_question_stands_in_the_panel_in_the_citizens_words(
    town: Town, oversight: Officer, word: str
) -> None:
    assert panel(town, oversight) == ""
    ask(town, oversight, about="consent")
    assert panel(town, oversight).endswith("pas encore de réponse")
    town.text(AWA, word)
    said = panel(town, oversight)
    assert f"réponse : {word}, " in said
    assert "Lisez-la, puis notez-la ici." in said
    assert '<option value="sms" selected>' in oversight.get(f"/cases/{town.case(AWA).reference}").text


def test_a_reply_that_is_written_down_wants_no_writing_down(town: Town, oversight: Officer) -> None:
    ask(town, oversight, about="consent")
    town.text(AWA, "oui")
    page = f"/cases/{town.case(AWA).reference}"
    oversight.post(f"{page}/consent", page=page, given="yes", how="sms")
    assert "réponse : oui, " in panel(town, oversight)
    assert "Lisez-la" not in panel(town, oversight)


def test_another_question_is_no_question_of_consent(town: Town, oversight: Officer) -> None:
    ask(town, oversight, about="weather")
    town.text(AWA, "oui")
    assert panel(town, oversight) == ""


def test_a_question_that_is_warned_of_is_still_one_of_consent_when_it_goes_out_all_the_same(
    town: Town, oversight: Officer
) -> None:
    page = f"/cases/{town.case(AWA).reference}"
    asked = {"text": "May we talk about it with another service, without your name?", "about": "consent"}
    warned = oversight.post(f"{page}/questions", page=page, warned="", **asked)
    assert warned.status_code == 422
    assert "Ce texte semble en anglais." in warned.text
    assert "info_requested" not in town.kinds(town.case(AWA))
    # What the form of the page that warns sends along: nothing of it is chosen anew.
    [about] = re.findall(r'form="asking" name="about" value="(\w*)"', warned.text)
    [mark] = re.findall(r'name="warned" value="([0-9a-f]{16})"', warned.text)
    oversight.post(f"{page}/questions", page=page, text=asked["text"], warned=mark, about=about)
    town.pass_time(minutes=5)
    town.text(AWA, "oui")
    assert "réponse : oui, " in panel(town, oversight)


def shown(town: Town, officer: Officer) -> str:
    """Return the panel in which a complaint is passed on."""
    page = officer.get(f"/cases/{town.case(AWA).reference}").text
    return page.partition("1. Accord")[2].partition("</aside>")[0]


def test_asking_comes_first_while_nothing_was_asked_and_noting_afterwards(town: Town, oversight: Officer) -> None:
    before = shown(town, oversight)
    assert before.index("Demander son accord par SMS") < before.index("Le citoyen accepte")
    assert "<details open><summary>Demander son accord par SMS" in before
    assert "<details><summary>Le citoyen l’a déjà dit : noter" in before
    ask(town, oversight, about="consent")
    after = shown(town, oversight)
    assert "<details><summary>Demander son accord par SMS" in after
    assert "l’a déjà dit" not in after


def test_a_question_that_is_kept_says_so_where_one_presses_and_is_not_asked_twice(
    town: Town, oversight: Officer
) -> None:
    with town.application.unit() as unit:
        case = cases.locked(unit.session, town.case(AWA).id)
        case.sensitivity = "S3"
        assert case.contact_id
        contacts.get(unit.session, case.contact_id).safe_to_text = None
    panel = shown(town, oversight)
    assert "La question sera gardée ici." in panel
    assert "envoie SUIVI" in panel
    assert "Garder la question" in panel.partition("l’a déjà dit")[0]
    ask(town, oversight, about="consent")
    panel = shown(town, oversight)
    assert "question gardée, elle attend SUIVI" in panel
    assert ("pas demandé" in panel, "Demander son accord" in panel) == (False, False)
    town.text(AWA, f"SUIVI {town.case(AWA).reference}")
    assert "Demandé par SMS" in shown(town, oversight)


def test_a_yes_over_the_citizens_own_no_is_asked_about_once_more(town: Town, oversight: Officer) -> None:
    ask(town, oversight, about="consent")
    town.text(AWA, "Non, j’ai peur")
    page = f"/cases/{town.case(AWA).reference}"
    again = oversight.post(f"{page}/consent", page=page, given="yes", how="sms")
    assert (again.status_code, "Le citoyen a dit non." in again.text) == (422, True)
    assert "consent_recorded" not in town.kinds(town.case(AWA))
    assert oversight.post(f"{page}/consent", page=page, given="no", how="call").status_code == 303
    assert oversight.post(f"{page}/consent", page=page, given="yes", how="call").status_code == 422
    assert oversight.post(f"{page}/consent", page=page, given="yes", how="met", sure="1").status_code == 303


def test_how_it_was_said_stays_chosen_when_an_agreement_is_changed(town: Town, oversight: Officer) -> None:
    page = f"/cases/{town.case(AWA).reference}"
    oversight.post(f"{page}/consent", page=page, given="yes", how="met")
    assert '<option value="met" selected>' in shown(town, oversight)


def test_the_word_that_fetches_an_answer_is_the_one_the_citizen_was_told(town: Town) -> None:
    town.text(CORA, "my husband beats me every day, do not tell anybody, please help me")
    case, officer = town.case(CORA), town.officer("protection")
    assert (case.language, case.sensitivity) == ("en", "S3")
    assert f"envoie STATUS {case.reference[:3]}" in officer.get(f"/cases/{case.reference}").text
