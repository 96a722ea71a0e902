"""Four digits chosen at the end of a report: with them the answer is read by keypad, without them the state alone."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from hotline.domain.references import show_reference
from hotline.store.models.casework import Case, Event
from hotline.store.models.dialogues import Dialogue, Pin
from tests.support.dialler import Dialler, dialled
from tests.support.town import Officer, Town

AWA, BOCAR = "+22300000501", "+22300000502"
REPORT = ("1", "4", "1", "2", "9", "9", "1")
ANSWER = "Venez mardi matin, nous vous attendons."


def _reported(town: Town, *keys: str, phone: str = AWA) -> Case:
    """Report for a woman of the family, with these keys at the question for a code."""
    assert dialled(town, phone, *REPORT, *keys).ended
    town.work()
    return town.case(phone)


def _answered(town: Town, pin: str = "4827") -> tuple[Case, Officer]:
    case, officer = _reported(town, pin), town.officer("protection")
    officer.post(f"/cases/{case.reference}/answers", text=ANSWER)
    town.work()
    return town.case(AWA), officer


def _follow(town: Town, case: Case, *keys: str, phone: str = AWA) -> Dialler:
    return Dialler(town, phone).dial(f"8*{case.reference}").press(*keys)


def test_with_the_code_the_answer_that_waited_is_read_and_counts_as_arrived(town: Town) -> None:
    case, officer = _answered(town)
    assert not any(ANSWER in said for said in town.carrier.to(AWA))
    phone = _follow(town, case, "4827")
    assert "une réponse est là" in phone.screen
    assert ANSWER in phone.press("1").screen
    assert [kind for kind in town.kinds(case) if kind.startswith(("pin", "answer", "text_delivered"))] == [
        "pin_chosen", "answered", "pin_accepted", "answer_read", "text_delivered"
    ]  # fmt: skip
    assert "Le citoyen lit la réponse" in officer.get(f"/cases/{case.reference}").text


@pytest.mark.parametrize("typed", ["4827", " 48 27 ", "4827#", "٤٨٢٧"])
def test_a_code_is_read_as_people_type_it(town: Town, typed: str) -> None:
    case, _ = _answered(town, typed)
    assert "1 Lire la réponse" in _follow(town, case, "4827").screen


@pytest.mark.parametrize(
    ("typed", "why"),
    [("482", "Mal tapé"), ("abcd", "Mal tapé"), ("48271", "Mal tapé"), ("*", "Mal tapé"), ("1111", "Trop facile"),
     ("4321", "Trop facile")],
)  # fmt: skip
def test_what_is_no_code_is_asked_for_again(town: Town, typed: str, why: str) -> None:
    phone = dialled(town, AWA, *REPORT, typed)
    assert why in phone.screen
    assert phone.screen.count("4 chiffres") == 1
    assert phone.press("4827").ended


def test_whoever_passes_the_question_reads_only_where_the_case_stands(town: Town) -> None:
    case, officer = _reported(town, "9"), town.officer("protection")
    officer.post(f"/cases/{case.reference}/answers", text=ANSWER)
    town.work()
    phone = _follow(town, case)
    assert "une réponse est là. Pour la lire, envoyez par SMS SUIVI et ce numéro." in phone.screen
    assert "1 Lire" not in phone.screen
    assert "inconnue" in phone.press("1").screen
    town.text(AWA, f"SUIVI {case.reference}")
    town.work()
    assert any(ANSWER in said for said in town.carrier.to(AWA))
    assert "SUIVI" not in _follow(town, case).screen


def test_without_the_code_the_words_of_the_state_are_all_there_is_and_reading_asks_for_it(town: Town) -> None:
    case, _ = _answered(town)
    phone = _follow(town, case)
    assert "Tapez vos 4 chiffres" in phone.screen
    phone.press("9")
    assert "une réponse est là.\n1 Lire la réponse" in phone.screen
    assert "SUIVI" not in phone.screen
    assert "Tapez vos 4 chiffres" in phone.press("1").screen
    assert "answer_read" not in town.kinds(case)
    phone.press("4827")
    assert phone.screen.count("1 Lire") == 1
    assert ANSWER in phone.press("1").screen


def test_a_guarded_case_without_an_answer_offers_none_to_read(town: Town) -> None:
    case = _reported(town, "4827")
    phone = _follow(town, case, "9")
    assert "bien arrivé" in phone.screen
    assert "1 Lire" not in phone.screen


def test_no_ordinary_concern_is_asked_for_a_code_and_an_s2_with_one_keeps_its_answer_too(town: Town) -> None:
    assert dialled(town, BOCAR, "1", "5", "1", "2", "9", "9", "1").ended
    assert dialled(town, AWA, "1", "3", "2", "1", "9", "9", "1", "4827").ended
    town.work()
    case, oversight = town.case(AWA), town.officer("oversight")
    assert (case.category, case.sensitivity) == ("checkpoint_extortion", "S2")
    page = oversight.get(f"/cases/{case.reference}").text
    assert "avec son code" in page
    oversight.post(f"/cases/{case.reference}/answers", text=ANSWER)
    town.work()
    said = town.carrier.to(AWA)
    assert not any(ANSWER in text for text in said)
    assert sum("une réponse vous attend" in text for text in said) == 1
    assert ANSWER in _follow(town, case, "4827", "1").screen


def test_who_said_no_to_texts_is_not_told_by_text_that_an_answer_waits(town: Town) -> None:
    assert dialled(town, AWA, *REPORT[:-1], "2", "4827").ended
    town.work()
    case = town.case(AWA)
    town.officer("protection").post(f"/cases/{case.reference}/answers", text=ANSWER)
    town.pass_time(hours=1)
    assert town.carrier.to(AWA) == []


def test_who_said_no_to_texts_reads_the_answer_by_code_and_it_counts_when_read(town: Town) -> None:
    assert dialled(town, AWA, *REPORT[:-1], "2", "4827").ended
    town.work()
    case, officer = town.case(AWA), town.officer("protection")
    path = f"/cases/{case.reference}"
    page = officer.get(path).text
    assert "Pas de SMS : lu seulement en composant, avec son code." in page
    assert "Un SMS lui dit" not in page
    assert officer.post(f"{path}/answers", text=ANSWER).status_code == 303
    town.pass_time(hours=1)
    assert town.trail(case)[-1].data["state"] == "held"
    assert "text_delivered" not in town.kinds(case)
    assert ANSWER in _follow(town, case, "4827", "1").screen
    assert town.kinds(case)[-2:] == ["answer_read", "text_delivered"]
    assert town.carrier.to(AWA) == []


def test_the_page_says_before_the_press_that_a_text_will_tell_of_a_guarded_answer(town: Town) -> None:
    case, officer = _reported(town, "4827"), town.officer("protection")
    assert "Un SMS lui dit seulement" in officer.get(f"/cases/{case.reference}").text
    officer.post(f"/cases/{case.reference}/answers", text=ANSWER)
    town.work()
    assert sum("une réponse vous attend" in text for text in town.carrier.to(AWA)) == 1


def test_who_said_no_to_texts_and_chose_no_code_can_still_be_written_nothing(town: Town) -> None:
    assert dialled(town, AWA, *REPORT[:-1], "2", "9").ended
    town.work()
    page = town.officer("protection").get(f"/cases/{town.case(AWA).reference}").text
    assert "Le citoyen dit que ce téléphone n’est pas sûr." in page
    assert "Garder la réponse" not in page


def test_five_wrong_codes_lock_the_case_slowly_and_the_right_one_waits_too(town: Town) -> None:
    case, _ = _answered(town)
    for _ in range(2):
        assert _follow(town, case, "1357", "1357").press("9").screen.startswith("CON")
    assert "Trop d'essais" in _follow(town, case, "1357").screen
    assert "Trop d'essais" in _follow(town, case).screen
    assert "une réponse est là" in _follow(town, case, "9").screen
    town.pass_time(minutes=61)
    assert "Trop d'essais" in _follow(town, case, "1357").screen
    town.pass_time(minutes=61)
    assert "Trop d'essais" in _follow(town, case).screen
    town.pass_time(minutes=61)
    assert "1 Lire la réponse" in _follow(town, case, "4827").screen
    assert _follow(town, case, "1357", "1357").press("4827").screen.count("1 Lire") == 1
    assert town.kinds(case).count("pin_refused") == 8


def test_three_wrong_codes_in_a_row_end_kindly(town: Town) -> None:
    case, _ = _answered(town)
    assert _follow(town, case, "1357", "1357", "1357").ended


def test_a_forgotten_code_is_helped_by_a_call_about_that_case(town: Town) -> None:
    case, _ = _answered(town)
    assert "vous appeler" in _follow(town, case, "97").screen
    town.work()
    assert "text_joined" in town.kinds(case)
    assert len(town.cases(AWA)) == 1


def test_the_code_is_nowhere_but_as_a_keyed_mark(town: Town) -> None:
    case, _ = _answered(town)
    _follow(town, case, "1357", "4827", "1")
    with town.application.unit() as unit:
        session = unit.session
        dialogue_rows = session.scalars(select(Dialogue)).all()
        kept = [str(row.state) + unit.vault.open(row.screen_sealed, "dialogues", "screen_sealed", row.id)
                for row in dialogue_rows]  # fmt: skip
        kept += [str(event.data) for event in session.scalars(select(Event))]
        # A time of day may hold the same digits.
        assert not any(re.search(r"(?<![\d.])4827(?!\d)", text) for text in kept)
        pin = session.scalars(select(Pin)).one()
        assert b"4827" not in pin.mark
        assert pin.mark == unit.vault.blind(f"pin:{pin.id}", "4827")


def test_a_code_dialled_along_with_the_reference_is_asked_for_all_the_same(town: Town) -> None:
    case, _ = _answered(town)
    assert "Tapez vos 4 chiffres" in Dialler(town, AWA).dial(f"8*{case.reference}*4827").screen


def test_a_text_gets_neither_the_answer_nor_a_use_for_the_code(town: Town) -> None:
    case, _ = _answered(town)
    for words in (f"SUIVI {show_reference(case.reference)}", f"suivi {case.reference} 4827"):
        town.text(AWA, words)
        assert "Composez la ligne" in town.carrier.to(AWA)[-1]
    assert not any(ANSWER in said for said in town.carrier.to(AWA))


def test_a_later_report_of_the_same_phone_opens_a_case_of_its_own_and_not_the_earlier_answer(town: Town) -> None:
    case, _ = _answered(town)
    _reported(town, "9051")
    assert len(town.cases(AWA)) == 2
    assert "Ce n'est pas cela" in _follow(town, case, "9051").screen
    other = next(one for one in town.cases(AWA) if one.id != case.id)
    assert "Ce n'est pas cela" in _follow(town, other, "4827").screen


def test_what_one_case_opened_is_shut_again_at_the_next(town: Town) -> None:
    case, _ = _answered(town)
    other = _reported(town, "9051")
    town.officer("protection").post(f"/cases/{other.reference}/answers", text="Une autre réponse.")
    phone = _follow(town, other, "9051", "0", "0", case.reference, "9")
    assert show_reference(case.reference) in phone.screen
    assert "Tapez vos 4 chiffres" in phone.press("1").screen


def test_an_open_answer_is_not_taken_up_again_by_the_next_who_dials(town: Town) -> None:
    case, _ = _answered(town)
    _follow(town, case, "4827", "1").hang_up()
    again = Dialler(town, AWA).dial().screen
    assert "Votre souci" in again


def test_another_phone_is_not_even_asked_for_the_code(town: Town) -> None:
    case, _ = _answered(town)
    assert "Dossier inconnu" in _follow(town, case, phone=BOCAR).screen


def test_words_of_the_dialogue_that_open_a_case_of_their_own_are_behind_the_same_code(town: Town) -> None:
    words = "les gendarmes du poste m'ont frappée et violée"
    assert dialled(town, AWA, "1", "4", "3", "2", "9", words, "1", "4827").ended
    town.work()
    assert len(town.cases(AWA)) == 2
    for case in town.cases(AWA):
        assert "Tapez vos 4 chiffres" in _follow(town, case).screen
        assert "pin_chosen" in town.kinds(case)


def test_a_code_is_written_down_whether_triage_came_first_or_last(town: Town) -> None:
    phone = dialled(town, AWA, *REPORT)
    town.work()
    phone.press("4827")
    assert "pin_chosen" in town.kinds(town.case(AWA))
    assert "pin_chosen" in town.kinds(_reported(town, "4827", phone=BOCAR))
    town.verify()


def test_an_officer_who_notes_that_texts_are_safe_does_not_release_what_a_code_guards(town: Town) -> None:
    case, officer = _answered(town)
    officer.post(f"/cases/{case.reference}/safety", page=f"/cases/{case.reference}", safe="yes")
    town.work()
    assert not any(ANSWER in said for said in town.carrier.to(AWA))


def test_a_protected_report_by_keys_leaves_no_text_on_the_phone(town: Town) -> None:
    """Also of who rings off before the question whether we may write."""
    phone = dialled(town, AWA, *REPORT[:-1])
    town.clock.advance(minutes=10)
    town.work()
    case = town.case(AWA)
    assert not phone.ended
    assert town.carrier.to(AWA) == []
    assert "acknowledgement_withheld" in town.kinds(case)


def test_a_yes_at_the_end_of_a_report_shows_on_its_case(town: Town) -> None:
    case, officer = _reported(town, "9"), town.officer("protection")
    assert "oui, pour ce dossier" in officer.get(f"/cases/{case.reference}").text
