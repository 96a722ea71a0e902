"""What was said on the phone: walled like a text, a new case or more of an old one, and consents written down."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.services.call_outcomes import Manner
from hotline.services.casework import Mistake, NotFound
from hotline.store import messages, scope
from hotline.store.models.casework import Case
from hotline.store.models.traffic import Message
from tests.support.caller import CallingOfficer, contact_of, wish_of
from tests.support.dialler import Dialler, dialled
from tests.support.town import Town

AWA = "+22300000101"
THEFT = "On a volé les boeufs de la dame à Ténenkou cette nuit"
EXTORTION = "les gendarmes du poste de Mopti ont pris mon argent"


@pytest.fixture
def coordinator(town: Town) -> CallingOfficer:
    return CallingOfficer(town, "coordinator")


def read_by(town: Town, officer: CallingOfficer, case: Case) -> bool:
    """Say whether an officer reads a case."""
    with town.application.unit() as unit:
        return scope.case_for(unit.session, officer.caller.viewer, case.reference) is not None


def about_a_theft(town: Town, name: str) -> CallingOfficer:
    """Have a citizen with an open theft ask for a call about it, and a person let the desk make it."""
    town.text(AWA, THEFT)
    Dialler(town, AWA).dial(f"8*{town.case(AWA).reference}").press("97")
    town.work()
    path = f"/callbacks/{wish_of(town, AWA).id}"
    town.officer("coordinator").post(f"{path}/placement", page=path)
    return CallingOfficer(town, name)


def test_the_words_of_a_call_become_a_case_and_the_wish_is_done_with(town: Town, coordinator: CallingOfficer) -> None:
    dialled(town, AWA, "3", gateway="africastalking")
    town.work()
    call = coordinator.call(wish_of(town, AWA), "reached")
    town.clock.advance(minutes=25)
    case = coordinator.write(call, THEFT, "ff")
    assert case is not None
    assert (case.channel, case.category, case.language) == ("call", "cattle_theft", "ff")
    assert (town.desk_kind(case), case.waiting_since) == ("security", town.clock.now())
    wished = town.cases(AWA)[0]
    assert (wished.status, wished.outcome, wished.citizen_answer) == ("closed", "resolved", "not_asked")
    assert town.kinds(wished)[-2:] == ["call_noted", "closed"]
    with town.application.unit() as unit:
        said = unit.session.scalars(select(Message).where(Message.case_id == case.id)).one()
        assert messages.body(unit.vault, said) == THEFT
    assert town.verify() > 0


def test_written_down_twice_is_written_down_once(town: Town, coordinator: CallingOfficer) -> None:
    town.text(AWA, "")
    call = coordinator.call(wish_of(town, AWA), "reached")
    assert coordinator.write(call, THEFT) is not None
    assert coordinator.write(call, THEFT) is None
    coordinator.write_nothing(call)
    assert len(town.cases(AWA)) == 2


def test_what_the_phone_answered_needs_no_case(town: Town, coordinator: CallingOfficer) -> None:
    town.text(AWA, "")
    call = coordinator.call(wish_of(town, AWA), "reached")
    coordinator.write_nothing(call)
    assert [case.status for case in town.cases(AWA)] == ["closed"]
    assert coordinator.last(wish_of(town, AWA)).noted_at == town.clock.now()


def test_an_accusation_told_to_the_accused_bodys_own_officer_is_walled_from_them(town: Town) -> None:
    security = about_a_theft(town, "security")
    theft = town.case(AWA)
    call = security.call(wish_of(town, AWA), "reached")
    before = town.kinds(town.cases(AWA)[0])
    case = security.write(call, EXTORTION, into=theft.reference)
    assert case is not None
    assert (case.wall, town.desk_kind(case)) == ("hinted", "oversight")
    assert not read_by(town, security, case)
    assert read_by(town, CallingOfficer(town, "oversight"), case)
    # Nor does their own case show that anything was said.
    assert town.kinds(town.cases(AWA)[0]) == before


def test_whom_the_officer_ticks_is_walled_as_well(town: Town, coordinator: CallingOfficer) -> None:
    town.text(AWA, "")
    call = coordinator.call(wish_of(town, AWA), "reached")
    case = coordinator.write(call, "Il manque de l'eau au puits", unknown_uniform=True)
    assert case is not None
    assert (case.wall, town.desk_kind(case)) == ("hinted", "oversight")


def test_more_of_a_case_is_added_to_it_and_nobody_waits_anew(town: Town) -> None:
    security = about_a_theft(town, "security")
    call = security.call(wish_of(town, AWA), "reached")
    case = security.write(call, "les voleurs sont partis avec les boeufs vers Konna", into=town.case(AWA).reference)
    assert case is not None
    assert (case.id, case.waiting_since, case.status) == (town.cases(AWA)[0].id, None, "open")
    assert town.kinds(case)[-1] == "call_noted"
    page = town.officer("security").get(f"/cases/{case.reference}").text
    assert "vers Konna" in page
    assert "Liaison 1 appelle, essai 1 : joint." in page


def test_only_a_case_of_this_citizen_that_the_officer_reads_can_be_added_to(
    town: Town, coordinator: CallingOfficer
) -> None:
    town.text("+22300000102", THEFT)
    town.text(AWA, "")
    call = coordinator.call(wish_of(town, AWA), "reached")
    for reference in (town.case("+22300000102").reference, town.case(AWA).reference, "1000008", "x"):
        with pytest.raises(Mistake, match="no_case"):
            coordinator.write(call, "encore", into=reference)
    assert coordinator.last(wish_of(town, AWA)).noted_at is None


@pytest.mark.parametrize(
    ("words", "language", "code"),
    [(" ", "fr", "empty_text"), ("x" * 8_001, "fr", "long_text"), ("x", "zz", "no_language")],
)
def test_what_is_wrong_is_refused_and_the_call_still_waits_for_its_words(
    town: Town, coordinator: CallingOfficer, words: str, language: str, code: str
) -> None:
    town.text(AWA, "")
    call = coordinator.call(wish_of(town, AWA), "reached")
    with pytest.raises(Mistake, match=code):
        coordinator.write(call, words, language)
    assert coordinator.last(wish_of(town, AWA)).noted_at is None
    assert len(town.cases(AWA)) == 1


def test_consents_and_hours_are_kept_and_texts_follow_a_yes_only(town: Town, coordinator: CallingOfficer) -> None:
    town.text(AWA, "")
    before = len(town.carrier.to(AWA))
    call = coordinator.call(wish_of(town, AWA), "reached")
    case = coordinator.write(call, THEFT, sms="yes", referral="no", manner=Manner("evening", discreet=True))
    town.pass_time(hours=1)
    assert case is not None
    contact = contact_of(town, AWA)
    assert (contact.safe_to_text, contact.call_hours, contact.call_discreet) == (True, "evening", True)
    consents = [one.data for one in town.trail(case) if one.kind == "consent_recorded"]
    assert consents == [{"what": "referral", "given": False}]
    assert len(town.carrier.to(AWA)) == before + 1


def test_nothing_is_texted_to_who_was_not_asked_or_said_no(town: Town, coordinator: CallingOfficer) -> None:
    for phone, sms in ((AWA, ""), ("+22300000102", "no")):
        town.text(phone, "")
        before = len(town.carrier.to(phone))
        call = coordinator.call(wish_of(town, phone), "reached")
        coordinator.write(call, THEFT, sms=sms)
        town.pass_time(hours=1)
        assert len(town.carrier.to(phone)) == before


def test_nobody_writes_down_a_call_of_another_or_one_that_reached_nobody(
    town: Town, coordinator: CallingOfficer
) -> None:
    town.text(AWA, "")
    call = coordinator.call(wish_of(town, AWA), "not_reached")
    with pytest.raises(NotFound):
        coordinator.write(call, THEFT)
    town.clock.advance(hours=2)
    theirs = CallingOfficer(town, "protection").call(wish_of(town, AWA), "reached")
    with pytest.raises(NotFound):
        coordinator.write(theirs, THEFT)


def test_words_are_kept_even_if_a_wall_went_up_between_the_call_and_the_pen(town: Town) -> None:
    security = about_a_theft(town, "security")
    call = security.call(wish_of(town, AWA), "reached")
    town.text(AWA, EXTORTION)
    case = security.write(call, "les voleurs sont partis vers Konna")
    assert case is not None
    assert case.category in ("cattle_theft", "local_crime", "banditry", "info_request")
