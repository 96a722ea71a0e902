"""What the look of a number tells."""

from __future__ import annotations

import pytest

from hotline.domain import phones


@pytest.mark.parametrize("address", ["+22300000001", "+22300001234", "+15005550006"])
def test_a_number_in_international_form_can_be_texted_back(address: str) -> None:
    assert phones.is_e164(address)
    assert not phones.is_alphanumeric(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "22300000001",
        "+223 00 00 00 01",
        "+0123456789",
        "+22300000001\n",
        "36098",
        "Orange",
        "+٢٢٣٠٠٠٠٠٠٠١",
    ],
)
def test_anything_else_cannot(address: str) -> None:
    assert not phones.is_e164(address)


@pytest.mark.parametrize("address", ["Orange", "MALITEL", "InfoSMS24", "Kɔnɔ"])
def test_a_word_is_an_alphanumeric_sender(address: str) -> None:
    assert phones.is_alphanumeric(address)
    assert not phones.is_short_code(address)


def test_a_short_code_has_three_to_seven_digits() -> None:
    assert [code for code in ("12", "123", "36098", "1234567", "12345678") if phones.is_short_code(code)] == [
        "123",
        "36098",
        "1234567",
    ]


def test_only_the_block_of_test_numbers_is_a_test_number() -> None:
    assert phones.is_test_number("+22300000001")
    assert phones.is_test_number("+22300009999")
    assert not phones.is_test_number("+22300010000")
    assert not phones.is_test_number("22300000001")


@pytest.mark.parametrize(
    ("prefix", "operator"),
    [
        ("50", "telecel"),
        ("53", "telecel"),
        ("60", "malitel"),
        ("69", "malitel"),
        ("70", "orange"),
        ("79", "orange"),
    ]
    + [("82", "orange"), ("89", "malitel"), ("94", "orange"), ("95", "malitel"), ("99", "malitel")]
    + [("00", None), ("20", None), ("54", None), ("81", None), ("88", None)],
)
def test_the_first_two_digits_hint_at_the_operator(prefix: str, operator: str | None) -> None:
    assert phones.operator_hint(f"+223{prefix}000000") == operator


def test_a_number_from_elsewhere_has_no_malian_operator() -> None:
    assert phones.operator_hint("+15005550006") is None
    assert phones.operator_hint("Orange") is None
