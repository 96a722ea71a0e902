"""A kept report comes anew with each week or month that is over."""

from __future__ import annotations

from datetime import date

import pytest

from hotline.domain.keeping_eye import is_due, newest

TUESDAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("every", "today", "days"),
    [
        ("week", TUESDAY, (date(2026, 2, 23), date(2026, 3, 2))),
        ("week", date(2026, 3, 2), (date(2026, 2, 23), date(2026, 3, 2))),
        ("month", TUESDAY, (date(2026, 2, 1), date(2026, 3, 1))),
        ("month", date(2026, 1, 1), (date(2025, 12, 1), date(2026, 1, 1))),
        ("never", TUESDAY, None),
    ],
)
def test_the_newest_whole_period_is_over(every: str, today: date, days: tuple[date, date] | None) -> None:
    assert newest(every, today) == days


def test_it_is_new_until_it_was_looked_at() -> None:
    assert is_due("week", None, TUESDAY)
    assert not is_due("week", date(2026, 3, 2), TUESDAY)
    assert is_due("week", date(2026, 3, 2), date(2026, 3, 9))
    assert not is_due("never", None, TUESDAY)
