"""What gateways tell of themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from hotline.gateways.failures import Misconfigured, SendFailure
from hotline.services import pulse
from hotline.store.models.gateways import GatewayState
from tests.support.recorder import Recorder
from tests.support.town import Town


@dataclass
class Purse(Recorder):
    """A gateway that is paid for in advance."""

    left: int | SendFailure = 1240
    asked: int = 0

    def ask_balance(self) -> int:
        """Say what is left, or fail."""
        self.asked += 1
        if isinstance(self.left, SendFailure):
            raise self.left
        return self.left


def _states(town: Town) -> dict[str, tuple[str | None, bool]]:
    with town.application.unit() as unit:
        rows = unit.session.scalars(select(GatewayState)).all()
        return {row.name: (row.balance, row.balance_at == unit.now) for row in rows}


def test_the_balance_of_a_gateway_that_can_tell_is_kept_with_its_moment(town: Town) -> None:
    gateways = {"orange": Purse("orange"), "twilio": Recorder("twilio")}
    pulse.ask_balances(town.worker.unit, gateways)
    assert _states(town) == {"orange": ("1240", True)}


def test_one_that_does_not_answer_keeps_what_it_said_last_and_holds_up_nobody(town: Town) -> None:
    first, second = Purse("first"), Purse("second", left=7)
    pulse.ask_balances(town.worker.unit, {"first": first, "second": second})
    town.clock.advance(hours=1)
    first.left, second.left = Misconfigured("configuration"), 6
    pulse.ask_balances(town.worker.unit, {"first": first, "second": second})
    assert _states(town) == {"first": ("1240", False), "second": ("6", True)}


def test_a_gateway_without_credentials_is_not_asked(town: Town) -> None:
    purse = Purse("orange", live=False)
    pulse.ask_balances(town.worker.unit, {"orange": purse})
    assert purse.asked == 0
