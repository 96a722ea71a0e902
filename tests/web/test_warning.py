"""Before a text goes out: what it gives away on a shared phone, and that it is in another language, is said once."""

from __future__ import annotations

import re

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
