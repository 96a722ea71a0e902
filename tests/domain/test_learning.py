"""Which labels may be learnt from: once for equal words, nobody too much, and never what is only measured on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from uuid import UUID

import pytest

from hotline.domain import learning
from hotline.domain.learning import OFFICER_CAP, Label, choose, is_gold

CODES = ("cattle_theft", "health", "water", "praise")
AWA, ALI, OUMAR = UUID(int=1), UUID(int=2), UUID(int=3)


def of_a_kind(*, gold: bool) -> Iterator[UUID]:
    return (one for one in map(lambda number: UUID(int=number), count(1_000)) if is_gold(one) == gold)


def label(message: UUID, number: int = 1, category: str = "health", words: str = "", who: UUID = AWA) -> Label:
    return Label(number, message, who, category, "normal", False, words or str(message))


def test_one_text_in_twenty_is_only_measured_on_and_one_in_ten_of_those_read_twice() -> None:
    texts = [UUID(int=number) for number in range(20_000)]
    gold = [one for one in texts if is_gold(one)]
    twice = [one for one in texts if learning.is_read_twice(one)]
    assert 850 < len(gold) < 1_150
    assert set(twice) < set(gold)
    assert 60 < len(twice) < 140


def test_what_is_measured_on_is_never_learnt_from_nor_are_its_words() -> None:
    measured, other = next(of_a_kind(gold=True)), next(of_a_kind(gold=False))
    chosen = choose([label(measured, 1, words="same"), label(other, 2, words="same")], CODES)
    assert chosen.labels == ()
    assert chosen.left_out == {"gold": 2}


def test_the_last_word_counts() -> None:
    message = next(of_a_kind(gold=False))
    chosen = choose([label(message, 2, "water"), label(message, 1, "health")], CODES)
    assert [one.category for one in chosen.labels] == ["water"]


def test_a_text_called_three_different_things_is_nobodys_lesson() -> None:
    message = next(of_a_kind(gold=False))
    told = [label(message, number, code) for number, code in enumerate(("water", "health", "praise"))]
    assert choose(told, CODES).left_out == {"disputed": 1}


def test_a_label_of_a_category_that_is_gone_is_left_out_and_counted() -> None:
    message = next(of_a_kind(gold=False))
    assert choose([label(message, category="abolished")], CODES).left_out == {"unknown": 1}


def test_equal_words_count_once_and_still_tell_how_many_people_use_them() -> None:
    texts = of_a_kind(gold=False)
    chosen = choose([label(next(texts), number, words="same") for number in range(5)], CODES)
    assert (len(chosen.labels), len(chosen.repeats), chosen.left_out) == (1, 4, {"repeated": 4})
    assert chosen.labels[0].number == 4


def test_one_officer_gives_so_many_labels_and_no_more_unless_others_give_as_many() -> None:
    texts = of_a_kind(gold=False)
    alone = [label(next(texts), number) for number in range(OFFICER_CAP + 50)]
    assert len(choose(alone, CODES).labels) == OFFICER_CAP
    assert choose(alone, CODES).officers == 1
    others = [label(next(texts), 1_000 + number, who=(ALI, OUMAR)[number % 2]) for number in range(OFFICER_CAP + 50)]
    assert len(choose([*alone, *others], CODES).labels) == 2 * OFFICER_CAP + 100


def test_the_same_labels_have_the_same_name_in_any_order() -> None:
    texts = of_a_kind(gold=False)
    told = [label(next(texts), number) for number in range(9)]
    assert choose(told, CODES).digest == choose(told[::-1], CODES).digest
    assert choose(told, CODES).digest != choose(told[1:], CODES).digest


def test_of_nothing_nothing_is_chosen() -> None:
    assert choose([], CODES).labels == ()


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([], None),
        ([("a", "a")], 1.0),
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        ([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")], 0.0),
    ],
)
def test_agreement_is_what_chance_does_not_explain(pairs: list[tuple[str, str]], kappa: float | None) -> None:
    assert learning.agreement(pairs) == kappa
