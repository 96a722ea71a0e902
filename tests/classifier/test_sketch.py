"""Like texts find each other by their sketches, and signs of harm are seen in each language."""

from __future__ import annotations

from random import Random

import pytest

from hotline.classifier.likeness import shingles
from hotline.classifier.news import is_pressing, signs
from hotline.classifier.sketch import LINES, sketch
from hotline.learning.shipped import read_examples
from tests.classifier.test_likeness import reworded

TEXTS = list(dict.fromkeys(row["text"] for row in read_examples() if len(row["text"]) >= 25))[::4]
MOST_COMPARED = 8


def test_a_reworded_text_is_among_the_few_whose_sketches_share_most_lines() -> None:
    dice, found = Random(4), 0  # noqa: S311 - dice that fall alike in every run
    sketches = {text: set(sketch(shingles(text))) for text in TEXTS}
    for text in TEXTS[::4]:
        again = set(sketch(shingles(reworded(text, dice))))
        nearest = sorted(TEXTS, key=lambda other: -len(again & sketches[other]))  # noqa: B023
        found += text in nearest[:MOST_COMPARED]
    assert found / len(TEXTS[::4]) >= 0.95


def test_other_spellings_of_a_text_have_its_sketch() -> None:
    one, other = shingles("On a volé mes bœufs à Ségou"), shingles("ON A VOLE MES BOEUFS A SEGU !!")
    assert sketch(one) == sketch(other)
    assert len(set(sketch(one))) == LINES


@pytest.mark.parametrize("text", ["", "\U0001f600", "\ud800", "\x00", "a", "x" * 10_000])
def test_any_text_has_a_sketch(text: str) -> None:
    assert len(sketch(shingles(text))) == LINES


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("il y a deux blessés", "wound"),
        ("et aussi au deuxième village", "another"),
        ("bombu panna dugu were la", "another"),
        ("there are two wounded in the next village", "another"),
        ("قرية ثانية", "another"),
    ],
)
def test_signs_of_harm_are_seen_in_each_language(text: str, sign: str) -> None:
    assert sign in signs(text)


def test_a_danger_presses_and_a_question_does_not() -> None:
    assert is_pressing("ils tirent sur nous au secours")
    assert is_pressing("u be ka mogo faga")
    assert is_pressing("they are shooting at us")
    assert is_pressing("la pirogue s'est retournée avec vingt personnes")
    assert not is_pressing("le fils du chef est mort l'an dernier, où est l'acte de décès")
    assert not is_pressing("quand vient la distribution des vivres")
    assert not is_pressing("")
