"""What a text gives away to whoever is found with the phone."""

from __future__ import annotations

import pytest

from hotline.domain.harm import FORCE, PERSON, PLACE, TOPIC, Danger, dangers


@pytest.mark.parametrize(
    ("text", "places", "found"),
    [
        ("Les Gendarmes arrivent.", (), Danger(FORCE, "Gendarmes")),
        ("la POLICE", (), Danger(FORCE, "POLICE")),
        ("la garde nationale", (), Danger(FORCE, "garde")),
        ("Deux GARDES viennent.", (), Danger(FORCE, "GARDES")),
        ("Votre plainte est reçue.", (), Danger(TOPIC, "plainte")),
        ("On a dénoncé", (), Danger(TOPIC, "dénoncé")),
        ("Voyez le maire Untel.", (), Danger(PERSON, "Untel")),
        ("Nous serons à Tenenkou", ("Ténenkou", "Mopti"), Danger(PLACE, "Tenenkou")),
        ("الشرطة قادمة", (), Danger(FORCE, "الشرطة")),
    ],
)
def test_a_word_that_could_harm_is_named_with_its_kind(text: str, places: tuple[str, ...], found: Danger) -> None:
    assert dangers(text, places) == (found,)


@pytest.mark.parametrize("text", ["", "Bien reçu, nous venons demain.", "Le chef vient.", "Appelez quand vous pouvez.",
                                  "Gardez tout reçu.", "Nous avons gardé votre message, on garde tout."])  # fmt: skip
def test_a_plain_answer_names_nothing(text: str) -> None:
    assert dangers(text, ("Ténenkou",)) == ()


def test_a_word_is_named_once() -> None:
    assert dangers("police police") == (Danger(FORCE, "police"),)


def test_a_long_hostile_text_is_read_in_one_go() -> None:
    assert dangers("m " * 4_000 + "\u202e" * 500) == ()
