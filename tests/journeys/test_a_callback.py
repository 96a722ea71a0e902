"""Nobody is shut out: who cannot write is called by somebody who speaks their language, and their words are kept."""

from __future__ import annotations

import re

from werkzeug.test import TestResponse

from hotline.domain.references import show_reference
from tests.support.dialler import dialled
from tests.support.town import Officer, Town

AWA, BOCAR = "+22300000401", "+22300000402"
NUMBER = re.compile(r"00[\s.]?00[\s.]?04[\s.]?0")
WORDS = "On a volé les boeufs de la dame à Ténenkou cette nuit, elle a vu les traces"
ACCUSING = "les gendarmes du poste de Mopti ont pris mon argent"


def _next_call(officer: Officer) -> str:
    """Press the button of the queue, and return the address of the call."""
    taken = officer.post("/callbacks/calls", page="/callbacks")
    assert taken.status_code == 303
    return str(taken.headers["Location"])


def _submit(officer: Officer, path: str, door: str, **fields: str) -> TestResponse:
    """Send a form of a call's page as that page holds it."""
    call = re.search(r'name="call" value="([^"]+)"', officer.get(path).text)
    assert call, "the page offers no call"
    return officer.post(f"{path}/{door}", page=path, call=call[1], **fields)


def test_an_empty_text_is_called_reached_and_becomes_a_case(town: Town) -> None:
    town.text(AWA, "")
    coordinator = town.officer("coordinator")
    assert "Appeler la suivante" in coordinator.get("/callbacks").text
    path = _next_call(coordinator)
    assert "+223 00 00 04 01" in coordinator.get(path).text
    town.clock.advance(minutes=4)
    assert _submit(coordinator, path, "outcome", outcome="reached").headers["Location"] == path
    form = coordinator.get(path).text
    assert "Ce que la personne a dit" in form
    assert not NUMBER.search(form)
    assert "Un appel attend vos mots." in coordinator.get("/callbacks").text
    town.clock.advance(hours=1)
    done = _submit(coordinator, path, "notes", text=WORDS, language="bm", sms="yes", hours="evening")
    theft = town.case(AWA)
    assert done.headers["Location"] == f"/cases/{theft.reference}"
    assert (theft.channel, theft.category, theft.language, town.desk_kind(theft)) == (
        "call", "cattle_theft", "bm", "security",
    )  # fmt: skip
    page = coordinator.get(f"/cases/{theft.reference}").text
    assert WORDS in page
    assert not NUMBER.search(page)
    assert coordinator.get(path).status_code == 404
    town.work()
    assert show_reference(theft.reference) in town.carrier.to(AWA)[-1]
    wished = town.cases(AWA)[0]
    assert {"call_asked", "call_claimed", "number_shown", "called", "call_noted", "closed"} <= set(town.kinds(wished))
    assert town.verify() > 0


def test_a_language_nobody_reviewed_is_called_by_who_speaks_it(town: Town) -> None:
    phone = dialled(town, AWA, "4", gateway="africastalking")
    town.work()
    assert "une personne va vous appeler" in phone.screen
    assert "Personne n’est à appeler maintenant." in _refused(town.officer("protection"))
    oversight = town.officer("oversight")
    assert "Songhaï" in oversight.get("/callbacks").text
    path = _next_call(oversight)
    assert "Dites-le en songhaï, avec vos mots." in oversight.get(path).text
    _submit(oversight, path, "outcome", outcome="reached")
    done = _submit(oversight, path, "notes", text=WORDS, language="ses", hours="any")
    # It is the gendarmerie's case now, not theirs.
    assert done.headers["Location"] == "/callbacks/received"
    received = oversight.get("/callbacks/received").text
    assert town.case(AWA).reference not in received.replace(" ", "")
    assert WORDS in town.officer("security").get(f"/cases/{town.case(AWA).reference}").text


def _refused(officer: Officer) -> str:
    officer.post("/callbacks/calls", page="/callbacks")
    return officer.get("/callbacks").text


def test_an_accusation_told_to_the_body_it_accuses_leaves_its_officer_a_neutral_page(town: Town) -> None:
    town.text(AWA, "on a volé 23 boeufs à mon père cette nuit à Tenenkou")
    theft, coordinator, security = town.case(AWA), town.officer("coordinator"), town.officer("security")
    dialled(town, AWA, "1", "8", theft.reference, "97")
    town.work()
    placed = re.search(r'href="(/callbacks/[0-9a-f-]{36})"', coordinator.get("/callbacks").text)
    assert placed
    coordinator.post(f"{placed[1]}/placement", page=placed[1])
    path = _next_call(security)
    _submit(security, path, "outcome", outcome="reached")
    assert "C’est noté." in security.get("/callbacks").text
    before = security.get(f"/cases/{theft.reference}").text.split('name="key"')[0]
    done = _submit(security, path, "notes", text=ACCUSING, language="fr", into=theft.reference, hours="any")
    walled = town.case(AWA)
    assert (walled.wall, town.desk_kind(walled)) == ("hinted", "oversight")
    assert done.headers["Location"] == "/callbacks/received"
    pages = [security.get(page).text for page in ("/callbacks/received", "/callbacks", "/inbox")]
    assert not any(walled.reference in page.replace(" ", "") or ACCUSING in page for page in pages)
    assert security.get(f"/cases/{theft.reference}").text.split('name="key"')[0] == before
    assert security.get(f"/cases/{walled.reference}").status_code == 404
    assert ACCUSING in town.officer("oversight").get(f"/cases/{walled.reference}").text


def test_what_is_wrong_with_the_words_is_said_and_they_are_kept(town: Town) -> None:
    town.text(AWA, "")
    coordinator = town.officer("coordinator")
    path = _next_call(coordinator)
    _submit(coordinator, path, "outcome", outcome="reached")
    wrong = _submit(coordinator, path, "notes", text=WORDS, language="fr", hours="any", place="Nulle Part")
    assert wrong.status_code == 422
    assert WORDS in wrong.text
    assert "Lieu inconnu. Écrivez une commune" in wrong.text
    assert _submit(coordinator, path, "notes", nothing="1").headers["Location"] == "/callbacks"
    assert "Personne n’attend votre appel." in coordinator.get("/callbacks").text


def test_three_calls_without_an_answer_end_in_one_text_and_no_more_calls(town: Town) -> None:
    town.text(AWA, "")
    coordinator = town.officer("coordinator")
    for _ in range(3):
        path = _next_call(coordinator)
        assert _submit(coordinator, path, "outcome", outcome="not_reached").headers["Location"] == "/callbacks"
        town.pass_time(hours=2)
    assert town.carrier.to(AWA)[-1].startswith("Nous avons essayé de vous appeler.")
    assert "Trois appels sans réponse" in coordinator.get(f"/cases/{town.case(AWA).reference}").text
    assert "Personne n’attend votre appel." in coordinator.get("/callbacks").text


def test_a_reached_call_counts_as_the_first_answer_in_the_figures(town: Town) -> None:
    coordinator = town.officer("coordinator")
    for number in range(5):
        town.text(f"+2230000041{number}", "")
    town.clock.advance(minutes=30)
    for outcome in ("reached",) * 4 + ("not_reached",):
        path = _next_call(coordinator)
        _submit(coordinator, path, "outcome", outcome=outcome)
    table = town.officer("administrator").get("/reports/response-times.csv?from=2026-03-02&to=2026-03-03").text
    figures = next(line.split(",") for line in table.splitlines() if line.startswith("first_response"))
    # Four of five waited half an hour; the fifth still waits.
    assert figures[1:3] == ["5", "1800"]
