"""The page of one case, and what an officer does there."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from hotline.domain.lifecycle import Outcome
from hotline.domain.messages import REASONS as FAILURES
from hotline.domain.messages import STATES
from hotline.reports import cercles
from hotline.store.models.casework import Case
from hotline.web import casewords
from tests.support.town import Officer, Town

AWA, BOCAR = "+22300000101", "+22300000102"
THEFT = "On a volé mes boeufs à Ténenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
BEATEN = "mon mari me bat chaque jour, ne dites rien"
ABSENT = "1000008"


@pytest.fixture
def theft(town: Town) -> str:
    """The reference of a theft that lies with the gendarmerie."""
    town.text(AWA, THEFT)
    return town.case(AWA).reference


@pytest.fixture
def security(town: Town) -> Officer:
    """The gendarmerie's liaison."""
    return town.officer("security")


def test_the_page_tells_the_story_and_the_facts(town: Town, theft: str, security: Officer) -> None:
    page = security.get(f"/cases/{theft}").text
    shown = (THEFT, "Vol de bétail", "Ténenkou", "SMS en français", "0/160", "Urgent : 1 j, jour et nuit", "à prendre")
    for words in shown:
        assert words in page
    assert "Demander la clôture" in page, "closing only asks the citizen"
    assert "« <span" in page, "the words that decided the category are named"
    assert AWA not in page


def test_the_map_beside_the_facts_marks_the_cercle_and_is_one_file_for_every_case(
    town: Town, theft: str, security: Officer
) -> None:
    page = security.get(f"/cases/{theft}").text
    assert "Cercle de Ténenkou, limites d’avant 2023" in page
    marked = re.search(r'<svg class="map"[^>]*><path d="([^"]+)"/>', page)
    assert marked is not None
    assert [one.name for one in cercles.outlines().values() if one.path == marked[1]] == ["Ténenkou"]


def test_an_answer_reaches_the_phone_and_shows_with_its_state(town: Town, theft: str, security: Officer) -> None:
    done = security.post(f"/cases/{theft}/answers", text="Une patrouille part.\r\nRestez à l’abri.")
    assert (done.status_code, done.headers["Location"]) == (303, f"/cases/{theft}#last")
    assert "En attente d’envoi" in security.get(f"/cases/{theft}").text
    town.work()
    assert town.carrier.to(AWA)[-1] == "Une patrouille part.\nRestez à l'abri."
    town.receipt(-1, "delivered")
    page = security.get(f"/cases/{theft}").text
    assert "Reçu" in page
    assert "Liaison 1" in page


def test_a_failed_answer_says_why_in_one_plain_sentence(town: Town, theft: str, security: Officer) -> None:
    security.post(f"/cases/{theft}/answers", text="Une patrouille part.")
    town.work()
    town.receipt(-1, "failed", "wrong_number")
    page = security.get(f"/cases/{theft}").text
    assert "Ce numéro ne reçoit pas de SMS. Ne compte pas comme réponse." in page


def test_of_two_who_answer_at_once_the_second_sees_the_first_and_is_asked_again(town: Town, theft: str) -> None:
    first, second = town.officer("security"), town.officer("coordinator")
    looked = fields_of(second.get(f"/cases/{theft}"))
    first.post(f"/cases/{theft}/answers", text="La patrouille est partie.")
    refused = second.post(f"/cases/{theft}/answers", **looked, text="Nous arrivons.")
    assert refused.status_code == 409
    assert refused.text.index("La patrouille est partie.") < refused.text.index("<h1>")
    assert "Nous arrivons.</textarea>" in refused.text
    again = second.post(f"/cases/{theft}/answers", **fields_of(refused), text="Nous arrivons.")
    assert again.status_code == 303
    town.work()
    assert town.carrier.to(AWA)[-2:] == ["La patrouille est partie.", "Nous arrivons."]


def test_the_same_form_sent_twice_writes_once(town: Town, theft: str, security: Officer) -> None:
    form = fields_of(security.get(f"/cases/{theft}"))
    for _ in range(2):
        assert security.post(f"/cases/{theft}/answers", **form, text="Nous arrivons.").status_code == 303
    town.work()
    assert town.carrier.to(AWA).count("Nous arrivons.") == 1


def test_an_old_form_with_other_words_is_asked_again_and_not_lost(town: Town, theft: str, security: Officer) -> None:
    form = fields_of(security.get(f"/cases/{theft}"))
    security.post(f"/cases/{theft}/answers", **form, text="Nous arrivons.")
    edited = security.post(f"/cases/{theft}/answers", **form, text="Nous arrivons demain.")
    assert edited.status_code == 409
    assert "Nous arrivons demain.</textarea>" in edited.text


@pytest.mark.parametrize(
    ("path", "fields", "words"),
    [
        ("answers", {"text": "  "}, "Le texte est vide."),
        ("answers", {"text": "a" * 1_601}, "Le texte est trop long."),
        ("notes", {"text": ""}, "La note est vide."),
        ("transfers", {"text": ""}, "Le texte est vide."),
        ("transfers", {"text": "ailleurs", "desk": "nowhere"}, "Ce bureau n’existe pas"),
        ("closure", {"text": "", "outcome": "won"}, "Choisissez une issue"),
        ("closure", {"text": " ", "outcome": "resolved"}, "Personne n’a répondu."),
        ("closure", {"text": "", "outcome": "no_action"}, "Personne n’a répondu."),
    ],
)
def test_what_cannot_be_done_says_why_and_keeps_the_text(
    theft: str, security: Officer, path: str, fields: dict[str, str], words: str
) -> None:
    answer = security.post(f"/cases/{theft}/{path}", **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert fields["text"] in answer.text


def test_hostile_characters_are_kept_and_shown(theft: str, security: Officer) -> None:
    text = "a\x00b \u202e<script>alert(1)</script> " + "é" * 1_500
    assert security.post(f"/cases/{theft}/answers", text=text).status_code == 303
    page = security.get(f"/cases/{theft}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("fields", [{"version": "old"}, {"key": "mine"}, {"seen": "-1"}])
def test_a_form_that_is_not_ours_is_refused(theft: str, security: Officer, fields: dict[str, str]) -> None:
    assert security.post(f"/cases/{theft}/answers", text="oui", **fields).status_code == 400


def test_a_case_without_an_owner_can_be_taken(town: Town, theft: str, security: Officer) -> None:
    security.post(f"/cases/{theft}/ownership")
    assert "À vous" in security.get(f"/cases/{theft}").text
    assert "Liaison 1" in town.officer("coordinator").get(f"/cases/{theft}").text


def test_a_refused_closing_says_what_the_key_means(town: Town, theft: str, security: Officer) -> None:
    security.post(f"/cases/{theft}/answers", text="Une patrouille part.")
    security.post(f"/cases/{theft}/closure", text="", outcome="resolved")
    town.work()
    town.text(AWA, "2")
    page = security.get(f"/cases/{theft}").text
    assert "<b>Le citoyen dit : pas réglé.</b>" in page.split('id="last"')[1]
    assert "</svg>Le citoyen dit : pas réglé</span>" in page.partition('class="thread"')[0]
    assert "À revoir" not in page


def test_a_transferred_case_leaves_with_its_reason(town: Town, theft: str, security: Officer) -> None:
    done = security.post(f"/cases/{theft}/transfers", text="Hors de notre zone.")
    assert done.headers["Location"] == "/inbox"
    assert "Transfert enregistré." in security.get("/inbox").text
    assert security.get(f"/cases/{theft}").status_code == 404
    page = town.officer("coordinator").get(f"/cases/{theft}").text
    assert "Hors de notre zone." in page
    assert "Liaison 1 transfère à Coordination" in page


def test_a_barred_desk_is_neither_offered_nor_accepted(town: Town) -> None:
    town.text(BOCAR, EXTORTION)
    case, oversight = town.case(BOCAR), town.officer("oversight")
    page = oversight.get(f"/cases/{case.reference}").text
    assert "Brigade de Mopti" not in page.split("<aside")[0]
    assert "Gendarmerie de Mopti" in page.split("Écartés par prudence")[1]
    with town.application.unit() as unit:
        office = town.application.tools.office.read(unit.session)
    barred = next(desk.id for desk in office.desks if desk.force == "gendarmerie")
    refused = oversight.post(f"/cases/{case.reference}/transfers", text="À eux.", desk=str(barred))
    assert refused.status_code == 422
    assert "Ce bureau ne peut pas recevoir ce dossier." in refused.text


@pytest.mark.parametrize(("first", "outcome", "text"), [
    ("Une patrouille part.", "resolved", ""), ("", "resolved", "Le citoyen l’a dit au bureau."), ("", "duplicate", ""),
])  # fmt: skip
def test_a_case_is_closed_after_an_answer_or_for_a_reason(
    town: Town, theft: str, security: Officer, first: str, outcome: str, text: str
) -> None:
    if first:
        security.post(f"/cases/{theft}/answers", text=first)
    else:
        assert "dites pourquoi clore" in security.get(f"/cases/{theft}").text
    assert security.post(f"/cases/{theft}/closure", text=text, outcome=outcome).status_code == 303
    assert town.case(AWA).status == "closing"


def test_another_case_of_the_contact_is_listed_once_and_the_alias_is_explained(
    town: Town, theft: str, security: Officer
) -> None:
    town.text(AWA, "bandits armés braquage sur la route de Sofara hier")
    other = town.cases(AWA)[1].reference
    page = security.get(f"/cases/{theft}").text
    facts = page.split('id="facts"')[1]
    assert facts.count(f'href="/cases/{other}"') == 1
    assert "Du même contact" in facts
    assert "Chaque dossier a le sien" in facts


def test_closing_asks_the_citizen_and_resolved_is_the_usual_outcome(town: Town, theft: str, security: Officer) -> None:
    assert security.post(f"/cases/{theft}/closure", text="Vu.").status_code == 303
    assert town.case(AWA).outcome == Outcome.RESOLVED
    again = security.post(f"/cases/{theft}/closure", text="Vu.")
    assert again.status_code == 422
    town.work()
    town.text(AWA, "1")
    page = security.get(f"/cases/{theft}").text
    assert "Réglé, le citoyen confirme" in page
    assert "Ce dossier est clos." in page
    assert "répond à la question de clôture" in page


def test_after_stop_the_page_says_why_nothing_can_be_sent(town: Town, theft: str, security: Officer) -> None:
    town.text(AWA, "STOP")
    page = security.get(f"/cases/{theft}").text
    assert "Le citoyen a écrit STOP." in page
    assert f'action="/cases/{theft}/notes"' in page
    assert f'action="/cases/{theft}/answers"' not in page
    assert "Envoyer</button>" not in page
    assert "Garder la note" in page


def test_a_protected_answer_waits_until_the_citizen_asks(town: Town) -> None:
    town.text(BOCAR, BEATEN)
    reference, protection = town.case(BOCAR).reference, town.officer("protection")
    assert "Elle part quand le citoyen envoie SUIVI" in protection.get(f"/cases/{reference}").text
    protection.post(f"/cases/{reference}/answers", text="Appelez quand vous pouvez.")
    town.work()
    assert "Attend la demande du citoyen" in protection.get(f"/cases/{reference}").text
    town.text(BOCAR, f"SUIVI {reference}")
    assert town.carrier.to(BOCAR)[-1] == "Appelez quand vous pouvez."


def test_what_is_kept_is_not_lost_by_asking_while_no_text_is_safe(town: Town) -> None:
    town.text(BOCAR, BEATEN)
    reference, protection = town.case(BOCAR).reference, town.officer("protection")
    page = f"/cases/{reference}"
    protection.post(f"{page}/answers", text="Appelez quand vous pouvez.")
    protection.post(f"{page}/safety", page=page, safe="no")
    town.text(BOCAR, f"SUIVI {reference}")
    town.work()
    assert "Appelez quand vous pouvez." not in town.carrier.to(BOCAR)
    assert "answer_fetched" not in town.kinds(town.case(BOCAR))
    refused = protection.post(f"{page}/safety", page=page, safe="yes")
    assert (refused.status_code, "Dites comment le citoyen l’a dit." in refused.text) == (422, True)
    town.work()
    assert "Appelez quand vous pouvez." not in town.carrier.to(BOCAR)
    protection.post(f"{page}/safety", page=page, safe="yes", how="call")
    assert "SMS permis : les réponses gardées partent." in protection.get(page).text
    town.work()
    assert town.carrier.to(BOCAR)[-1] == "Appelez quand vous pouvez."


def test_opening_a_protected_case_is_written_down(town: Town, theft: str, security: Officer) -> None:
    town.text(BOCAR, BEATEN)
    case = town.case(BOCAR)
    protection = town.officer("protection")
    assert "Protection 1" in protection.get(f"/cases/{case.reference}").text.split("Qui a lu")[1]
    security.get(f"/cases/{theft}")
    assert town.kinds(case).count("case_read") == 1
    told = protection.get(f"/cases/{case.reference}").text.split("Qui a lu")[1].split("</section>")[0]
    assert (told.count("Protection 1"), "ouvert" in told) == (1, False)
    town.clock.advance(hours=1)
    later = town.officer("protection").get(f"/cases/{case.reference}").text.split("Qui a lu")[1].split("</section>")[0]
    assert (later.count("Protection 1"), "ouvert 2 fois" in later) == (1, True)
    assert town.kinds(case).count("case_read") == 3
    assert "case_read" not in town.kinds(town.case(AWA))
    assert town.verify() > 0


def test_safety_said_by_the_citizen_is_noted(theft: str, security: Officer) -> None:
    security.post(f"/cases/{theft}/safety", safe="no")
    page = security.get(f"/cases/{theft}").text
    assert "Plus aucun SMS ne part." in page
    assert "non : rien ne part" in page
    assert "Le citoyen a refusé les SMS : attendez son appel ou son code." in page


def test_the_server_counts_for_browsers_without_scripts(theft: str, security: Officer) -> None:
    security.post(f"/cases/{theft}/count", text="Vous êtes libre")
    page = security.get(f"/cases/{theft}").text
    assert "15/160 · 1 SMS" in page
    assert "Vous etes libre" in page
    security.post(f"/cases/{theft}/count", text="سلام")
    page = security.get(f"/cases/{theft}").text
    assert "4/70 · 1 SMS" in page
    assert '<b class="costly" dir="auto">س</b>' in page


def test_auditors_see_the_trail_without_a_word(town: Town, theft: str, security: Officer) -> None:
    security.post(f"/cases/{theft}/answers", text="Une patrouille part.")
    security.post(f"/cases/{theft}/notes", text="Vue à Dioura.")
    for name in ("auditor", "administrator"):
        watcher = town.officer(name)
        page = watcher.get(f"/cases/{theft}").text
        assert "Liaison 1 répond." in page
        assert '<a href="/inbox">Retour à la liste</a>' in page
        for hidden in (THEFT, "volé", "Une patrouille", "Dioura", "Vol de bétail"):
            assert hidden not in page
        assert watcher.post(f"/cases/{theft}/notes", page="/inbox", text="x").status_code == 404


@pytest.mark.parametrize("name", ["security", "auditor", "administrator"])
def test_what_is_not_for_somebody_looks_exactly_like_nothing(town: Town, name: str) -> None:
    staff = "les agents de la ligne et du contrôle civil m’ont demandé de l’argent"
    town.text(BOCAR, EXTORTION if name == "security" else staff)
    somebody, reference = town.officer(name), town.case(BOCAR).reference
    there, absent = somebody.get(f"/cases/{reference}"), somebody.get(f"/cases/{ABSENT}")
    assert there.status_code == absent.status_code == 404
    assert there.data == absent.data


def test_other_cases_of_the_citizen_show_only_within_the_walls(town: Town, theft: str, security: Officer) -> None:
    town.text(AWA, EXTORTION)
    town.text(AWA, "pas d'eau au robinet depuis 3 jours à Mopti")
    accusation = next(case.reference for case in town.cases(AWA) if case.wall != "none")
    page = town.officer("coordinator").get(f"/cases/{theft}").text
    assert f"/cases/{accusation}" in page
    assert accusation not in security.get(f"/cases/{theft}").text


def test_every_code_has_its_sentence() -> None:
    assert set(FAILURES) <= set(casewords.REASONS)
    assert set(casewords.TEXT_STATES) == set(STATES)
    assert {one.value for one in Outcome} == set(casewords.OUTCOMES)


def fields_of(page: TestResponse) -> dict[str, str]:
    """Return what the answer form of a page carries unseen."""
    form = page.text.split('id="composer"')[1]
    return dict(re.findall(r'type="hidden" name="(version|seen|key)" value="([^"]+)"', form))


def test_a_ready_answer_is_put_into_the_box_to_be_changed_before_it_goes(town: Town) -> None:
    town.text("+22300000301", "on a volé mes boeufs à Konna")
    page = f"/cases/{town.case('+22300000301').reference}"
    liaison = town.officer("security")
    [picked] = re.findall(r'name="template" value="([^"]+)"[^>]*>Reçu, nous agissons', liaison.get(page).text)
    liaison.post(f"{page}/count", text="Bonjour.", template=picked)
    assert ">Bonjour. " in liaison.get(page).text
    assert "nous agissons. Nous vous répondrons ici.</textarea>" in liaison.get(page).text
    liaison.post(f"{page}/count", text="Bonjour.", template="nonsense")
    assert ">Bonjour.</textarea>" in liaison.get(page).text


def test_ready_answers_name_their_language_where_it_is_not_the_citizens(town: Town) -> None:
    town.text("+22300000301", "on a volé mes boeufs à Konna")
    page, liaison = f"/cases/{town.case('+22300000301').reference}", town.officer("security")
    assert "Reçu, nous agissons</button>" in liaison.get(page).text
    with town.application.unit() as unit:
        unit.session.get_one(Case, town.case("+22300000301").id).language = "bm"
    assert "Reçu, nous agissons · en français</button>" in liaison.get(page).text
