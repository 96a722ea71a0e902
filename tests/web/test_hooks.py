"""The gateways' doors: what is genuine is stored before it is acknowledged; everything else is refused in few words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from hotline import bootstrap
from hotline.clock import SetClock
from hotline.gateways import journal
from hotline.gateways.registry import path_token
from hotline.gateways.twilio import RETRIES
from hotline.settings import Settings
from hotline.store import messages
from hotline.store.database import open_as_owner
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message, Outbound, RawInbound, Receipt
from hotline.web.app import LARGEST_BODY, create_app
from tests.support.recorder import Recorder
from tests.support.town import LINE, Town

AWA = "+22300000101"
THEFT = "on a volé 23 boeufs à mon père cette nuit à Tenenkou"
FORM = "application/x-www-form-urlencoded"
DOOR = "/hooks/twilio/text"
THROW_OUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
Fields = list[tuple[str, str]]


class _Form(dict[str, list[str]]):
    """A form as the vendor's validator reads it."""

    def __init__(self, fields: Fields) -> None:
        super().__init__()
        for name, value in fields:
            self.setdefault(name, []).append(value)

    def getlist(self, name: str) -> list[str]:
        return self[name]


def _text(sid: str = "SM01", body: str = THEFT, sender: str = AWA) -> Fields:
    blank_and_repeated = [("FromCity", ""), ("MediaUrl", "b"), ("MediaUrl", "a"), ("Unheard", "of")]
    return [("MessageSid", sid), ("From", sender), ("To", LINE), ("Body", body), *blank_and_repeated]


def _signature(town: Town, fields: Fields, path: str = DOOR) -> str:
    settings = town.application.settings
    validator = RequestValidator(path_token(settings.session_key(), "twilio"))
    return str(validator.compute_signature(settings.address + path, _Form(fields)))


def _post(town: Town, path: str, fields: Fields, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return town.web.test_client().post(path, data=urlencode(fields), content_type=FORM, headers=named)


def _signed(town: Town, fields: Fields, path: str = DOOR) -> TestResponse:
    return _post(town, path, fields, X_Twilio_Signature=_signature(town, fields, path))


def _simulated(town: Town, door: str = "text") -> str:
    return f"/hooks/simulator/{town.application.gateways['simulator'].token}/{door}"


def _sms(**changed: str) -> Fields:
    return list(({"id": "1", "from": AWA, "to": LINE, "text": THEFT} | changed).items())


def _count(town: Town, table: type) -> int:
    with town.application.unit() as unit:
        return unit.session.scalar(select(func.count()).select_from(table)) or 0


def _is_short_and_plain(answer: TestResponse) -> bool:
    return answer.mimetype == "text/plain" and len(answer.data) < 60


def test_a_signed_text_is_stored_with_every_field_and_answered_with_empty_twiml(town: Town) -> None:
    answer = _signed(town, _text())
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    with town.application.unit() as unit:
        raw = unit.session.scalars(select(RawInbound)).one()
        kept = unit.vault.open(raw.body_sealed, "raw_inbound", "body_sealed", raw.id)
    assert journal.read(raw.form, kept).body.decode() == urlencode(_text())
    town.work()
    assert town.case(AWA).category == "cattle_theft"


def test_the_fragment_that_asks_for_retries_may_be_signed(town: Town) -> None:
    fields = _text()
    assert _post(town, DOOR, fields, X_Twilio_Signature=_signature(town, fields, DOOR + RETRIES)).status_code == 200


def test_behind_a_proxy_the_configured_address_is_the_signed_one(settings: Settings, clock: SetClock) -> None:
    public = settings.model_copy(update={"public_url": "https://hotline.example", "trusted_proxies": 1})
    app = bootstrap.build(public, "web", clock=clock)
    worker = bootstrap.build(public, "worker", clock=clock)
    town = Town(create_app(app), app, worker, clock)
    forwarded = {"X_Forwarded_For": "203.0.113.9", "X_Forwarded_Proto": "https", "X_Forwarded_Host": "evil.example"}
    fields = _text()
    assert _post(town, DOOR, fields, X_Twilio_Signature=_signature(town, fields), **forwarded).status_code == 200
    for built in (app, worker):
        built.engine.dispose()


def test_a_replayed_call_is_acknowledged_and_changes_nothing(town: Town) -> None:
    for _ in range(3):
        assert _signed(town, _text()).status_code == 200
    town.work()
    assert (_count(town, Message), _count(town, RawInbound)) == (1, 1)
    assert len(town.carrier.to(AWA)) == 1


@pytest.mark.parametrize(
    "how", ["unsigned", "signed with another token", "another word", "another path", "a field more"]
)
def test_a_forged_call_is_refused_and_nothing_of_it_is_kept(town: Town, how: str) -> None:
    fields, signature = _text(), ""
    if how == "signed with another token":
        signature = str(RequestValidator("guessed").compute_signature("http://127.0.0.1:8000" + DOOR, _Form(fields)))
    elif how == "another path":
        signature = _signature(town, fields, "/hooks/twilio/receipt")
    elif how != "unsigned":
        signature = _signature(town, fields)
        fields = _text(body="autre") if how == "another word" else [*fields, ("Body", "encore")]
    answer = _post(town, DOOR, fields, X_Twilio_Signature=signature)
    assert (answer.status_code, answer.text) == (403, "Forbidden\n")
    assert (_count(town, Message), _count(town, RawInbound), _count(town, Contact)) == (0, 0, 0)


NOWHERE = [
    "/hooks/nobody/text", "/hooks/nobody/receipt", "/hooks/simulator/text", "/hooks/simulator/guessed-token-000/text",
    "/hooks/twilio/ussd", "/hooks/twilio/x/y/z", "/hooks/twilio", "/hooks/simulator/%00/text",
    "/hooks/%F0%9F%93%B1/text",
]  # fmt: skip


@pytest.mark.parametrize("path", NOWHERE)
def test_an_unknown_gateway_token_or_door_does_not_exist(town: Town, path: str) -> None:
    answer = _post(town, path, _sms())
    assert (answer.status_code, answer.text) == (404, "Not Found\n")
    assert _is_short_and_plain(answer)
    assert _count(town, RawInbound) == 0


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_a_door_takes_only_what_is_posted(town: Town, method: str) -> None:
    answer = town.web.test_client().open(_simulated(town), method=method, data=urlencode(_sms()), content_type=FORM)
    assert answer.status_code in (404, 405)
    assert _is_short_and_plain(answer)
    assert _count(town, Message) == 0


MISSING = [
    pytest.param([], id="nothing at all"),
    *(
        pytest.param([one for one in _sms() if one[0] != name], id=f"no {name}")
        for name in ("id", "from", "to", "text")
    ),
    pytest.param(_sms(**{"from": ""}), id="an empty sender"),
    pytest.param(_sms(**{"from": "+223\x0000000101"}), id="NUL in a sender"),
    pytest.param(_sms(**{"from": "x" * 65}), id="an endless sender"),
    pytest.param(_sms(id="a b"), id="a space in an id"),
    pytest.param(_sms(id="9" * 129), id="an endless id"),
]


@pytest.mark.parametrize("fields", MISSING)
def test_what_cannot_be_read_is_refused_and_kept_sealed(town: Town, fields: Fields) -> None:
    answer = _post(town, _simulated(town), fields)
    assert (answer.status_code, answer.text) == (400, "Bad Request\n")
    assert _is_short_and_plain(answer)
    assert _count(town, Message) == 0
    with town.application.unit() as unit:
        raw = unit.session.scalars(select(RawInbound)).one()
        assert (raw.gateway, raw.door, raw.outcome) == ("simulator", "text", "unreadable")
        kept = journal.read(raw.form, unit.vault.open(raw.body_sealed, "raw_inbound", "body_sealed", raw.id))
    assert (kept.body.decode(), kept.url) == (urlencode(fields), "/hooks/simulator/-/text")


def test_what_is_no_form_is_refused_and_kept(town: Town) -> None:
    client = town.web.test_client()
    for kind, body in (("application/json", b'{"id": 1}'), ("text/xml", b"<a/>"), (FORM, b"\xff\xfe%zz&&==\x00")):
        assert client.post(_simulated(town), data=body, content_type=kind).status_code == 400
    assert _count(town, RawInbound) == 3


@pytest.mark.parametrize(("size", "status"), [(0, 400), (LARGEST_BODY, 204), (LARGEST_BODY + 1, 413)])
def test_a_body_has_sixty_four_kilobytes_at_most(town: Town, size: int, status: int) -> None:
    head = urlencode(_sms(text="")).encode()
    body = (head + b"x" * (size - len(head)))[:size]
    answer = town.web.test_client().post(_simulated(town), data=body, content_type=FORM)
    assert answer.status_code == status
    assert status == 204 or _is_short_and_plain(answer)


ODD = [
    pytest.param("a%00b", "a\0b", id="NUL"),
    pytest.param("a%ED%A0%80b%ED%B0%80", "a" + "\ufffd" * 3 + "b" + "\ufffd" * 3, id="lone surrogates"),
    pytest.param("%F0%9F%90%84%20%F0%9D%93%AA", "\U0001f404 \U0001d4ea", id="beyond the first plane"),
    pytest.param("%E2%80%AEecilop%E2%81%A7%E2%80%8B", "\u202eecilop\u2067\u200b", id="overrides and zero widths"),
    pytest.param("%FF%FEabc", "\ufffd\ufffdabc", id="no UTF-8"),
    pytest.param("%0D%0A%1B%5B31m+%09", "\r\n\x1b[31m \t", id="control characters"),
    pytest.param("m" * 1600, "m" * 1600, id="1,600 characters"),
    pytest.param("%3Cscript%3Ealert(1)%3C/script%3E%27;--", "<script>alert(1)</script>';--", id="markup"),
    pytest.param("%DF%9E%DF%8F%20%E2%B4%B0%20%F0%9E%A4%80%20%D8%B3", "ߞߏ ⴰ \U0001e900 س", id="four scripts"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "kept"), ODD)
def test_odd_words_are_stored_as_they_came_and_become_a_case(town: Town, sent: str, kept: str) -> None:
    head = urlencode([*_sms(text="")[:3], ("unheard", "of"), ("unheard", "")])
    answer = town.web.test_client().post(_simulated(town), data=f"{head}&text={sent}", content_type=FORM)
    assert answer.status_code == 204
    town.work()
    with town.application.unit() as unit:
        message = unit.session.scalars(select(Message)).one()
        assert messages.body(unit.vault, message) == kept
    assert len(town.cases(AWA)) == 1


@contextmanager
def _at_the_database(url: str, statement: str, undo: str) -> Iterator[None]:
    owner = open_as_owner(url)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)
        try:
            yield
        finally:
            connection.exec_driver_sql(undo)
    owner.dispose()


def test_nothing_is_acknowledged_whose_commit_failed(town: Town, database_url: str) -> None:
    """A check at commit time refuses what every statement before it had taken."""
    refuse = (
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$;"
        "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON messages DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    with _at_the_database(database_url, refuse, "DROP FUNCTION refuse CASCADE"):
        for answer in (_signed(town, _text()), _post(town, _simulated(town), _sms())):
            assert (answer.status_code, answer.text) == (503, "Service Unavailable\n")
            assert _is_short_and_plain(answer)
        assert _count(town, Message) == _count(town, RawInbound) == _count(town, Contact) == 0
    assert _signed(town, _text()).status_code == 200
    assert _count(town, Message) == 1


def test_a_database_that_goes_and_comes_back_costs_a_refusal_and_no_text(town: Town, database_url: str) -> None:
    assert _signed(town, _text("SM01")).status_code == 200
    name = database_url.rsplit("/", 1)[1].split("?")[0]
    close = f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"
    elsewhere = database_url.replace(f"/{name}", "/postgres")
    with _at_the_database(elsewhere, close, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"):
        with _at_the_database(elsewhere, THROW_OUT.format(name), "SELECT 1"):
            pass
        for path, fields in ((DOOR, _text("SM02")), ("/hooks/twilio/receipt", [("MessageSid", "SM09")])):
            sent = [*fields, ("MessageStatus", "sent")]
            assert _signed(town, sent, path).status_code == 503
        assert _post(town, _simulated(town), []).status_code == 503
    assert _signed(town, _text("SM02")).status_code == 200
    assert _count(town, Message) == 2


def test_where_there_is_no_database_at_all_nothing_is_acknowledged(settings: Settings, clock: SetClock) -> None:
    lost = settings.model_copy(
        update={"database_url": Settings(database_url="postgresql://x@127.0.0.1:1/x").database_url}
    )
    app = bootstrap.build(lost, "web", clock=clock)
    town = Town(create_app(app), app, app, clock)
    assert _signed(town, _text()).status_code == 503
    assert _post(town, _simulated(town), _sms()).status_code == 503


def test_a_queue_that_is_down_changes_nothing_for_who_texts(settings: Settings, clock: SetClock) -> None:
    alone = settings.model_copy(update={"redis_url": Settings(redis_url="redis://127.0.0.1:1/0").redis_url})
    app, worker = (bootstrap.build(alone, role, clock=clock) for role in ("web", "worker"))
    town = Town(create_app(app), app, worker, clock)
    assert _signed(town, _text()).status_code == 200
    town.work()
    assert len(town.carrier.to(AWA)) == 1
    for built in (app, worker):
        built.engine.dispose()


def _state(town: Town) -> str:
    with town.application.unit() as unit:
        return unit.session.scalars(select(Outbound.state)).one()


def test_twilios_receipts_find_their_text_by_our_token_and_never_move_it_back(town: Town) -> None:
    _signed(town, _text())
    town.carrier = Recorder("twilio")
    town.work()
    path = f"/hooks/twilio/receipt?token={town.carrier.sent[0].token}"
    for status in ("sent", "delivered", "queued", "sent", "delivered", "undelivered", "sent"):
        answer = _signed(town, [("MessageSid", "SM99"), ("MessageStatus", status), ("ErrorCode", "")], path)
        assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert _state(town) == "delivered"


def test_a_receipt_of_an_unknown_text_is_taken_and_waits_for_it(town: Town) -> None:
    fields = [("id", "recorded-1"), ("state", "delivered")]
    assert _post(town, _simulated(town, "receipt"), fields).status_code == 204
    assert _count(town, Receipt) == 1
    town.text(AWA, THEFT)
    assert _state(town) == "delivered"


def test_a_receipt_that_cannot_be_read_is_refused_and_kept(town: Town) -> None:
    for fields in ([("id", "x")], [("id", "x"), ("state", "eaten")], [("state", "sent")], []):
        assert _post(town, _simulated(town, "receipt"), fields).status_code == 400
    with town.application.unit() as unit:
        assert {raw.door for raw in unit.session.scalars(select(RawInbound))} == {"receipt"}
    assert _count(town, RawInbound) == 4
