"""Kannel's and Jasmin's calls at the real doors, by GET and by POST, and what each bridge must hear."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from hotline.settings import Settings
from hotline.store import messages
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message, Outbound, RawInbound
from tests.support.recorder import Recorder
from tests.support.town import Town

AWA = "+22300000101"
CODE = "36222"
ARABIC = "المدرسة مغلقة"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A house that both bridges call."""
    return settings.model_copy(update={"gateways": ("kannel", "jasmin")})


def _door(town: Town, name: str, door: str = "text") -> str:
    return f"/hooks/{name}/{town.application.gateways[name].token}/{door}"


def _open(town: Town, method: str, path: str, **more: Any) -> TestResponse:
    return town.web.test_client().open(path, method=method, **more)


def _kannel(words: str, alphabet: str = "utf-8", **changed: str) -> str:
    coding, charset = ("2", "UTF-16BE") if alphabet == "utf-16-be" else ("0", "UTF-8")
    fields = {"id": "k-1", "from": AWA, "to": CODE, "coding": coding, "charset": charset, "ts": "1772442000"}
    return urlencode({**fields, **changed, "text": words.encode(alphabet)})


def _jasmin(octets: bytes, coding: str = "0", **changed: str) -> str:
    fields = {"id": "j-1", "from": AWA.lstrip("+"), "to": CODE, "origin-connector": "malitel", "coding": coding}
    return urlencode({**fields, **changed, "content": octets, "binary": octets.hex()})


def _kept(town: Town) -> list[str]:
    with town.application.unit() as unit:
        found = unit.session.scalars(select(Message).order_by(Message.number))
        return [messages.body(unit.vault, message) for message in found]


def _count(town: Town, table: type) -> int:
    with town.application.unit() as unit:
        return unit.session.scalar(select(func.count()).select_from(table)) or 0


def test_kannels_text_comes_in_the_address_in_whatever_alphabet(town: Town) -> None:
    for sent in (_kannel(THEFT), _kannel(ARABIC, "utf-16-be", id="k-2")):
        answer = _open(town, "GET", f"{_door(town, 'kannel')}?{sent}")
        assert (answer.status_code, answer.data) == (200, b"OK")
    assert _kept(town) == [THEFT, ARABIC]
    town.work()
    assert {case.category for case in town.cases(AWA)} == {"cattle_theft", "education"}


def test_kannels_posted_octets_need_nothing_of_the_text_in_the_address(town: Town) -> None:
    path = f"{_door(town, 'kannel')}?id=k-3&ts=1772442000"
    headers = {"X-Kannel-From": AWA, "X-Kannel-To": CODE}
    for words, alphabet in ((ARABIC, "utf-16-be"), (THEFT, "utf-8")):
        kind = f'text/plain; charset="{alphabet.upper()}"'.replace("16-", "16")
        answer = _open(town, "POST", path, data=words.encode(alphabet), content_type=kind, headers=headers)
        assert answer.status_code == 200
    assert _kept(town) == [ARABIC], "the second one is a repeat of the first one's id"


def test_jasmin_hears_exactly_its_two_words_by_either_method(town: Town) -> None:
    path = _door(town, "jasmin")
    by_get = _open(town, "GET", f"{path}?{_jasmin(ARABIC.encode('utf-16-be'), '8')}")
    by_post = _open(town, "POST", path, data=_jasmin(b"vol\x05", id="j-2"), content_type=FORM)
    again = _open(town, "GET", f"{path}?{_jasmin(ARABIC.encode('utf-16-be'), '8')}")
    for answer in (by_get, by_post, again):
        assert (answer.status_code, answer.data) == (200, b"ACK/Jasmin")
    assert _kept(town) == [ARABIC, "volé"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("door", ["text", "receipt"])
@pytest.mark.parametrize("middle", ["", "/guessed-token-0123456", "/%00", "/%F0%9F%93%B1"])
def test_jasmin_is_never_told_404_and_nothing_of_a_strangers_call_is_kept(
    town: Town, method: str, door: str, middle: str
) -> None:
    path = f"/hooks/jasmin{middle}/{door}"
    sent = {"query_string": _jasmin(b"x")} if method == "GET" else {"data": _jasmin(b"x"), "content_type": FORM}
    answer = _open(town, method, path, **sent)
    assert (answer.status_code, answer.text) == (403, "Forbidden\n")
    assert _count(town, Message) == _count(town, RawInbound) == _count(town, Contact) == 0


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_kannels_wrong_address_does_not_exist(town: Town, method: str) -> None:
    answer = _open(town, method, f"/hooks/kannel/guessed-token-0123456/text?{_kannel('x')}")
    assert (answer.status_code, answer.text) == (404, "Not Found\n")
    assert _count(town, RawInbound) == 0


@pytest.mark.parametrize("name", ["kannel", "jasmin"])
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD"])
def test_another_method_finds_no_door(town: Town, name: str, method: str) -> None:
    answer = _open(town, method, _door(town, name), query_string=_kannel("x"))
    assert answer.status_code in (404, 405)
    assert _count(town, Message) == 0


@pytest.mark.parametrize("name", ["kannel", "jasmin"])
def test_what_cannot_be_read_is_refused_and_kept_so_that_a_bridge_tries_again(town: Town, name: str) -> None:
    answer = _open(town, "GET", f"{_door(town, name)}?id=1&to={CODE}&text=eau&content=eau")
    assert (answer.status_code, answer.text) == (400, "Bad Request\n")
    with town.application.unit() as unit:
        raw = unit.session.scalars(select(RawInbound)).one()
        assert "eau" in unit.vault.open(raw.body_sealed, "raw_inbound", "body_sealed", raw.id)


def _state(town: Town) -> str:
    with town.application.unit() as unit:
        return unit.session.scalars(select(Outbound.state)).one()


@pytest.mark.parametrize(
    ("name", "told", "states"),
    [
        ("kannel", "status={}", ("8", "1", "8", "2", "1")),
        ("jasmin", "id=x&level=3&message_status={}", ("ESME_ROK", "DELIVRD", "ESME_ROK", "UNDELIV", "DELIVRD")),
    ],
)
def test_receipts_find_their_text_by_our_token_and_never_move_it_back(
    town: Town, name: str, told: str, states: tuple[str, ...]
) -> None:
    sent = _kannel(THEFT) if name == "kannel" else _jasmin(b"on a vole mes boeufs a Tenenkou")
    _open(town, "GET", f"{_door(town, name)}?{sent}")
    town.carrier = Recorder(name)
    town.work()
    for state in states:
        path = f"{_door(town, name, 'receipt')}?token={town.carrier.sent[0].token}&{told.format(state)}"
        assert _open(town, "GET", path).status_code == 200
    assert _state(town) == "delivered"
