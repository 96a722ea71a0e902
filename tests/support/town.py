"""A town with phones and officers: citizens text through the real door, officers work through the real pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.demo_accounts import password_of
from hotline.domain.messages import ReceiptReading
from hotline.domain.walls import Viewer
from hotline.services import (
    checkpoints,
    clocks,
    delivery,
    handovers,
    settling,
    triage,
    upkeep,
    waiting,
    wishes,
)
from hotline.store import accounts, events, office
from hotline.store.models.casework import Case, Event
from hotline.store.models.people import Account, Contact
from tests.support.recorder import Recorder

LINE = "+22300000999"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Officer:
    """Somebody signed in, who clicks and fills in forms."""

    client: FlaskClient
    email: str

    def actor(self, town: Town) -> str:
        """Return the officer as events name them."""
        with town.application.unit() as unit:
            return events.by_account(unit.session.scalars(select(Account.id).where(Account.email == self.email)).one())

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path)

    def post(self, path: str, page: str | None = None, **fields: str) -> TestResponse:
        """Send a form as the page that holds it would, with that page's token."""
        token = _TOKEN.search(self.client.get(page or path.rsplit("/", 1)[0]).text)
        return self.client.post(path, data={"csrf_token": token[1] if token else "", **fields})


@dataclass(repr=False)
class Town:
    """Everything a story needs: phones, officers, a worker, a carrier that keeps what it is given."""

    web: Flask
    application: Application
    worker: Application
    clock: SetClock
    carrier: Recorder = field(default_factory=Recorder)
    _numbers: count[int] = field(default_factory=count)

    def text(self, phone: str, words: str, provider_id: str | None = None) -> TestResponse:
        """Text the line from a phone, and let the workers work."""
        answer = self.deliver_text(phone, words, provider_id)
        self.work()
        return answer

    def deliver_text(self, phone: str, words: str, provider_id: str | None = None) -> TestResponse:
        """Bring a text to the door and no further."""
        token = self.application.gateways["simulator"].token
        fields = {"id": provider_id or f"sim-{next(self._numbers)}", "from": phone, "to": LINE, "text": words}
        return self.web.test_client().post(f"/hooks/simulator/{token}/text", data=fields)

    def work(self) -> None:
        """Let the workers triage and deliver until nothing is due."""
        while triage.triage_batch(self.worker.unit, self.worker.tools):
            pass
        while delivery.deliver_batch(self.worker.unit, self.gateways):
            pass

    @property
    def gateways(self) -> dict[str, Recorder]:
        """Return the one carrier there is."""
        return {self.carrier.name: self.carrier}

    def receipt(self, index: int, state: str, code: str | None = None) -> None:
        """Have the carrier report what became of the text it was given as number `index`."""
        text = self.carrier.sent[index]
        with self.worker.unit() as unit:
            settling.accept_receipt(unit, ReceiptReading("simulator", None, text.token, state, code))

    def pass_time(self, **parts: float) -> None:
        """Move the clock, and let the timetable's upkeep run."""
        self.clock.advance(**parts)
        upkeep.end_questions(self.worker.unit, self.worker.tools.languages)
        wishes.put_in_order(self.worker.unit)
        waiting.end_due(self.worker.unit)
        handovers.expire(self.worker.unit, self.worker.tools.office)
        self.work()

    def watch(self, **parts: float) -> None:
        """Move the clock, and let the timetable look after the clocks of cases."""
        self.clock.advance(**parts)
        clocks.watch(self.worker.unit, self.worker.tools.office)

    def officer(self, name: str) -> Officer:
        """Sign somebody of the demonstration in."""
        email = f"{name}@demo.invalid"
        officer = Officer(self.web.test_client(), email)
        password = password_of(self.application.settings.session_key(), email)
        answer = officer.post("/sign-in", page="/sign-in", email=email, password=password)
        assert answer.status_code == 303, answer.status
        return officer

    def barred_administrator(self) -> Officer:
        """Sign in the administrator, moved to the force that the demonstration's complaints accuse."""
        with self.application.unit() as unit:
            force = unit.session.scalar(select(Account.body_id).where(Account.email == "security@demo.invalid"))
            mine = update(Account).where(Account.email == "administrator@demo.invalid")
            unit.session.execute(mine.values(body_id=force))
        return self.officer("administrator")

    def viewer(self, name: str) -> Viewer:
        """Return somebody of the demonstration as the wall sees them."""
        with self.application.unit() as unit:
            account = accounts.by_email(unit.session, f"{name}@demo.invalid")
            assert account
            return office.viewer_of(account)

    def cases(self, phone: str) -> list[Case]:
        """Return a phone's cases, oldest first."""
        with self.application.unit() as unit:
            index = unit.vault.blind("phone", phone)
            return list(
                unit.session.scalars(
                    select(Case).join(Contact).where(Contact.phone_index == index).order_by(Case.received_at, Case.id)
                )
            )

    def case(self, phone: str) -> Case:
        """Return a phone's newest case."""
        return self.cases(phone)[-1]

    def trail(self, case: Case) -> list[Event]:
        """Return a case's events."""
        with self.application.unit() as unit:
            return events.trail(unit.session, case.id)

    def kinds(self, case: Case) -> list[str]:
        """Return the kinds of a case's events."""
        return [event.kind for event in self.trail(case)]

    def desk_kind(self, case: Case) -> str:
        """Return what kind of body a case lies with."""
        with self.application.unit() as unit:
            return self._desk(unit.session, case)

    def _desk(self, session: Session, case: Case) -> str:
        desks = self.worker.tools.office.read(session).desks
        return next(desk.kind for desk in desks if desk.id == case.desk_id)

    def checkpoint(self) -> bool:
        """Let the timetable write the checkpoint of the hour, and say whether it was due."""
        with self.worker.unit() as unit:
            return checkpoints.write(unit, self.worker.signer)

    def verify(self) -> int:
        """Check the whole trail and return how many events it holds."""
        with self.application.unit() as unit:
            last = list(events.verify(unit.session))[-1]
        assert isinstance(last, int), last
        return last
