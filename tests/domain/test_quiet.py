"""When what can wait is not sent: at night, as an administrator says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.quiet import QuietHours


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, 30, tzinfo=UTC)


def over(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(2, 20, 59), at(2, 20, 59)), (at(2, 21), over(3, 7)), (at(2, 23, 59), over(3, 7)), (at(3, 0), over(3, 7)),
        (at(3, 6, 59), over(3, 7)), (at(3, 7), at(3, 7)), (at(3, 12), at(3, 12)),
    ],
)  # fmt: skip
def test_from_nine_in_the_evening_to_seven_it_waits_for_the_morning(moment: datetime, expected: datetime) -> None:
    assert QuietHours().over_at(moment) == expected


def test_quiet_hours_may_lie_within_a_day_or_not_be_at_all() -> None:
    siesta = QuietHours(13 * 60, 15 * 60)
    assert siesta.over_at(at(2, 14)) == over(2, 15)
    assert siesta.over_at(at(2, 22)) == at(2, 22)
    assert QuietHours(600, 600).over_at(at(2, 10)) == at(2, 10)


@given(st.integers(0, 1439), st.integers(0, 1439), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001 - made aware below
def test_the_end_is_never_quiet_never_before_and_within_a_day(start: int, end: int, moment: datetime) -> None:
    quiet, asked = QuietHours(start, end), moment.replace(tzinfo=UTC)
    found = quiet.over_at(asked)
    assert quiet.over_at(found) == found
    assert asked <= found <= asked + timedelta(days=1)
