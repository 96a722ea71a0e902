"""The road of a text on its way out."""

from __future__ import annotations

from itertools import permutations, product
from uuid import UUID

import pytest

from hotline.domain.messages import (
    REASONS,
    STATES,
    TERMINAL,
    InboundText,
    OutboundText,
    rank,
    retry_after_s,
    settle,
)


@pytest.mark.parametrize(("current", "read"), list(product(STATES, STATES)))
def test_a_receipt_never_moves_a_text_backwards(current: str, read: str) -> None:
    settled = settle(current, read)
    assert settled in (current, read)
    assert rank(settled) >= rank(current)


@pytest.mark.parametrize("order", list(permutations(["accepted", "sent", "delivered", "sent"])))
def test_shuffled_and_repeated_receipts_end_alike(order: tuple[str, ...]) -> None:
    state = "sending"
    for read in order:
        state = settle(state, read)
    assert state == "delivered"


def test_an_unknown_outcome_is_settled_by_any_word_from_the_provider() -> None:
    for read in ("accepted", "sent", "delivered", "undelivered", "failed", "cancelled"):
        assert settle("unknown", read) == read
        assert settle(read, "unknown") == read


def test_a_late_delivery_outranks_a_wait_that_ran_out() -> None:
    assert settle("undelivered", "delivered") == "delivered"
    assert settle("delivered", "undelivered") == "delivered"


def test_the_first_of_two_bad_ends_stands() -> None:
    assert settle("failed", "undelivered") == "failed"
    assert settle("undelivered", "failed") == "undelivered"


def test_nothing_but_an_end_outranks_sent() -> None:
    assert {state for state in STATES if rank(state) > rank("sent")} == TERMINAL


def test_a_state_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        settle("sent", "teleported")


def test_only_passing_troubles_are_tried_again() -> None:
    assert {code for code in REASONS if retry_after_s(code)} == {
        "phone_unreachable",
        "provider_busy",
        "route_failed",
    }


def test_numbers_and_words_stay_out_of_what_is_printed() -> None:
    inbound = InboundText("x", "1", "+22300000001", "+22300000999", "canary", None, None, None)
    outbound = OutboundText(UUID(int=1), "+22300000001", "canary", None, "token")
    for shown in (repr(inbound), repr(outbound)):
        assert "+22300000001" not in shown
        assert "canary" not in shown
