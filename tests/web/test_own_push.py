"""Push on an own phone: from the button to the notice, and away with the phone, the session, or the password."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.demo_accounts import password_of
from hotline.domain.notices import NEVER, PUSH, USUAL, Choices
from hotline.domain.references import show_reference
from hotline.services import notifying, spreading
from hotline.store import notices
from hotline.store.models.casework import Case, Event
from hotline.store.models.notices import PushSubscription, Telling
from hotline.web.app import create_app
from tests.support import staff
from tests.support.pushes import PushService, push_service
from tests.support.town import Officer, Town

PHONE = "+22300000101"
PUMP = "la pompe du forage de Konna est en panne depuis une semaine"


@dataclass
class House:
    """A town whose officers can be told by push, and the service by which they are."""

    town: Town
    service: PushService

    def tell(self, **passed: float) -> None:
        """Move the clock, watch the cases, and send what is due."""
        self.town.watch(**passed)
        worker = self.town.worker
        spreading.spread(worker.unit, worker.tools.office, {PUSH})
        notifying.send_due(worker.unit, {PUSH: self.service.push()}, "https://line.example.org")

    def enrolled(self, name: str) -> Officer:
        """Sign somebody in and make their browser their own phone."""
        officer = self.town.officer(name)
        password = password_of(self.town.application.settings.session_key(), officer.email)
        fields = {"phone_password": password, "digits": "284917", "digits_again": "284917"}
        assert officer.post("/account/phones", page="/account", **fields).status_code == 303
        return officer

    def case_for(self, name: str) -> Case:
        """Open a case and give it to a civil officer, who is told at any hour."""
        with self.town.application.unit() as unit:
            choices = Choices(dict.fromkeys(USUAL, frozenset({PUSH})), NEVER)
            notices.choose(unit, staff.account(self.town, name).id, choices)
        self.town.text(PHONE, PUMP)
        case = self.town.case(PHONE)
        page, account = f"/cases/{case.reference}", str(staff.account(self.town, name).id)
        giver = "coordinator"
        given = self.town.officer(giver).post(f"{page}/assignment", page=page, account=account)
        assert given.status_code == 303
        return case

    def live(self) -> list[PushSubscription]:
        """Return the subscriptions that have not ended."""
        with self.town.application.unit() as unit:
            return list(unit.session.scalars(select(PushSubscription).where(PushSubscription.ended_at.is_(None))))


def subscribe(officer: Officer, given: Any) -> int:
    written = given if isinstance(given, str) else json.dumps(given)
    return officer.post("/notices/phone", page="/notices", subscription=written).status_code


@pytest.fixture
def house(application: Application, worker: Application, clock: SetClock, tmp_path: Path) -> Iterator[House]:
    with push_service(tmp_path) as service:
        settings = application.settings.model_copy(update={"push_services": (service.host,)})
        app = replace(application, post={PUSH: service.push()}, settings=settings)
        yield House(Town(create_app(app), app, worker, clock), service)


def test_a_phone_that_asked_for_it_is_shown_a_reference_that_leads_to_the_case(house: House) -> None:
    civil, phone = house.enrolled("civil"), house.service.browser()
    assert f'data-key="{house.town.application.push_key}"' in civil.get("/notices").text
    assert subscribe(civil, phone.given()) == 303
    assert "Ce téléphone reçoit vos alertes." in civil.get("/notices").text
    case = house.case_for("civil")
    house.tell()
    house.tell(minutes=5)
    ((_, _, body),) = house.service.taken
    assert phone.opened(body) == {"r": show_reference(case.reference), "u": f"/cases/{case.reference}"}


def test_each_phone_is_told_once_even_when_one_is_out_of_reach(house: House) -> None:
    first, second = house.service.browser("/first"), house.service.browser("/second")
    for phone in (first, second):
        subscribe(house.enrolled("civil"), phone.given())
    house.case_for("civil")
    house.service.status = 503
    house.tell()
    house.service.status = 201
    house.service.taken.clear()
    house.tell(minutes=1)
    house.tell(minutes=10)
    assert sorted(path for path, _, _ in house.service.taken) == ["/first", "/second"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_phone_the_service_has_let_go_is_forgotten(house: House, status: int) -> None:
    civil = house.enrolled("civil")
    subscribe(civil, house.service.browser().given())
    house.case_for("civil")
    house.service.status = status
    house.tell()
    assert house.live() == []
    assert 'id="push-on"' in civil.get("/notices").text


def _sign_out(house: House, officer: Officer) -> None:
    officer.post("/sign-out", page="/account")


def _forget(house: House, officer: Officer) -> None:
    (row,) = house.live()
    house.town.officer("civil").post(f"/account/phones/{row.device_id}/forget", page="/account")


def _change_password(house: House, officer: Officer) -> None:
    old = password_of(house.town.application.settings.session_key(), officer.email)
    new = "trois pirogues bleues"
    house.town.officer("civil").post("/account/password", page="/account", old=old, password=new, again=new)


def _switch_off(house: House, officer: Officer) -> None:
    officer.post("/notices/phone/end", page="/notices")


@pytest.mark.parametrize("away", [_sign_out, _forget, _change_password, _switch_off])
def test_a_phone_that_is_no_more_ones_own_is_told_nothing_more(
    house: House, away: Callable[[House, Officer], None]
) -> None:
    civil = house.enrolled("civil")
    subscribe(civil, house.service.browser().given())
    house.case_for("civil")
    house.town.watch()
    spreading.spread(house.town.worker.unit, house.town.worker.tools.office, {PUSH})
    away(house, civil)
    house.tell()
    assert house.service.taken == []
    with house.town.worker.unit() as unit:
        assert [row.state for row in unit.session.scalars(select(Telling))] == ["dropped"]
        assert unit.session.scalars(select(PushSubscription.address_sealed)).all() == [None]


def test_a_browser_that_passed_to_another_officer_is_told_for_the_new_one_alone(house: House) -> None:
    phone = house.service.browser()
    subscribe(house.enrolled("civil"), phone.given())
    subscribe(house.enrolled("coordinator"), phone.given())
    (row,) = house.live()
    assert row.account_id == staff.account(house.town, "coordinator").id


def test_a_phone_that_is_nobodys_own_is_asked_to_become_it_first(house: House) -> None:
    civil = house.town.officer("civil")
    assert "Dites d’abord que ce téléphone est à vous." in civil.get("/notices").text
    assert subscribe(civil, house.service.browser().given()) == 404
    assert house.live() == []


@pytest.mark.parametrize(
    "given", ["", "{", "null", "[" * 5000, "x" * 50_000, {"endpoint": "https://127.0.0.1/x", "keys": {}}]
)
def test_what_is_no_address_we_know_changes_nothing_and_is_said(house: House, given: Any) -> None:
    civil = house.enrolled("civil")
    assert subscribe(civil, given) == 303
    assert "Ce navigateur ne peut pas recevoir d’alertes ici." in civil.get("/notices").text
    assert house.live() == []


def test_where_the_phone_is_reached_is_kept_sealed(house: House) -> None:
    phone = house.service.browser("/a-secret-place")
    subscribe(house.enrolled("civil"), phone.given())
    (row,) = house.live()
    with house.town.application.unit() as unit:
        event = unit.session.scalars(select(Event).where(Event.kind == "push_begun")).one()
    assert event.data == {"device": str(row.device_id)}
    assert row.address_sealed is not None
    assert b"secret-place" not in row.address_sealed
    assert phone.public not in row.address_sealed


def test_without_push_the_page_offers_none(town: Town) -> None:
    page = town.officer("civil").get("/notices").text
    assert "Notifications sur ce téléphone" not in page
