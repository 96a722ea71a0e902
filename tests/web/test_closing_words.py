"""What an officer reads while closing: who is asked, who is not and why, and what was done."""

from __future__ import annotations

import re

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


def test_who_complains_about_a_force_is_asked_like_anybody_else_who_is_answered_by_text(town: Town) -> None:
    page, oversight = open_case(town, "les gendarmes au barrage prennent 2000 f par passager sans recu", "oversight")
    assert "Le citoyen reçoit une question" in oversight.get(page).text
    oversight.post(f"{page}/answers", page=page, text="Nous examinons votre message.")
    town.work()
    assert oversight.post(f"{page}/closure", page=page, text="Vu.", outcome="resolved").status_code == 303
    town.work()
    assert town.carrier.to(AWA)[-1].startswith("Dossier ")
    town.text(AWA, "1")
    case = town.case(AWA)
    assert (case.status, case.citizen_answer) == ("closed", "confirmed")


def test_a_protected_case_says_why_its_citizen_is_not_asked(town: Town) -> None:
    page, protection = open_case(town, "mon mari me bat chaque jour, ne dites rien", "protection")
    assert "Dossier protégé : le citoyen n’est pas interrogé." in protection.get(page).text
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
    assert "question pas encore partie" in after
    assert "question posée au citoyen" not in after
    town.clock.advance(hours=10)
    town.work()
    assert "question pas encore partie" not in desk.get(page).text


def test_a_message_after_the_last_answer_is_not_closed_over_unless_somebody_says_so(town: Town) -> None:
    page, security = open_case(town, "on a volé mes boeufs à Konna", "security")
    security.post(f"{page}/answers", text="Une patrouille part.")
    # One is of the form that takes a case out of the figures.
    assert security.get(page).text.count('name="sure"') == 1
    town.clock.advance(minutes=1)
    town.text(AWA, "boeufs volés encore, personne ne vient")
    shown = security.get(page).text
    assert "Le citoyen attend une réponse depuis" in shown
    for sure in ({}, {"sure": "1"}):
        refused = security.post(f"{page}/closure", page=page, text="Vu.", outcome="resolved", **sure)
        assert refused.status_code == 422
        assert "Répondez, ou cochez pour clore." in refused.text
        assert '<option value="resolved" selected>' in refused.text
    assert town.case(AWA).status == "open"
    [sure] = set(re.findall(r'name="sure" value="([^"]+)"', shown)) - {"1"}
    assert security.post(f"{page}/closure", page=page, text="Vu.", outcome="resolved", sure=sure).status_code == 303
    assert town.case(AWA).status == "closing"


def test_what_was_to_be_looked_at_again_is_settled_by_the_citizens_yes(town: Town) -> None:
    page, security = open_case(town, "on a volé mes boeufs à Konna", "security")
    security.post(f"{page}/answers", text="Une patrouille part.")
    security.post(f"{page}/escalation", page=page, text="Trop grand pour nous.")
    assert "À revoir" in security.get(page).text
    security.post(f"{page}/closure", page=page, text="Vu.", outcome="resolved")
    town.work()
    town.text(AWA, "1")
    assert town.case(AWA).status == "closed"
    assert "À revoir" not in security.get(page).text


def test_a_question_that_still_waits_for_its_answer_is_told_before_closing(town: Town) -> None:
    page, security = open_case(town, "on a volé mes boeufs à Konna", "security")
    waits = "Une question attend encore sa réponse."
    assert waits not in security.get(page).text
    security.post(f"{page}/answers", page=page, text="Combien de boeufs avez-vous perdus ?")
    assert waits in security.get(page).text
    town.clock.advance(minutes=2)
    town.work()
    security.post(f"{page}/answers", page=page, text="Une patrouille part.")
    assert waits not in security.get(page).text
    security.post(f"{page}/questions", page=page, text="Vers quelle heure")
    assert waits in security.get(page).text


def test_a_one_after_the_closing_is_called_what_it_is_and_the_case_says_what_opens_it_again(town: Town) -> None:
    page, security = open_case(town, "on a volé mes boeufs à Konna", "security")
    security.post(f"{page}/closure", page=page, text="Vu.", outcome="resolved")
    for words in ("1", "1"):
        town.clock.advance(minutes=2)
        town.text(AWA, words)
    after = security.get(page).text
    assert town.case(AWA).status == "closed"
    assert "Il rouvre si le citoyen écrit autre chose que merci ou oui." in after
    assert "dit encore 1 : réglé" in after
    assert "langue inconnue" not in after
