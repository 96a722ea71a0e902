"""Places: old and new names, misspelt, announced or not; the ambiguous is shown and ordinary words are left alone."""

from __future__ import annotations

import pytest

from hotline.classifier.load import load

UNDERSTANDING = load()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("vol de boeufs a Ténenkou", "ML0507-tenenkou"),
        ("vol de boeufs à tenenku cette nuit", "ML0507-tenenkou"),
        ("u binna an kan Sevare la", "ML0506-mopti"),
        ("attaque a Diabali", "ML0404-diabaly"),
        ("attaque à bandiagra", "ML0501-bandiagara"),
        ("région de Mopti", "ML05"),
        ("cercle de Bandiagara", "ML0501"),
        ("vaches volées à Somo cercle de Barouéli", "ML0401-somo"),
        ("attaque a Konna", "ML0506-konna"),
        ("incendie à gourma rharous", "ML0603"),
        ("انقطعت الكهرباء في تمبكتو", "ML0605-tombouctou"),
        ("robbed near Timbuktu", "ML0605-tombouctou"),
    ],
)
def test_a_place_is_found(text: str, code: str) -> None:
    place = UNDERSTANDING.understand(text).place
    assert place is not None
    assert place.code == code


def test_an_ambiguous_name_is_shown_and_not_guessed() -> None:
    place = UNDERSTANDING.understand("vaches volées à Somo").place
    assert place is not None
    assert (place.code, set(place.others)) == ("", {"ML0405-somo", "ML0401-somo"})


@pytest.mark.parametrize(
    "text",
    [
        "n ka misiw sonyana san fila",
        "sans eau depuis lundi",
        "salam alafia",
        "souba i nee wongu ga kaa",
        "il donna de l'argent",
        "machine en panne",
        "n t'a yoro don",
        "le marché est calme",
    ],
)
def test_an_ordinary_word_is_no_place(text: str) -> None:
    assert UNDERSTANDING.understand(text).place is None


def test_a_place_points_at_its_letters() -> None:
    text = "Attaque à SOFARA ce matin"
    place = UNDERSTANDING.understand(text).place
    assert place is not None
    assert text[place.start : place.end] == "SOFARA"
