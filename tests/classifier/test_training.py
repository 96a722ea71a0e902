"""A model learns from labelled texts and a lexicon, holds nobody's own words, and is the same every time."""

from __future__ import annotations

import json

import pytest

from hotline.classifier.artefact import GRAMS, pack
from hotline.classifier.examples import Example
from hotline.classifier.trained import Trained
from hotline.domain.datafile import DataFault
from hotline.learning.train import NothingToLearn, train

LEXICON = """
[keywords]
basic_services = ["eau", "pompe", "puits", "pas d eau"]
cattle_theft = ["vol*", "boeuf*", "voleur"]
chatter = []
"""


WORDS = {
    "basic_services": ["pompe gatée", "plus d'eau", "coupure de courant", "puits sec", "pas de réseau"],
    "cattle_theft": ["boeufs volés", "moutons disparus", "voleurs de bétail", "vaches parties", "chèvres volées"],
    "health": ["pas de médicaments", "enfants malades", "cscom fermé", "plus de docteur", "palu partout"],
    "chatter": ["bonjour", "bonne journée", "salut à tous", "merci", "bonsoir"],
}  # fmt: skip
FRAMES = ["{} à Konna", "svp {}", "{} depuis lundi", "ici {}", "{} chez nous", "encore {}", "on a {}", "{} aidez nous"]


def examples() -> list[Example]:
    said = {label: [frame.format(word) for word in words for frame in FRAMES] for label, words in WORDS.items()}
    return [Example(text, label) for label, texts in said.items() for text in texts]


@pytest.fixture(scope="module")
def model() -> Trained:
    return train(examples(), LEXICON)


def test_the_same_rows_lexicon_and_seed_give_the_same_bytes(model: Trained) -> None:
    assert pack(train(examples(), LEXICON).bundle()) == pack(model.bundle())


def test_what_was_learnt_is_known_again(model: Trained) -> None:
    right = [model.predict(example.text).label == example.label for example in examples()]
    assert sum(right) > 0.95 * len(right)


def test_every_text_gets_a_label_of_the_model(model: Trained) -> None:
    for text in ("", "😀", "\x00", "a" * 10_000, "vol " * 5_000, "\ud800", "xyzzy"):
        found = model.predict(text)
        assert {found.label, found.second} <= set(model.linear.labels)
        assert 0 < found.confidence <= 1


def test_the_reasons_are_words_of_the_text_and_the_telling_one_is_among_them(model: Trained) -> None:
    text = "Bonsoir, à Ségou la POMPE est gâtée depuis lundi"
    found = model.predict(text)
    words = [text[start:end] for start, end in found.spans]
    assert found.label == "basic_services"
    assert "POMPE" in words
    assert 1 <= len(words) <= 3


def test_a_word_that_fewer_than_five_writers_used_is_in_no_model() -> None:
    rows = [Example(f"eau {word} pompe", "water", writer) for word in ("zanzibar", "puits") for writer in "abcd"]
    rows += [Example("puits et voleur", "theft", "e")] + [Example("voleur", "theft", writer) for writer in "abcde"]
    known = json.loads(pack(train(rows).bundle())[GRAMS])
    assert "=puits" in known
    assert "=voleur" in known
    assert [gram for gram in known if "zan" in gram] == []


def test_one_writer_who_writes_ten_times_is_still_one() -> None:
    rows = [Example(f"secret {word}", "a", "one phone") for word in "bcdefghijk"]
    rows += [Example(f"eau {word}", "b", word) for word in "bcdefghijk"]
    assert "=secret" not in json.loads(pack(train(rows).bundle())[GRAMS])


def test_the_words_of_a_lexicon_are_nobodys_own() -> None:
    assert "=pompe" in json.loads(
        pack(train([Example("rien", "chatter"), Example("eau", "health")], LEXICON).bundle())[GRAMS]
    )


def test_without_a_label_the_lexicon_answers_and_a_person_decides() -> None:
    alone = train([], LEXICON)
    answers = [alone.predict(text) for text in ("la pompe est en panne", "on a volé mes boeufs", "xyzzy", "")]
    assert [found.label for found in answers] == ["basic_services", "cattle_theft", "chatter", "chatter"]
    assert all(found.abstain for found in answers)


@pytest.mark.parametrize(
    ("lexicon", "text", "label"),
    [
        ('a = ["médicament"]\nb = []', "plus de médicaments", "a"),
        ('b = ["puits"]\na = ["forage"]', "un puits, un forage", "b"),
        ('a = ["nous"]\nb = ["puits"]', "nous au puits", "b"),
        ('a = ["eau"]\nb = ["pas d eau"]', "ici pas d'eau", "b"),
        ('a = ["eau"]\nb = ["puits", "sec"]', "eau, eau, eau! le puits est sec", "b"),
    ],
    ids=["an ending", "as much for both: the first written", "an everyday word", "a phrase", "said again and again"],
)
def test_words_alone_are_weighed(lexicon: str, text: str, label: str) -> None:
    assert train([], f"[keywords]\n{lexicon}").predict(text).label == label


def test_few_labels_route_nothing(model: Trained) -> None:
    assert len(examples()) < 500
    assert all(model.predict(example.text).abstain for example in examples())


def test_a_lexicon_of_other_labels_helps_without_giving_its_own() -> None:
    rows = [Example(text, label) for text, label in [("la pompe", "1"), ("le puits", "1"), ("bonjour", "0")] * 5]
    found = train(rows, LEXICON)
    assert set(found.linear.labels) == {"0", "1"}
    assert found.predict("pas d'eau au puits").label == "1"


@pytest.mark.parametrize(
    "rows",
    [
        [Example("eau", "water")],
        [Example("eau", "water")] * 30,
        [Example("eau", "water"), Example("vol", "theft")],
        [Example("", "water"), Example("vol", "theft")],
        [Example(f"texte {number}", str(number)) for number in range(40)],
    ],
    ids=["one row", "one label", "two rows", "an empty text", "each its own label"],
)
def test_few_or_odd_rows_still_give_a_model(rows: list[Example]) -> None:
    assert train(rows).predict("eau").label in {row.label for row in rows}


@pytest.mark.parametrize("rows", [[], [Example("", "water")], [Example("...", "water")]])
def test_nothing_to_learn_from_is_said(rows: list[Example]) -> None:
    with pytest.raises(NothingToLearn, match="nothing to learn from"):
        train(rows)


def test_a_faulty_lexicon_is_named_with_its_line() -> None:
    with pytest.raises(DataFault, match="lexicon, line 3: "):
        train([], '[keywords]\nwater = ["eau"]\nwater = ["puits"]')
