"""What receipts do to a text: shuffled, tripled, early, late, or of a text nobody knows yet; never backwards."""

from __future__ import annotations

from itertools import permutations

import pytest
from sqlalchemy import select

from hotline.domain.messages import REASONS, OutboundText, ReceiptReading
from hotline.services import settling
from hotline.store import attempts
from hotline.store.models.traffic import Attempt, Outbound, Receipt
from tests.services.sending import AWA, Carrier, hear, queued_answer, row, send, within
from tests.support.town import Town


@pytest.fixture
def answer(town: Town) -> Outbound:
    return queued_answer(town)


@pytest.mark.parametrize("order", list(permutations(["accepted", "sent", "delivered"])))
def test_receipts_shuffled_and_tripled_end_at_delivered(town: Town, answer: Outbound, order: tuple[str, ...]) -> None:
    send(town)
    token = town.carrier.sent[0].token
    for state in (*order, *order, *order):
        assert hear(town, token, state)
    assert row(town, id=answer.id).state == "delivered"
    told = town.kinds(town.case(AWA))
    assert told.count("text_delivered") == 1
    assert "text_sent" not in told[told.index("text_delivered") :]


def test_a_receipt_before_the_call_returns_is_applied_and_not_undone(town: Town, answer: Outbound) -> None:
    def receipt(sent: OutboundText) -> None:
        assert hear(town, sent.token, "delivered")

    send(town, Carrier(meanwhile=receipt))
    assert row(town, id=answer.id).state == "delivered"


def test_a_receipt_of_an_unknown_text_is_parked_until_the_text_is_known(town: Town, answer: Outbound) -> None:
    def receipts(_: OutboundText) -> None:
        for state in ("delivered", "sent", "delivered"):
            assert not hear(town, None, state, provider_id="carried-1")

    send(town, Carrier(meanwhile=receipts))
    assert row(town, id=answer.id).state == "delivered"


def test_a_receipt_that_crossed_its_sender_is_applied_by_the_sweep(town: Town, answer: Outbound) -> None:
    """The receipt found no attempt with its id; before it was stored, the sender had looked for it and gone."""
    with town.application.unit() as receiving:
        assert (
            attempts.attempt_of(receiving.session, ReceiptReading("simulator", "carried-1", None, "sent", None)) is None
        )
        send(town, Carrier())
        attempts.keep_receipt(
            receiving.session, ReceiptReading("simulator", "carried-1", None, "delivered", None), None, receiving.now
        )
    assert row(town, id=answer.id).state == "accepted"
    assert within(town, settling.apply_parked) == 1
    assert within(town, settling.apply_parked) == 0
    assert row(town, id=answer.id).state == "delivered"


def test_a_receipt_brought_again_after_it_was_parked_counts(town: Town, answer: Outbound) -> None:
    hear(town, None, "delivered", provider_id="recorded-9")
    send(town)
    with town.worker.unit() as unit:
        unit.session.scalars(select(Attempt).where(Attempt.outbound_id == answer.id)).one().provider_id = "recorded-9"
    assert hear(town, None, "delivered", provider_id="recorded-9")
    assert row(town, id=answer.id).state == "delivered"


def test_a_receipt_nobody_ever_knew_stays_parked(town: Town) -> None:
    assert not hear(town, None, "delivered", provider_id="elsewhere")
    assert not hear(town, "a-token-of-nobody", "delivered")
    town.clock.advance(hours=25)
    assert within(town, settling.apply_parked) == 0
    with town.application.unit() as unit:
        assert len(unit.session.scalars(select(Receipt)).all()) == 2


def test_an_undelivered_text_is_tried_again_and_its_answer_stands_until_the_last_try(
    town: Town, answer: Outbound
) -> None:
    send(town)
    hear(town, town.carrier.sent[0].token, "undelivered", "phone_unreachable")
    assert row(town, id=answer.id).state == "queued"
    assert town.case(AWA).waiting_since is None
    town.clock.advance(seconds=REASONS["phone_unreachable"] or 0)
    assert send(town) == 1
    hear(town, town.carrier.sent[1].token, "delivered")
    assert (row(town, id=answer.id).state, town.case(AWA).delivery_failed) == ("delivered", False)
    assert town.case(AWA).first_answered_at is not None


@pytest.mark.parametrize("late", ["sent", "undelivered", "accepted"])
def test_late_receipts_of_a_failed_try_do_not_touch_the_next_one(town: Town, answer: Outbound, late: str) -> None:
    send(town)
    hear(town, town.carrier.sent[0].token, "undelivered", "phone_unreachable")
    due = row(town, id=answer.id).due_at
    town.clock.advance(minutes=1)
    hear(town, town.carrier.sent[0].token, late, "phone_unreachable" if late == "undelivered" else None)
    assert (row(town, id=answer.id).state, row(town, id=answer.id).due_at) == ("queued", due)
    town.clock.advance(hours=5)
    assert send(town) == 1


def test_a_text_that_arrived_after_all_is_not_sent_again_and_is_an_answer_again(town: Town, answer: Outbound) -> None:
    waited = town.case(AWA).first_answered_at
    send(town)
    token = town.carrier.sent[0].token
    hear(town, token, "failed", "blocked")
    assert town.case(AWA).first_answered_at is None
    hear(town, token, "delivered")
    case = town.case(AWA)
    assert (case.first_answered_at, case.waiting_since, case.delivery_failed) == (waited, None, False)
    town.clock.advance(days=1)
    assert send(town) == 0
