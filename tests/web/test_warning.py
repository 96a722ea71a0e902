"""Before a text goes out: what it gives away on a shared phone, and that it is in another language, is said once."""

from __future__ import annotations

import re

import pytest

from hotline.store.models.casework import Case
from tests.support.staff import unread
from tests.support.town import Officer, Town

AWA = "+22300000101"
THEFT = "On a volé mes boeufs à Ténenkou"
ARABIC = "سرقوا أبقاري في موبتي البارحة"
FRENCH = "Nous avons bien reçu votre message, merci beaucoup"
_MARK = re.compile(r'name="warned" value="([0-9a-f]{16})"')


def write(officer: Officer, reference: str, where: str, text: str, warned: str = "") -> tuple[int, str]:
    """Send a text by one of the forms of a case."""
    answer = officer.post(f"/cases/{reference}/{where}", text=text, warned=warned)
    return answer.status_code, answer.text


def test_a_question_is_read_again_like_an_answer(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    asked = "La patrouille a-t-elle vu vos boeufs ?"
    status, page = write(security, reference, "questions", asked)
    assert status == 422
    assert "une force (patrouille)" in page
    assert "info_requested" not in town.kinds(town.case(AWA))
    [mark] = _MARK.findall(page)
    assert write(security, reference, "questions", asked, mark)[0] == 303
    assert "info_requested" in town.kinds(town.case(AWA))


def test_what_was_warned_of_is_there_again_for_who_leaves(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    assert write(security, reference, "answers", "La patrouille arrive demain matin chez vous")[0] == 422
    assert "La patrouille arrive demain matin chez vous" in security.get(f"/cases/{reference}").text


def test_french_for_who_writes_arabic_is_read_again(town: Town) -> None:
    town.text(AWA, ARABIC)
    reference, coordinator = town.case(AWA).reference, town.officer("coordinator")
    status, page = write(coordinator, reference, "answers", FRENCH)
    assert status == 422
    assert "Ce texte semble en français." in page
    [mark] = _MARK.findall(page)
    assert write(coordinator, reference, "answers", FRENCH, mark)[0] == 303


def test_a_few_words_and_the_citizens_own_language_are_not(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    assert write(security, reference, "answers", FRENCH)[0] == 303
    assert write(security, reference, "answers", "ok merci")[0] == 303


@pytest.fixture
def arabic(town: Town) -> Case:
    """A case in Arabic at officers who do not read it."""
    return unread(town, AWA, ARABIC)


def test_a_translation_that_names_a_force_is_read_again_before_it_leaves(town: Town, arabic: Case) -> None:
    security, page = town.officer("security"), f"/cases/{arabic.reference}"
    security.post(f"{page}/translations", page=page, text="Vos vaches sont retrouvées, la gendarmerie vous attend.")
    oversight = town.officer("oversight")
    [wanted] = re.findall(r"/translations/([0-9a-f-]{36})", oversight.get("/translations").text)
    oversight.post(f"/translations/{wanted}", page=f"/translations/{wanted}", text="وجدنا الأبقار والدرك ينتظرك غدا")
    form = _leaving(security.get(page).text)
    warned = security.post(f"{page}/answers", page=page, **form)
    assert warned.status_code == 422
    assert "Ce téléphone est peut-être partagé." in warned.text
    assert "والدرك" not in re.findall(r'<textarea id="text".*?</textarea>', warned.text, re.DOTALL)[0]
    assert "answered" not in town.kinds(town.case(AWA))
    assert security.post(f"{page}/answers", page=page, **_leaving(warned.text)).status_code == 303
    assert "answered" in town.kinds(town.case(AWA))
    assert 'name="translation"' not in security.get(page).text


def test_every_form_that_writes_to_the_citizen_carries_the_mark_of_the_warning(town: Town, arabic: Case) -> None:
    security, page = town.officer("security"), f"/cases/{arabic.reference}"
    security.post(f"{page}/translations", page=page, text="Vos vaches sont retrouvées chez le voisin.")
    oversight = town.officer("oversight")
    [wanted] = re.findall(r"/translations/([0-9a-f-]{36})", oversight.get("/translations").text)
    oversight.post(f"/translations/{wanted}", page=f"/translations/{wanted}", text="وجدنا الأبقار")
    forms = re.findall(r"<form[^>]*/(?:answers|questions)\"[^>]*>.*?</form>", security.get(page).text, re.DOTALL)
    assert len(forms) == 3
    assert all('name="warned"' in form for form in forms)


def test_a_place_is_named_wherever_the_case_happened(town: Town) -> None:
    town.text(AWA, THEFT)
    reference, security = town.case(AWA).reference, town.officer("security")
    for where in ("answers", "questions"):
        status, page = write(security, reference, where, "Venez voir vos boeufs à Fatoma ou à Konna")
        assert status == 422
        assert "le lieu (Fatoma, Konna)" in page


def test_one_answer_for_many_says_what_it_gives_away_before_it_leaves(town: Town) -> None:
    for number in range(3):
        town.text(f"+2230000012{number}", "la pompe du village est en panne depuis hier a Bankass")
        town.clock.advance(seconds=5)
    coordinator = town.officer("coordinator")
    [path, *_] = re.findall(r'href="(/incidents/[0-9a-f-]{36})"', coordinator.get("/incidents").text)
    coordinator.post(f"{path}/answers", page=path, language="fr", text="Nous avons bien reçu vos messages.")
    assert "Ces téléphones sont peut-être partagés." not in coordinator.get(path).text
    coordinator.post(f"{path}/answers", page=path, language="fr", text="La gendarmerie vous attend à Fatoma.")
    shown = coordinator.get(path).text
    assert "Ces téléphones sont peut-être partagés." in shown
    assert "une force (gendarmerie), le lieu (Fatoma)" in shown


def _leaving(page: str) -> dict[str, str]:
    """Return the fields of the form that sends a translation."""
    [form] = [one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'name="translation"' in one]
    names = ("version", "key", "text", "translation", "warned")
    return {name: re.findall(rf'name="{name}" value="([^"]*)"', form)[0] for name in names}
