"""One call at a time: claims that several want, numbers that go away, and what each outcome does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from hotline.services import calling, wishes
from hotline.services.call_outcomes import Manner, Over
from hotline.services.casework import Mistake, NotFound
from hotline.store.models.calls import Call
from tests.support.caller import CallingOfficer, contact_of, wish_of
from tests.support.dialler import Dialler, dialled
from tests.support.town import Town

AWA, BOCAR, CORA = "+22300000101", "+22300000102", "+22300000103"
THEFT = "On a volé mes boeufs à Ténenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"


@pytest.fixture
def coordinator(town: Town) -> CallingOfficer:
    return CallingOfficer(town, "coordinator")


@pytest.fixture
def protection(town: Town) -> CallingOfficer:
    return CallingOfficer(town, "protection")


def called(town: Town, phone: str) -> list[tuple[int, bool, str]]:
    """Return what the trail of a phone's newest case says of calls: number, reached, outcome."""
    trail = town.trail(town.case(phone))
    return [(one.data["n"], one.data["reached"], one.data["outcome"]) for one in trail if one.kind == "called"]


def refused(code: str) -> AbstractContextManager[object]:
    """Expect a refusal for this reason."""
    return pytest.raises(Mistake, match=f"^{code}$")


def test_of_two_who_claim_at_once_one_has_the_call_and_the_other_hears_so(
    town: Town, coordinator: CallingOfficer, protection: CallingOfficer
) -> None:
    town.text(AWA, "")
    wish, together = wish_of(town, AWA), Barrier(2)
    callers = [coordinator.caller, protection.caller]

    def claim(caller: calling.Caller) -> str:
        together.wait(timeout=20)
        try:
            with town.application.unit() as unit:
                calling.claim(unit, caller, wish.id)
        except Mistake as mistake:
            return mistake.code
        return "mine"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(claim, callers)) == ["call_taken", "mine"]
    with town.application.unit() as unit:
        assert len(unit.session.scalars(select(Call)).all()) == 1
    assert town.verify() > 0


def test_several_who_ask_for_the_next_one_at_once_never_get_the_same(
    town: Town, coordinator: CallingOfficer, protection: CallingOfficer
) -> None:
    for phone in (AWA, BOCAR, CORA):
        town.text(phone, "")
    callers = [one.caller for one in (coordinator, protection, CallingOfficer(town, "oversight"))]
    together = Barrier(3)

    def claim(caller: calling.Caller) -> object:
        together.wait(timeout=20)
        return calling.claim_next(town.application.unit, caller)

    with ThreadPoolExecutor(3) as pool:
        claimed = list(pool.map(claim, callers))
    assert set(claimed) == {wish_of(town, phone).id for phone in (AWA, BOCAR, CORA)}
    assert calling.claim_next(town.application.unit, CallingOfficer(town, "civil").caller) is None


def test_clicking_twice_is_one_claim(town: Town, coordinator: CallingOfficer) -> None:
    town.text(AWA, "")
    assert coordinator.claim(wish_of(town, AWA)) == coordinator.claim(wish_of(town, AWA))


def test_a_claim_that_ran_out_is_somebody_elses_before_any_upkeep(
    town: Town, coordinator: CallingOfficer, protection: CallingOfficer
) -> None:
    town.text(AWA, "")
    mine = coordinator.claim(wish_of(town, AWA))
    assert coordinator.number(wish_of(town, AWA)) == AWA
    assert protection.number(wish_of(town, AWA)) is None
    with refused("call_taken"):
        protection.claim(wish_of(town, AWA))
    town.clock.advance(minutes=15)
    assert coordinator.number(wish_of(town, AWA)) is None
    theirs = protection.claim(wish_of(town, AWA))
    assert [kind for kind in town.kinds(town.case(AWA)) if kind.startswith("call_")][-2:] == [
        "call_returned", "call_claimed",
    ]  # fmt: skip
    with pytest.raises(Over):
        coordinator.tell(mine, "reached")
    protection.tell(theirs, "reached")
    assert called(town, AWA) == [(2, True, "reached")]


def test_how_it_ended_may_be_told_late_as_long_as_nobody_took_it_up(town: Town, coordinator: CallingOfficer) -> None:
    town.text(AWA, "")
    call = coordinator.claim(wish_of(town, AWA))
    town.pass_time(minutes=20)
    assert wish_of(town, AWA).claimed_by is None
    coordinator.tell(call, "reached")
    coordinator.tell(call, "reached")
    assert called(town, AWA) == [(1, True, "reached")]
    with pytest.raises(Over):
        coordinator.tell(call, "not_reached")


def test_taking_a_call_about_nothing_yet_picks_its_case_up_and_anothers_desk_keeps_its_own(
    town: Town, coordinator: CallingOfficer
) -> None:
    town.text(BOCAR, THEFT)
    Dialler(town, BOCAR).dial(f"8*{town.case(BOCAR).reference}").press("97")
    town.text(AWA, "")
    for phone, owner in ((AWA, coordinator.caller.viewer.account_id), (BOCAR, None)):
        coordinator.call(wish_of(town, phone), "reached")
        assert town.case(phone).owner_id == owner


def test_reaching_somebody_is_the_answer_and_ends_the_wait(town: Town, coordinator: CallingOfficer) -> None:
    town.text(AWA, "")
    town.clock.advance(minutes=30)
    coordinator.call(wish_of(town, AWA), "reached")
    case = town.case(AWA)
    assert (case.status, case.waiting_since, case.first_answered_at) == ("open", None, town.clock.now())
    assert case.owner_id == coordinator.caller.viewer.account_id
    assert (wish_of(town, AWA).outcome, coordinator.number(wish_of(town, AWA))) == ("reached", None)


def test_three_misses_two_hours_apart_end_in_one_neutral_text(town: Town, coordinator: CallingOfficer) -> None:
    town.text(AWA, "")
    for n in (1, 2):
        coordinator.call(wish_of(town, AWA), "not_reached")
        town.clock.advance(hours=1, minutes=59)
        with refused("call_too_soon"):
            coordinator.claim(wish_of(town, AWA))
        assert wish_of(town, AWA).misses == n
        town.clock.advance(minutes=1)
    coordinator.call(wish_of(town, AWA), "not_reached")
    town.work()
    assert (wish_of(town, AWA).outcome, town.case(AWA).status, town.case(AWA).outcome) == (
        "not_reached", "closed", "unreachable",
    )  # fmt: skip
    texts = town.carrier.to(AWA)
    assert texts[1:] == ["Nous avons essayé de vous appeler. Appelez ou écrivez ici quand vous voulez."]
    assert called(town, AWA) == [(1, False, "not_reached"), (2, False, "not_reached"), (3, False, "not_reached")]
    assert town.case(AWA).first_answered_at is None


@pytest.mark.parametrize("why", ["draft", "discreet", "not_safe"])
def test_no_text_follows_where_it_could_harm_or_nobody_reviewed_its_words(
    town: Town, protection: CallingOfficer, why: str
) -> None:
    draft = why == "draft"
    dialled(town, AWA, "3" if draft else "1", gateway="africastalking" if draft else "simulator")
    if not draft:
        dialled(town, AWA, "97")
    town.work()
    with town.application.unit() as unit:
        contact = unit.session.merge(contact_of(town, AWA))
        contact.call_discreet, contact.safe_to_text = why == "discreet", False if why == "not_safe" else None
    before = len(town.carrier.to(AWA))
    for _ in range(3):
        protection.call(wish_of(town, AWA), "not_reached")
        town.pass_time(hours=2)
    assert wish_of(town, AWA).outcome == "not_reached"
    assert [text for text in town.carrier.to(AWA)[before:] if "essayé" in text] == []


def test_a_retry_waits_for_the_hours_somebody_told(town: Town, coordinator: CallingOfficer) -> None:
    town.text(AWA, "")
    at = town.clock.now() + timedelta(hours=1)
    coordinator.call(wish_of(town, AWA), "later", later=at, manner=Manner("evening", discreet=True))
    assert (wish_of(town, AWA).next_at, wish_of(town, AWA).misses) == (at, 0)
    assert (contact_of(town, AWA).call_hours, contact_of(town, AWA).call_discreet) == ("evening", True)
    town.clock.advance(hours=1)
    coordinator.call(wish_of(town, AWA), "not_reached")
    assert wish_of(town, AWA).next_at.hour == 17


def test_unknown_hours_are_refused_and_nothing_is_kept(town: Town, coordinator: CallingOfficer) -> None:
    town.text(AWA, "")
    call = coordinator.claim(wish_of(town, AWA))
    with refused("no_hours"):
        coordinator.tell(call, "later", town.clock.now() + timedelta(hours=1), Manner("always", discreet=False))
    assert called(town, AWA) == []
    coordinator.tell(call, "reached")


@pytest.mark.parametrize(("outcome", "ending"), [("wrong_number", "unreachable"), ("not_wanted", "no_action")])
def test_nobody_calls_again_after_a_wrong_number_or_a_no(
    town: Town, coordinator: CallingOfficer, outcome: str, ending: str
) -> None:
    town.text(AWA, "")
    coordinator.call(wish_of(town, AWA), outcome)
    assert (wish_of(town, AWA).outcome, town.case(AWA).status, town.case(AWA).outcome) == (outcome, "closed", ending)


def test_unsafe_marks_the_phone_as_dialling_would_and_tells_nobody_whom_it_was_told(
    town: Town, coordinator: CallingOfficer
) -> None:
    town.text(AWA, THEFT)
    town.text(AWA, "")
    theft, wished = town.cases(AWA)
    coordinator.call(wish_of(town, AWA), "unsafe")
    assert contact_of(town, AWA).safe_to_text is False
    told = {case.id: [one.actor for one in town.trail(case) if one.kind == "safety_told"] for case in (theft, wished)}
    assert told == {theft.id: ["citizen"], wished.id: [f"account:{coordinator.caller.viewer.account_id}"]}
    assert (wish_of(town, AWA).outcome, town.cases(AWA)[1].supervisor_flag) == ("unsafe", True)


def test_a_stop_in_the_middle_of_a_call_takes_the_number_away(town: Town, coordinator: CallingOfficer) -> None:
    town.text(AWA, "")
    call = coordinator.claim(wish_of(town, AWA))
    town.text(AWA, "STOP")
    assert coordinator.number(wish_of(town, AWA)) is None
    with pytest.raises(Over):
        coordinator.tell(call, "not_reached")
    with pytest.raises(NotFound):
        coordinator.claim(wish_of(town, AWA))


def test_a_call_about_a_case_with_its_own_concern_leaves_that_case_open(
    town: Town, coordinator: CallingOfficer
) -> None:
    town.text(AWA, EXTORTION)
    Dialler(town, AWA).dial(f"8*{town.case(AWA).reference}").press("97")
    town.work()
    wish = wish_of(town, AWA)
    coordinator.call(wish, "not_wanted")
    assert (wish.case_id, town.case(AWA).status) == (town.case(AWA).id, "new")
    assert town.case(AWA).waiting_since is not None


def test_who_was_shut_out_or_moved_can_claim_nothing(town: Town, coordinator: CallingOfficer) -> None:
    town.text(AWA, "")
    for name in ("security", "civil", "administrator", "auditor"):
        with pytest.raises(NotFound):
            CallingOfficer(town, name).claim(wish_of(town, AWA))
    assert wishes.put_in_order(town.worker.unit) == 0
