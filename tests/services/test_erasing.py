"""Bodies at providers: forgotten once a text is settled, asked for until they are gone, and counted honestly."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from hotline.gateways.failures import Misconfigured, SendFailure, TryLater, Unknown
from hotline.services import erasing
from hotline.store.elsewhere import Held
from tests.services.sending import AWA, THEFT
from tests.support.recorder import Recorder
from tests.support.town import Town


@dataclass
class Forgetful(Recorder):
    """A carrier that forgets what it is told to, unless a refusal was put in line."""

    erased: list[str] = field(default_factory=list)
    refusals: list[SendFailure] = field(default_factory=list)

    def erase(self, provider_id: str) -> None:
        """Forget a text, or raise the next refusal in line."""
        if self.refusals:
            raise self.refusals.pop(0)
        self.erased.append(provider_id)


@pytest.fixture
def carrier(town: Town) -> Forgetful:
    """A carrier that brought a text and took its acknowledgement."""
    town.carrier = Forgetful()
    town.text(AWA, THEFT, provider_id="in-1")
    return town.carrier


def erase(town: Town, carrier: Recorder, **passed: float) -> int:
    town.clock.advance(**passed)
    return erasing.erase(town.worker.unit, {"simulator": carrier})


def held(town: Town, carrier: Recorder) -> int:
    with town.application.unit() as unit:
        return erasing.held(unit, {"simulator": carrier})["simulator"].texts


def test_a_text_in_is_forgotten_once_it_is_understood_and_one_out_once_it_is_settled(
    town: Town, carrier: Forgetful
) -> None:
    assert held(town, carrier) == 2
    assert erase(town, carrier, minutes=59) == 0
    assert erase(town, carrier, minutes=2) == 1
    assert carrier.erased == ["in-1"]
    town.receipt(0, "delivered")
    assert erase(town, carrier, minutes=59) == 0
    assert erase(town, carrier, minutes=2) == 1
    assert carrier.erased == ["in-1", "recorded-1"]
    assert held(town, carrier) == 0
    assert erase(town, carrier, days=9) == 0


def test_a_text_whose_receipt_never_comes_is_forgotten_after_three_days(town: Town, carrier: Forgetful) -> None:
    erase(town, carrier, hours=71)
    assert carrier.erased == ["in-1"]
    erase(town, carrier, hours=2)
    assert carrier.erased == ["in-1", "recorded-1"]


def test_a_text_that_waits_for_a_person_here_is_not_forgotten_there(town: Town) -> None:
    town.carrier = carrier = Forgetful()
    town.deliver_text(AWA, THEFT, provider_id="in-1")
    assert erase(town, carrier, days=1) == 0
    town.work()
    assert erase(town, carrier, days=1) == 1


def test_what_is_not_over_there_yet_is_asked_for_until_it_is_gone(town: Town, carrier: Forgetful) -> None:
    carrier.refusals = [TryLater("provider_busy", "not over yet"), Unknown("reset")]
    assert erase(town, carrier, hours=2) == 0
    assert held(town, carrier) == 2
    assert erase(town, carrier, minutes=20) == 0
    assert carrier.erased == []
    assert erase(town, carrier, minutes=20) == 0
    assert erase(town, carrier, hours=2) == 1
    assert carrier.erased == ["in-1"]


def test_an_account_that_may_not_delete_is_asked_once_a_run(town: Town, carrier: Forgetful) -> None:
    town.text("+22300000102", THEFT, provider_id="in-2")
    carrier.refusals = [Misconfigured("configuration") for _ in range(9)]
    assert erase(town, carrier, hours=2) == 0
    assert len(carrier.refusals) == 8


def test_a_provider_that_forgets_nothing_holds_all_it_ever_had(town: Town) -> None:
    town.text(AWA, THEFT)
    assert erase(town, town.carrier, days=30) == 0
    with town.application.unit() as unit:
        found = erasing.held(unit, {"simulator": town.carrier, "orange": Recorder("orange")})
    assert found["simulator"].texts == 2
    assert found["orange"] == Held(0, None)


@pytest.mark.parametrize(("failure", "holds"), [(TryLater("provider_busy"), 1), (Unknown("reset"), 2)])
def test_a_text_that_was_surely_not_taken_lies_nowhere_and_one_that_may_have_been_does(
    town: Town, failure: SendFailure, holds: int
) -> None:
    town.carrier.failures.append(failure)
    town.text(AWA, THEFT)
    assert held(town, town.carrier) == holds


def test_simulated_phones_hold_nothing_elsewhere(town: Town) -> None:
    town.text(AWA, THEFT)
    with town.application.unit() as unit:
        assert "simulator" not in erasing.held(unit, town.application.gateways)
