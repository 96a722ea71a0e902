"""A protected answer is read by another cleared officer before it goes; nobody lets their own go."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest

from hotline.services import second_eyes
from hotline.services.casework import Asked, Mistake
from hotline.store.models.casework import Case
from tests.support.keypad import LANGUAGES
from tests.support.staff import hire, viewer
from tests.support.town import Officer, Town

AWA = "+22300000101"
BEATEN = "mon mari me bat chaque jour, ne dites rien"
ANSWER = "Appelez quand vous pouvez."
WAITING = re.compile(r"waiting-answers/([0-9a-f-]{36})")


@pytest.fixture
def case(town: Town) -> Case:
    """A protected case at a desk of two cleared officers."""
    hire(town, "second", "protection")
    town.text(AWA, BEATEN)
    return town.case(AWA)


@pytest.fixture
def author(town: Town, case: Case) -> Officer:
    """The officer who has handed an answer in."""
    officer, page = town.officer("protection"), f"/cases/{case.reference}"
    assert officer.post(f"{page}/answers", page=page, text=ANSWER).status_code == 303
    return officer


def decide(officer: Officer, case: Case, decision: str, text: str = "") -> tuple[int, str]:
    page = f"/cases/{case.reference}"
    wanted = WAITING.search(officer.get(page).text)
    path = f"{page}/waiting-answers/{wanted[1] if wanted else case.id}"
    answer = officer.post(path, page=page, decision=decision, text=text)
    return answer.status_code, answer.text


def test_an_answer_waits_for_another_pair_of_eyes_and_goes_in_its_authors_name(
    town: Town, case: Case, author: Officer
) -> None:
    assert "answered" not in town.kinds(case)
    assert town.case(AWA).waiting_since == case.waiting_since
    second = town.officer("second")
    assert ANSWER in second.get(f"/cases/{case.reference}").text
    assert decide(second, case, "let_go")[0] == 303
    [answered] = [event for event in town.trail(case) if event.kind == "answered"]
    assert answered.actor == f"account:{viewer(town, 'protection').account_id}"
    assert town.kinds(case).count("answer_passed") == 1
    assert author.get(f"/cases/{case.reference}").status_code == 200


def test_a_question_about_a_protected_case_is_read_by_another_too(town: Town, case: Case) -> None:
    officer, page = town.officer("protection"), f"/cases/{case.reference}"
    asked = officer.post(f"{page}/questions", page=page, text="Où vous appeler ?", about="consent")
    assert asked.status_code == 303
    assert [kind for kind in town.kinds(case) if kind in ("answered", "info_requested", "answer_to_read")] == [
        "answer_to_read"
    ]  # fmt: skip
    second = town.officer("second")
    shown = second.get(page).text
    assert "Où vous appeler ?" in shown
    assert "Question à relire avant envoi" in shown


def test_a_question_that_was_let_go_is_still_a_question(town: Town, case: Case) -> None:
    officer, page = town.officer("protection"), f"/cases/{case.reference}"
    officer.post(f"{page}/safety", page=page, safe="yes")
    officer.post(f"{page}/questions", page=page, text="Voulez-vous que nous en parlions ?", about="consent")
    assert town.case(AWA).paused_at is None
    assert decide(town.officer("second"), case, "let_go")[0] == 303
    [asked] = [event for event in town.trail(case) if event.kind == "info_requested"]
    assert asked.data["about"] == "consent"
    assert asked.actor == f"account:{viewer(town, 'protection').account_id}"
    assert town.case(AWA).paused_at is not None


def test_nobody_lets_their_own_answer_go_but_may_take_it_back(town: Town, case: Case, author: Officer) -> None:
    code, page = decide(author, case, "let_go")
    assert (code, "Un autre doit relire votre réponse." in page) == (422, True)
    assert decide(author, case, "give_back")[0] == 303
    assert "answered" not in town.kinds(case)
    assert ANSWER in author.get(f"/cases/{case.reference}").text


def test_an_answer_is_given_back_with_a_reason(town: Town, case: Case, author: Officer) -> None:
    second = town.officer("second")
    assert decide(second, case, "give_back", " ")[0] == 422
    assert decide(second, case, "give_back", "Trop précis pour ce téléphone.")[0] == 303
    page = author.get(f"/cases/{case.reference}").text
    assert "Trop précis pour ce téléphone." in page
    assert ANSWER in page
    again = f"/cases/{case.reference}"
    assert author.post(f"{again}/answers", page=again, text="Appelez-nous.").status_code == 303


def test_a_second_answer_waits_until_the_first_was_read(town: Town, case: Case, author: Officer) -> None:
    page = f"/cases/{case.reference}"
    answer = author.post(f"{page}/answers", page=page, text="Encore une chose.")
    assert (answer.status_code, "attend déjà" in answer.text) == (422, True)
    assert town.kinds(case).count("answer_to_read") == 1


def test_where_nobody_else_may_read_it_the_answer_goes(town: Town) -> None:
    town.text(AWA, BEATEN)
    case, page = town.case(AWA), f"/cases/{town.case(AWA).reference}"
    town.officer("protection").post(f"{page}/answers", page=page, text=ANSWER)
    assert "answered" in town.kinds(case)


def test_an_answer_that_is_not_protected_goes_at_once(town: Town) -> None:
    hire(town, "second", "security")
    town.text(AWA, "on a volé mes boeufs à Konna")
    page = f"/cases/{town.case(AWA).reference}"
    town.officer("security").post(f"{page}/answers", page=page, text=ANSWER)
    assert "answered" in town.kinds(town.case(AWA))


def test_two_who_let_it_go_at_once_send_it_once(town: Town, case: Case, author: Officer) -> None:
    hire(town, "third", "protection")
    page = author.get(f"/cases/{case.reference}").text
    found = WAITING.search(page)
    assert found
    wanted, together = UUID(found[1]), Barrier(2)

    def let_go(name: str) -> str:
        who = viewer(town, name)
        together.wait(timeout=20)
        try:
            with town.application.unit() as unit:
                second_eyes.let_go(unit, Asked(who, case.reference), wanted, LANGUAGES)
        except Mistake as mistake:
            return mistake.code
        return "sent"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(let_go, ["second", "third"])) == ["answer_gone", "sent"]
    assert town.kinds(case).count("answered") == 1


def test_others_find_nothing_there(town: Town, case: Case, author: Officer) -> None:
    assert author
    for name in ("security", "coordinator", "oversight", "administrator"):
        somebody = town.officer(name)
        path = f"/cases/{case.reference}/waiting-answers/{case.id}"
        assert somebody.post(path, page="/account", decision="let_go").status_code == 404
    assert decide(town.officer("second"), case, "let_go")[0] == 303
    assert decide(town.officer("second"), case, "let_go")[0] == 422
