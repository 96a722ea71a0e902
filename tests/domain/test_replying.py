"""The figure without what a body disputes: shown, unless the difference would tell of single cases."""

from __future__ import annotations

from typing import Any

import pytest

from hotline.domain.publishing import canonical
from hotline.domain.replying import plain, tally, without


def row(metric: str, n: int, median: int | None = 600) -> dict[str, Any]:
    return {
        "metric": metric, "n": n, "median_s": median, "p90_s": median, "max_s": median, "within_target_pct": 90.0,
        "at_least": "", "suppressed": 0,
    }  # fmt: skip


def ns(whole: int, rest: int, disputed: int) -> object:
    [found] = without([row("a", whole)], [row("a", rest, 660)], disputed)
    return (found["n"], found["median_s"], found["suppressed"])


def test_without_enough_cases_the_figure_is_shown_rounded_as_all_are() -> None:
    assert ns(30, 23, 7) == (20, 660, 0)


@pytest.mark.parametrize(("whole", "rest", "disputed"), [(30, 29, 1), (30, 26, 4), (30, 26, 9), (30, 20, 4)])
def test_a_difference_that_would_tell_of_fewer_than_five_cases_is_hidden(whole: int, rest: int, disputed: int) -> None:
    assert ns(whole, rest, disputed) == (None, None, 1)


def test_what_disputed_cases_have_no_part_in_is_shown_as_it_is() -> None:
    assert ns(30, 30, 1) == (30, 660, 0)


def test_a_row_that_only_disputed_cases_made_is_nothing_without_them() -> None:
    [found] = without([row("a", 8)], [], 8)
    assert found["n"] == 0


def test_reasons_are_counted_in_their_order_and_small_counts_are_not_told() -> None:
    assert list(tally(["needs_nothing", *["not_ours"] * 5]).items()) == [("not_ours", 5), ("needs_nothing", None)]
    assert tally([]) == {}


def test_signs_that_are_none_are_left_out_of_a_reply() -> None:
    assert plain("Nous\x00 avons\nrépondu\x1b. \ud800مرحبا") == "Nous avons\nrépondu. مرحبا"


def test_a_reply_is_never_taken_for_figures() -> None:
    assert canonical({}, "reply") != canonical({})
