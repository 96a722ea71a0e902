"""When the same words are the same text: the gateway's own second, or its window; never more than that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hotline.domain import repeats
from hotline.domain.messages import InboundText
from hotline.domain.repeats import Heard

NINE = datetime(2026, 3, 2, 9, 0, 0, tzinfo=UTC)
SENT = NINE - timedelta(seconds=7)


def _text(provider_id: str | None, within: int = 0) -> InboundText:
    return InboundText("made-up", provider_id, "+22300000101", "1", "1", None, None, None, within)


def _heard(after_s: float = 0, sent_at: datetime | None = None, window_s: int | None = 600) -> Heard:
    at = NINE + timedelta(seconds=after_s)
    return Heard(at, sent_at, at + timedelta(seconds=window_s) if window_s else None)


@pytest.mark.parametrize(
    ("provider_id", "within", "seconds"), [("7", 0, None), ("7", 60, 60), (None, 0, repeats.UNNAMED_S), (None, 20, 20)]
)
def test_an_id_needs_no_window_unless_its_gateway_gives_two_to_one_text(
    provider_id: str | None, within: int, seconds: int | None
) -> None:
    found = repeats.window(_text(provider_id, within))
    assert found == (timedelta(seconds=seconds) if seconds else None)


@pytest.mark.parametrize("again", ["é t é", " é  t\te\u0301\n", "e\u0301 t é"])
def test_what_a_second_try_changes_is_left_out(again: str) -> None:
    assert repeats.bare(again) == "é t é"


@pytest.mark.parametrize("other", ["É t é", "é t e", "é t é!", "ét é"])
def test_other_words_stay_other_words(other: str) -> None:
    assert repeats.bare(other) != "é t é"


@pytest.mark.parametrize(("after_s", "near"), [(0, True), (600, True), (600.001, False), (-1, False)])
def test_a_window_begins_with_the_first_text_and_ends(after_s: float, near: bool) -> None:
    assert repeats.is_near(_heard(), _heard(after_s)) is near


def test_a_text_whose_id_tells_is_never_near() -> None:
    assert not repeats.is_near(_heard(window_s=None), _heard(1))


def test_the_same_second_makes_a_copy_however_late() -> None:
    earlier = [_heard(3600, NINE + timedelta(seconds=3599)), _heard(0, SENT)]
    assert repeats.find_copy(_heard(86_400, SENT), earlier) == 1


def test_the_same_minute_makes_a_repeat_of_the_first_however_late_but_no_copy() -> None:
    first, again = _heard(0, NINE), _heard(86_400, NINE)
    assert repeats.is_near(first, again)
    assert not repeats.is_near(first, _heard(86_400, NINE + timedelta(minutes=1)))
    assert repeats.find_copy(again, [first]) is None


@pytest.mark.parametrize(
    ("sent_at", "why"),
    [
        (None, "no time is told"),
        (NINE, "a clock without seconds"),
        (NINE + timedelta(days=400, seconds=7), "a clock far ahead"),
        (NINE - timedelta(days=9000, seconds=7), "a clock that stands still"),
    ],
)
def test_a_clock_that_proves_nothing_makes_no_copy(sent_at: datetime | None, why: str) -> None:
    assert repeats.find_copy(_heard(86_400, sent_at), [_heard(0, sent_at)]) is None, why
