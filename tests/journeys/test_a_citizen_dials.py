"""From the first key to the case: what is kept, what is said, and what a cut line costs."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.domain.references import show_reference
from hotline.services import dialogue
from hotline.store import messages
from hotline.store.models.casework import Case
from hotline.store.models.dialogues import Dialogue
from hotline.store.models.office import Place
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message
from tests.support.dialler import Dialler, dialled
from tests.support.town import Officer, Town

AWA, BOCAR = "+22300000301", "+22300000302"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"


def _place(town: Town, case: Case) -> str | None:
    with town.application.unit() as unit:
        return unit.session.scalar(select(Place.code).where(Place.id == case.place_id))


def _bodies(town: Town, case: Case) -> list[str]:
    with town.application.unit() as unit:
        return [messages.body(unit.vault, one) for one in messages.of_case(unit.session, case.id)]


def test_a_danger_takes_three_keys_on_first_contact_and_two_after_and_no_text(town: Town) -> None:
    first = dialled(town, AWA, "1", "1", "1")
    town.work()
    case = town.case(AWA)
    assert (case.category, case.urgency, case.channel, case.language) == ("attack_ongoing", "critical", "ussd", "fr")
    assert "Quelle région" in first.screen
    assert dialled(town, BOCAR, "1").screen.startswith("CON Votre souci ?")
    town.pass_time(hours=1)
    assert "Quelle" in dialled(town, BOCAR, "1", "2").screen
    town.work()
    assert town.case(BOCAR).category == "ied_uxo"


def test_a_whole_report_is_one_case_with_its_place_its_words_and_its_reference(town: Town) -> None:
    phone = dialled(town, AWA, "1", "5", "2")
    assert town.cases(AWA) == []
    phone.press("1")
    town.work()
    case = town.case(AWA)
    assert (case.category, _place(town, case)) == ("land_pastoral", "ML05")
    phone.press("1", "animaux dans mon champ de mil")
    town.work()
    assert "écrire ?" in phone.screen
    assert show_reference(case.reference) not in phone.screen
    phone.press("1")
    assert phone.ended
    assert show_reference(case.reference) in phone.screen
    assert "champ" not in phone.screen
    assert len(town.cases(AWA)) == 1
    assert _place(town, town.case(AWA)) == "ML0503"
    assert "animaux dans mon champ de mil" in _bodies(town, case)
    town.verify()


def test_nothing_is_texted_before_the_citizen_was_asked_and_nothing_at_all_after_a_no(town: Town) -> None:
    phone = dialled(town, AWA, "1", "4", "1", "2", "9", "9")
    town.work()
    assert town.carrier.to(AWA) == []
    phone.press("2", "9")
    assert phone.ended
    town.pass_time(minutes=10)
    assert town.carrier.to(AWA) == []
    assert (town.case(AWA).category, town.case(AWA).sensitivity) == ("gbv", "S3")
    assert town.desk_kind(town.case(AWA)) == "protection"


def test_whoever_agrees_to_texts_gets_the_reference_by_text_too(town: Town) -> None:
    dialled(town, AWA, "1", "6", "1", "2", "9", "9", "1")
    town.work()
    town.pass_time(minutes=4)
    assert show_reference(town.case(AWA).reference) in town.carrier.to(AWA)[0]
    assert len(town.carrier.to(AWA)) == 1


KEYS = ("1", "5", "2", "1", "9", "9", "1")


def _cut(town: Town, phone: Dialler, *, notice: bool) -> None:
    if notice:
        phone.hang_up()
    else:
        town.clock.advance(minutes=6)
        dialogue.end_silent(town.worker.unit, town.worker.tools)
    town.work()


@pytest.mark.parametrize("notice", [True, False])
def test_a_dialogue_cut_off_at_any_step_is_taken_up_again_without_a_second_case(town: Town, notice: bool) -> None:
    for step in range(len(KEYS)):
        number = f"+223000003{step:02d}"
        cut = dialled(town, number, *KEYS[:step])
        _cut(town, cut, notice=notice)
        assert len(town.cases(number)) == (1 if step > 2 else 0)
        again = Dialler(town, number).dial()
        if "Continuer" in again.screen:
            again.press("1")
        assert again.screen == cut.screen
        assert again.press(*KEYS[step:]).ended
        town.work()
        assert len(town.cases(number)) == 1


@pytest.mark.parametrize("keys", [(), ("1",)])
def test_who_hangs_up_before_choosing_anything_asked_for_nothing_and_is_not_called(
    town: Town, keys: tuple[str, ...]
) -> None:
    _cut(town, dialled(town, AWA, *keys), notice=True)
    assert town.cases(AWA) == []
    assert "Personne n’attend votre appel." in town.officer("coordinator").get("/callbacks").text


def test_a_dialogue_that_ended_well_is_not_taken_up_again(town: Town) -> None:
    dialled(town, AWA, *KEYS)
    assert Dialler(town, AWA).dial().screen.startswith("CON Votre souci ?")


def test_starting_again_keeps_what_was_dialled_before_the_line_was_cut(town: Town) -> None:
    dialled(town, AWA, "1", "5", "2")
    dialled(town, AWA, "2")
    town.work()
    assert town.case(AWA).category == "land_pastoral"


def test_a_danger_is_two_keys_away_even_from_the_question_whether_to_go_on(town: Town) -> None:
    dialled(town, AWA, "1", "5", "2")
    dialled(town, AWA, "3", "1")
    town.work()
    assert {case.category for case in town.cases(AWA)} == {"land_pastoral", "attack_ongoing"}


def test_after_half_an_hour_nothing_is_taken_up_again(town: Town) -> None:
    dialled(town, AWA, "1", "5", "2").hang_up()
    town.pass_time(minutes=31)
    assert Dialler(town, AWA).dial().screen.startswith("CON Votre souci ?")


def test_a_request_come_again_gets_the_stored_screen_and_does_not_advance(town: Town) -> None:
    phone = dialled(town, AWA, "1", "1")
    for _ in range(3):
        assert phone.send().text == phone.screen
    shrunk = Dialler(town, AWA, session=phone.session, typed="1")
    assert shrunk.send().text == phone.screen
    phone.press("1")
    town.work()
    assert len(town.cases(AWA)) == 1


def test_a_session_after_its_end_shows_its_end(town: Town) -> None:
    phone = dialled(town, AWA, "1", "97")
    assert phone.ended
    late = Dialler(town, AWA, session=phone.session, typed=phone.typed + "*1")
    assert late.send().text == phone.screen
    town.work()
    assert [case.category for case in town.cases(AWA)] == ["callback_request"]


def test_a_language_nobody_reviewed_leads_to_a_call_and_the_case_knows_the_language(town: Town) -> None:
    phone = dialled(town, AWA, "3", gateway="africastalking")
    assert phone.ended
    assert "Fulfulde" in phone.screen
    town.work()
    assert (town.case(AWA).category, town.case(AWA).language) == ("callback_request", "ff")
    assert "3 Fulfulde" in dialled(town, AWA, gateway="africastalking").screen


def test_a_reference_dialled_along_shows_where_the_case_stands_to_its_own_phone_only(town: Town) -> None:
    town.text(AWA, THEFT)
    reference = town.case(AWA).reference
    assert "bien arrivé" in Dialler(town, AWA).dial(f"8*{reference}").screen
    stranger = Dialler(town, BOCAR).dial(f"8*{reference}")
    assert "Dossier inconnu" in stranger.screen
    assert "status_asked" in town.kinds(town.case(AWA))


def _answered(town: Town) -> tuple[Case, Officer]:
    town.text(AWA, THEFT)
    case, liaison = town.case(AWA), town.officer("security")
    liaison.post(f"/cases/{case.reference}/answers", text="Une patrouille part ce matin. " * 9)
    town.work()
    return case, liaison


def test_the_last_answer_is_read_page_by_page(town: Town) -> None:
    case, _ = _answered(town)
    phone = dialled(town, AWA, "1", "8", case.reference)
    assert "une réponse est là" in phone.screen
    phone.press("1")
    read = phone.screen
    while "98 suite" in phone.screen:
        phone.press("98")
        read += phone.screen
    assert read.count("Une patrouille") == 9
    assert "answer_read" in town.kinds(case)


def test_the_closing_question_is_answered_by_key(town: Town) -> None:
    case, liaison = _answered(town)
    assert "2 Est-ce" not in dialled(town, AWA, "1", "8", case.reference).screen
    liaison.post(f"/cases/{case.reference}/closure", text="Vu.", outcome="resolved")
    town.work()
    phone = Dialler(town, AWA).dial(f"8*{case.reference}").press("2", "1")
    assert phone.ended
    town.work()
    assert (town.case(AWA).status, town.case(AWA).citizen_answer) == ("closed", "confirmed")


def test_words_are_added_to_a_case_through_its_walls(town: Town) -> None:
    town.text(AWA, THEFT)
    reference = town.case(AWA).reference
    assert Dialler(town, AWA).dial(f"8*{reference}").press("3", "on a vu les traces vers Konna").ended
    town.work()
    assert len(town.cases(AWA)) == 1
    Dialler(town, AWA).dial(f"8*{reference}").press("3", "les gendarmes du poste ont pris mon argent")
    town.work()
    assert [(case.wall, town.desk_kind(case)) for case in town.cases(AWA)][1:] == [("hinted", "oversight")]


def test_the_dialled_topic_outranks_the_words_and_only_raises(town: Town) -> None:
    dialled(town, AWA, "1", "1", "1", "1", "je ne sais pas quoi dire", "1")
    town.work()
    case = town.case(AWA)
    assert (case.category, case.urgency) == ("attack_ongoing", "critical")
    assert len(town.cases(AWA)) == 1


def test_asking_for_a_call_in_the_middle_of_a_report_keeps_both(town: Town) -> None:
    phone = dialled(town, AWA, "1", "2", "1", "97")
    assert phone.ended
    town.work()
    assert "no_response" in {case.category for case in town.cases(AWA)}
    assert any("rappel" in body for case in town.cases(AWA) for body in _bodies(town, case))


def test_who_says_it_is_not_safe_is_not_contacted_until_they_say_otherwise(town: Town) -> None:
    town.text(AWA, THEFT)
    dialled(town, AWA, "1", "9", "4")
    assert "safety_told" in town.kinds(town.case(AWA))
    town.text(AWA, "on a volé mes moutons aussi")
    assert len(town.carrier.to(AWA)) == 1
    dialled(town, AWA, "9", "5")
    with town.application.unit() as unit:
        index = unit.vault.blind("phone", AWA)
        assert unit.session.scalars(select(Contact).where(Contact.phone_index == index)).one().safe_to_text is True


def test_typed_words_are_nowhere_in_the_clear(town: Town) -> None:
    dialled(town, AWA, "1", "4", "1", "2", "9", "n ce be n bugo")
    with town.application.unit() as unit:
        row = unit.session.scalars(select(Dialogue)).one()
        dialled_facts = unit.session.scalars(select(Message.dialled)).all()
        assert "bugo" not in str(row.state) + str(dialled_facts)
        assert b"bugo" not in row.typed_mark + row.screen_sealed


def test_dialogues_are_forgotten_after_a_month_and_their_cases_are_not(town: Town) -> None:
    dialled(town, AWA, "1", "1", "1")
    town.work()
    town.clock.advance(days=31)
    dialogue.forget(town.worker.unit)
    with town.application.unit() as unit:
        assert unit.session.scalars(select(Dialogue)).all() == []
    assert town.case(AWA).category == "attack_ongoing"
