"""Limits as administrators say and change them: nothing is lost on the way, and what is urgent never has longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain import limits
from hotline.domain.calendars import OFFICE_SPANS, Calendar
from hotline.domain.clocks import Clock
from hotline.domain.deadlines import due_times, moment_of
from hotline.domain.limits import DEFAULTS, Target

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = st.sampled_from(list(DEFAULTS))


def office(**changed: Target) -> Calendar:
    named = {name.replace("__", "."): target for name, target in changed.items()}
    return Calendar("office", 2, OFFICE_SPANS, limits={**DEFAULTS, **named})


@given(st.dictionaries(NAMES, st.integers(1, 9_999)))
def test_what_is_written_of_limits_is_read_as_it_was_meant(changed: dict[str, int]) -> None:
    meant = {**DEFAULTS, **{name: limits.of_units(name, count) for name, count in changed.items()}}
    assert limits.read(limits.written(meant)) == meant
    assert {name: limits.in_units(name, meant[name]) for name in changed} == changed


@pytest.mark.parametrize("name", list(DEFAULTS))
def test_each_default_is_said_in_a_whole_number_of_its_unit(name: str) -> None:
    assert limits.of_units(name, limits.in_units(name, DEFAULTS[name])) == DEFAULTS[name]


def test_the_standard_crosses_nothing_and_an_urgent_limit_longer_than_a_calm_one_does() -> None:
    assert not list(limits.crossed(DEFAULTS))
    assert list(limits.crossed({**DEFAULTS, "triage.critical": Target(3 * 3600)})) == ["triage.critical"]
    assert list(limits.crossed({**DEFAULTS, "closure": Target(31 * 86_400)})) == ["closure"]


def test_due_times_and_clocks_go_by_the_limits_of_their_version() -> None:
    short = office(first_answer__high=Target(3_600), sensitive_seen=Target(60), closure=Target(86_400))
    hour = START + timedelta(hours=1)
    assert due_times("high", "S1", START, short).first_answer == hour
    assert due_times("high", "S2", START, short).triage == START + timedelta(minutes=1)
    assert due_times("high", "S1", START, short).closure == START + timedelta(days=1)
    assert moment_of(Clock("next_answer", START, None, "high", "S1"), short) == hour
    assert moment_of(Clock("next_answer", START, None, "high", "S1"), office()) == START + timedelta(days=1)
