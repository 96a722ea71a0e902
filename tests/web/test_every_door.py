"""Every gateway's doors alike, with the calls kept for it: late, again, of tomorrow, huge, and out of shape."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from hotline.bootstrap import Application
from hotline.clock import SetClock
from hotline.gateways import registry
from hotline.gateways.base import RECEIPT, TEXT, Call
from hotline.store.models.traffic import Message, RawInbound, Receipt
from hotline.web.app import LARGEST_BODY, create_app
from tests.gateways import contract
from tests.gateways.contract import PAYLOADS, Record
from tests.support.town import Town

NAMES = sorted(registry.GATEWAYS)
TEXTED = [name for name in NAMES if TEXT in registry.build(name, contract.config_of(PAYLOADS / name)).doors]
JSON = "application/json"


@pytest.fixture
def house(application: Application, worker: Application, clock: SetClock) -> Town:
    """A house in which every gateway there is has the settings under which its kept calls were made."""
    every = {name: registry.build(name, contract.config_of(PAYLOADS / name)) for name in NAMES}
    app = replace(application, gateways=every)
    return Town(create_app(app), app, worker, clock)


def _kept(name: str, door: str) -> list[Record]:
    gateway = registry.build(name, contract.config_of(PAYLOADS / name))
    good = [record for record in contract.records(PAYLOADS / name) if "expect" in record]
    return [record for record in good if contract.meant(gateway, record["door"], contract.call_of(record)) == door]


def _moments(name: str) -> list[Record]:
    """Return the texts whose gateway says when they were sent."""
    return [record for record in _kept(name, TEXT) if record["expect"]["sent_at"]]


def _call(town: Town, record: Record, *, bare: bool = False, **changed: Any) -> TestResponse:
    """Bring a kept call to its door; `bare`: without the fields in its address."""
    call = contract.call_of(record)
    split = urlsplit(call.url.partition("?")[0] if bare else call.url)
    asked = {"RAW_URI": f"{split.path}?{split.query}" if split.query else split.path, "QUERY_STRING": split.query}
    options: dict[str, Any] = {
        "method": call.method, "data": call.body, "headers": dict(call.headers),
        "environ_overrides": asked | {"REMOTE_ADDR": call.peer or "127.0.0.1"},
    }  # fmt: skip
    return town.web.test_client().open(split.path, **(options | changed))


def _at_its_time(town: Town, call: Call) -> None:
    """Set the clock to when a call was signed, where its signature names a moment."""
    if call.header("x-timestamp"):
        signed = datetime.fromtimestamp(int(call.header("x-timestamp")), UTC)
        town.clock.advance(seconds=(signed - town.clock.now()).total_seconds())


def _marked(town: Town) -> Counter[bool]:
    with town.application.unit() as unit:
        return Counter(row.duplicate_of is not None for row in unit.session.scalars(select(Message)))


def _count(town: Town, table: type) -> int:
    with town.application.unit() as unit:
        return unit.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("name", TEXTED)
def test_a_call_that_is_played_again_a_day_later_is_no_second_text(house: Town, name: str) -> None:
    """With an id it leaves no trace. Without one it is marked by its moment; a signature of yesterday opens nothing."""
    record = next(one for one in _kept(name, TEXT) if one["expect"]["sent_at"] or one["expect"]["provider_id"])
    _at_its_time(house, contract.call_of(record))
    assert _call(house, record).status_code < 300
    house.work()
    house.pass_time(hours=24)
    answer = _call(house, record)
    house.work()
    assert answer.status_code < 300 or (name, answer.status_code) == ("android", 403)
    assert _marked(house)[False] == 1
    assert _marked(house)[True] == (record["expect"]["provider_id"] is None)
    with house.application.unit() as unit:
        assert len({row.case_id for row in unit.session.scalars(select(Message))}) == 1


@pytest.mark.parametrize("name", [name for name in TEXTED if _moments(name)])
def test_a_moment_in_the_future_is_kept_as_told_and_moves_no_clock(house: Town, name: str) -> None:
    record = _moments(name)[0]
    told = datetime.fromisoformat(record["expect"]["sent_at"])
    house.clock.advance(seconds=(told - timedelta(hours=1) - house.clock.now()).total_seconds())
    assert _call(house, record).status_code < 300
    house.work()
    with house.application.unit() as unit:
        message = unit.session.scalars(select(Message)).one()
        assert (message.sent_at, message.received_at) == (told, house.clock.now())
    assert house.cases(record["expect"]["sender"])[0].received_at == house.clock.now()


SHAPES = [
    pytest.param(b"", JSON, id="nothing"),
    pytest.param(b"null", JSON, id="null"),
    pytest.param(b"[]", JSON, id="a list"),
    pytest.param(b'"text"', JSON, id="a word"),
    pytest.param(b'{"a":', JSON, id="half a document"),
    pytest.param(b"[" * 30_000, JSON, id="a well of brackets"),
    pytest.param(b'{"event": {"event": []}, "payload": 7, "deliveryInfoNotification": []}', JSON, id="other kinds"),
    pytest.param(b'{"id": 1e999, "payload": {"message": NaN}}', JSON, id="numbers that are none"),
    pytest.param(b"\xff\xfe\x00\x00", "text/plain", id="no UTF-8"),
    pytest.param(b"--x\r\nContent-Disposition: form-data; name=id\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x",
                 id="parts"),
    pytest.param(b"<id>1</id>", "text/xml", id="XML"),
    pytest.param(b"%%%&&&===", "application/x-www-form-urlencoded", id="signs"),
    pytest.param(b"id=1", "", id="no kind"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "kind"), SHAPES)
def test_what_has_another_shape_is_refused_in_few_words_and_kept_unless_it_is_forged(
    house: Town, body: bytes, kind: str
) -> None:
    for name in NAMES:
        for door in house.application.gateways[name].doors:
            record = next(one for one in _kept(name, door) if one["door"] == door)
            before = _count(house, RawInbound)
            headers = {**record["headers"], "Content-Type": kind}
            answer = _call(house, record, bare=True, method="POST", data=body, headers=headers)
            assert answer.status_code in (400, 403, 404), (name, door, answer.status_code)
            assert _count(house, RawInbound) - before == (answer.status_code == 400), (name, door)
            assert len(answer.data) < 200
    assert _count(house, Message) == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_body_one_octet_too_large_is_refused_before_anything_is_asked(house: Town, name: str) -> None:
    record = next(one for one in contract.records(PAYLOADS / name) if "expect" in one)
    answer = _call(house, record, method="POST", data=b"x" * (LARGEST_BODY + 1))
    assert (answer.status_code, len(answer.data) < 60) == (413, True)
    assert _count(house, RawInbound) == 0


@pytest.mark.parametrize("name", [name for name in NAMES if _kept(name, RECEIPT)])
def test_receipts_of_texts_nobody_knows_are_taken_and_wait_shuffled_and_tripled(house: Town, name: str) -> None:
    kept, counts = _kept(name, RECEIPT), []
    for records in (kept, reversed(kept), kept):
        for record in records:
            _at_its_time(house, contract.call_of(record))
            assert _call(house, record).status_code < 300, record["says"]
        counts.append(_count(house, Receipt))
    assert counts[0] == counts[2] > 0
