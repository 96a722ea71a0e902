"""The pages of incidents: cases about one thing, one answer for all, and not a word of what is walled."""

from __future__ import annotations

import re

import pytest

from tests.support.town import Officer, Town

WATER = "pas d'eau à la pompe de Konna depuis 3 jours"
FIRE = "il y a un incendie au marché de Mopti"
ABUSE = "Les gendarmes nous ont frappés et ont pris notre argent"
RUMOUR = "on dit ke les terroristes vont attaquer la foire de demain c vrai ou faux?"


def phone(number: int) -> str:
    return f"+223000007{number:02d}"


def tell(town: Town, *texts: str) -> None:
    for number, words in enumerate(texts):
        town.text(phone(number), words)
        town.clock.advance(seconds=5)


def path_of(officer: Officer) -> str:
    found = re.search(r'href="(/incidents/[0-9a-f-]{36})"', officer.get("/incidents").text)
    return found[1] if found else ""


def test_an_answer_is_written_looked_at_and_sent_to_each_citizen(town: Town) -> None:
    tell(town, WATER, WATER, WATER)
    coordinator = town.officer("coordinator")
    path = path_of(coordinator)
    assert "3 dossiers" in coordinator.get(path).text
    coordinator.post(f"{path}/answers", page=path, language="fr", text="La pompe est en réparation.")
    assert not town.carrier.to(phone(0))[1:]
    page = coordinator.get(path).text
    assert "La pompe est en réparation." in page
    assert "Envoyer à 3 personnes" in page
    answer = re.search(rf'action="({path}/answers/[0-9a-f-]+)"', page)
    assert answer
    assert coordinator.post(answer[1], page=path).status_code == 303
    assert coordinator.post(answer[1], page=path).status_code == 303
    town.work()
    assert [town.carrier.to(phone(n)).count("La pompe est en réparation.") for n in range(3)] == [1, 1, 1]
    assert "3 réponses écrites" in coordinator.get(path).text


def test_a_case_shows_its_incident_and_can_leave_and_come_back(town: Town) -> None:
    tell(town, WATER, WATER, WATER)
    coordinator, case = town.officer("coordinator"), town.case(phone(2))
    path = path_of(coordinator)
    assert f'href="{path}"' in coordinator.get(f"/cases/{case.reference}").text
    coordinator.post(f"{path}/cases", page=path, reference=case.reference, out="1")
    assert f'href="{path}"' not in coordinator.get(f"/cases/{case.reference}").text
    assert case.reference in coordinator.get(path).text.replace(" ", "").replace("\u202f", "").replace("\xa0", "")
    coordinator.post(f"{path}/cases", page=path, reference=case.reference)
    assert f'href="{path}"' in coordinator.get(f"/cases/{case.reference}").text


def test_a_surge_is_proposed_and_put_together_by_one_key(town: Town) -> None:
    tell(
        town,
        FIRE,
        "le marché de Mopti brule venez vite",
        "grand feu a Mopti au secours",
        "au feu à Mopti le marché flambe",
    )
    coordinator = town.officer("coordinator")
    with town.application.unit() as unit:
        for number in range(4):
            case = unit.session.merge(town.case(phone(number)))
            case.category, case.wall, case.sensitivity, case.place_id = (
                "disaster",
                "none",
                "S1",
                town.case(phone(0)).place_id,
            )
    page = coordinator.get("/incidents").text
    offered = re.search(r'name="references" value="([^"]+)"', page)
    assert offered
    assert len(offered[1].split()) >= 4
    assert coordinator.post("/incidents", page="/incidents", references=offered[1]).status_code == 303
    assert path_of(coordinator)


def test_the_accused_get_the_same_pages_with_an_incident_about_them_and_without(town: Town) -> None:
    security = town.officer("security")
    before = _bare(security.get("/incidents").text)
    tell(town, ABUSE, ABUSE, ABUSE)
    assert _bare(security.get("/incidents").text) == before
    path = path_of(town.officer("oversight"))
    assert path
    absent = "/incidents/00000000-0000-0000-0000-000000000001"
    assert security.get(path).status_code == security.get(absent).status_code == 404
    assert _bare(security.get(path).text) == _bare(security.get(absent).text)
    for form in ("cases", "kind", "verdict", "answers"):
        there, nowhere = (
            security.post(f"{one}/{form}", page="/account", kind="event", text="x") for one in (path, absent)
        )
        assert (there.status_code, _bare(there.text)) == (nowhere.status_code, _bare(nowhere.text))


def test_a_rumour_says_what_is_still_missing(town: Town) -> None:
    tell(town, RUMOUR, RUMOUR)
    coordinator = town.officer("coordinator")
    path = path_of(coordinator)
    assert "En cours de vérification." in coordinator.get(path).text
    coordinator.post(f"{path}/verdict", page=path, verdict="false")
    assert "Une personne dit : faux." in coordinator.get(path).text
    again = coordinator.post(f"{path}/verdict", page=path, verdict="false")
    assert again.status_code == 422


def test_a_draft_is_corrected_and_dropped_on_its_page(town: Town) -> None:
    tell(town, WATER, WATER)
    coordinator = town.officer("coordinator")
    path = path_of(coordinator)
    coordinator.post(f"{path}/answers", page=path, language="fr", text="La pompe est reparé.")
    form = re.search(rf'action="({path}/answers/[0-9a-f-]+/words)"', coordinator.get(path).text)
    assert form
    refused = coordinator.post(form[1], page=path, words=" ")
    assert refused.status_code == 422
    coordinator.post(form[1], page=path, words="La pompe est réparée.")
    assert "La pompe est réparée." in coordinator.get(path).text
    coordinator.post(form[1], page=path, drop="1")
    assert "La pompe" not in coordinator.get(path).text
    assert coordinator.post(form[1], page=path, drop="1").status_code == 404


def test_the_box_for_those_who_have_an_answer_counts_apart(town: Town) -> None:
    tell(town, WATER, WATER)
    coordinator, case = town.officer("coordinator"), town.case(phone(0))
    coordinator.post(
        f"/cases/{case.reference}/answers", page=f"/cases/{case.reference}", text="Une équipe part demain."
    )
    path = path_of(coordinator)
    coordinator.post(f"{path}/answers", page=path, language="fr", text="La pompe est réparée.")
    page = coordinator.get(path).text
    assert "Envoyer à 1 personne" in page
    assert "Aussi à 1 personne déjà répondue" in page
    answer = re.search(rf'action="({path}/answers/[0-9a-f-]+)"', page)
    assert answer
    coordinator.post(answer[1], page=path)
    assert "La réponse part à 1 personne." in coordinator.get(path).text
    page = coordinator.get(path).text
    assert "Aussi à 1 personne déjà répondue" in page
    assert 'name="answered_too" value="1" required' in page


def test_the_writer_about_a_rumour_is_told_that_a_colleague_sends_it(town: Town) -> None:
    tell(town, RUMOUR, RUMOUR)
    coordinator = town.officer("coordinator")
    path = path_of(coordinator)
    coordinator.post(f"{path}/answers", page=path, language="fr", text="Ce n'est pas vrai.")
    assert "Gardée. Un collègue l’enverra." in coordinator.get(path).text
    assert coordinator.post(f"{path}/answers", page=path, language="fr", text="Ce n'est pas vrai.").status_code == 422


def test_words_older_than_the_verdict_leave_only_once_their_sender_says_that_they_agree(town: Town) -> None:
    tell(town, RUMOUR, RUMOUR)
    first, second = town.officer("coordinator"), town.officer("coordinator-2")
    path = path_of(first)
    assert "Proposer la réponse" in first.get(path).text
    first.post(f"{path}/answers", page=path, language="fr", text="On vérifie cette rumeur.")
    town.clock.advance(minutes=5)
    for officer in (first, second):
        officer.post(f"{path}/verdict", page=path, verdict="false")
    page = second.get(path).text
    assert "Ce texte date d’avant l’avis « faux ». Il dit la même chose." in page
    answer = re.search(rf'action="({path}/answers/[0-9a-f-]+)"', page)
    assert answer
    for fields in ({}, {"agrees_with": "true"}):
        refused = second.post(answer[1], page=path, **fields)
        assert (refused.status_code, "Relisez-le, puis cochez." in refused.text) == (422, True)
    assert second.post(answer[1], page=path, agrees_with="false").status_code == 303
    town.work()
    assert [town.carrier.to(phone(n)).count("On vérifie cette rumeur.") for n in range(2)] == [1, 1]


def test_a_number_that_no_case_bears_stays_in_the_form_and_a_hidden_one_is_like_it(town: Town) -> None:
    tell(town, WATER, WATER, ABUSE)
    path = path_of(town.officer("coordinator"))
    hidden = town.case(phone(2)).reference
    for reference in ("12 34", hidden):
        answer = town.officer("coordinator").post(f"{path}/cases", page=path, reference=reference)
        assert (answer.status_code, "Aucun dossier ne porte ce numéro." in answer.text) == (422, True)
        assert f'value="{reference}"' in answer.text


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ("kind", {"kind": "gossip"}), ("verdict", {"verdict": "maybe"}), ("answers", {"language": "zz", "text": "x"}),
        ("answers", {"language": "fr", "text": " "}),
    ],
)  # fmt: skip
def test_junk_is_refused_and_what_was_typed_stays(town: Town, form: str, fields: dict[str, str]) -> None:
    tell(town, WATER, WATER)
    coordinator = town.officer("coordinator")
    path = path_of(coordinator)
    answer = coordinator.post(f"{path}/{form}", page=path, **fields)
    assert answer.status_code == 422
    assert fields.get("text", "") in answer.text


def test_nobody_but_officers_comes_in(town: Town) -> None:
    for name in ("administrator", "auditor"):
        assert town.officer(name).get("/incidents").status_code == 404


def _bare(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"|name="next" value="[^"]*"', "", page)
