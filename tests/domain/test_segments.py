"""Parts and folding: sizes a network would bill, and forms that keep their meaning."""

from __future__ import annotations

import math
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.segments import GSM7, GSM7_BASIC, GSM7_EXTENSION, best_form, fold, measure, shortened

quick = settings(max_examples=80, deadline=None)


def test_the_alphabet_has_127_characters_and_ten_on_the_extension_table():
    assert (len(GSM7_BASIC), len(GSM7_EXTENSION)) == (127, 10)
    assert "ç" not in GSM7
    assert "Ç" in GSM7


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts", "left"),
    [
        ("", "GSM-7", 0, 0, 160),
        ("a", "GSM-7", 1, 1, 159),
        ("é" * 160, "GSM-7", 160, 1, 0),
        ("a" * 161, "GSM-7", 161, 2, 145),
        ("a" * 306, "GSM-7", 306, 2, 0),
        ("a" * 307, "GSM-7", 307, 3, 152),
        ("€" * 80, "GSM-7", 160, 1, 0),
        ("€" * 81, "GSM-7", 162, 2, 143),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3, 152),
        ("ç" * 70, "UCS-2", 70, 1, 0),
        ("ç" * 71, "UCS-2", 71, 2, 63),
        ("ɛ" * 134, "UCS-2", 134, 2, 0),
        ("\U0001f6a8" * 35, "UCS-2", 70, 1, 0),
        ("ç" * 66 + "\U0001f6a8" + "ç" * 66, "UCS-2", 134, 3, 66),
        ("\U0001e900" * 36, "UCS-2", 72, 2, 61),
        ("ⵣ" * 70, "UCS-2", 70, 1, 0),
        ("ߒ" * 70, "UCS-2", 70, 1, 0),
        ("س" * 70, "UCS-2", 70, 1, 0),
        ("\ud800", "UCS-2", 1, 1, 69),
    ],
)
def test_a_text_is_packed_part_by_part(text, encoding, units, parts, left):
    size = measure(text)
    assert (size.encoding, size.units, size.parts, size.left) == (encoding, units, parts, left)


def test_the_characters_that_force_the_dear_alphabet_are_named_once_and_in_order():
    assert measure("ça va, ma sœur ? ça va").costly == ("ç", "œ")
    assert measure("déjà {vu}").costly == ()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ça va être à côté, sœur", "ca va etre à coté, soeur"),
        ("« Œuvre » l’été… – 5°", '" OEuvre " l\'été... - 5o'),
        ("ÀÂÈÊËÎÏÔÙÛŸ", "AAEEEIIOUUY"),
        ("sûr, pas sur", "sùr, pas sur"),
        ("i ni sɔgɔma, ɲɛ ŋana", "i ni sogoma, nye ngana"),
        ("aŋka Ŋka ŋgoni", "anka Nka ngoni"),
        ("ɓaŋ ɗo ƴel", "b'ang d'o y'el"),
        ("ãẽĩõũ šž", "aneninonun shzh"),
        ("ăǝəḍɣṣṭẓǧḷ", "aeedghstzgl"),
        ("ɛ̀ e\u0301 s\u0323", "e é s"),
        ("a\u00a0b\u202fc\u200b\ufeff", "a b c"),
        ("ⵣⴰⵣ", "ⵣⴰⵣ"),
        ("ߒߞߏ߫", "ߒߞߏ߫"),
        ("\U0001e900\U0001e944", "\U0001e900\U0001e944"),
        ("سُرقت\u200c بقرة", "سُرقت\u200c بقرة"),
        ("déjà ñ Ç {€}", "déjà ñ Ç {€}"),
    ],
)
def test_only_latin_letters_and_signs_are_folded(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Reçu, ma sœur", "Recu, ma soeur"),
        ("Déjà reçu سلام", "Déjà reçu سلام"),
        ("être \U0001f64f", "être \U0001f64f"),
        ("déjà {vu}", "déjà {vu}"),
        ("…" * 70, "…" * 70),
    ],
)
def test_a_text_is_folded_only_when_the_whole_of_it_then_travels_cheaply(text, sent):
    assert best_form(text) == sent


@quick
@given(st.text(st.sampled_from("aé€[ç\U0001f6a8ɛس"), max_size=400))
def test_parts_hold_the_whole_text_and_never_fewer_than_the_formula_says(text):
    size = measure(text)
    assert size.parts >= math.ceil(size.units / size.per_part)
    assert 0 <= size.left <= size.per_part
    if size.parts > 1:
        lost = size.parts * size.per_part - size.units - size.left
        assert 0 <= lost < size.parts


@quick
@given(st.text(max_size=60) | st.text(st.sampled_from("ab…œŋ ɛ"), max_size=300))
def test_folding_is_settled_at_once_and_never_makes_a_text_dearer(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert set(measure(folded).costly) <= set(unicodedata.normalize("NFC", text))
    assert measure(best_form(text)).parts <= measure(text).parts


@pytest.mark.parametrize(
    ("text", "parts", "kept"),
    [
        ("un deux trois", 1, "un deux trois"),
        ("a" * 200, 1, "a" * 160),
        ("mot " * 60, 1, ("mot " * 40).rstrip()),
        ("ɲɛ سلام " * 20, 1, ("ɲɛ سلام " * 8).rstrip() + " ɲɛ"),
        ("", 1, ""),
    ],
)
def test_a_text_is_shortened_to_whole_words_where_it_has_any(text, parts, kept):
    assert shortened(text, parts) == kept


@quick
@given(st.text(max_size=700), st.integers(1, 3))
def test_a_shortened_text_travels_in_so_many_parts_and_is_the_beginning_of_it(text, parts):
    short = shortened(text, parts)
    assert measure(best_form(short)).parts <= parts
    assert text.startswith(short)
