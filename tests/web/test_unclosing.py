"""A closing whose question waits for the morning is taken back: the citizen knows nothing, the case is as before."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.domain.ownership import Told
from hotline.domain.story import Story, tell
from hotline.store.models.casework import Case, Question
from hotline.store.models.traffic import Outbound
from tests.support.town import Officer, Town

AWA = "+22300000101"
PUMP = "la pompe du village est en panne à Konna"
BUTTON, KEPT = "Reprendre la clôture", "question pas encore partie"


@pytest.fixture
def desk(town: Town) -> Officer:
    """The desk of a case that came at eleven in the evening."""
    town.clock.advance(hours=14)
    town.text(AWA, PUMP)
    return town.officer("civil")


def page_of(town: Town) -> str:
    return f"/cases/{town.case(AWA).reference}"


def close(town: Town, desk: Officer, **more: str) -> Case:
    page = page_of(town)
    fields = {"text": "Vu.", "outcome": "resolved"} | more
    assert desk.post(f"{page}/closure", page=page, **fields).status_code == 303
    return town.case(AWA)


def take_back(town: Town, desk: Officer) -> tuple[int, str]:
    page = page_of(town)
    answer = desk.post(f"{page}/closure/withdrawal", page=page)
    return answer.status_code, answer.text


def told(town: Town) -> Story:
    found = tell(Told(one.kind, one.at, one.actor, one.data) for one in town.trail(town.case(AWA)))
    assert found
    return found


def test_a_closing_is_taken_back_in_the_night_and_the_citizen_still_waits_as_before(town: Town, desk: Officer) -> None:
    before = town.case(AWA)
    close(town, desk)
    shown = desk.get(page_of(town)).text
    assert BUTTON in shown
    assert "La question de clôture part à 07:00." in shown
    assert take_back(town, desk)[0] == 303
    after = town.case(AWA)
    assert (after.status, after.outcome) == ("open", None)
    assert (after.waiting_since, after.due_at) == (before.waiting_since, before.due_at)
    shown = desk.get(page_of(town)).text
    assert "reprend la clôture. La question n’est pas partie." in shown
    assert BUTTON not in shown
    assert "Renvoyer" not in shown
    town.clock.advance(hours=10)
    town.work()
    with town.application.unit() as unit:
        assert unit.session.scalars(select(Question.state)).all() == ["withdrawn"]
        asked = select(Outbound.state).where(Outbound.kind == "closing_question")
        assert unit.session.scalars(asked).all() == ["cancelled"]
    assert town.verify()


def test_the_clocks_of_a_closing_that_was_taken_back_ran_on(town: Town, desk: Officer) -> None:
    town.watch()
    due = town.case(AWA).answer_due_at
    close(town, desk)
    town.watch(minutes=10)
    take_back(town, desk)
    town.watch(minutes=10)
    case = town.case(AWA)
    assert case.due_at == case.answer_due_at == due
    assert told(town).open_wait is not None
    town.watch(days=20)
    breached = [event.data["clock"] for event in town.trail(case) if event.kind == "breached"]
    assert {"first_answer", "closure"} <= set(breached)


def test_a_case_that_was_answered_waits_for_nothing_but_its_closing_again(town: Town, desk: Officer) -> None:
    desk.post(f"{page_of(town)}/answers", text="Nous venons demain.")
    town.clock.advance(minutes=1)
    town.work()
    close(town, desk)
    take_back(town, desk)
    case = town.case(AWA)
    assert (case.waiting_since, case.due_at) == (None, case.closure_due_at)
    assert close(town, desk).status == "closing"


def test_what_waited_for_the_citizen_waits_for_them_again_until_the_same_day(town: Town, desk: Officer) -> None:
    page = page_of(town)
    assert desk.post(f"{page}/questions", page=page, text="Quel village ?").status_code == 303
    town.watch(minutes=1)
    town.work()
    before = town.case(AWA)
    assert before.status == "waiting"
    close(town, desk)
    assert town.case(AWA).pause_until is None
    town.watch(minutes=5)
    take_back(town, desk)
    after = town.case(AWA)
    assert (after.status, after.paused_at, after.pause_until) == ("waiting", before.paused_at, before.pause_until)
    assert (after.due_at, after.closure_due_at) == (before.due_at, before.closure_due_at)
    town.watch(minutes=5)
    assert town.case(AWA).closure_due_at == before.closure_due_at
    town.pass_time(days=8)
    assert town.case(AWA).status == "open"


def test_a_question_that_left_meanwhile_is_not_taken_back_and_nothing_changes(town: Town, desk: Officer) -> None:
    close(town, desk)
    town.clock.advance(hours=8)
    desk = town.officer("civil")
    code, shown = take_back(town, desk)
    assert (code, "Trop tard : la question part. Rien n’a changé." in shown) == (422, True)
    assert town.case(AWA).status == "closing"
    town.work()
    assert take_back(town, desk)[0] == 422
    assert town.case(AWA).status == "closing"
    assert "closing_withdrawn" not in town.kinds(town.case(AWA))
    town.text(AWA, "1")
    assert town.case(AWA).status == "closed"


def test_pressing_twice_takes_back_once(town: Town, desk: Officer) -> None:
    close(town, desk)
    take_back(town, desk)
    code, shown = take_back(town, desk)
    assert (code, "La clôture n’est plus demandée. Rien n’a changé." in shown) == (422, True)
    assert "Pas encore enregistré." not in shown
    assert town.kinds(town.case(AWA)).count("closing_withdrawn") == 1


def test_another_question_that_waited_for_this_phone_takes_the_turn(town: Town, desk: Officer) -> None:
    first = town.case(AWA)
    town.clock.advance(minutes=1)
    town.text(AWA, "on a volé mes boeufs à Konna")
    second = next(one for one in town.cases(AWA) if one.id != first.id)
    for case, officer in ((first, desk), (second, town.officer("security"))):
        page = f"/cases/{case.reference}"
        assert officer.post(f"{page}/closure", page=page, text="Vu.", outcome="resolved").status_code == 303
    page = f"/cases/{first.reference}"
    assert desk.post(f"{page}/closure/withdrawal", page=page).status_code == 303
    with town.application.unit() as unit:
        states = {row.case_id: row.state for row in unit.session.scalars(select(Question))}
    assert states == {first.id: "withdrawn", second.id: "open"}


def test_the_list_says_that_the_question_has_not_left_and_then_that_it_was_put(town: Town, desk: Officer) -> None:
    close(town, desk)
    mark = desk.get("/inbox?queue=mine").headers["ETag"]
    assert KEPT in desk.get("/inbox?queue=mine").text
    assert "question posée au citoyen" not in desk.get("/inbox?queue=mine").text
    town.clock.advance(hours=10)
    town.work()
    desk = town.officer("civil")
    # What lies in the browser is not taken for what is true now.
    assert desk.client.get("/inbox?queue=mine", headers={"If-None-Match": mark}).status_code == 200
    assert KEPT not in desk.get("/inbox?queue=mine").text
    assert "question posée au citoyen" in desk.get("/inbox?queue=mine").text


def test_a_desk_that_may_not_read_the_case_takes_nothing_back(town: Town, desk: Officer) -> None:
    close(town, desk)
    other = town.officer("protection")
    assert other.post(f"{page_of(town)}/closure/withdrawal", page="/inbox").status_code == 404
    assert town.case(AWA).status == "closing"
