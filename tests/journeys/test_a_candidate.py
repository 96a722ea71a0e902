"""A liaison corrects fifty messages; a candidate is trained, promoted and rolled back; a poisoned one is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from zlib import crc32

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.domain.findings import Findings
from hotline.services import shadowing
from hotline.store import modelling
from hotline.store.models.learning import ModelVersion
from hotline.web.app import create_app
from tests.support.lessons import about_roads, few_examples
from tests.support.town import Officer, Town
from workers import training

CORRECTED, POISONED, WATCHED = 50, 40, 5
WRONG = ("praise", "health", "education", "disaster", "follow_up", "suggestion", "chatter", "callback_request")
PROBES = (
    "on a volé mes boeufs à Konna",
    "des bandits ont pris nos motos sur la route de Konna",
    "merci pour l'eau",
    "🐄",
)


@pytest.fixture
def town(application: Application, worker: Application, clock: SetClock) -> Town:
    settings = application.settings.model_copy(update={"shadow_messages": WATCHED})
    app = replace(application, settings=settings)
    return Town(create_app(app), app, worker, clock)


@cache
def _token(client: FlaskClient) -> str:
    """Return the form token of a session: a hundred pages need not be drawn for it."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").text)
    assert found
    return found[1]


@dataclass
class Hands:
    """The two who work on what comes in, and the phones it comes from."""

    town: Town
    liaison: Officer
    coordinator: Officer
    phones: Iterator[int]

    def correct(self, words: str, category: str, by: Officer) -> None:
        """Have a message come in, and the officer correct it."""
        phone = f"+2230000{next(self.phones)}"
        self.town.text(phone, words)
        path = f"/cases/{self.town.case(phone).reference}/category"
        fields = {"csrf_token": _token(by.client), "category": category}
        assert by.client.post(path, data=fields).status_code == 303

    def train(self) -> ModelVersion:
        """Ask for a candidate on the page, and let the worker train it from few examples."""
        assert self.coordinator.post("/admin/learning", page="/admin/learning").status_code == 303
        assert training.train(self.town.worker, few_examples())
        with self.town.application.unit() as unit:
            return modelling.newest(unit.session, 1)[0]

    def put_in_force(self, number: int, seen: int) -> TestResponse:
        """Take both steps of the page: look once more, then do it."""
        path = f"/admin/learning/{number}/force"
        assert self.coordinator.get(path).status_code == 200
        return self.coordinator.post(path, page=path, seen=str(seen))


def understood(app: Application) -> list[Findings]:
    with app.unit() as unit:
        return [app.tools.understanding.in_force(unit).understand(words) for words in PROBES]


@pytest.mark.timeout(600)
def test_fifty_corrections_become_a_model_that_a_person_promotes_and_takes_back(town: Town) -> None:
    hands = Hands(town, town.officer("security"), town.officer("coordinator"), count(1_000))
    shipped = understood(town.worker)
    for number in range(CORRECTED):
        hands.correct(about_roads(number), "blockade_movement", hands.liaison)
    version = hands.train()
    assert version.state == "ready", version.report["checks"]
    assert version.report["lessons"] + sum(version.report["left_out"].values()) == CORRECTED
    assert version.report["officers"] == 1
    answer = hands.put_in_force(1, seen=0)
    assert answer.status_code == 422
    assert "pas encore lu assez de messages" in answer.text
    _watch(hands)
    _promote_and_roll_back(hands, shipped)
    _refuse_poison(hands)
    assert town.verify()


def _watch(hands: Hands) -> None:
    hands.town.clock.advance(minutes=1)
    for number in range(WATCHED):
        hands.town.text(f"+2230000{next(hands.phones)}", about_roads(50 + number))
    assert shadowing.watch(hands.town.worker.unit, hands.town.worker.tools) == WATCHED


def _promote_and_roll_back(hands: Hands, shipped: list[Findings]) -> None:
    worker = hands.town.worker
    assert hands.put_in_force(1, seen=0).status_code == 303
    learnt = understood(worker)
    assert learnt[1].category == "blockade_movement" != shipped[1].category
    assert "Version 1 en service" in hands.coordinator.get("/admin/learning").text
    assert hands.put_in_force(0, seen=1).status_code == 303
    assert understood(worker) == shipped
    assert hands.put_in_force(1, seen=0).status_code == 303
    assert understood(worker) == learnt


def _refuse_poison(hands: Hands) -> None:
    """What comes next is called by somebody whatever comes to their mind: four labels in ten."""
    before = understood(hands.town.worker)
    for number in range(POISONED):
        category = WRONG[crc32(about_roads(60 + number).encode()) % len(WRONG)]
        hands.correct(about_roads(60 + number), category, hands.coordinator)
    version = hands.train()
    assert version.state == "refused"
    assert [check["name"] for check in version.report["checks"] if not check["passed"]]
    answer = hands.put_in_force(version.number, seen=1)
    assert answer.status_code == 422
    assert "pas passé ses épreuves" in answer.text
    assert understood(hands.town.worker) == before
    for number in (1, 2):
        page = hands.coordinator.get(f"/admin/learning/{number}").text
        assert "<svg" in page
        assert "Épreuves" in page
