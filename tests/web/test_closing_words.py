"""What an officer reads while closing: who is asked, who is not and why, and what was done."""

from __future__ import annotations

from tests.support.town import Officer, Town

AWA = "+22300000101"


def open_case(town: Town, words: str, kind: str) -> tuple[str, Officer]:
    town.text(AWA, words)
    return f"/cases/{town.case(AWA).reference}", town.officer(kind)


def test_a_plain_case_says_that_its_citizen_is_being_asked(town: Town) -> None:
    page, security = open_case(town, "on a volé mes boeufs à Konna", "security")
    assert "Le citoyen reçoit une question" in security.get(page).text
    assert security.post(f"{page}/closure", page=page, text="Vu.", outcome="resolved").status_code == 303
    after = security.get(page).text
    assert "La question est posée au citoyen." in after
    assert "Clôture enregistrée." not in after


def test_a_sensitive_case_says_why_its_citizen_is_not_asked(town: Town) -> None:
    page, protection = open_case(town, "mon mari me bat chaque jour, ne dites rien", "protection")
    assert "Dossier à protéger : le citoyen n’est pas interrogé." in protection.get(page).text
    assert "Très sensible, par son sujet ou par ce qui a été dit." in protection.get(page).text
    assert protection.post(f"{page}/closure", page=page, text="Vu.", outcome="no_action").status_code == 303
    assert "Clôture enregistrée." in protection.get(page).text


def test_a_question_that_waits_for_the_morning_says_when_it_leaves_and_why(town: Town) -> None:
    town.clock.advance(hours=14)
    page, desk = open_case(town, "la pompe du village est en panne à Konna", "civil")
    assert desk.post(f"{page}/closure", page=page, text="Vu.", outcome="resolved").status_code == 303
    after = desk.get(page).text
    assert "La question partira à 07:00." in after
    assert "Part à 07:00 : heures calmes" in after
    assert "La question est posée au citoyen." not in after
