"""Logs: whatever is logged, no number gets out."""

from __future__ import annotations

import pytest

from hotline.logs import blot


@pytest.mark.parametrize("number", ["+22300000001", "22300000001", "00 00 00 01", "00-00-00-01", "00.00.00.01"])
def test_numbers_are_blotted_however_they_are_written(number: str) -> None:
    assert "0000" not in blot(f"from {number} to the line").replace(" ", "")


def test_short_codes_times_and_references_stay() -> None:
    assert blot("500 at 14:02, 3 texts, 482") == "500 at 14:02, 3 texts, 482"
