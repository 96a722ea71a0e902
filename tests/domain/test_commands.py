"""Commands, closing answers, thanks and empty texts, as people really type them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.commands import (
    Closing,
    Command,
    is_empty,
    is_operator_call_me,
    is_thanks_only,
    plain,
    read_closing_answer,
    read_command,
)

WORDS = {
    "stop": frozenset({"STOP", "ARRÊT", "désabonner", "a jɔ", "توقف"}),
    "start": frozenset({"DEBUT", "OUI-REPRENDRE"}),
    "status": frozenset({"SUIVI", "suivi dossier"}),
    "help": frozenset({"AIDE", "HELP"}),
    "callback": frozenset({"rappel", "rappelle moi"}),
    "filler": frozenset({"n", "no", "ref", "svp"}),
    "yes": frozenset({"oui", "نعم"}),
    "no": frozenset({"non", "non pas encore"}),
    "unsafe": frozenset({"pas sûr"}),
    "thanks": frozenset({"merci", "merci beaucoup", "i ni ce"}),
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("STOP", "stop"),
        (" «Stop» !!", "stop"),
        ("arret", "stop"),
        ("Désabonner.", "stop"),
        ("a jo", "stop"),
        ("توقّف", "stop"),
        ("ＳＴＯＰ", "stop"),
        ("S\u200bTOP", "stop"),
        ("oui reprendre", "start"),
        ("aide", "help"),
        ("Rappelle-moi!", "callback"),
    ],
)
def test_a_command_is_the_whole_text_in_any_spelling(text, kind):
    assert read_command(text, WORDS) == Command(kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "STOP ils nous tuent",
        "aide nous",
        "on a dit stop",
        "suivi 4829151 le gendarme a frappé",
        "merci",
        "10",
        "4829151 12",
    ],
)
def test_words_beside_a_command_make_it_a_concern(text):
    assert read_command(text, WORDS) is None


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("SUIVI 482 9151", Command("status", "4829151")),
        ("suivi n° 4829151 svp", Command("status", "4829151")),
        ("4829151 suivi", Command("status", "4829151")),
        ("suivi dossier 482-9151", Command("status", "4829151")),
        ("482 9151", Command("status", "4829151")),
        ("٤٨٢٩١٥١", Command("status", "4829151")),
        ("suivi", Command("status")),
        ("suivi 4829152", Command("status", mistyped=True)),
        ("suivi 4829151 12", Command("status", "4829151")),
    ],
)
def test_a_status_request_may_carry_its_reference(text, command):
    assert read_command(text, WORDS) == command


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1", Closing(1)),
        (" 1.", Closing(1)),
        ("(2)", Closing(2)),
        ("3\n", Closing(3)),
        ("١", Closing(1)),
        ("1\ufe0f\u20e3", Closing(1)),
        ("1 merci", Closing(1)),
        ("1merci beaucoup!", Closing(1)),
        ("1 482 9151", Closing(1)),
        ("ref 4829151", None),
        ("4829151 2", Closing(2)),
        ("2, rien n'a changé", Closing(2, "rien n'a changé")),
        ("2 motos attaquent", Closing(2, "motos attaquent")),
        ("OUI merci", Closing(1)),
        ("نعم", Closing(1)),
        ("Non, toujours rien", Closing(2, "toujours rien")),
        ("non pas encore", Closing(2)),
        ("pas sur", Closing(3)),
    ],
)
def test_a_closing_answer_opens_the_text_and_the_rest_is_kept(text, answer):
    found = read_closing_answer(text, WORDS)
    assert found == answer
    assert found is None or found.whole is (found.rest == "")


@pytest.mark.parametrize(
    "text", ["", "merci", "10 motos", "1h", "1er", "4", "0", "1 000 F", "1,5 million", "nonobstant", "le 1"]
)
def test_numbers_and_words_that_only_look_like_an_answer_are_none(text):
    assert read_closing_answer(text, WORDS) is None


def test_without_words_only_digits_answer():
    assert read_closing_answer("1") == Closing(1)
    assert read_closing_answer("oui") is None


@pytest.mark.parametrize("text", ["merci", "MERCI!!", "Merci beaucoup, i ni cɛ \U0001f64f", "merci merci"])
def test_thanks_and_nothing_else_are_thanks(text):
    assert is_thanks_only(text, WORDS["thanks"])


@pytest.mark.parametrize("text", ["", "\U0001f64f", "merci mais il a tout pris", "merci au gendarme", "beaucoup"])
def test_thanks_wrapped_round_anything_are_not_only_thanks(text):
    assert not is_thanks_only(text, WORDS["thanks"])


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\ufeff", "\u2800\u3164", "\u202e", "\x00", "\u00a0"])
def test_a_text_in_which_nobody_sees_anything_is_empty(text):
    assert is_empty(text)


@pytest.mark.parametrize("text", [".", "?", "\U0001f6a8", "0", "ⵣ"])
def test_a_single_visible_sign_is_not_empty(text):
    assert not is_empty(text)


@pytest.mark.parametrize(
    "text",
    [
        "Peux-tu me rappeler au numero suivant +22300000123",
        "Peux-tu me rappeler au numéro suivant: 00 00 01 23. Merci",
        "Rappellez moi s'il vous plait au numero suivant",
        "Rappelez moi s’il vous plaît au numero suivant +223 00 00 01 23",
        "Peux-tu recharger mon compte",
        "Messagerie Vocale: 2 nouveaux messages",
    ],
)
def test_an_operators_call_me_text_is_recognised(text):
    assert is_operator_call_me(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rappelle moi",
        "Peux-tu me rappeler au numero suivant +22300000123 la police m'a frappé",
        "le gendarme dit peux-tu recharger mon compte",
        "Peux-tu recharger mon compte a dit le policier au poste",
    ],
)
def test_a_citizens_own_words_are_no_operator_text(text):
    assert not is_operator_call_me(text)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_read(text):
    assert plain(plain(text)) == plain(text)
    command, answer = read_command(text, WORDS), read_closing_answer(text, WORDS)
    assert not (is_empty(text) and (command or answer))
