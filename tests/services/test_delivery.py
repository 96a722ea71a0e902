"""Texts on their way out: claimed once, in order, never sent twice, tried again as the table says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import select

from hotline import ids
from hotline.domain.messages import OutboundText
from hotline.gateways.failures import NotSent, OptedOut, Rejected, SendFailure, TryLater, Unknown
from hotline.services import choosing, writing
from hotline.services.settling import FIRST_PAUSE_S, MOST_ATTEMPTS
from hotline.services.writing import Letter
from hotline.store import contacts, lanes, outbound
from hotline.store.lanes import Claim, Lease
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Outbound
from tests.services.sending import (
    AWA,
    THEFT,
    Carrier,
    Killed,
    attempts,
    dies,
    end_leases,
    hear,
    queued_answer,
    rescue,
    row,
    send,
    within,
    write,
)
from tests.support.town import Town


@pytest.fixture
def answer(town: Town) -> Outbound:
    return queued_answer(town)


def claim(town: Town, token: UUID) -> Sequence[Claim]:
    with town.worker.unit() as unit:
        choosing.plan(unit, {"simulator": town.carrier})
        return lanes.claim(unit.session, unit.now, "simulator", 10, Lease(token, 40))


def test_two_senders_at_once_send_every_text_once_and_a_phones_texts_in_order(town: Town) -> None:
    town.text(AWA, THEFT)
    town.carrier.sent.clear()
    for number in range(30):
        write(town, f"texte {number}")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: [None for _ in iter(lambda: send(town), 0)], range(2)))
    while send(town):
        pass
    assert town.carrier.to(AWA) == [f"texte {number}" for number in range(30)]


def test_a_sender_that_lost_its_lease_before_the_call_makes_none(town: Town, answer: Outbound) -> None:
    [late] = claim(town, ids.new_id())
    end_leases(town)
    assert send(town) == 1
    with town.worker.unit() as unit:
        assert lanes.held(unit.session, late) is None
    assert town.carrier.to(AWA) == ["Nous venons."]


def test_a_sender_that_died_in_the_call_leaves_a_text_nobody_sends_again(town: Town, answer: Outbound) -> None:
    with pytest.raises(Killed):
        send(town, Carrier(meanwhile=dies))
    assert row(town, id=answer.id).state == "sending"
    assert send(town) == 0
    assert rescue(town, town.carrier) == 1
    assert (row(town, id=answer.id).state, town.case(AWA).delivery_failed) == ("unknown", True)
    assert send(town) == 0
    [attempt] = attempts(town, answer)
    assert attempt.result is None


def test_where_the_provider_tells_repeats_apart_it_is_sent_again(town: Town, answer: Outbound) -> None:
    with pytest.raises(Killed):
        send(town, Carrier(meanwhile=dies))
    town.carrier.tells_repeats_apart = True
    rescue(town, town.carrier)
    assert send(town) == 1
    assert [sent.id for sent in town.carrier.sent] == [answer.id]
    assert row(town, id=answer.id).state == "accepted"


def test_a_text_that_kills_every_sender_is_given_up_in_the_end(town: Town, answer: Outbound) -> None:
    killer = Carrier(meanwhile=dies, tells_repeats_apart=True)
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            send(town, killer)
        rescue(town, killer)
    assert row(town, id=answer.id).state == "unknown"


@pytest.mark.parametrize("result", [None, TryLater("provider_busy"), Unknown("reset")])
def test_a_late_sender_changes_nothing_of_the_next_ones_attempt(
    town: Town, answer: Outbound, result: SendFailure | None
) -> None:
    """The first is held up in its call past its lease; the rescue gives the text to a second one."""
    first_calls, go_on = Event(), Event()

    def wait(_: OutboundText) -> None:
        first_calls.set()
        assert go_on.wait(timeout=60)

    def let_the_first_end(_: OutboundText) -> None:
        go_on.set()
        late.result(timeout=60)
        now = row(town, id=answer.id)
        assert now.lease_token is not None
        assert (now.state, now.attempts) == ("sending" if result else "accepted", 2)

    slow = Carrier(meanwhile=wait, failures=[result] if result else [], tells_repeats_apart=True)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(send, town, slow)
        assert first_calls.wait(timeout=60)
        rescue(town, slow)
        assert send(town, Carrier(meanwhile=let_the_first_end)) == 1
    assert row(town, id=answer.id).state == "accepted"
    assert row(town, id=answer.id).lease_token is None


FAILURES: Mapping[str, tuple[SendFailure, str, int | None]] = {
    "busy": (TryLater("provider_busy"), "queued", 60),
    "busy, with a time": (TryLater("provider_busy", after_s=300), "queued", 300),
    "another route": (TryLater("route_failed"), "queued", 600),
    "wrong number": (Rejected("wrong_number"), "failed", None),
    "no credentials": (NotSent("no_credentials"), "failed", None),
    "opted out": (OptedOut("opted_out"), "failed", None),
    "unclear": (Unknown("reset"), "unknown", None),
}


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_is_tried_again_or_not_as_the_table_says(town: Town, answer: Outbound, name: str) -> None:
    failure, state, wait_s = FAILURES[name]
    town.carrier.failures.append(failure)
    assert send(town) == 1
    assert row(town, id=answer.id).state == state
    town.clock.advance(seconds=wait_s - 1 if wait_s else 86_400)
    assert send(town) == 0
    town.clock.advance(seconds=2)
    assert send(town) == (1 if wait_s else 0)


def test_the_pauses_grow_and_the_last_try_fails_for_good(town: Town, answer: Outbound) -> None:
    town.carrier.failures = [TryLater("provider_busy", after_s=1) for _ in range(MOST_ATTEMPTS)]
    pauses = []
    while send(town):
        now = row(town, id=answer.id)
        pauses.append((now.due_at - town.clock.now()).total_seconds())
        town.clock.advance(seconds=max(pauses[-1], 0))
    assert pauses[:-1] == [FIRST_PAUSE_S * 3**n for n in range(MOST_ATTEMPTS - 1)]
    assert (now.state, now.failure, now.attempts) == ("failed", "provider_busy", MOST_ATTEMPTS)
    assert town.case(AWA).delivery_failed


def test_a_gateway_that_breaks_its_contract_makes_an_unknown_and_logs_no_words(
    town: Town, answer: Outbound, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(text: OutboundText) -> None:
        raise ValueError(f"{text.to} {text.text}")

    assert send(town, Carrier(meanwhile=breaks)) == 1
    assert row(town, id=answer.id).state == "unknown"
    said = "".join(capsys.readouterr())
    assert "gateway broke its contract" in said
    assert "Nous venons" not in said
    assert AWA not in said


def test_one_text_that_cannot_be_opened_holds_up_no_other(town: Town, answer: Outbound) -> None:
    town.text("+22300000102", THEFT)
    town.carrier.sent.clear()
    with town.worker.unit() as unit:
        outbound.locked(unit.session, answer.id).body_sealed = b"broken"
        other = unit.session.scalars(select(Contact).where(Contact.id != answer.contact_id)).one()
        writing.write(unit, other, Letter("answer", ids.new_id(), "Pour vous.", "fr"))
    send(town)
    assert town.carrier.to("+22300000102") == ["Pour vous."]


def test_a_text_soon_tried_again_keeps_its_place_and_one_tried_hours_later_lets_others_by(
    town: Town, answer: Outbound
) -> None:
    town.carrier.failures.append(TryLater("provider_busy"))
    send(town)
    write(town, "La suite.")
    assert send(town) == 0
    town.clock.advance(minutes=2)
    town.carrier.failures.append(TryLater("phone_unreachable"))
    send(town)
    assert send(town) == 1
    assert town.carrier.to(AWA) == ["La suite."]


def test_who_opts_out_between_writing_and_sending_gets_nothing(town: Town, answer: Outbound) -> None:
    town.text(AWA, "STOP")
    assert town.carrier.sent == []
    assert (row(town, id=answer.id).state, row(town, id=answer.id).failure) == ("cancelled", "opted_out")
    assert town.case(AWA).delivery_failed


@pytest.mark.parametrize("how", ["at the call", "by receipt"])
def test_a_stop_that_only_the_provider_heard_is_noted_on_the_contact(town: Town, answer: Outbound, how: str) -> None:
    if how == "at the call":
        town.carrier.failures.append(OptedOut("opted_out"))
        send(town)
    else:
        send(town)
        hear(town, town.carrier.sent[0].token, "failed", "opted_out")
    write(town, "Encore.")
    send(town)
    assert "Encore." not in town.carrier.to(AWA)
    with town.application.unit() as unit:
        assert contacts.get(unit.session, answer.contact_id).opted_out_at is not None


def test_by_another_gateway_a_text_has_that_gateways_own_sender(town: Town, answer: Outbound) -> None:
    with town.application.unit() as unit:
        contacts.get(unit.session, answer.contact_id).last_gateway = "gone"
    send(town)
    assert [sent.sender for sent in town.carrier.sent] == [None]


def test_a_slow_gateway_gives_back_what_it_did_not_come_to(town: Town, answer: Outbound) -> None:
    token = ids.new_id()
    assert len(claim(town, token)) == 1
    assert claim(town, ids.new_id()) == []
    within(town, lambda unit: lanes.give_back(unit.session, token))
    assert send(town) == 1
