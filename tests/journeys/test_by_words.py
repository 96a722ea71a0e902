"""What a citizen does with words alone, by SMS: the same as by keys, in every live language."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.domain.references import show_reference
from hotline.store.models.calls import Callback
from hotline.store.models.people import Contact
from tests.support.dialler import dialled
from tests.support.town import Town

AWA, BOCAR = "+22300000701", "+22300000702"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
EXTORTION = "les gendarmes au barrage prennent 2000 f par passager sans recu"
ANSWER = "Une patrouille part ce matin."


def contact(town: Town, phone: str) -> Contact:
    """Return a phone's contact as it stands."""
    with town.application.unit() as unit:
        return unit.session.scalars(
            select(Contact).where(Contact.phone_index == unit.vault.blind("phone", phone))
        ).one()


def calls(town: Town, phone: str) -> list[str]:
    """Return the languages somebody of this phone wants to be called in, and not yet was."""
    with town.application.unit() as unit:
        wishes = select(Callback.language).join(Contact, Contact.id == Callback.contact_id)
        mine = Contact.phone_index == unit.vault.blind("phone", phone)
        return list(unit.session.scalars(wishes.where(mine, Callback.closed_at.is_(None))))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("LANGUE 7", "en", "Noted: we write to you in English."),
        ("langue anglais svp", "en", "Noted: we write to you in English."),
        ("Language: Bambara", "bm", "A sera: an b'i jaabi bamanankan na."),
        ("kan 2", "bm", "A sera: an b'i jaabi bamanankan na."),
        ("لغة ٦", "ar", "سُجل: نكتب إليك بالعربية."),
    ],
)
def test_a_language_is_chosen_by_its_number_or_its_name_and_the_answer_comes_in_it(
    town: Town, words: str, code: str, said: str
) -> None:
    town.text(AWA, words)
    assert contact(town, AWA).language == code
    assert town.carrier.to(AWA) == [said]
    assert town.cases(AWA) == []


@pytest.mark.parametrize("words", ["LANGUE", "langue svp", "langue 9"])
def test_who_names_no_language_gets_the_list(town: Town, words: str) -> None:
    town.text(AWA, words)
    [text] = town.carrier.to(AWA)
    assert "3 Fulfulde 4 Songhay 5 Tamasheq 6 Arabe" in text
    assert contact(town, AWA).language is None


@pytest.mark.parametrize("words", ["langue de terre prise par le maire", "langue coupée", "kan na n wele"])
def test_other_words_beside_it_make_a_concern(town: Town, words: str) -> None:
    town.text(AWA, words)
    assert len(town.cases(AWA)) == 1


def test_a_language_nobody_reviewed_is_answered_by_a_call_from_somebody_who_speaks_it(town: Town) -> None:
    town.text(AWA, "LANGUE peul")
    assert contact(town, AWA).language == "ff"
    assert calls(town, AWA) == ["ff"]
    [case] = town.cases(AWA)
    [told] = town.carrier.to(AWA)
    assert (case.category, show_reference(case.reference) in told) == ("callback_request", True)


@pytest.mark.parametrize("words", ["ne me contactez plus", "NOT SAFE", "غير آمن", "Téléphone pas sûr"])
def test_who_says_the_phone_is_not_safe_is_neither_written_to_nor_called(town: Town, words: str) -> None:
    town.text(AWA, THEFT)
    town.text(AWA, "rappel")
    heard = len(town.carrier.to(AWA))
    town.text(AWA, words)
    assert contact(town, AWA).safe_to_text is False
    assert calls(town, AWA) == []
    assert "safety_told" in town.kinds(town.cases(AWA)[0])
    reference = town.cases(AWA)[0].reference
    town.officer("security").post(f"/cases/{reference}/answers", text=ANSWER)
    town.text(AWA, "AIDE")
    town.work()
    assert len(town.carrier.to(AWA)) == heard


def test_said_while_a_closing_is_asked_it_answers_the_question(town: Town) -> None:
    town.text(AWA, THEFT)
    town.officer("security").post(f"/cases/{town.case(AWA).reference}/closure", text="Vu.", outcome="resolved")
    town.work()
    town.text(AWA, "pas sur")
    assert town.case(AWA).citizen_answer == "not_safe"
    assert contact(town, AWA).safe_to_text is False


def test_start_is_confirmed_with_words_that_say_nothing(town: Town) -> None:
    town.text(AWA, "STOP")
    assert town.carrier.to(AWA) == []
    town.text(AWA, "START")
    assert town.carrier.to(AWA) == ["C'est noté. Nous pouvons vous écrire. RAPPEL: on vous appelle."]


@pytest.mark.parametrize("word", ["REPONSE", "answer", "jaabi", "جواب"])
def test_the_last_answer_is_read_again_by_its_reference(town: Town, word: str) -> None:
    town.text(AWA, THEFT)
    case = town.case(AWA)
    town.officer("security").post(f"/cases/{case.reference}/answers", text=ANSWER)
    town.work()
    before = town.kinds(case).count("answered")
    town.text(AWA, f"{word} {show_reference(case.reference)}")
    assert town.carrier.to(AWA)[-2:] == [ANSWER, ANSWER]
    assert town.kinds(case)[-1] == "answer_read"
    assert town.kinds(case).count("answered") == before


def test_asking_without_a_number_is_told_to_add_it(town: Town) -> None:
    town.text(AWA, THEFT)
    for words in ("SUIVI", "réponse"):
        town.text(AWA, words)
        assert town.carrier.to(AWA)[-1] == "Ajoutez le numéro du dossier, comme SUIVI 123 4567."


def test_the_state_is_told_in_the_language_of_the_case_whichever_word_asked(town: Town) -> None:
    town.text(AWA, "سرقوا أبقاري في كونا الليلة")
    town.work()
    case = town.case(AWA)
    assert "متابعة" in town.carrier.to(AWA)[-1]
    for word in ("SUIVI", "متابعة"):
        town.text(AWA, f"{word} {case.reference}")
        assert town.carrier.to(AWA)[-1] == f"الملف {show_reference(case.reference)}: وصل وسيقرأه شخص."


def test_another_phone_and_a_case_without_an_answer_read_none(town: Town) -> None:
    town.text(AWA, THEFT)
    reference = town.case(AWA).reference
    town.text(AWA, f"REPONSE {reference}")
    assert town.carrier.to(AWA)[-1].endswith("bien arrivé. Une personne va le lire.")
    town.officer("security").post(f"/cases/{reference}/answers", text=ANSWER)
    town.work()
    town.text(BOCAR, f"REPONSE {reference}")
    assert town.carrier.to(BOCAR) == ["Nous ne trouvons pas ce dossier pour ce téléphone."]


def test_an_answer_behind_a_code_is_never_sent_by_words(town: Town) -> None:
    dialled(town, AWA, "1", "3", "2", "1", "9", "le chef de poste a pris mon argent", "1", "4827")
    town.work()
    case = town.case(AWA)
    town.officer("oversight").post(f"/cases/{case.reference}/answers", text=ANSWER)
    town.work()
    town.text(AWA, f"REPONSE {case.reference}")
    assert all(ANSWER not in text for text in town.carrier.to(AWA))
    assert "Composez la ligne" in town.carrier.to(AWA)[-1]


def test_help_names_every_word_and_the_emergency_numbers(town: Town) -> None:
    for words in ("AIDE", "numéros d'urgence"):
        town.text(AWA, words)
        text = town.carrier.to(AWA)[-1]
        assert all(word in text for word in ("SUIVI", "REPONSE", "RAPPEL", "LANGUE", "PAS SUR", "STOP", "17"))
    assert town.cases(AWA) == []


def test_a_cry_for_help_is_no_command(town: Town) -> None:
    for phone, words in ((AWA, "urgence"), (BOCAR, "au secours aidez nous")):
        town.text(phone, words)
        assert len(town.cases(phone)) == 1
