"""What may stand together in an incident, who may say what of a rumour, and when more came than usual."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.incidents import (
    EVENT,
    PATTERN,
    RUMOUR,
    Member,
    agreed_on,
    is_surge,
    kind_for,
    may_agree,
    may_be_told,
    may_join,
    may_release,
)
from hotline.domain.walls import Viewer

ONE, OTHER = UUID(int=1), UUID(int=2)


def viewer(account: UUID) -> Viewer:
    return Viewer(account, "coordinator", None, None, False, True)


@given(st.lists(st.sampled_from(("a", "b")), min_size=1, max_size=4), st.sampled_from(("a", "b")))
def test_only_cases_with_the_same_readers_stand_together(sides: list[str], mine: str) -> None:
    members = [Member("health", "normal", side) for side in sides]
    assert may_join(EVENT, Member("health", "normal", mine), members) == (set(sides) == {mine})


@pytest.mark.parametrize(
    ("category", "urgency", "fits"),
    [
        ("rumor", "high", True),
        ("info_request", "normal", True),
        ("attack_threat", "high", False),
        ("attack_ongoing", "critical", False),
        ("rumor", "critical", False),
    ],
)
def test_a_sighting_is_never_put_among_rumours(category: str, urgency: str, fits: bool) -> None:
    assert may_join(RUMOUR, Member(category, urgency, ""), []) is fits
    assert may_join(EVENT, Member(category, urgency, ""), [])


@pytest.mark.parametrize(
    ("category", "accuses", "kind"),
    [
        ("rumor", False, RUMOUR), ("banditry", False, EVENT), ("checkpoint_extortion", True, PATTERN),
        ("chatter", False, None), ("spam_test", False, None), ("praise", False, None),
    ],
)  # fmt: skip
def test_texts_that_come_again_make_an_incident_of_their_kind(category: str, accuses: bool, kind: str | None) -> None:
    assert kind_for(category, accuses=accuses) == kind


def test_a_verdict_takes_two_persons() -> None:
    assert may_agree(viewer(OTHER), ONE)
    assert not may_agree(viewer(ONE), ONE)
    assert not may_agree(viewer(ONE), None)


@pytest.mark.parametrize(
    ("said", "agreed"),
    [
        ([], None), (["true"], None), (["true", "false"], None), (["true", "false", "true"], "true"),
        (["true", "true", "false", "false"], None), (["unclear", "unclear"], "unclear"),
    ],
)  # fmt: skip
def test_what_two_say_holds_unless_as_many_say_otherwise(said: list[str], agreed: str | None) -> None:
    assert agreed_on(said) == agreed


def test_an_answer_to_a_rumour_leaves_by_a_second_person_once_two_agreed() -> None:
    assert may_release(RUMOUR, viewer(OTHER), ONE, OTHER)
    assert not may_release(RUMOUR, viewer(ONE), ONE, OTHER)
    assert not may_release(RUMOUR, viewer(OTHER), ONE, None)
    assert may_release(EVENT, viewer(ONE), ONE, None)


@pytest.mark.parametrize(
    ("sensitivity", "wall", "status", "told"),
    [
        ("S2", "none", "open", True), ("S1", "lifted", "new", True), ("S3", "none", "open", False),
        ("S2", "hinted", "open", False), ("S2", "confirmed", "open", False), ("S1", "none", "closed", False),
    ],
)  # fmt: skip
def test_what_is_protected_is_never_told_with_the_others(sensitivity: str, wall: str, status: str, told: bool) -> None:
    assert may_be_told(sensitivity, wall, status) is told


def test_a_surge_is_many_cases_of_several_people_and_more_than_usual() -> None:
    assert is_surge(4, 3, 0)
    assert not is_surge(3, 3, 0)
    assert not is_surge(40, 2, 0)
    assert is_surge(30, 9, 1_000)
    assert not is_surge(20, 9, 1_000)
