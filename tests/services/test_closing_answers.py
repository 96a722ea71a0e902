"""A bare 1, 2 or 3 belongs to the closing question last asked of the phone, whatever else of it is open."""

from __future__ import annotations

import pytest

from hotline.domain.lifecycle import QUESTION_DAYS
from hotline.store.models.casework import Case
from tests.support.town import Town

AWA = "+22300000131"
PUMP = "le forage de Fatoma ne donne plus d'eau depuis 3 semaines"
THEFT, ROBBERY = "on a volé mes boeufs à Konna", "bandits armés braquage sur la route de Sofara hier"


def _now(town: Town, case: Case) -> Case:
    return next(one for one in town.cases(AWA) if one.id == case.id)


def _told(town: Town, case: Case) -> list[str]:
    """What happened to a case, without what became of our own texts."""
    return [kind for kind in town.kinds(case) if kind not in ("text_accepted", "acknowledgement_withheld")]


def _close(town: Town, case: Case, who: str = "security") -> None:
    liaison = town.officer(who)
    assert liaison.post(f"/cases/{case.reference}/closure", text="Vu.", outcome="resolved").status_code == 303
    town.work()


@pytest.fixture
def asked(town: Town) -> tuple[Case, Case]:
    """A case that was asked to be closed, and a younger one that is open."""
    town.text(AWA, THEFT)
    town.clock.advance(minutes=1)
    town.text(AWA, ROBBERY)
    theft, robbery = town.cases(AWA)
    _close(town, theft)
    town.clock.advance(minutes=10)
    town.work()
    return theft, robbery


@pytest.mark.parametrize(("digit", "status"), [("1", "closed"), ("2", "open"), ("3", "open")])
def test_a_bare_digit_answers_the_question_and_not_the_case_that_is_open(
    town: Town, asked: tuple[Case, Case], digit: str, status: str
) -> None:
    theft, robbery = asked
    before = _told(town, robbery)
    town.text(AWA, digit)
    assert _now(town, theft).status == status
    assert _told(town, robbery) == before


@pytest.mark.parametrize(("digit", "why"), [("2", "refused"), ("3", "not_safe")])
def test_who_thinks_again_within_the_window_reopens_the_case_asked_about(
    town: Town, asked: tuple[Case, Case], digit: str, why: str
) -> None:
    theft, robbery = asked
    before = _told(town, robbery)
    town.text(AWA, "1")
    town.clock.advance(hours=3)
    town.text(AWA, digit)
    again = _now(town, theft)
    assert (again.status, again.citizen_answer, again.closed_at) == ("open", why, None)
    assert again.waiting_since == town.clock.now()
    assert why in [one.data.get("why") for one in town.trail(theft) if one.kind == "reopened"]
    assert _told(town, robbery) == before
    assert town.verify() > 0


def test_a_yes_said_twice_is_thanks_for_the_case_that_is_closed(town: Town, asked: tuple[Case, Case]) -> None:
    theft, robbery = asked
    before = _told(town, robbery)
    town.text(AWA, "1")
    town.clock.advance(hours=3)
    town.text(AWA, "oui")
    assert _now(town, theft).status == "closed"
    assert _told(town, theft)[-1] == "citizen_thanked"
    assert _told(town, robbery) == before


@pytest.mark.parametrize("words", ["non", "pas sur"])
def test_words_that_may_mean_something_else_reopen_nothing_that_is_settled(
    town: Town, asked: tuple[Case, Case], words: str
) -> None:
    theft, _ = asked
    town.text(AWA, "1")
    town.clock.advance(hours=3)
    town.text(AWA, words)
    assert _now(town, theft).status == "closed"


@pytest.mark.parametrize("digit", ["1", "2"])
def test_a_digit_after_other_words_is_read_by_the_officer_of_that_case(
    town: Town, asked: tuple[Case, Case], digit: str
) -> None:
    theft, robbery = asked
    town.text(AWA, f"{theft.reference} on a volé encore 3 boeufs à Konna")
    before = _told(town, robbery)
    town.clock.advance(hours=3)
    town.text(AWA, digit)
    assert _now(town, theft).status == "open"
    assert _told(town, theft)[-1] == "text_joined"
    assert _told(town, robbery) == before


def test_not_safe_protects_the_phone_even_when_the_question_is_settled(town: Town, asked: tuple[Case, Case]) -> None:
    theft, _ = asked
    town.text(AWA, f"{theft.reference} on a volé encore 3 boeufs à Konna")
    sent = len(town.carrier.to(AWA))
    town.text(AWA, "3")
    assert _now(town, theft).sensitivity == "S2"
    assert _told(town, theft)[-1] == "transferred"
    town.text(AWA, "AIDE")
    assert len(town.carrier.to(AWA)) == sent


def test_what_an_officer_asked_since_is_what_the_digit_answers(town: Town, asked: tuple[Case, Case]) -> None:
    theft, robbery = asked
    town.text(AWA, "1")
    liaison = town.officer("security")
    page = f"/cases/{robbery.reference}"
    assert liaison.post(f"{page}/questions", page=page, text="Combien de motos ?").status_code == 303
    town.work()
    town.clock.advance(hours=1)
    town.text(AWA, "2")
    assert _now(town, theft).status == "closed"
    assert _told(town, robbery)[-1] == "pause_ended"


def test_outside_its_window_a_settled_question_is_nobodys(town: Town, asked: tuple[Case, Case]) -> None:
    theft, _ = asked
    town.text(AWA, "1")
    town.clock.advance(days=QUESTION_DAYS)
    town.text(AWA, "2")
    assert _now(town, theft).status == "closed"


def test_a_digit_at_night_answers_no_question_that_leaves_in_the_morning(town: Town) -> None:
    town.text(AWA, PUMP)
    (case,) = town.cases(AWA)
    town.clock.advance(hours=14)
    _close(town, case, "civil")
    town.text(AWA, "1")
    again = _now(town, case)
    assert (again.status, again.citizen_answer) == ("closing", None)
    town.clock.advance(hours=9)
    town.work()
    town.text(AWA, "1")
    again = _now(town, case)
    assert (again.status, again.citizen_answer) == ("closed", "confirmed")


def test_words_before_the_question_left_take_it_back(town: Town) -> None:
    town.text(AWA, PUMP)
    (case,) = town.cases(AWA)
    town.clock.advance(hours=14)
    _close(town, case, "civil")
    town.text(AWA, f"{case.reference} le forage est encore en panne")
    assert _now(town, case).status == "open"
    assert town.kinds(case).count("text_cancelled") == 1
