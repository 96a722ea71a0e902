"""Wishes for a call: which of them is noted, about which case, and what takes one back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.domain.messages import InboundText
from hotline.domain.references import show_reference
from hotline.gateways.base import Call
from hotline.services import intake, wishes
from hotline.store.models.calls import Callback
from hotline.store.models.casework import Case
from hotline.store.models.people import Contact
from tests.support.caller import CallingOfficer
from tests.support.dialler import Dialler, dialled
from tests.support.town import LINE, Town

AWA, BOCAR = "+22300000101", "+22300000102"
THEFT = "On a volé mes boeufs à Ténenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"


def of(town: Town, phone: str) -> list[tuple[Callback, Case]]:
    """Return a phone's wishes with their cases, in the order they were made."""
    with town.application.unit() as unit:
        index = unit.vault.blind("phone", phone)
        query = select(Callback, Case).join(Case, Case.id == Callback.case_id)
        query = query.join(Contact, Contact.id == Callback.contact_id).where(Contact.phone_index == index)
        return [(row[0], row[1]) for row in unit.session.execute(query.order_by(Callback.asked_at, Callback.id))]


def settled(town: Town, phone: str) -> list[str | None]:
    """Return how a phone's wishes ended; None for one that stands."""
    return [wish.outcome for wish, _ in of(town, phone)]


@pytest.mark.parametrize("words", ["", "  ", "rappel", "n wele", "Peux-tu me rappeler au numero suivant 00000101"])
def test_who_rings_off_or_asks_for_a_call_has_one_wish_with_its_clock(town: Town, words: str) -> None:
    town.text(AWA, words)
    [(wish, case)] = of(town, AWA)
    assert (case.category, town.desk_kind(case)) == ("callback_request", "coordination")
    assert (wish.asked_at, wish.next_at, wish.due_at) == (town.clock.now(), town.clock.now(), case.answer_due_at)
    assert "call_asked" in town.kinds(case)


def test_ringing_again_is_the_same_wish(town: Town) -> None:
    town.text(AWA, "")
    town.clock.advance(hours=1)
    town.text(AWA, "rappel")
    [(wish, _)] = of(town, AWA)
    assert wish.last_asked_at - wish.asked_at == timedelta(hours=1)
    assert len(town.cases(AWA)) == 1


def test_who_asks_for_a_call_is_told_it_comes_and_what_stop_ends(town: Town) -> None:
    town.text(AWA, "RAPPEL")
    [told] = town.carrier.to(AWA)
    assert told.startswith(f"Une personne va vous appeler: dossier {show_reference(town.case(AWA).reference)}.")
    assert "STOP annule: ni SMS ni appel." in told


def test_who_asks_again_is_told_that_the_wish_stands(town: Town) -> None:
    town.text(AWA, "RAPPEL")
    town.clock.advance(minutes=20)
    town.text(AWA, "rappelez moi svp")
    told = town.carrier.to(AWA)
    assert len(told) == 2
    assert told[1].startswith("Votre demande d'appel est déjà notée: dossier")


def test_asking_again_without_a_number_joins_the_wish_that_stands_about_a_named_case(town: Town) -> None:
    town.text(AWA, THEFT)
    theft = town.case(AWA)
    Dialler(town, AWA).dial(f"8*{theft.reference}").press("97")
    town.work()
    town.clock.advance(hours=1)
    town.text(AWA, "RAPPEL")
    [(wish, case)] = of(town, AWA)
    assert (case.id, wish.last_asked_at) == (theft.id, town.clock.now())
    assert len(town.cases(AWA)) == 1


def test_a_wish_that_stands_about_a_case_draws_none_behind_its_back_once_the_phone_accuses_its_readers(
    town: Town,
) -> None:
    town.text(AWA, THEFT)
    theft = town.case(AWA)
    Dialler(town, AWA).dial(f"8*{theft.reference}").press("97")
    town.work()
    town.text(AWA, EXTORTION)
    before = town.kinds(theft)
    town.text(AWA, "RAPPEL")
    assert town.kinds(theft) == before
    assert [case.category for _, case in of(town, AWA)] == ["cattle_theft", "callback_request"]


def test_after_a_stop_nothing_is_said_and_who_starts_again_is_told_how_to_be_called(town: Town) -> None:
    town.text(AWA, "RAPPEL")
    town.text(AWA, "STOP")
    assert len(town.carrier.to(AWA)) == 1
    town.clock.advance(minutes=1)
    town.text(AWA, "START")
    assert town.carrier.to(AWA)[-1].endswith("RAPPEL: on vous appelle.")
    assert settled(town, AWA) == ["opted_out"]
    town.clock.advance(minutes=10)
    town.text(AWA, "RAPPEL")
    assert settled(town, AWA) == ["opted_out", None]
    assert town.carrier.to(AWA)[-1].startswith("Une personne va vous appeler")


def test_a_language_nobody_reviewed_is_the_language_of_the_call(town: Town) -> None:
    dialled(town, AWA, "3", gateway="africastalking")
    town.work()
    assert [wish.language for wish, _ in of(town, AWA)] == ["ff"]


def test_a_wish_without_words_never_joins_a_case_it_does_not_name(town: Town) -> None:
    town.text(AWA, THEFT)
    town.text(AWA, "")
    [(_, case)] = of(town, AWA)
    assert [one.category for one in town.cases(AWA)] == ["cattle_theft", "callback_request"]
    assert case.category == "callback_request"
    assert "call_asked" not in town.kinds(town.cases(AWA)[0])


def test_asking_for_a_call_about_a_case_that_was_looked_up_is_about_that_case(town: Town) -> None:
    town.text(AWA, THEFT)
    theft = town.case(AWA)
    Dialler(town, AWA).dial(f"8*{theft.reference}").press("97")
    town.work()
    assert [case.id for _, case in of(town, AWA)] == [theft.id]


def test_it_stays_away_from_that_case_once_the_phone_accuses_whoever_reads_it(town: Town) -> None:
    town.text(AWA, THEFT)
    town.text(AWA, EXTORTION)
    theft, accusation = town.cases(AWA)
    before = town.kinds(theft)
    Dialler(town, AWA).dial(f"8*{theft.reference}").press("97")
    town.work()
    [(_, case)] = of(town, AWA)
    assert case.id not in (theft.id, accusation.id)
    assert [kind for kind in town.kinds(theft) if kind not in before] == ["status_asked"]


@pytest.mark.parametrize("sender", ["36099", "ORANGE"])
def test_a_sender_that_is_no_phone_leaves_a_case_and_no_call(town: Town, sender: str) -> None:
    town.text(sender, "")
    assert of(town, sender) == []
    assert town.case(sender).category == "callback_request"


def test_nobody_is_called_who_wrote_stop_until_they_ask_again(town: Town) -> None:
    town.text(AWA, "")
    town.text(BOCAR, "")
    town.text(AWA, "STOP")
    assert (settled(town, AWA), settled(town, BOCAR)) == (["opted_out"], [None])
    assert "call_ended" in town.kinds(town.case(AWA))
    town.text(AWA, "")
    assert settled(town, AWA) == ["opted_out", None]
    assert len(town.cases(AWA)) == 1


def test_a_stop_that_a_provider_heard_ends_a_wish_with_the_next_upkeep(town: Town) -> None:
    town.text(AWA, "")
    town.receipt(0, "failed", "opted_out")
    assert wishes.put_in_order(town.worker.unit) == 0
    town.clock.advance(minutes=1)
    town.text(BOCAR, "")
    town.receipt(1, "failed", "opted_out")
    with town.worker.unit() as unit:
        contact = unit.session.scalars(select(Contact).where(Contact.opted_out_at == town.clock.now())).one()
        contact.opted_out_at += timedelta(seconds=1)
    assert wishes.put_in_order(town.worker.unit) == 1
    assert settled(town, BOCAR) == ["opted_out"]


def test_who_says_it_is_not_safe_is_not_called_and_who_only_wants_no_texts_is(town: Town) -> None:
    town.text(AWA, "")
    dialled(town, AWA, "1", "9", "4")
    town.text(BOCAR, "")
    dialled(town, BOCAR, "1", "5", "2", "1", "9", "9", "2")
    town.work()
    assert settled(town, AWA) == ["unsafe"]
    assert None in settled(town, BOCAR)


def test_not_being_able_to_speak_ends_a_wish_too(town: Town) -> None:
    town.text(AWA, THEFT)
    town.officer("security").post(f"/cases/{town.case(AWA).reference}/closure", text="Vu.", outcome="resolved")
    town.work()
    town.text(AWA, "")
    town.text(AWA, "3")
    assert settled(town, AWA) == ["unsafe"]


def test_closing_the_case_that_was_nothing_but_the_wish_settles_it(town: Town) -> None:
    town.text(AWA, "")
    case = town.case(AWA)
    town.officer("coordinator").post(f"/cases/{case.reference}/closure", text="Vu.", outcome="no_action")
    town.work()
    town.text(AWA, "1")
    assert town.case(AWA).status == "closed"
    wishes.put_in_order(town.worker.unit)
    assert settled(town, AWA) == ["case_closed"]
    assert town.verify() > 0


def test_who_rings_again_after_a_call_wishes_anew_even_where_no_id_tells_the_texts_apart(town: Town) -> None:
    _ring(town)
    town.clock.advance(minutes=1)
    _ring(town)
    assert settled(town, AWA) == [None]
    CallingOfficer(town, "coordinator").call(of(town, AWA)[0][0], "reached")
    town.clock.advance(minutes=1)
    _ring(town)
    assert settled(town, AWA) == ["reached", None]


def _asked(town: Town, phone: str) -> Case:
    """Return a theft whose citizen was asked how many."""
    town.text(phone, THEFT)
    case = town.case(phone)
    page = f"/cases/{case.reference}"
    town.officer("security").post(f"{page}/questions", page=page, text="Combien de boeufs ?")
    town.pass_time(minutes=5)
    return case


@pytest.mark.parametrize(
    "words", ["17 boeufs, appelez-moi svp", "17 cows. please call me", "misi 17, n wele", "Oui, appelez-moi"]
)
def test_an_answer_that_asks_for_a_call_is_read_where_it_was_asked_for_and_the_call_waits_there(
    town: Town, words: str
) -> None:
    theft = _asked(town, AWA)
    town.text(AWA, words)
    assert [case.id for case in town.cases(AWA)] == [theft.id]
    [(wish, case)] = of(town, AWA)
    assert (case.id, case.status, wish.closed_at) == (theft.id, "open", None)
    page = town.officer("security").get(f"/cases/{theft.reference}").text
    assert words.replace("'", "&#39;") in page
    assert "Un appel au citoyen attend." in page
    assert f"/callbacks/{wish.id}" in town.officer("coordinator").get("/callbacks").text
    assert show_reference(theft.reference) in town.carrier.to(AWA)[-1]


@pytest.mark.parametrize(
    "words", ["RAPPEL", "appelez-moi", "bonjour, rappelez-moi svp", "rappelez moi demain", "je veux parler a quelqu'un"]
)
def test_a_wish_and_nothing_else_keeps_away_from_the_case_that_asked(town: Town, words: str) -> None:
    theft = _asked(town, AWA)
    before = town.kinds(theft)
    town.text(AWA, words)
    assert [case.category for _, case in of(town, AWA)] == ["callback_request"]
    assert town.kinds(theft) == before


def test_an_answer_that_asks_for_a_call_keeps_away_once_the_phone_accuses_who_asked(town: Town) -> None:
    theft = _asked(town, AWA)
    town.text(AWA, EXTORTION)
    before = town.kinds(theft)
    for words in ("17 boeufs, appelez-moi svp", "17 boeufs. les gendarmes prennent mon argent. appelez-moi"):
        town.text(AWA, words)
    assert town.kinds(theft) == before
    assert theft.id not in [case.id for _, case in of(town, AWA)]


def test_what_is_about_more_than_the_call_keeps_the_wish_too(town: Town) -> None:
    theft = _asked(town, AWA)
    town.text(AWA, "les voleurs sont 4 sur deux motos, appelez moi svp")
    assert [case.id for _, case in of(town, AWA)] == [theft.id]


def _ring(town: Town) -> None:
    """Bring an empty text through a gateway that gives its texts no ids."""
    text = InboundText("simulator", None, AWA, LINE, "", None, None, None, 600)
    with town.application.unit() as unit:
        intake.accept_text(unit, text, Call("POST", "", {}))
    town.work()
