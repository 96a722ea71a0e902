"""Texts sent again are known again, and texts told in other words nearly as often; others are left apart."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from hotline.classifier.likeness import REWORDED, SENT_AGAIN, Likenesses, likeness, shingles
from hotline.learning.shipped import read_examples

Change = Callable[[str, Random], str]
TEXTS = list(dict.fromkeys(row["text"] for row in read_examples() if len(row["text"]) >= 25))


def mistyped(text: str, dice: Random, often: float) -> str:
    """Drop, double, change or swap a letter now and then."""
    made: list[str] = []
    for letter in text:
        if not letter.isalpha() or dice.random() >= often:
            made.append(letter)
        elif dice.random() < 0.25 and made:
            made[-1:] = [letter, made[-1]]
        else:
            made.append(dice.choice(["", letter * 2, "e"]))
    return "".join(made)


def sent_again(text: str, dice: Random) -> str:
    """Mistype two letters of a hundred, as a thumb does."""
    return mistyped(text, dice, 0.02)


def reworded(text: str, dice: Random) -> str:
    """Greet, lose 12 words of a hundred, mistype five letters of a hundred."""
    return "salut " + mistyped(" ".join(word for word in text.split() if dice.random() >= 0.12), dice, 0.05)


@pytest.mark.parametrize(
    ("change", "from_", "recall", "precision"),
    [(sent_again, SENT_AGAIN, 0.97, 0.97), (reworded, REWORDED, 0.85, 0.95)],
    ids=["sent again", "reworded"],
)
def test_changed_texts_are_found_among_all_others(
    change: Change, from_: float, recall: float, precision: float
) -> None:
    kept, dice = Likenesses[str](), Random(4)  # noqa: S311 - dice that fall alike in every run
    for text in TEXTS:
        kept.add(text, shingles(text))
    right = wrong = 0
    sample = TEXTS[::8]
    for text in sample:
        found = [key for key, _ in kept.like(shingles(change(text, dice)), from_)]
        right += text in found
        wrong += sum(key != text for key in found)
    assert right / len(sample) >= recall
    assert right / (right + wrong) >= precision


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("on a volé mes boeufs à Konna", "ON A VOLE MES BOEUFS A KONNA!!", 1.0, 1.0),
        ("ɲɛnamaya kɔrɔ", "nyenamaya koro", 1.0, 1.0),
        ("on a volé mes boeufs à Konna", "bonjour on a volé mes bœufs a konna hier", SENT_AGAIN, 1.0),
        ("on a volé mes boeufs à Konna", "le forage de l'école est en panne", 0.0, 0.3),
        ("سرقوا أبقاري في كونا", "سرقوا ابقاري فى كونا", SENT_AGAIN, 1.0),
        ("😀", "😀", 1.0, 1.0),
        ("😀", "🐄", 0.0, 0.0),
        ("", "", 1.0, 1.0),
        ("", "au secours", 0.0, 0.0),
        ("aide " * 2_000, "aide aide", 0.5, 1.0),
        ("a" * 10_000, "b" * 10_000, 0.0, 0.0),
    ],
)
def test_likeness_is_of_words_whatever_their_spelling(one: str, other: str, low: float, high: float) -> None:
    assert low <= likeness(one, other) <= high
    assert likeness(one, other) == likeness(other, one)


def test_many_compared_at_once_are_as_alike_as_two_by_two() -> None:
    kept = Likenesses[int]()
    for number, text in enumerate(TEXTS[:60]):
        kept.add(number, shingles(text))
    for text in TEXTS[:60:7]:
        found = kept.like(shingles(text), 0.2)
        assert {number: pytest.approx(share, abs=1e-5) for number, share in found} == {
            number: one for number, other in enumerate(TEXTS[:60]) if (one := likeness(text, other)) >= 0.2
        }
        assert [share for _, share in found] == sorted((share for _, share in found), reverse=True)
