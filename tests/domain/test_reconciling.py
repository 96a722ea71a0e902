"""Looking for a text in a provider's list: found only beyond doubt, missing only where it would have been seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from hotline.domain.reconciling import Listing, Lost, Sighting, Verdict, judge

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
AWA = "+22300000101"
WORDS = "Nous venons à midi."
SHOWN = Sighting("known", "+22300000199", "Bonjour.", NOW, "sent")


def lost(number: int = 1, words: str = WORDS, minutes: float = 0) -> Lost:
    return Lost(UUID(int=number), words, NOW + timedelta(minutes=minutes))


def seen(provider_id: str, words: str = WORDS, state: str = "sent", minutes: float = 0) -> Sighting:
    return Sighting(provider_id, AWA, words, NOW + timedelta(minutes=minutes), state)


def listing(*texts: Sighting, newest: tuple[Sighting, ...] = (SHOWN,), complete: bool = True) -> Listing:
    return Listing(texts, newest, complete)


def only(found: dict[UUID, Sighting | Verdict]) -> Sighting | Verdict:
    [verdict] = found.values()
    return verdict


def test_the_one_text_it_can_be_is_it() -> None:
    sent = seen("SM1")
    assert only(judge([lost()], listing(sent, seen("SM2", "Autre chose.")), {"known"})) == sent


@pytest.mark.parametrize("words", ["Nous venons à midi. ", "Nous  venons\nà midi.", "Nous venons à midi."])
def test_blanks_make_no_other_text(words: str) -> None:
    assert only(judge([lost()], listing(seen("SM1", words)), set())) == seen("SM1", words)


def test_words_that_the_provider_folded_are_still_ours() -> None:
    assert only(judge([lost(words="« ça va »")], listing(seen("SM1", '" ca va "')), set())) == seen("SM1", '" ca va "')


@pytest.mark.parametrize(
    "texts",
    [
        (seen("SM1"), seen("SM2")),
        (seen("SM1", "Autre chose."),),
        (seen("SM1", ""),),
    ],
)
def test_what_could_be_it_or_another_is_left_to_a_person(texts: tuple[Sighting, ...]) -> None:
    assert only(judge([lost()], listing(*texts), {"known"})) is Verdict.UNCLEAR


def test_what_belongs_to_another_attempt_is_not_taken_for_it() -> None:
    assert only(judge([lost()], listing(seen("SM1")), {"SM1", "known"})) is Verdict.MISSING
    assert only(judge([lost()], listing(seen("SM1"), seen("SM2")), {"SM1"})) == seen("SM2")


def test_what_was_made_long_before_is_not_it_and_a_little_before_may_be() -> None:
    assert only(judge([lost()], listing(seen("SM1", minutes=-60)), {"known"})) is Verdict.MISSING
    assert only(judge([lost()], listing(seen("SM1", minutes=-4)), set())) == seen("SM1", minutes=-4)


def test_two_alike_that_fared_alike_are_both_found_in_the_order_they_went() -> None:
    first, second = seen("SM1"), seen("SM2", minutes=30)
    found = judge([lost(2, minutes=30), lost(1)], listing(second, first), set())
    assert found == {UUID(int=1): first, UUID(int=2): second}


def test_two_alike_of_which_one_is_there_or_which_fared_differently_are_left_to_a_person() -> None:
    two = [lost(1), lost(2, minutes=2)]
    for texts in ([seen("SM1")], [seen("SM1", state="delivered"), seen("SM2", state="undelivered", minutes=2)]):
        assert set(judge(two, listing(*texts), {"known"}).values()) == {Verdict.UNCLEAR}


def test_missing_needs_a_whole_list_that_hides_nothing() -> None:
    assert only(judge([lost()], listing(), {"known"})) is Verdict.MISSING
    assert only(judge([lost()], listing(complete=False), {"known"})) is Verdict.UNCLEAR
    assert only(judge([lost()], listing(newest=()), {"known"})) is Verdict.UNCLEAR
    assert only(judge([lost()], listing(), set())) is Verdict.UNCLEAR
    for hidden in (
        Sighting("known", "+223XXXXX199", "Bonjour.", NOW, "sent"),
        Sighting("known", "+22300000199", "", NOW, "sent"),
    ):
        assert only(judge([lost()], listing(newest=(hidden,)), {"known"})) is Verdict.UNCLEAR
