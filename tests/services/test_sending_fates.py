"""Whatever befalls a text on its way, it reaches the phone once at most by itself, and never lies forgotten."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from hotline import ids
from hotline.domain.messages import OutboundText, ReceiptReading, awaits_person
from hotline.domain.reconciling import Listing, Sighting
from hotline.gateways.base import Accepted
from hotline.gateways.failures import Misconfigured, Rejected, SendFailure, TryLater, Unknown
from hotline.services import channels, delivery, reconciling, settling
from hotline.store.models.traffic import Outbound
from tests.services.sending import AWA, THEFT, Killed, end_leases, row, write
from tests.support.recorder import Recorder
from tests.support.town import Town

# What a call ends with, and whether the carrier took the text all the same.
OUTCOMES: dict[str, tuple[Callable[[], BaseException | None], bool]] = {
    "yes": (lambda: None, True),
    "busy": (lambda: TryLater("provider_busy"), False),
    "no route": (lambda: TryLater("route_failed"), False),
    "refused": (lambda: Rejected("blocked"), False),
    "not ours to send": (lambda: Rejected("configuration"), False),
    "no credit": (lambda: Misconfigured("no_credit"), False),
    "broke off, taken": (lambda: Unknown("reset"), True),
    "broke off, lost": (lambda: Unknown("reset"), False),
    "killed before": (Killed, False),
    "killed after": (Killed, True),
}
RECEIPTS = {
    "sent": ("sent", None), "delivered": ("delivered", None), "out of reach": ("undelivered", "phone_unreachable"),
    "lost on the way": ("undelivered", "route_failed"), "blocked": ("failed", "blocked"),
}  # fmt: skip
STEPS = st.one_of(
    st.tuples(st.just("send"), st.sampled_from(sorted(OUTCOMES))),
    st.tuples(st.just("send"), st.sampled_from(sorted(OUTCOMES))),
    st.tuples(st.just("receipt"), st.sampled_from(sorted(RECEIPTS))),
    st.tuples(st.just("repeat"), st.sampled_from(sorted(RECEIPTS))),
    st.tuples(st.just("pass"), st.sampled_from(["1", "12", "300"])),
    st.tuples(st.sampled_from(["rescue", "look", "start"]), st.just("")),
)


@dataclass
class Copy:
    """One copy of a text that a carrier took: it lies on the phone or is under way, unless the carrier said no."""

    text: OutboundText
    gateway: str
    provider_id: str
    at: datetime
    failed: bool = False
    arrived: bool = False


@dataclass
class World:
    """All the copies there are, and how the next calls end."""

    now: Callable[[], datetime]
    copies: list[Copy] = field(default_factory=list)
    outcome: str = "yes"
    doubled: int = 0

    def of(self, text_id: UUID) -> list[Copy]:
        """Return the copies of a text that nobody said no to."""
        return [copy for copy in self.copies if copy.text.id == text_id and not copy.failed]

    def take(self, text: OutboundText, gateway: str, apart: bool) -> str:
        """Keep a text; a carrier that tells repeats apart keeps it once."""
        mine = [copy for copy in self.of(text.id) if copy.gateway == gateway]
        if apart and mine:
            return mine[0].provider_id
        # Raised here it would be taken for a carrier's trouble.
        self.doubled += bool(self.of(text.id))
        self.copies.append(Copy(text, gateway, f"{gateway}-{ids.new_id()}", self.now()))
        return self.copies[-1].provider_id


@dataclass
class Fateful(Recorder):
    """A carrier whose calls end as the world says, and which keeps a true list of what it took."""

    world: World = field(kw_only=True)

    def send(self, text: OutboundText) -> Accepted:
        fault, taken = OUTCOMES[self.world.outcome]
        provider_id = self.world.take(text, self.name, self.tells_repeats_apart) if taken else None
        raised = fault()
        if raised is not None:
            raise raised
        return Accepted(provider_id, "accepted")

    def find(self, to: str) -> Listing:
        """Return what it took for a number."""
        mine = [copy for copy in self.world.copies if copy.gateway == self.name and copy.text.to == to]
        seen = tuple(Sighting(copy.provider_id, to, copy.text.text, copy.at, "sent") for copy in reversed(mine))
        return Listing(seen, seen, complete=True)


@dataclass
class Fate:
    """One text and two carriers, and what may happen to them."""

    town: Town
    world: World
    gateways: dict[str, Fateful]
    text_id: UUID

    def act(self, what: str, how: str) -> None:
        """Let one thing happen."""
        getattr(self, f"_{what}")(how)

    def _send(self, how: str) -> None:
        self.world.outcome = how
        with suppress(Killed):
            delivery.deliver_batch(self.town.worker.unit, self.gateways)

    def _receipt(self, how: str) -> None:
        state, code = RECEIPTS[how]
        copies = self.world.of(self.text_id)
        if copies:
            copies[-1].arrived |= state == "delivered"
            # What a handset confirmed is there, whatever is said of it later.
            copies[-1].failed = state in ("undelivered", "failed") and not copies[-1].arrived
            self._hear(copies[-1], state, code)

    def _repeat(self, how: str) -> None:
        """A late or doubled receipt of a copy that failed changes nothing, unless it says that it arrived."""
        state, code = RECEIPTS[how]
        failed = [copy for copy in self.world.copies if copy.text.id == self.text_id and copy.failed]
        if failed and state != "delivered":
            self._hear(failed[0], state, code)

    def _hear(self, copy: Copy, state: str, code: str | None) -> None:
        with self.town.worker.unit() as unit:
            reading = ReceiptReading(copy.gateway, copy.provider_id, copy.text.token, state, code)
            settling.accept_receipt(unit, reading)

    def _pass(self, how: str) -> None:
        self.town.clock.advance(minutes=int(how))

    def _rescue(self, _: str) -> None:
        end_leases(self.town)
        with self.town.worker.unit() as unit:
            settling.rescue(unit, self.gateways)

    def _look(self, _: str) -> None:
        reconciling.reconcile(self.town.worker.unit, self.gateways)

    def _start(self, _: str) -> None:
        with self.town.worker.unit() as unit:
            for name in self.gateways:
                channels.start(unit, name, "system", "button")

    def end_well(self) -> Outbound:
        """Let everything work again for three days, and return what became of the text."""
        for _ in range(12):
            self._start("")
            self._rescue("")
            self._look("")
            self._send("yes")
            self._pass("360")
        return row(self.town, id=self.text_id)


def begin(town: Town, apart: bool) -> Fate:
    """Write a text to a phone in an acknowledged case, with two carriers that could take it."""
    world = World(town.clock.now)
    pair = {
        name: Fateful(name, tells_repeats_apart=apart, world=world, failures=list[SendFailure]())
        for name in ("simulator", "orange")
    }
    with town.application.unit() as unit:
        # What earlier examples left behind must not be sent in this one.
        unit.session.execute(update(Outbound).values(state="cancelled", lease_until=None))
    fate = Fate(town, world, pair, write(town, "Nous venons."))
    fate.act("start", "")
    return fate


def test_no_text_leaves_twice_by_itself_and_none_is_forgotten(town: Town) -> None:
    town.text(AWA, THEFT)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(STEPS, max_size=14), st.booleans())
    def whatever_happens(steps: list[tuple[str, str]], apart: bool) -> None:
        fate = begin(town, apart)
        for what, how in steps:
            fate.act(what, how)
        text = fate.end_well()
        left = text.state in ("accepted", "sent", "delivered")
        assert left or awaits_person(text.state, text.settled_at), text.state
        assert fate.world.doubled == 0
        assert not left or len(fate.world.of(text.id)) == 1

    whatever_happens()
    assert town.verify()
