"""A number put right: only a count between small words, and never a text that may name somebody."""

from __future__ import annotations

import pytest

from hotline.domain.corrections import only_corrects


@pytest.mark.parametrize("text", ["Elles étaient 17.", "17 et non 14", "pas 14 mais 17", "They were 17, not 14"])
def test_a_count_between_small_words_corrects_what_was_said(text: str) -> None:
    assert only_corrects(text)


@pytest.mark.parametrize(
    "text", ["17", "", "Elles étaient", "17 gendarmes", "ils sont 17", "Elles étaient 17, le chef a vu",
             "ils etaient 17 arme", "il en avait 76000000"]
)  # fmt: skip
def test_a_single_other_word_or_none_and_it_is_read_as_any_text(text: str) -> None:
    assert not only_corrects(text)
