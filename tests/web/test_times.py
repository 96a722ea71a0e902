"""Times and durations as a liaison reads them, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from hotline.clock import SetClock
from hotline.web import times

SPANS = [
    (timedelta(0), "moins d’une minute", "less than a minute"),
    (timedelta(seconds=59), "moins d’une minute", "less than a minute"),
    (timedelta(minutes=12, seconds=59), "12 min", "12 min"),
    (timedelta(hours=3), "3 h", "3 h"),
    (timedelta(hours=3, minutes=10), "3 h 10", "3 h 10"),
    (timedelta(hours=23, minutes=5), "23 h 05", "23 h 05"),
    (timedelta(days=1), "1 j", "1 d"),
    (timedelta(days=3, hours=4, minutes=50), "3 j 4 h", "3 d 4 h"),
    (-timedelta(hours=2, minutes=1), "2 h 01", "2 h 01"),
]


@pytest.mark.parametrize(("length", "french", "english"), SPANS)
def test_a_duration_has_two_units_at_most(app: Flask, length: timedelta, french: str, english: str) -> None:
    for locale, words in (("fr", french), ("en", english)):
        with app.test_request_context(headers={"Accept-Language": locale}):
            assert times.span(length) == words


@pytest.mark.parametrize(
    ("left", "tone", "words"),
    [
        (timedelta(minutes=-12), "late", "retard 12 min"),
        (timedelta(minutes=40), "soon", "reste 40 min"),
        (timedelta(hours=2), "soon", "reste 2 h"),
        (timedelta(hours=2, minutes=1), "calm", "reste 2 h 01"),
    ],
)
def test_the_badge_says_late_soon_or_calm(app: Flask, clock: SetClock, left: timedelta, tone: str, words: str) -> None:
    with app.test_request_context():
        due = times.due_state(clock.now() + left)
    assert (due.tone, due.words) == (tone, words)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(hours=2), "07:00"),
        (timedelta(days=1), "dim. 09:00"),
        (timedelta(days=10), "20 févr. 09:00"),
        (timedelta(days=400), "26 janv. 2025"),
    ],
)
def test_a_moment_is_as_short_as_can_be_and_carries_the_whole_date(
    app: Flask, clock: SetClock, ago: timedelta, words: str
) -> None:
    at = clock.now() - ago
    with app.test_request_context():
        element = str(times.stamp(at))
    assert f">{words}</time>" in element
    assert f'datetime="{at.date().isoformat()}T' in element
