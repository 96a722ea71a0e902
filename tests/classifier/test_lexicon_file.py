"""A lexicon with an error is refused with its file and line; a good one is found in texts."""

from __future__ import annotations

import pytest

from hotline.classifier.lexicon import Matcher
from hotline.classifier.lexicon_file import parse_lexicon
from hotline.classifier.normalise import tokenise
from hotline.domain.datafile import DataFault

CATEGORIES = ("cattle_theft", "health")
CONCEPTS = ("cattle",)

FAULTS = [
    ('[keywords]\nhealth = ["palu"]\nhealth = ["toux"]', 3, "verwrite"),
    ('[keywords]\nhealth = ["palu"]\nrain = ["pluie"]', 3, "unknown category rain"),
    ('[keywords]\nhealth = []\n[concepts]\nrain = ["pluie"]', 4, "unknown concept rain"),
    ('[keywords]\nhealth = [\n  "palu",\n  "*",\n]', 4, "without end"),
    ('[keywords]\nhealth = ["pa*"]', 2, "without end"),
    ('[keywords]\nhealth = ["p*lu"]', 2, "end of a word"),
    ('[keywords]\nhealth = "palu"', 2, "must be a list"),
    ("[keywords]\nhealth = [3]", 2, "words only"),
    ('[keywords]\nhealth = [\n  "palu",\n  " ",\n]', 4, "empty word"),
    ('[keywords]\nhealth = ["!?"]', 2, "holds no word"),
    ('[keywords]\nhealth = ["palu .."]', 2, "holds no word"),
    ('[keywords]\nhealth = ["a b c d e f g h i"]', 2, "longer than"),
    ('[keywords\nhealth = ["palu"]', 1, ""),
    ("keywords = 3", 1, "must be a table"),
]


def find(entry: str, text: str) -> list[str]:
    lexicon = parse_lexicon(f'[keywords]\nhealth = ["{entry}"]', "x.toml", CATEGORIES, CONCEPTS, "fr")
    tokens = tokenise(text)
    return [text[tokens[hit.first].start : tokens[hit.last].end] for hit in Matcher([lexicon]).find(tokens)]


@pytest.mark.parametrize(("text", "line", "reason"), FAULTS)
def test_a_fault_is_named_with_file_and_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(DataFault) as caught:
        parse_lexicon(text, "languages/fr.toml", CATEGORIES, CONCEPTS, "fr")
    assert str(caught.value).startswith(f"languages/fr.toml, line {line}: ")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("entry", "text", "found"),
    [
        ("palu", "le palu est là", ["palu"]),
        ("palu", "le paludisme", []),
        ("palu*", "le paludisme", ["paludisme"]),
        ("pas d eau", "il n'y a pas d'eau ici", ["pas d'eau"]),
        ("mari .. bat", "mon mari me bat", ["mari me bat"]),
        ("mari .. bat", "mon mari est parti hier soir il bat", []),
        ("argent", "ils prennent dargent", ["dargent"]),
        ("شرطة", "ذهبت والشرطة", ["والشرطة"]),
    ],
)
def test_an_entry_finds_its_words(entry: str, text: str, found: list[str]) -> None:
    assert find(entry, text) == found


def test_an_uncertain_entry_weighs_half() -> None:
    lexicon = parse_lexicon('[keywords]\nhealth = ["palu?", "toux"]', "x.toml", CATEGORIES, CONCEPTS, "fr")
    assert [pattern.weight for pattern in lexicon.patterns] == [0.5, 1.0]
