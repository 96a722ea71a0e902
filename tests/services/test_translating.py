"""Languages between people: asked of a cleared speaker behind the same walls, both sides sealed."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select

from hotline.services import translating
from hotline.services.casework import NotFound
from hotline.store import cases
from hotline.store.models.casework import Case
from hotline.store.models.people import Account
from hotline.store.models.traffic import Message
from hotline.store.models.translations import Translation
from tests.support.staff import account, desk_of, hire, unread, viewer
from tests.support.town import Officer, Town

AWA = "+22300000101"
ARABIC = "سرقوا أبقاري في كونا الليلة"
FRENCH = "On a volé mes vaches à Konna cette nuit."
TAGS, SPACES = re.compile(r"<[^>]*>"), re.compile(r"\s+")
OPTION = re.compile(r'<option value="([0-9a-f-]{36})">([^<]*)</option>')
ASKED = re.compile(r"/translations/([0-9a-f-]{36})")


@pytest.fixture
def case(town: Town) -> Case:
    """A case in Arabic that lies with officers who do not read it."""
    return unread(town, AWA, ARABIC)


@pytest.fixture
def security(town: Town) -> Officer:
    return town.officer("security")


def ask(officer: Officer, case: Case, **fields: str) -> tuple[int, str]:
    page = f"/cases/{case.reference}"
    answer = officer.post(f"{page}/translations", page=page, **fields)
    return answer.status_code, answer.text


def asked_of(officer: Officer) -> list[str]:
    return ASKED.findall(officer.get("/translations").text)


def test_a_text_nobody_reads_is_translated_and_stands_beside_the_original(
    town: Town, case: Case, security: Officer
) -> None:
    page = f"/cases/{case.reference}"
    assert "Faire traduire ce texte en français" in security.get(page).text
    assert ask(security, case, message=str(case.last_message_id))[0] == 303
    assert "Traduction attendue avant" in security.get(page).text
    speaker = town.officer("oversight")
    [wanted] = asked_of(speaker)
    assert ARABIC in speaker.get(f"/translations/{wanted}").text
    assert speaker.post(f"/translations/{wanted}", page=f"/translations/{wanted}", text=FRENCH).status_code == 303
    after = security.get(page).text
    assert FRENCH in after
    assert ARABIC in after
    assert asked_of(speaker) == []
    kinds = town.kinds(case)
    assert kinds.count("translation_asked") == kinds.count("translation_given") == 1
    assert "text_shown" in kinds


def test_an_answer_goes_back_the_same_way_and_is_sent_once(town: Town, case: Case, security: Officer) -> None:
    assert ask(security, case, text="Nous venons.")[0] == 303
    assert ask(security, case, text="Encore.")[0] == 422
    speaker = town.officer("oversight")
    [wanted] = asked_of(speaker)
    speaker.post(f"/translations/{wanted}", page=f"/translations/{wanted}", text="نحن قادمون")
    page = f"/cases/{case.reference}"
    assert "Envoyer cette traduction" in security.get(page).text
    for _ in range(2):
        assert security.post(f"{page}/answers", page=page, text="نحن قادمون", key=wanted).status_code == 303
    assert town.kinds(case).count("answered") == 1
    assert "Envoyer cette traduction" not in security.get(page).text


def test_a_translation_that_came_in_makes_nobody_ask_again_but_a_colleagues_answer_does(
    town: Town, case: Case, security: Officer
) -> None:
    ask(security, case, message=str(case.last_message_id))
    seen = str(town.case(AWA).version)
    speaker = town.officer("oversight")
    [wanted] = asked_of(speaker)
    speaker.post(f"/translations/{wanted}", page=f"/translations/{wanted}", text=FRENCH)
    assert ask(security, case, text="Nous venons.", version=seen)[0] == 303
    seen = str(town.case(AWA).version)
    page = f"/cases/{case.reference}"
    assert town.officer("coordinator").post(f"{page}/answers", page=page, text="Reçu.").status_code == 303
    assert security.post(f"{page}/answers", page=page, text="Nous arrivons.", version=seen).status_code == 409


def test_an_answer_that_came_back_waits_in_sight_and_once_sent_its_french_stands_with_it(
    town: Town, case: Case, security: Officer
) -> None:
    page, mark = f"/cases/{case.reference}", "Réponse traduite à relire"
    ask(security, case, text="Nous venons.")
    assert mark not in security.get("/inbox?queue=to_answer").text + security.get(page).text
    speaker = town.officer("oversight")
    [wanted] = asked_of(speaker)
    speaker.post(f"/translations/{wanted}", page=f"/translations/{wanted}", text="نحن قادمون")
    assert mark in security.get("/inbox?queue=to_answer").text
    assert mark in security.get(page).text
    security.post(f"{page}/answers", page=page, text="نحن قادمون", key=wanted)
    after = security.get(page).text
    assert mark not in security.get("/inbox?queue=waiting").text + after
    assert re.search(r"Écrit en français : <q[^>]*>Nous venons\.</q>", after.replace("\N{NO-BREAK SPACE}", " "))


def test_who_comes_back_to_what_they_translated_is_told_that_it_is_done(
    town: Town, case: Case, security: Officer
) -> None:
    ask(security, case, message=str(case.last_message_id))
    hire(town, "second", "oversight", languages=("fr", "ar"))
    speaker, second = town.officer("oversight"), town.officer("second")
    [wanted] = asked_of(speaker)
    speaker.post(f"/translations/{wanted}", page=f"/translations/{wanted}", text=FRENCH)
    assert speaker.get(f"/translations/{wanted}").status_code == 303
    assert "Vous avez déjà traduit ce texte." in speaker.get("/translations").text
    assert speaker.post(f"/translations/{wanted}", page="/account", text="x").status_code == 303
    assert second.get(f"/translations/{wanted}").status_code == 404


def test_the_steps_tell_the_translation_of_a_text_from_that_of_an_answer(
    town: Town, case: Case, security: Officer
) -> None:
    ask(security, case, message=str(case.last_message_id))
    ask(security, case, text="Nous venons.")
    speaker = town.officer("oversight")
    for wanted in sorted(set(asked_of(speaker))):
        speaker.post(f"/translations/{wanted}", page=f"/translations/{wanted}", text=FRENCH)
    told = security.get(f"/cases/{case.reference}").text
    for what in (
        "demande la traduction du texte.",
        "fait traduire sa réponse.",
        "a traduit le texte.",
        "a traduit la réponse.",
    ):
        assert told.count(what) == 1, what


def test_waiting_for_a_translation_stops_no_clock(town: Town, case: Case, security: Officer) -> None:
    ask(security, case, message=str(case.last_message_id))
    after = town.case(AWA)
    assert (after.waiting_since, after.due_at) == (case.waiting_since, case.due_at)


def test_both_sides_are_sealed_and_the_trail_holds_no_word(town: Town, case: Case, security: Officer) -> None:
    ask(security, case, message=str(case.last_message_id))
    speaker = town.officer("oversight")
    [wanted] = asked_of(speaker)
    speaker.post(f"/translations/{wanted}", page=f"/translations/{wanted}", text=FRENCH)
    with town.application.unit() as unit:
        row = unit.session.get_one(Translation, UUID(wanted))
        assert row.words_sealed
        assert FRENCH.encode() not in row.words_sealed + row.source_sealed
        assert ARABIC.encode() not in row.source_sealed
    assert all(FRENCH not in str(event.data) for event in town.trail(case))


@pytest.mark.parametrize("name", ["security", "civil", "coordinator", "administrator", "auditor", "protection"])
def test_who_is_not_cleared_or_does_not_speak_it_is_not_asked(
    town: Town, case: Case, security: Officer, name: str
) -> None:
    ask(security, case, message=str(case.last_message_id))
    [wanted] = asked_of(town.officer("oversight"))
    somebody = town.officer(name)
    assert asked_of(somebody) == []
    assert somebody.get(f"/translations/{wanted}").status_code == 404
    assert somebody.post(f"/translations/{wanted}", page="/account", text="x").status_code == 404


def test_a_speaker_behind_the_wall_never_sees_it_not_even_later(town: Town, case: Case, security: Officer) -> None:
    ask(security, case, message=str(case.last_message_id))
    speaker = town.officer("oversight")
    [wanted] = asked_of(speaker)
    with town.application.unit() as unit:
        cases.accuse(unit.session, case.id, frozenset({viewer(town, "oversight").body_id or case.id}))
    assert asked_of(speaker) == []
    assert speaker.get(f"/translations/{wanted}").status_code == 404
    assert speaker.post(f"/translations/{wanted}", page="/account", text="x").status_code == 404


def test_where_nobody_speaks_it_the_officer_is_told(town: Town, case: Case, security: Officer) -> None:
    with town.application.unit() as unit:
        unit.session.get_one(Case, case.id).language = "snk"
    code, page = ask(security, case, text="Nous venons.")
    assert (code, "ne parle cette langue" in page) == (422, True)


@pytest.mark.parametrize("text", ["", "  ", "x" * 9_000])
def test_a_translation_that_is_none_is_asked_for_again(town: Town, case: Case, security: Officer, text: str) -> None:
    ask(security, case, message=str(case.last_message_id))
    speaker = town.officer("oversight")
    [wanted] = asked_of(speaker)
    assert speaker.post(f"/translations/{wanted}", page=f"/translations/{wanted}", text=text).status_code == 422
    assert asked_of(speaker) == [wanted]


def test_a_message_of_another_case_is_not_asked_for(town: Town, case: Case, security: Officer) -> None:
    assert ask(security, case, message=str(case.id))[0] == 422
    assert ask(security, case, message="none")[0] == 400
    for _ in range(2):
        assert ask(security, case, message=str(case.last_message_id))[0] == 303
    assert town.kinds(case).count("translation_asked") == 1


def test_of_two_speakers_at_once_the_first_counts(town: Town, case: Case, security: Officer) -> None:
    hire(town, "second", "oversight", languages=("fr", "ar"))
    ask(security, case, message=str(case.last_message_id))
    [wanted] = asked_of(town.officer("oversight"))
    together = Barrier(2)

    def give(name: str) -> str:
        who = viewer(town, name)
        together.wait(timeout=20)
        try:
            with town.application.unit() as unit:
                translating.give(unit, who, ("fr", "ar"), UUID(wanted), f"{FRENCH} {name}")
        except NotFound:
            return "late"
        return "given"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(give, ["oversight", "second"])) == ["given", "late"]


def test_a_protected_text_is_shown_to_a_speaker_only_after_the_reading_is_written_down(
    town: Town, case: Case, security: Officer
) -> None:
    ask(security, case, message=str(case.last_message_id))
    with town.application.unit() as unit:
        unit.session.get_one(Case, case.id).sensitivity = "S3"
    speaker = town.officer("oversight")
    [wanted] = asked_of(speaker)
    speaker.get(f"/translations/{wanted}")
    assert town.kinds(case)[-1] == "case_read"


def test_who_may_not_translate_sees_what_waits_in_their_cases_and_who_translates(
    town: Town, case: Case, security: Officer
) -> None:
    coordinator = town.officer("coordinator")
    assert "Aucune traduction n’est attendue." in coordinator.get("/translations").text
    assert ask(security, case, message=str(case.last_message_id))[0] == 303
    page = coordinator.get("/translations").text
    assert f"/cases/{case.reference}" in page
    assert "Traduire demande une habilitation" in page
    assert ARABIC not in page
    assert asked_of(coordinator) == []


def test_who_asked_finds_it_in_the_menu_and_reads_who_may_translate(town: Town, case: Case, security: Officer) -> None:
    line = 'href="/translations"'
    assert line not in security.get("/inbox").text
    ask(security, case, message=str(case.last_message_id))
    assert line in security.get("/inbox").text
    assert line not in town.officer("civil").get("/inbox").text
    assert line in town.officer("oversight").get("/inbox").text
    speakers = "Peut traduire : "
    assert speakers in security.get(f"/cases/{case.reference}").text
    [wanted] = asked_of(town.officer("oversight"))
    town.officer("oversight").post(f"/translations/{wanted}", page=f"/translations/{wanted}", text=FRENCH)
    assert line not in security.get("/inbox").text


def test_a_language_that_nobody_here_speaks_is_said_and_not_asked_for(
    town: Town, case: Case, security: Officer
) -> None:
    with town.application.unit() as unit:
        for one in unit.session.scalars(select(Account)):
            one.languages = ["fr"]
    page = security.get(f"/cases/{case.reference}").text
    assert "Pas dans vos langues. Personne d’habilité ne parle arabe ici." in SPACES.sub(" ", TAGS.sub("", page))
    assert "L’administration peut ajouter cette langue à un compte habilité (Administration › Comptes)." in page
    assert "Ou transférez à un bureau qui la lit." not in page
    assert "Faire traduire ce texte en français" not in page
    assert "Faire traduire ma réponse" not in page


def test_what_waits_behind_a_wall_or_in_another_desks_case_is_not_listed(
    town: Town, case: Case, security: Officer
) -> None:
    ask(security, case, message=str(case.last_message_id))
    before = town.officer("civil").get("/translations").text
    assert case.reference not in before
    with town.application.unit() as unit:
        body_id = viewer(town, "security").body_id
        assert body_id
        cases.accuse(unit.session, case.id, frozenset({body_id}))
        unit.session.get_one(Case, case.id).wall = "confirmed"
    assert case.reference not in security.get("/translations").text


def test_a_language_that_nothing_could_tell_is_named_by_an_officer_and_translated_then(
    town: Town, case: Case, security: Officer
) -> None:
    page = f"/cases/{case.reference}"
    with town.application.unit() as unit:
        unit.session.get_one(Case, case.id).language = "und"
        unit.session.get_one(Message, case.last_message_id).language = "und"
    assert "Faire traduire ce texte en français" not in security.get(page).text
    for wrong in ("", "und", "xx"):
        assert security.post(f"{page}/language", page=page, language=wrong).status_code == 422
    assert security.post(f"{page}/language", page=page, language="ar").status_code == 303
    shown = security.get(page).text
    assert "note la langue du citoyen" in shown
    assert "Faire traduire ce texte en français" in shown
    assert town.officer("civil").post(f"{page}/language", page="/account", language="ar").status_code == 404


def test_beside_each_desk_stands_whether_somebody_there_reads_the_citizens_language(
    town: Town, case: Case, security: Officer
) -> None:
    page = security.get(f"/cases/{case.reference}").text
    reading = {desk for desk, words in OPTION.findall(page) if words.endswith(" · lit l’arabe")}
    assert reading == {desk_of(town, "oversight")}
    with town.application.unit() as unit:
        for one in unit.session.scalars(select(Account)):
            one.languages, one.cleared_at = (["fr", "ar"] if one.email.startswith("civil@") else ["fr"]), None
    page = security.get(f"/cases/{case.reference}").text
    assert "Ou transférez à un bureau qui la lit." in page
    with town.application.unit() as unit:
        unit.session.get_one(Case, case.id).language = "fr"
    assert " · lit " not in security.get(f"/cases/{case.reference}").text


def test_in_the_demonstration_the_two_that_translate_read_what_a_newcomer_may_try(town: Town) -> None:
    spoken = {*account(town, "oversight").languages, *account(town, "protection").languages}
    assert spoken >= {"fr", "bm", "ff", "ses", "taq", "ar", "en"}


def test_beside_the_citizens_language_stands_whether_the_account_reads_it(
    town: Town, case: Case, security: Officer
) -> None:
    page, reads = f"/cases/{case.reference}", '<br><span class="soft">vous lisez cette langue</span>'
    assert "vous ne lisez pas cette langue" in security.get(page).text
    assert reads not in security.get(page).text
    with town.application.unit() as unit:
        unit.session.get_one(Account, account(town, "security").id).languages = ["fr", "ar"]
    shown = town.officer("security").get(page).text
    assert reads in shown
    assert "vous ne lisez pas cette langue" not in shown


def test_the_list_says_what_is_to_be_written_in_which_language_and_by_whom(
    town: Town, case: Case, security: Officer
) -> None:
    ask(security, case, message=str(case.last_message_id))
    ask(security, case, text="Nous venons.")
    text, answer = "Un texte en arabe, à écrire en français", "Une réponse en français, à écrire en arabe"
    for name, whose in (("oversight", "À traduire par vous"), ("security", "À traduire par d’autres")):
        page = town.officer(name).get("/translations").text
        assert all(words in page for words in (text, answer, whose))
    assert "À traduire par vous" not in page
