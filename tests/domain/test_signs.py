"""Characters that hide or turn words are found, and those that a script needs are left alone."""

from __future__ import annotations

import pytest

from hotline.domain.signs import pieces


def found(text: str) -> list[str]:
    return [piece.code for piece in pieces(text) if piece.code]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("payez \u202e0005\u202c francs", ["U+202E", "U+202C"]),
        ("\u2066abc\u2069", ["U+2066", "U+2069"]),
        ("mo\u200bt de\u00ad passe\ufeff", ["U+200B", "U+00AD", "U+FEFF"]),
        ("a\x00b\x1b[2J\x7f\x85", ["U+0000", "U+001B", "U+007F", "U+0085"]),
        ("gendarme\u200drie et gen\u200cdarmes", ["U+200D", "U+200C"]),
        ("oui\u200fnon", ["U+200F"]),
        ("rien\u3164ici\u2028la", ["U+3164", "U+2028"]),
        ("\U000e0041", ["U+E0041"]),
        ("\u200d", ["U+200D"]),
    ],
)
def test_what_hides_or_turns_is_found_with_its_code(text: str, codes: list[str]) -> None:
    assert found(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "", "On a volé 23 bœufs\nà Konna,\tvenez !", "ɲɛ ŋɔ baŋga", "ߖߌ ߕߍ߫ ߦߊ߲߬", "ⵜⴰⵎⴰⵛⴻⵇ", "👩\u200d🌾 ❤\ufe0f",
        "می\u200cخواهم", "السعر\u200f 500\u200e F", "رقم \u0600123",
    ],
)  # fmt: skip
def test_what_a_script_needs_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["a\u202eb", "\u202e\u202e", "\u202ea", "a\u202e", "a" * 50_000 + "\u202e"])
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(piece.text for piece in pieces(text)) == text
