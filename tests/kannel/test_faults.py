"""Kannel killed, away or cut off, and the hotline too: texts wait, arrive once, and are answered once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from hotline.services import delivery
from hotline.store.database import open_as_owner
from tests.kannel.conftest import Line

pytestmark = [pytest.mark.kannel, pytest.mark.faults, pytest.mark.timeout(240)]
TEXTS = 100
THEFT = "on a volé mes boeufs à Konna"


def _phone(number: int) -> str:
    return f"+2230000{number:04d}"


ALL = [_phone(number) for number in range(TEXTS)]


def _kill(line: Line) -> None:
    for box in ("bearerbox", "smsbox"):
        line.kannel.kill(box)


def _start_again(line: Line) -> None:
    line.kannel.start()
    line.phones = line.kannel.phones()


def _phones_that_got(line: Line) -> Counter[str]:
    return Counter(phone for phone, _ in line.phones.got())


def _everybody_is_answered_once(line: Line) -> None:
    line.work_until(lambda: line.states() == {"delivered": TEXTS}, "all answers delivered")
    line.kannel.until(lambda: len(line.phones.got()) >= TEXTS, "every phone has its answer")
    assert line.stored() == TEXTS
    assert _phones_that_got(line) == Counter(ALL)


@contextmanager
def _database_away(url: str) -> Iterator[None]:
    name = url.rsplit("/", 1)[1].split("?")[0]
    owner = open_as_owner(url.replace(f"/{name}", "/postgres"))
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
        )
        try:
            yield
        finally:
            connection.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    owner.dispose()


def test_texts_that_cannot_be_stored_wait_in_kannel_even_if_it_is_killed(line: Line, database_url: str) -> None:
    with _database_away(database_url):
        for phone in ALL:
            line.phones.text(phone, THEFT)
        line.kannel.until(lambda: f"received {TEXTS} " in line.kannel.status(), "Kannel has them all")
        _kill(line)
    # One that the door was trying just then may be stored after all; Kannel brings it again all the same.
    assert line.stored() < TEXTS
    _start_again(line)
    _everybody_is_answered_once(line)


def test_kannel_killed_in_the_middle_brings_every_text_once(line: Line) -> None:
    for phone in ALL:
        line.phones.text(phone, THEFT)
    line.kannel.until(lambda: line.stored() > 5, "the first texts are stored")
    _kill(line)
    _start_again(line)
    line.kannel.until(lambda: "store size 0" in line.kannel.status(), "what Kannel had is stored")
    # An operator that was not told yes brings a text again; fakesmsc does not, so that the phones do it.
    for phone in sorted(set(ALL) - line.who_wrote(ALL)):
        line.phones.text(phone, THEFT)
    _everybody_is_answered_once(line)


def test_an_smsbox_that_is_away_costs_no_answer(line: Line) -> None:
    line.kannel.kill("smsbox")
    for phone in ALL:
        line.phones.text(phone, THEFT)
    line.kannel.until(lambda: line.stored() == TEXTS, "texts come in without it")
    line.work()
    assert line.states() == {"queued": TEXTS}
    line.kannel.start("smsbox")
    _everybody_is_answered_once(line)


def test_a_network_that_is_away_has_its_answers_wait_in_kannel(line: Line) -> None:
    for phone in ALL:
        line.phones.text(phone, THEFT)
    line.kannel.until(lambda: line.stored() == TEXTS, "all texts are stored")
    line.phones.stop()
    line.kannel.until(lambda: "re-connecting" in line.kannel.status(), "the network is away")
    line.work_until(lambda: line.states() == {"accepted": TEXTS}, "Kannel queued all answers")
    _kill(line)
    _start_again(line)
    _everybody_is_answered_once(line)


def test_an_smsbox_killed_in_the_middle_of_the_answers_has_nobody_answered_twice(line: Line) -> None:
    """What smsbox took and did not confirm is unknown until its receipt comes, and is not sent again."""
    for phone in ALL:
        line.phones.text(phone, THEFT)
    line.kannel.until(lambda: line.stored() == TEXTS, "all texts are stored")
    stop = threading.Event()
    senders = [threading.Thread(target=_send, args=(line, stop)) for _ in range(3)]
    line.triage()
    for sender in senders:
        sender.start()
    line.kannel.until(lambda: len(line.phones.got()) > 5, "the first answers are out")
    line.kannel.kill("smsbox")
    line.kannel.start("smsbox")
    stop.set()
    for sender in senders:
        sender.join()
    line.work_until(lambda: not {"queued", "sending"} & line.states().keys(), "all answers handed over")
    states = line.states()
    unknown = states.get("unknown", 0)
    assert unknown <= len(senders)
    assert sum(states.values()) == TEXTS
    assert states.keys() <= {"accepted", "sent", "delivered", "unknown"}
    line.kannel.until(lambda: len(line.phones.got()) >= TEXTS - unknown, "every phone has its answer")
    assert set(_phones_that_got(line).values()) == {1}


def _send(line: Line, stop: threading.Event) -> None:
    while not stop.is_set():
        delivery.deliver_batch(line.worker.unit, line.worker.gateways)
