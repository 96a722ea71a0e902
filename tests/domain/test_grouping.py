"""Which texts stand together, and which stand out."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.findings import Findings, PlaceGuess
from hotline.domain.grouping import ALIKE, NEAR, Leader, find_group, side, told_by

ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)


def findings(urgency: str = "normal", place: str = "") -> Findings:
    return Findings(
        language="fr", language_shares=(), category="basic_services", second=None, confidence=1, urgency=urgency,
        urgency_score=0, sensitivity="S1", desk_kind="civil", needs_person=True,
        place=PlaceGuess(place, "exact", 0, 1) if place else None,
    )  # fmt: skip


def told(*codes: str) -> frozenset[str]:
    return frozenset(codes)


def test_a_text_stands_with_the_one_it_is_most_like() -> None:
    placed = find_group([Leader(ONE, 70, told()), Leader(TWO, 90, told())], told())
    assert (placed.leader, placed.likeness, placed.news) == (TWO, 90, False)


def test_a_text_like_no_other_stands_alone_and_is_no_news() -> None:
    placed = find_group([Leader(ONE, NEAR - 1, told())], told("sign:wound"))
    assert (placed.leader, placed.near, placed.news) == (None, None, False)


def test_a_text_somewhat_like_another_stands_alone_beside_it() -> None:
    placed = find_group([Leader(ONE, ALIKE - 1, told())], told())
    assert (placed.leader, placed.near, placed.news) == (None, ONE, False)


@pytest.mark.parametrize("new", ["sign:wound", "sign:another", "place:ML0503", "sign:critical"])
def test_what_its_like_did_not_tell_stands_out(new: str) -> None:
    placed = find_group([Leader(ONE, 99, told("place:ML0501"))], told("place:ML0501", new))
    assert (placed.leader, placed.near, placed.news) == (None, ONE, True)


def test_a_text_with_less_than_its_like_stands_with_them() -> None:
    assert find_group([Leader(ONE, 80, told("sign:wound", "place:ML0501"))], told("sign:wound")).leader == ONE


def test_what_one_group_told_already_joins_that_group_though_another_is_more_like_it() -> None:
    groups = [Leader(ONE, 95, told()), Leader(TWO, 80, told("sign:wound"))]
    assert find_group(groups, told("sign:wound")).leader == TWO


def test_a_text_tells_where_how_pressing_and_which_harm() -> None:
    said = told_by(findings("critical", "ML0503"), frozenset({"wound"}))
    assert said == told("place:ML0503", "sign:wound")
    assert told_by(findings("high"), frozenset()) == told()


@given(st.frozensets(st.sampled_from((ONE, TWO, THREE))), st.frozensets(st.sampled_from((ONE, TWO, THREE))))
def test_texts_that_accuse_others_are_never_compared(one: frozenset[UUID], other: frozenset[UUID]) -> None:
    assert (side(one, "S2", exercise=False) == side(other, "S1", exercise=False)) == (one == other)
    assert side(one, "S3", exercise=False) != side(one, "S2", exercise=False)
    assert side(one, "S2", exercise=True) != side(one, "S2", exercise=False)
