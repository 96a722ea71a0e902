"""Chooses for each text that is due the gateway it leaves by; what can wait, or must, is put off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from hotline.domain import sending
from hotline.domain.phones import operator_hint
from hotline.domain.sending import BULK, Direction, Route, Tried
from hotline.gateways.abilities import Simulated
from hotline.gateways.base import Gateway
from hotline.services import channels, outcomes
from hotline.store import attempts, contacts, lanes
from hotline.store import channels as rows
from hotline.store.models.casework import Case
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Outbound
from hotline.unit_of_work import UnitOfWork
from hotline.vault import SealBroken

AT_ONCE = 50
# A text that no gateway can take is looked at again this often, and given up after so long: then a person decides.
LOOK_AGAIN = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a choice is made from: the rules and how every gateway stands."""

    directions: tuple[Direction, ...]
    routes: tuple[Route, ...]

    @classmethod
    def now(cls, unit: UnitOfWork, gateways: Mapping[str, Gateway]) -> Choice:
        """Read the rules, and how the gateways stand that carry texts at all."""
        states = rows.states(unit.session, list(gateways))
        routes = tuple(
            Route(
                name, gateway.live, isinstance(gateway, Simulated), states[name].stopped_at is not None,
                channels.is_resting(states[name], unit),
            )
            for name, gateway in gateways.items()
            if gateway.sends
        )  # fmt: skip
        return cls(sending.parse_directions(contacts.direction_rules(unit.session)), routes)

    def ordered(self, unit: UnitOfWork, contact: Contact) -> tuple[Route, ...]:
        """Return the gateways a text to this contact may leave by, first choice first."""
        return sending.order(contact.last_gateway, self._operator(unit, contact), self.directions, self.routes)

    def _operator(self, unit: UnitOfWork, contact: Contact) -> str | None:
        if all(direction.operator == sending.ANY for direction in self.directions):
            return None
        try:
            return operator_hint(contacts.number(unit.vault, contact))
        except SealBroken:
            # Whoever sends it will say so; it must not hold up the others here.
            return None


def plan(unit: UnitOfWork, gateways: Mapping[str, Gateway]) -> list[UUID]:
    """Choose a gateway for texts that are due and have none; return those that waited in vain for too long."""
    texts = lanes.unplanned(unit.session, unit.now, list(gateways), AT_ONCE)
    if not texts:
        return []
    choice, quiet = Choice.now(unit, gateways), rows.quiet_hours(unit.session)
    tried = attempts.tried(unit.session, [text.id for text in texts])
    for text in texts:
        morning = quiet.over_at(unit.now)
        if morning > unit.now and can_wait(unit, text):
            text.due_at = morning
        else:
            _set_out(unit, text, choice, tried.get(text.id, ()))
    return [text.id for text in texts if text.stuck_at and text.stuck_at <= unit.now - LONGEST_WAIT]


def can_wait(unit: UnitOfWork, text: Outbound) -> bool:
    """Say whether nobody waits for this text now, not even since its case became urgent."""
    urgency = unit.session.get_one(Case, text.case_id).urgency if text.case_id else None
    return text.priority == BULK and not sending.is_prompt(text.kind, urgency)


def give_up(unit: UnitOfWork, outbound_id: UUID) -> None:
    """End the wait of a text that no gateway could take: a person decides what becomes of it."""
    text = lanes.stuck(unit.session, outbound_id)
    if text is None:
        return
    text.stuck_at = None
    if any(one.may_have_left for one in attempts.tried(unit.session, [text.id]).get(text.id, ())):
        outcomes.unconfirmed(unit, text)
    else:
        outcomes.move(unit, text, "failed", "no_route")


def _set_out(unit: UnitOfWork, text: Outbound, choice: Choice, tried: Sequence[Tried]) -> None:
    if text.kind == sending.PROBE:
        # The gateway it was to test was stopped, or is not in use any more.
        outcomes.move(unit, text, "failed", "no_route")
        return
    contact = contacts.get(unit.session, text.contact_id)
    route = sending.choose(choice.ordered(unit, contact), tried)
    if route is None:
        text.via, text.failure, text.due_at = None, "no_route", unit.now + LOOK_AGAIN
        text.stuck_at = text.stuck_at or unit.now
    else:
        text.via, text.stuck_at = route.name, None
        text.failure = None if text.failure == "no_route" else text.failure
