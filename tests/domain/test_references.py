"""References: what is one, and what only looks like one in a citizen's text."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hotline.domain.references import (
    capacity,
    check_digit,
    find_references,
    is_reference,
    length_for,
    make_reference,
    show_reference,
    without_references,
)

SHORT = make_reference(382_915)
LONG = make_reference(38_291_570, 9)
quick = settings(max_examples=60, deadline=None)
LENGTHS = st.sampled_from((7, 9))
REFERENCES = LENGTHS.flatmap(
    lambda length: st.integers(0, capacity(length) - 1).map(lambda number: make_reference(number, length))
)


def test_the_check_digit_is_damms():
    assert check_digit("572") == "4"
    assert check_digit("5724") == "0"


def test_references_are_seven_digits_and_shown_in_two_groups():
    assert SHORT == "4829151"
    assert show_reference(SHORT) == "482 9151"


def test_long_references_are_nine_digits_and_shown_in_three_groups():
    assert LONG == "482915709"
    assert show_reference(LONG) == "482 915 709"


@pytest.mark.parametrize(("number", "length"), [(-1, 7), (900_000, 7), (0, 8), (0, 6), (90_000_000, 9)])
def test_a_number_without_a_reference_is_refused(number, length):
    with pytest.raises(ValueError, match="no reference"):
        make_reference(number, length)


def test_references_grow_to_nine_digits_when_half_of_the_short_ones_are_used():
    assert [length_for(used) for used in (0, 449_999, 450_000)] == [7, 7, 9]


@pytest.mark.parametrize("text", ["", "4829152", "482 9151", "04829151", "48291510", "x829151", "٤٨٢٩١٥١", "0000000"])
def test_a_bare_reference_has_ascii_digits_and_a_valid_check_digit(text):
    assert not is_reference(text)


@pytest.mark.parametrize(
    "text",
    [
        "4829151",
        "482 9151",
        "dossier 482.9151 svp",
        "482-91-51",
        "SUIVI N°4829151.",
        "ref:4829151!",
        "4 8 2 9 1 5 1",
        "482\u00a09151",
        "٤٨٢٩١٥١",
        "٤٨٢ ٩١٥١ أين",
        "1 482 9151",
        "482 9151 2",
        "le 12 pour 482 9151 urgent",
        "appelez +223 00 00 12 34 pour 482 9151",
        "+22300001234 4829151",
        "482 9151 et encore 4829151",
        "10 000 F pour 482 9151",
        "0022300001234 482 9151",
    ],
)
def test_a_reference_is_found_however_people_write_it(text):
    assert find_references(text) == (SHORT,)


def test_several_references_are_found_in_order():
    assert find_references(f"{show_reference(LONG)} puis {SHORT}") == (LONG, SHORT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sans chiffre",
        "4829152",
        "48291510",
        "0482915",
        "00 00 12 34",
        "+223 48 29 15 10",
        "+2234829151",
        "00223 482 9151",
        "223 48 29 15 10",
        "22348291510",
        "+33 482 9151",
        "4829151482",
        "482 9 1 51",
        "4,829,151",
    ],
)
def test_phone_numbers_amounts_and_wrong_digits_are_no_references(text):
    assert find_references(text) == ()


def test_the_rest_of_a_text_is_what_stands_beside_its_references():
    assert without_references(f"suivi 482 9151 puis {LONG}, merci") == "suivi  puis , merci"


@quick
@given(REFERENCES)
def test_every_reference_made_is_valid_and_found_again_as_it_is_shown(reference):
    assert is_reference(reference)
    assert find_references(f"dossier {show_reference(reference)}.") == (reference,)


@quick
@given(REFERENCES, st.data())
def test_one_wrong_digit_is_always_noticed(reference, data):
    place = data.draw(st.integers(0, len(reference) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != reference[place])
    assert not is_reference(reference[:place] + digit + reference[place + 1 :])


@quick
@given(REFERENCES, st.data())
def test_two_neighbours_swapped_are_always_noticed(reference, data):
    place = data.draw(st.integers(0, len(reference) - 2))
    one, other = reference[place : place + 2]
    assume(one != other)
    assert not is_reference(reference[:place] + other + one + reference[place + 2 :])


@quick
@given(st.text(max_size=40))
def test_any_text_can_be_searched(text):
    assert all(is_reference(reference) for reference in find_references(text))
    assert len(without_references(text)) <= len(text)
