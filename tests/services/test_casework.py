"""Officers and citizens at the same case at the same moment; closing questions, one at a time a phone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from hotline import ids
from hotline.domain.lifecycle import QUESTION_DAYS
from hotline.domain.references import show_reference
from hotline.domain.walls import Viewer
from hotline.services import casework, closing, triage, upkeep
from hotline.services.casework import Asked, Moved
from hotline.store.models.casework import Case, Question
from hotline.store.models.people import Account
from hotline.store.models.traffic import Outbound
from tests.support.keypad import LANGUAGES
from tests.support.town import Officer, Town

Given = TypeVar("Given")
Made = TypeVar("Made")
AWA = "+22300000101"
SUBJECTS = ("on a volé mes boeufs à Konna", "bandits armés braquage sur la route de Sofara hier")


def _viewer(town: Town, name: str) -> Viewer:
    with town.application.unit() as unit:
        account = unit.session.scalars(select(Account).where(Account.email == f"{name}@demo.invalid")).one()
    cleared = account.cleared_at is not None
    return Viewer(account.id, account.role, account.body_id, account.desk_id, cleared, active=True)


def _two_cases(town: Town) -> list[Case]:
    for words in SUBJECTS:
        town.text(AWA, words)
    cases = town.cases(AWA)
    assert len(cases) == 2
    return cases


def _close(officer: Officer, case: Case) -> None:
    assert officer.post(f"/cases/{case.reference}/closure", text="Vu.", outcome="resolved").status_code == 303


def _questions(town: Town) -> list[str]:
    with town.application.unit() as unit:
        return [one.state for one in unit.session.scalars(select(Question).order_by(Question.created_at, Question.id))]


def _asked(town: Town, case: Case) -> int:
    sent = select(func.count()).select_from(Outbound).where(Outbound.state == "accepted")
    with town.application.unit() as unit:
        return unit.session.scalar(sent.where(Outbound.kind == "closing_question", Outbound.case_id == case.id)) or 0


def _statuses(town: Town, cases: list[Case]) -> list[str]:
    now = {case.id: case.status for case in town.cases(AWA)}
    return [now[case.id] for case in cases]


@pytest.fixture
def asked(town: Town) -> list[Case]:
    """Two cases of one phone that were closed one after the other: the first is being asked about."""
    cases = _two_cases(town)
    liaison = town.officer("security")
    for case in cases:
        _close(liaison, case)
        town.work()
        town.clock.advance(seconds=1)
    assert [_asked(town, case) for case in cases] == [1, 0]
    return cases


def test_a_phone_is_asked_one_question_at_a_time_and_the_next_after_its_answer(town: Town, asked: list[Case]) -> None:
    town.text(AWA, "1")
    assert _statuses(town, asked) == ["closed", "closing"]
    assert [_asked(town, case) for case in asked] == [1, 1]
    town.text(AWA, "2")
    assert _statuses(town, asked) == ["closed", "open"]


def test_the_next_question_is_asked_when_the_first_runs_out(town: Town, asked: list[Case]) -> None:
    town.pass_time(days=QUESTION_DAYS, seconds=1)
    assert _statuses(town, asked) == ["closed", "closing"]
    assert [_asked(town, case) for case in asked] == [1, 1]
    town.text(AWA, "1")
    assert _statuses(town, asked) == ["closed", "closed"]


def test_the_next_question_is_asked_when_the_first_is_taken_back(town: Town, asked: list[Case]) -> None:
    shown = show_reference(asked[0].reference)
    town.text(AWA, f"au sujet de {shown} : on a volé encore 3 boeufs à Konna")
    assert _statuses(town, asked) == ["open", "closing"]
    assert _questions(town) == ["withdrawn", "open"]
    assert [_asked(town, case) for case in asked] == [1, 1]


def test_an_answer_outside_its_window_is_bound_to_nothing(town: Town, asked: list[Case]) -> None:
    town.clock.advance(days=QUESTION_DAYS, seconds=1)
    town.text(AWA, "1")
    assert "closed" not in _statuses(town, asked)


def test_a_question_that_was_answered_meanwhile_does_not_run_out(town: Town, asked: list[Case]) -> None:
    """The upkeep has read the open question; before it gets the case, the citizen's answer is worked on."""
    with town.worker.unit() as late:
        question = late.session.scalars(select(Question).where(Question.case_id == asked[0].id)).one()
        assert question.state == "open"
        town.text(AWA, "1")
        closing.silence(late, question)
    assert _questions(town) == ["answered", "open"]
    assert town.kinds(asked[0]).count("closed") == 1


def test_two_questions_put_to_one_phone_at_once_leave_one_waiting(town: Town) -> None:
    cases = _two_cases(town)
    viewer, together = _viewer(town, "security"), Barrier(2)

    def close(case: Case) -> None:
        together.wait(timeout=20)
        with town.application.unit() as unit:
            casework.close(unit, Asked(viewer, case.reference), "resolved", "Vu.", town.application.tools.languages)

    _both(close, cases)
    assert sorted(_questions(town)) == ["open", "waiting"]
    assert _statuses(town, cases) == ["closing", "closing"]
    town.work()
    town.text(AWA, "1")
    town.text(AWA, "1")
    assert _statuses(town, cases) == ["closed", "closed"]


def test_of_two_liaisons_who_answer_at_once_the_second_is_asked_again(town: Town) -> None:
    town.text(AWA, SUBJECTS[0])
    case, viewer, together = town.case(AWA), _viewer(town, "security"), Barrier(2)

    def answer(words: str) -> str:
        together.wait(timeout=20)
        try:
            with town.application.unit() as unit:
                casework.answer(
                    unit, Asked(viewer, case.reference, seen=case.version, key=ids.new_id()), words, LANGUAGES
                )
        except Moved:
            return "moved"
        return "written"

    assert sorted(_both(answer, ["Nous venons.", "Demain."])) == ["moved", "written"]
    town.work()
    assert len(town.carrier.to(AWA)) == 2
    assert town.kinds(case).count("answered") == 1


def test_one_press_of_the_button_brought_twice_at_once_is_one_answer(town: Town) -> None:
    town.text(AWA, SUBJECTS[0])
    case, viewer, key, together = town.case(AWA), _viewer(town, "security"), ids.new_id(), Barrier(2)

    def answer(words: str) -> None:
        together.wait(timeout=20)
        with town.application.unit() as unit:
            casework.answer(unit, Asked(viewer, case.reference, seen=case.version, key=key), words, LANGUAGES)

    _both(answer, ["Nous venons."] * 2)
    town.work()
    assert len(town.carrier.to(AWA)) == 2


def test_a_text_and_an_answer_at_once_both_stay_and_neither_version_is_lost(town: Town) -> None:
    town.text(AWA, SUBJECTS[0])
    case, viewer, together = town.case(AWA), _viewer(town, "security"), Barrier(2)
    town.deliver_text(AWA, "on a volé encore 3 boeufs")

    def work(who: str) -> None:
        together.wait(timeout=20)
        if who == "citizen":
            triage.triage_batch(town.worker.unit, town.worker.tools)
            return
        with town.application.unit() as unit:
            casework.answer(unit, Asked(viewer, case.reference, key=ids.new_id()), "Nous venons.", LANGUAGES)

    _both(work, ["citizen", "officer"])
    told = town.kinds(case)
    assert {"answered", "text_joined"} <= set(told)
    assert town.case(AWA).version == case.version + sum(kind in ("taken", "answered", "text_joined") for kind in told)
    assert town.verify() >= len(told)


def test_every_silent_case_is_closed_though_one_of_them_cannot_be(town: Town) -> None:
    """Each question ends in a transaction of its own."""
    liaison = town.officer("security")
    phones = ("+22300000111", "+22300000112", "+22300000113")
    for phone in phones:
        town.text(phone, SUBJECTS[0])
        _close(liaison, town.case(phone))
    town.work()
    with town.application.unit() as holder:
        locked = select(Case).where(Case.id == town.case(phones[1]).id).with_for_update()
        holder.session.scalars(locked).one()
        town.clock.advance(days=QUESTION_DAYS, seconds=1)
        with ThreadPoolExecutor(1) as pool:
            ending = pool.submit(upkeep.end_questions, town.worker.unit, town.worker.tools.languages)
            town_closed = _until_closed(town, phones[0])
            holder.session.rollback()
            assert ending.result(timeout=30) == 3
    assert town_closed
    assert [town.case(phone).status for phone in phones] == ["closed"] * 3


def _until_closed(town: Town, phone: str) -> bool:
    return any(town.case(phone).status == "closed" for _ in range(500))


def _both(work: Callable[[Given], Made], over: list[Given]) -> list[Made]:
    with ThreadPoolExecutor(len(over)) as pool:
        return [one.result(timeout=60) for one in [pool.submit(work, each) for each in over]]
