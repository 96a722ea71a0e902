"""The simulated carrier over real HTTP: each text and receipt once, whatever is away meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
import requests
from sqlalchemy import select

from hotline import bootstrap, ids
from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.services import delivery, simulated_carrier, triage
from hotline.settings import Settings
from hotline.store import simulator
from hotline.store.models.traffic import Message, Outbound, Receipt, SimulatedText
from hotline.store.simulator import DONE, DUE, FAILED, Tally
from tests.support.door import served

PHONE = "+22300000001"
WORDS = "on a volé 23 boeufs cette nuit à Fatoma"
NOBODY = "http://127.0.0.1:1"


@pytest.fixture
def hotline(settings: Settings, clock: SetClock) -> Iterator[Application]:
    """The web process, reached at its own port."""
    with served(settings, clock) as app:
        yield app


@pytest.fixture
def line(hotline: Application, clock: SetClock) -> Iterator[Application]:
    """A worker that hands texts over at that port."""
    built = bootstrap.build(hotline.settings, "worker", clock=clock)
    yield built
    built.engine.dispose()


def token(app: Application) -> str:
    """Return the secret part of the carrier's address."""
    return app.gateways["simulator"].token or ""


def texted(app: Application, words: str = WORDS) -> str:
    """Text the hotline from the phone."""
    return simulated_carrier.send_text(app, app.settings.address, token(app), PHONE, words)


def carried(app: Application, address: str | None = None) -> int:
    """Let the carrier take one turn."""
    return simulated_carrier.carry(app, address or app.settings.address, token(app))


def handed_over(app: Application, document: object) -> requests.Response:
    """Hand a text over as the gateway does."""
    return requests.post(f"{app.settings.address}/simulator/carrier/{token(app)}", json=document, timeout=5)


def states(app: Application) -> list[tuple[str, str]]:
    """Return direction and state of every simulated text, in order."""
    with app.unit() as unit:
        rows = unit.session.scalars(select(SimulatedText).order_by(SimulatedText.number))
        return [(row.direction, row.receipt_state) for row in rows]


def test_a_text_from_a_phone_is_stored_and_stands_on_the_phone_as_sent(hotline: Application) -> None:
    texted(hotline)
    with hotline.unit() as unit:
        assert len(unit.session.scalars(select(Message)).all()) == 1
        bubbles = simulator.thread(unit, PHONE, 5)
    assert [(bubble.text, bubble.incoming, bubble.state) for bubble in bubbles] == [(WORDS, False, DONE)]


def test_a_text_that_does_not_get_through_stands_on_the_phone_as_not_sent(application: Application) -> None:
    with pytest.raises(simulated_carrier.NotTaken):
        simulated_carrier.send_text(application, NOBODY, token(application), PHONE, WORDS)
    assert states(application) == [("from_phone", FAILED)]


def test_the_acknowledgement_comes_back_to_the_phone_and_its_receipt_to_the_hotline(line: Application) -> None:
    texted(line)
    assert triage.triage_batch(line.unit, line.tools) == 1
    assert delivery.deliver_batch(line.unit, line.gateways) == 1
    with line.unit() as unit:
        own, answer = simulator.thread(unit, PHONE, 5)
    assert (own.incoming, answer.incoming, answer.state) == (False, True, DUE)
    assert carried(line) == 1
    with line.unit() as unit:
        assert unit.session.scalars(select(Outbound.state)).all() == ["delivered"]


def test_the_same_text_handed_over_again_lies_on_the_phone_once(hotline: Application) -> None:
    document = {"id": str(ids.new_id()), "to": PHONE, "text": WORDS, "token": "first-token"}
    again = {**document, "token": "second-token"}
    answers = [handed_over(hotline, one) for one in (document, again, document)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"id": document["id"]})] * 3
    assert states(hotline) == [("to_phone", DUE)]


@pytest.mark.parametrize(
    "spoilt", [{"id": "no-uuid"}, {"id": None}, {"to": 7}, {"text": None}, {"token": "x" * 129}, {"to": "9" * 129}]
)
def test_a_hand_over_that_cannot_be_read_is_refused_and_leaves_nothing(
    hotline: Application, spoilt: dict[str, object]
) -> None:
    document = {"id": str(ids.new_id()), "to": PHONE, "text": WORDS, "token": "a-token", **spoilt}
    assert handed_over(hotline, document).status_code == 400
    assert handed_over(hotline, ["not", "an", "object"]).status_code == 400
    assert states(hotline) == []


def test_the_carrier_is_at_home_only_at_its_secret_address(hotline: Application) -> None:
    document = {"id": str(ids.new_id()), "to": PHONE, "text": WORDS, "token": "a-token"}
    for guess in ("guess", "é", token(hotline)[:-1] + "_"):
        address = f"{hotline.settings.address}/simulator/carrier/{guess}"
        assert requests.post(address, json=document, timeout=5).status_code == 404
    assert states(hotline) == []


def test_a_receipt_waits_for_a_hotline_that_is_away_and_is_brought_once(hotline: Application) -> None:
    handed_over(hotline, {"id": str(ids.new_id()), "to": PHONE, "text": WORDS, "token": "a-token-of-ours"})
    assert carried(hotline, NOBODY) == 0
    assert states(hotline) == [("to_phone", DUE)]
    assert carried(hotline) == 1
    assert carried(hotline) == 0
    with hotline.unit() as unit:
        assert len(unit.session.scalars(select(Receipt)).all()) == 1


def test_queued_texts_wait_for_a_hotline_that_is_away_and_are_stored_once_each(hotline: Application) -> None:
    senders = [f"+2230000{number}" for number in (1000, 1001, 1002)]
    with hotline.unit() as unit:
        simulated_carrier.queue_texts(unit, [(sender, WORDS) for sender in senders])
    assert carried(hotline, NOBODY) == 0
    assert carried(hotline) == 3
    assert carried(hotline) == 0
    with hotline.unit() as unit:
        phones = [simulator.phone_index(unit.vault, sender) for sender in senders]
        assert simulator.tally(unit.session, phones) == Tally(3, 3, 0, 0)


def test_a_text_brought_twice_by_a_carrier_that_died_in_between_is_one(hotline: Application) -> None:
    row = texted(hotline)
    with hotline.unit() as unit:
        simulator.settle(unit.session, UUID(row), DUE)
    assert carried(hotline) == 1
    with hotline.unit() as unit:
        assert len(unit.session.scalars(select(Message)).all()) == 1


def test_what_the_hotline_will_never_take_is_given_up(hotline: Application) -> None:
    with hotline.unit() as unit:
        simulated_carrier.queue_texts(unit, [(PHONE, WORDS)])
    assert simulated_carrier.carry(hotline, hotline.settings.address, "another-token") == 1
    assert states(hotline) == [("from_phone", FAILED)]


def test_neither_words_nor_number_nor_token_can_be_read_in_the_table(hotline: Application) -> None:
    texted(hotline)
    handed_over(hotline, {"id": str(ids.new_id()), "to": PHONE, "text": WORDS, "token": "a-token-of-ours"})
    with hotline.unit() as unit:
        rows = unit.session.scalars(select(SimulatedText)).all()
        kept = b"".join(row.text_sealed + (row.token_sealed or b"") + row.phone_index for row in rows)
    assert len(rows) == 2
    assert not [word for word in (WORDS, PHONE, "a-token-of-ours") if word.encode() in kept]


def test_a_doubled_text_or_message_is_counted_as_doubled(hotline: Application) -> None:
    texted(hotline)
    texted(hotline)
    for _ in range(3):
        handed_over(hotline, {"id": str(ids.new_id()), "to": PHONE, "text": WORDS, "token": "a-token-of-ours"})
    with hotline.unit() as unit:
        phones = [simulator.phone_index(unit.vault, PHONE)]
        assert simulator.tally(unit.session, phones) == Tally(sent=2, stored=2, acknowledged=1, doubled=3)
