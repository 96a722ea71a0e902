"""A gateway's pace: never more than it may be given, whoever asks and however often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.pacing import room

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(("rate", "count"), [(0.1, 1), (1, 1), (10, 1), (30, 3), (1000, 10)])
def test_a_rested_gateway_takes_a_tenth_of_a_seconds_texts_at_once(rate: float, count: int) -> None:
    assert room(None, NOW, rate, 10).count == count
    assert room(NOW - timedelta(hours=1), NOW, rate, 10).count == count


def test_the_next_text_waits_its_turn() -> None:
    first = room(None, NOW, 2, 10)
    assert first.after(1, 2) == NOW + timedelta(seconds=0.5)
    assert room(NOW + timedelta(seconds=0.5), NOW, 2, 10).count == 0
    assert room(NOW + timedelta(seconds=0.5), NOW + timedelta(seconds=0.5), 2, 10).count == 1


@given(
    st.floats(0.05, 500),
    st.lists(st.tuples(st.integers(0, 3_000_000), st.integers(0, 10)), max_size=60),
)
def test_in_no_stretch_of_time_more_is_given_than_the_rate_allows(rate: float, asks: list[tuple[int, int]]) -> None:
    now, next_at, sent = NOW, None, []
    for microseconds, wanted in asks:
        now += timedelta(microseconds=microseconds)
        found = room(next_at, now, rate, 10)
        used = min(wanted, found.count)
        sent += [now] * used
        next_at = found.after(used, rate) if used else next_at
    at_once = max(1, min(10, int(rate / 10)))
    for first, began in enumerate(sent):
        for last in range(first, len(sent)):
            allowed = (sent[last] - began).total_seconds() * rate + at_once
            assert last - first + 1 <= allowed * 1.01 + 0.01
