"""What the tests of sending share: a queued answer, a carrier that acts during the call, and ways to look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select, text

from hotline import ids
from hotline.domain.messages import OutboundText, ReceiptReading
from hotline.gateways.base import Accepted
from hotline.services import delivery, settling, writing
from hotline.services.writing import Letter
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Attempt, Outbound
from hotline.unit_of_work import UnitOfWork
from tests.support.recorder import Recorder
from tests.support.town import Town

AWA = "+22300000101"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"


@dataclass
class Carrier(Recorder):
    """A recorder that does something while the call lasts."""

    meanwhile: Callable[[OutboundText], None] = field(default=lambda text: None)

    def send(self, text: OutboundText) -> Accepted:
        self.meanwhile(text)
        super().send(text)
        return Accepted(f"carried-{len(self.sent)}", "accepted")


class Killed(BaseException):
    """The process that sends is gone."""


def queued_answer(town: Town) -> Outbound:
    """Return an officer's answer that waits to be sent, in an acknowledged case."""
    town.text(AWA, THEFT)
    town.officer("security").post(f"/cases/{town.case(AWA).reference}/answers", text="Nous venons.")
    town.carrier.sent.clear()
    return row(town, kind="answer")


def row(town: Town, **wanted: object) -> Outbound:
    with town.application.unit() as unit:
        return unit.session.scalars(select(Outbound).filter_by(**wanted)).one()


def write(town: Town, words: str) -> UUID:
    with town.application.unit() as unit:
        contact = unit.session.scalars(select(Contact)).one()
        return writing.write(unit, contact, Letter("answer", ids.new_id(), words, "fr", case_id=town.case(AWA).id)).id


def send(town: Town, carrier: Recorder | None = None) -> int:
    return delivery.deliver_batch(town.worker.unit, {"simulator": carrier or town.carrier})


def hear(town: Town, token: str | None, state: str, code: str | None = None, provider_id: str | None = None) -> bool:
    with town.worker.unit() as unit:
        return settling.accept_receipt(unit, ReceiptReading("simulator", provider_id, token, state, code))


def within(town: Town, work: Callable[[UnitOfWork], object]) -> object:
    with town.worker.unit() as unit:
        return work(unit)


def end_leases(town: Town) -> None:
    within(town, lambda unit: unit.session.execute(text("UPDATE outbound SET lease_until = now() - interval '1 s'")))


def rescue(town: Town, carrier: Recorder) -> object:
    end_leases(town)
    return within(town, lambda unit: settling.rescue(unit, {"simulator": carrier}))


def dies(_: OutboundText) -> None:
    raise Killed


def attempts(town: Town, text_: Outbound) -> list[Attempt]:
    with town.application.unit() as unit:
        mine = select(Attempt).where(Attempt.outbound_id == text_.id).order_by(Attempt.n)
        return list(unit.session.scalars(mine))
