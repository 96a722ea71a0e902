"""A case opened by hand, from a call or a visit."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from tests.support.town import Officer, Town

AWA = "+22300000101"
THEFT = "On a volé les boeufs de la dame à Ténenkou cette nuit"


@pytest.fixture
def coordinator(town: Town) -> Officer:
    """Who sees most cases."""
    return town.officer("coordinator")


def test_a_call_becomes_a_case_like_a_text(town: Town, coordinator: Officer) -> None:
    done = send(coordinator, channel="call", text=THEFT, phone="00 00 01 01", accepts_sms="1")
    case = town.case(AWA)
    assert done.headers["Location"] == f"/cases/{case.reference}"
    assert (case.channel, case.category, town.desk_kind(case)) == ("call", "cattle_theft", "security")
    page = coordinator.get(f"/cases/{case.reference}").text
    assert THEFT in page
    assert "Coordination 1 ouvre le dossier. Appel." in page
    assert "+223" not in page
    town.work()
    assert case.reference[:3] in town.carrier.to(AWA)[0]
    assert town.verify() > 0


def test_nothing_is_sent_unless_the_person_accepts_texts(town: Town, coordinator: Officer) -> None:
    send(coordinator, channel="call", text=THEFT, phone=AWA)
    town.work()
    assert town.carrier.to(AWA) == []


def test_a_visit_without_a_phone_says_how_to_answer(coordinator: Officer) -> None:
    page = coordinator.get(send(coordinator, channel="visit", text=THEFT).headers["Location"]).text
    assert "Pas de téléphone : répondez de vive voix, puis notez-le." in page


def test_what_the_officer_chooses_counts(town: Town, coordinator: Officer) -> None:
    chosen = {"category": "basic_services", "urgency": "high", "place": "konna, mopti"}
    send(coordinator, channel="visit", text="Elle demande de l’eau", phone=AWA, **chosen)
    case = town.case(AWA)
    assert (case.category, case.urgency) == ("basic_services", "high")
    assert "Konna" in coordinator.get(f"/cases/{case.reference}").text


def test_who_is_ticked_is_walled_with_whom_the_words_accuse(town: Town) -> None:
    civil, oversight = town.officer("civil"), town.officer("oversight")
    form = civil.get("/cases/new").text
    town_hall = value_of(form, "Mairie de Mopti")
    told = "les gendarmes prennent 2000 f au barrage sans recu"
    done = send(civil, channel="visit", text=told, phone=AWA, accused=town_hall)
    case = town.case(AWA)
    assert done.headers["Location"] == "/inbox"
    inbox = civil.get("/inbox").text
    assert "Plaintes, Contrôle civil" in inbox
    assert f"/cases/{case.reference}" not in inbox
    assert civil.get(f"/cases/{case.reference}").status_code == 404
    accused = oversight.get(f"/cases/{case.reference}").text.split("Écartés par prudence")[1]
    assert "Mairie de Mopti" in accused
    assert "Gendarmerie de Mopti" in accused


def test_an_unknown_uniform_accuses_every_security_body(town: Town, coordinator: Officer) -> None:
    send(coordinator, channel="call", text="des choses étranges la nuit", phone=AWA, accused="unknown")
    case = town.case(AWA)
    page = town.officer("oversight").get(f"/cases/{case.reference}").text.split("Écartés par prudence")[1]
    for body in ("Gendarmerie de Mopti", "Police de Mopti", "Forces armées, Sévaré"):
        assert body in page
    assert town.officer("security").get(f"/cases/{case.reference}").status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"channel": "pigeon"}, "Dites si c’était un appel ou une visite."),
        ({"text": " "}, "Le texte est vide."),
        ({"text": "a" * 8_001}, "Le texte est trop long."),
        ({"phone": "12"}, "Ce numéro n’est pas possible."),
        ({"phone": "BANK"}, "Ce numéro n’est pas possible."),
        ({"place": "Nulle Part"}, "Lieu inconnu. Écrivez une commune"),
        ({"category": "nothing"}, "Choisissez une catégorie de la liste."),
        ({"urgency": "mild"}, "Choisissez une urgence de la liste."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_kept(
    coordinator: Officer, fields: dict[str, str], words: str
) -> None:
    answer = send(coordinator, **{"channel": "call", "text": THEFT, "place": "Mopti"} | fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert fields.get("text", THEFT) in answer.text


def test_an_accused_body_that_is_no_id_is_refused(coordinator: Officer) -> None:
    assert send(coordinator, channel="call", text=THEFT, accused="me").status_code == 400


def test_administrators_open_no_cases(town: Town) -> None:
    assert town.officer("administrator").get("/cases/new").status_code == 404


def send(officer: Officer, **fields: str) -> TestResponse:
    """Fill in the form and send it."""
    return officer.post("/cases/new", page="/cases/new", **fields)


def value_of(form: str, label: str) -> str:
    """Return what the tick box with this label sends."""
    found = re.search(r'value="([^"]+)"[^>]*><span>' + re.escape(label), form)
    assert found, f"{label} is not offered"
    return found[1]
