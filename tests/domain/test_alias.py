"""Aliases: neutral, stable, and different for neighbours."""

from __future__ import annotations

import re

from hotline.domain.alias import COUNT, WORDS, alias


def test_an_alias_is_a_word_and_three_digits():
    assert alias(1) == "Baobab 100"
    assert all(re.fullmatch(r"\w+ \d{3}", alias(number)) for number in range(0, 6000, 7))


def test_neighbouring_numbers_have_different_words():
    assert len({alias(number).split()[0] for number in range(len(WORDS))}) == len(WORDS)


def test_aliases_repeat_only_after_every_word_had_nine_hundred_numbers():
    assert len({alias(number) for number in range(COUNT)}) == COUNT == 900 * len(WORDS)
    assert alias(COUNT) == alias(0)
