"""A hotline behind a real port, and a real Kannel between it and its citizens' phones."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hotline import bootstrap
from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.services import delivery, triage
from hotline.settings import Settings
from hotline.store import messages
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message, Outbound
from tests.support.door import served
from tests.support.kannel import CODE, PASSWORD, USER, Kannel, Phones, is_installed


@dataclass
class Line:
    """The whole line: phones, Kannel, the web that Kannel calls, and the worker that answers."""

    kannel: Kannel
    phones: Phones
    web: Application
    worker: Application
    clock: SetClock

    def work(self) -> int:
        """Let a second pass and the workers work until nothing is due; return how many texts were worked on."""
        self.clock.advance(seconds=1)
        worked = self.triage()
        while count := delivery.deliver_batch(self.worker.unit, self.worker.gateways):
            worked += count
        return worked

    def triage(self) -> int:
        """Let the workers understand all that came in; return how many texts that were."""
        worked = 0
        while count := triage.triage_batch(self.worker.unit, self.worker.tools):
            worked += count
        return worked

    def work_until(self, holds: Callable[[], bool], what: str, seconds: float = 60) -> None:
        """Go on working until something holds; a round that found nothing to do waits a moment for Kannel."""

        def worked_or_holds() -> bool:
            if not holds() and not self.work():
                time.sleep(0.1)
            return holds()

        self.kannel.until(worked_or_holds, what, seconds)

    def stored(self) -> int:
        """Return how many texts of citizens are stored."""
        with self.worker.unit() as unit:
            return unit.session.scalar(select(func.count()).select_from(Message)) or 0

    def who_wrote(self, phones: list[str]) -> set[str]:
        """Return whose texts are stored."""
        with self.worker.unit() as unit:
            known = set(unit.session.scalars(select(Contact.phone_index).join(Message)))
            return {phone for phone in phones if unit.vault.blind("phone", phone) in known}

    def words(self) -> list[str]:
        """Return what citizens said, in the order in which it was stored."""
        with self.worker.unit() as unit:
            found = unit.session.scalars(select(Message).order_by(Message.number))
            return [messages.body(unit.vault, message) for message in found]

    def states(self) -> dict[str, int]:
        """Return how many texts of ours are in each state."""
        with self.worker.unit() as unit:
            rows = unit.session.execute(select(Outbound.state, func.count()).group_by(Outbound.state))
            return {state: count for state, count in rows}


@pytest.fixture
def kannel(tmp_path: Path) -> Iterator[Kannel]:
    """A Kannel with ports of its own, not started yet."""
    if not is_installed():
        pytest.skip("no Kannel here; on Debian: apt-get install kannel kannel-extras")
    made = Kannel(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def login() -> str:
    """The login that Kannel must name; blank asks for none."""
    return ""


@pytest.fixture
def settings(settings: Settings, kannel: Kannel, login: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A house whose one operator is reached by that Kannel."""
    told = {"URL": kannel.url, "USER": USER, "PASSWORD": PASSWORD, "SENDER": CODE, "RATE": "1000", "LOGIN": login}
    for name, value in told.items():
        monkeypatch.setenv(f"HOTLINE_KANNEL_{name}", value)
    return settings.model_copy(update={"gateways": ("kannel",)})


@pytest.fixture
def line(settings: Settings, clock: SetClock, kannel: Kannel, login: str) -> Iterator[Line]:
    """The line, ready to be texted."""
    with served(settings, clock) as web:
        worker = bootstrap.build(web.settings, "worker", clock=clock)
        address = web.settings.address.replace("://", f"://{login}@") if login else web.settings.address
        kannel.configure(address, web.gateways["kannel"].token or "")
        kannel.start()
        yield Line(kannel, kannel.phones(), web, worker, clock)
        worker.engine.dispose()
