"""Texts of which nobody knows whether they left: found, sent again only when surely missing, or decided on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from hotline.domain.messages import OutboundText
from hotline.domain.reconciling import Listing, Sighting
from hotline.gateways.base import Accepted
from hotline.gateways.failures import SendFailure, TryLater, Unknown
from hotline.services import reconciling, settling
from hotline.services.reconciling import LOOKS_END, RECEIPTS_END
from hotline.store.models.traffic import Outbound
from tests.services.sending import AWA, attempts, end_leases, hear, queued_answer, row, send, within, write
from tests.support.recorder import Recorder
from tests.support.town import Town

BOCAR = "+22300000102"
WORDS = "Nous venons."


@dataclass
class Ledger(Recorder):
    """A carrier that keeps a list of what it took, also of what it took without being able to say so."""

    listed: list[Sighting] = field(default_factory=list)
    takes_all_the_same: bool = False
    refuses: SendFailure | None = None
    complete: bool = True
    now: Callable[[], object] = field(default=lambda: None)

    def send(self, text: OutboundText) -> Accepted:
        taken = not self.failures or self.takes_all_the_same
        number = f"SM{len(self.listed)}"
        if taken:
            self.listed.insert(0, Sighting(number, text.to, text.text, self.now(), "sent"))  # type: ignore[arg-type]
        super().send(text)
        return Accepted(number, "accepted")

    def find(self, to: str) -> Listing:
        """Return what there is for a number."""
        if self.refuses:
            raise self.refuses
        mine = tuple(one for one in self.listed if one.to == to)
        return Listing(mine, tuple(self.listed[:20]), self.complete)


@pytest.fixture
def ledger(town: Town) -> Ledger:
    return Ledger(now=town.clock.now)


@pytest.fixture
def answer(town: Town, ledger: Ledger) -> Outbound:
    """An answer of which nobody knows whether it left, and an acknowledgement that the list shows."""
    town.carrier = ledger
    answer = queued_answer(town)
    ledger.failures.append(Unknown("reset"))
    return answer


def look(town: Town, ledger: Ledger, **passed: float) -> Outbound:
    town.clock.advance(**passed)
    reconciling.reconcile(town.worker.unit, {"simulator": ledger})
    return row(town, kind="answer")


def test_a_text_found_in_the_list_takes_on_its_state_and_id(town: Town, ledger: Ledger, answer: Outbound) -> None:
    ledger.takes_all_the_same = True
    send(town, ledger)
    assert town.case(AWA).delivery_failed
    assert look(town, ledger, minutes=5).state == "sent"
    [attempt] = attempts(town, answer)
    assert (attempt.provider_id, attempt.result) == (ledger.listed[0].provider_id, "accepted")
    assert not town.case(AWA).delivery_failed
    assert hear(town, None, "delivered", provider_id=attempt.provider_id)
    assert row(town, id=answer.id).state == "delivered"


def test_a_text_that_the_list_says_failed_is_no_answer(town: Town, ledger: Ledger, answer: Outbound) -> None:
    ledger.takes_all_the_same = True
    send(town, ledger)
    seen = ledger.listed[0]
    ledger.listed[0] = Sighting(seen.provider_id, seen.to, seen.text, seen.at, "undelivered", "blocked")
    assert look(town, ledger, minutes=5).state == "undelivered"
    assert town.case(AWA).waiting_since is not None


def test_a_text_surely_missing_is_sent_again_once_and_not_before(town: Town, ledger: Ledger, answer: Outbound) -> None:
    send(town, ledger)
    assert look(town, ledger, minutes=5).state == "unknown"
    assert look(town, ledger, minutes=11).state == "unknown"
    assert look(town, ledger, minutes=5).state == "unknown"
    assert look(town, ledger, minutes=6).state == "queued"
    assert town.kinds(town.case(AWA)).count("text_missing") == 1
    assert send(town, ledger) == 1
    assert ledger.to(AWA).count(WORDS) == 1
    assert row(town, id=answer.id).state == "accepted"
    assert look(town, ledger, minutes=60).state == "accepted"


def test_one_sender_killed_before_the_call_leaves_a_text_that_is_found_missing(
    town: Town, ledger: Ledger, answer: Outbound
) -> None:
    ledger.failures.clear()
    within(town, lambda unit: unit.session.execute(sql("UPDATE outbound SET via = 'simulator' WHERE kind = 'answer'")))
    kill_before_the_call(town, answer)
    for minutes in (16, 12):
        look(town, ledger, minutes=minutes)
    assert send(town, ledger) == 1
    assert ledger.to(AWA).count(WORDS) == 1


def kill_before_the_call(town: Town, answer: Outbound) -> None:
    """Write down that an attempt begins, as a sender does, and then nothing more."""
    sql_attempt = sql(
        "INSERT INTO attempts (id, outbound_id, n, gateway, token_hash, started_at)"
        " VALUES (gen_random_uuid(), :id, 1, 'simulator', 'x', :now)"
    )
    sending = sql("UPDATE outbound SET state = 'sending', attempts = 1, gateway = 'simulator' WHERE id = :id")
    with town.worker.unit() as unit:
        unit.session.execute(sql_attempt, {"id": answer.id, "now": unit.now})
        unit.session.execute(sending, {"id": answer.id})
    end_leases(town)
    within(town, lambda unit: settling.rescue(unit, {"simulator": Recorder()}))


@pytest.mark.parametrize("why", ["refused", "cut", "hidden", "other words"])
def test_a_list_that_proves_nothing_leaves_the_text_alone(
    town: Town, ledger: Ledger, answer: Outbound, why: str
) -> None:
    send(town, ledger)
    if why == "refused":
        ledger.refuses = TryLater("provider_busy")
    elif why == "hidden":
        ledger.listed = [Sighting(one.provider_id, "+223XXXX", "", one.at, one.state) for one in ledger.listed]
    elif why == "other words":
        ledger.listed.insert(0, Sighting("SM9", AWA, "", town.clock.now(), "sent"))
    ledger.complete = why != "cut"
    for _ in range(5):
        assert look(town, ledger, minutes=20).state == "unknown"
    assert send(town, ledger) == 0


def test_a_receipt_settles_it_while_it_is_looked_for(town: Town, ledger: Ledger, answer: Outbound) -> None:
    tokens: list[str] = []
    ledger.takes_all_the_same = True
    kept = ledger.send

    def send_and_keep(text: OutboundText) -> Accepted:
        tokens.append(text.token)
        return kept(text)

    ledger.send = send_and_keep  # type: ignore[method-assign]
    send(town, ledger)
    hear(town, tokens[-1], "delivered")
    assert look(town, ledger, minutes=5).state == "delivered"
    assert town.kinds(town.case(AWA)).count("text_delivered") == 1


def test_after_two_days_a_person_decides(town: Town, ledger: Ledger, answer: Outbound) -> None:
    send(town, ledger)
    ledger.complete = False
    assert look(town, ledger, hours=47).settled_at is None
    given_up = look(town, ledger, hours=2)
    assert (given_up.state, given_up.settled_at) == ("unknown", town.clock.now())
    assert town.kinds(town.case(AWA)).count("text_unconfirmed") == 1
    look(town, ledger, hours=1)
    assert town.kinds(town.case(AWA)).count("text_unconfirmed") == 1
    assert timedelta(hours=48) == LOOKS_END


def test_where_nobody_can_be_asked_a_person_decides_within_the_hour(town: Town, answer: Outbound) -> None:
    send(town, Recorder(failures=[Unknown("reset")]))
    gateways = {"simulator": Recorder()}
    town.clock.advance(minutes=50)
    reconciling.reconcile(town.worker.unit, gateways)
    assert row(town, id=answer.id).settled_at is None
    town.clock.advance(seconds=RECEIPTS_END.total_seconds())
    reconciling.reconcile(town.worker.unit, gateways)
    assert row(town, id=answer.id).settled_at is not None


def test_two_alike_to_one_phone_are_both_found_and_none_is_sent_again(
    town: Town, ledger: Ledger, answer: Outbound
) -> None:
    ledger.takes_all_the_same = True
    send(town, ledger)
    town.clock.advance(minutes=20)
    ledger.failures.append(Unknown("reset"))
    write(town, WORDS)
    send(town, ledger)
    town.clock.advance(minutes=30)
    reconciling.reconcile(town.worker.unit, {"simulator": ledger})
    with town.application.unit() as unit:
        states = unit.session.scalars(sql("SELECT state FROM outbound WHERE kind = 'answer'")).all()
    assert states == ["sent", "sent"]
    assert len([one for one in ledger.listed if one.text == WORDS]) == 2


def test_a_phone_that_cannot_be_looked_for_holds_up_no_other(
    town: Town, ledger: Ledger, answer: Outbound, capsys: pytest.CaptureFixture[str]
) -> None:
    send(town, ledger)
    town.clock.advance(seconds=30)
    town.text(BOCAR, "on a volé mes moutons à Tenenkou")
    with town.application.unit() as unit:
        mine = {"id": answer.contact_id}
        unit.session.execute(sql("UPDATE contacts SET phone_sealed = 'x' WHERE id = :id"), mine)
        unit.session.execute(sql("UPDATE outbound SET state = 'unknown' WHERE contact_id <> :id"), mine)
        unit.session.execute(sql("UPDATE attempts SET provider_id = NULL, result = 'unknown'"))
    look(town, ledger, minutes=5)
    assert "not reconciled" in "".join(capsys.readouterr())
    with town.application.unit() as unit:
        other = sql("SELECT state FROM outbound WHERE contact_id <> :id")
        assert unit.session.scalars(other, mine).all() == ["sent"]
