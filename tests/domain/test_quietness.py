"""When a place fell silent: by its own habit, never by another's."""

from __future__ import annotations

import pytest

from hotline.domain.quietness import fell_silent


@pytest.mark.parametrize(
    ("days", "today", "silent"),
    [
        ([], 9, False),
        ([1], 90, False),
        ([1, 2], 90, False),
        ([1, 2, 3], 6, False),
        ([1, 2, 3], 7, True),
        ([1, 8, 15], 22, False),
        ([1, 8, 15], 23, True),
        ([15, 1, 8], 23, True),
        ([1, 2, 30], 40, False),
        ([1, 2, 3], 1, False),
    ],
)
def test_a_silence_longer_than_any_before_counts(days: list[int], today: int, silent: bool) -> None:
    assert fell_silent(days, today) is silent
