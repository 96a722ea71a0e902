"""Infobip's dialogues at the real door: a path an event, one input a request, and a JSON screen whatever comes."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from hotline import bootstrap
from hotline.clock import SetClock
from hotline.domain.paging import septets
from hotline.domain.sending import choose
from hotline.services.choosing import Choice
from hotline.services.office_sending import DIRECTIONS
from hotline.settings import Settings
from hotline.store import contacts
from hotline.store.models.dialogues import Dialogue
from hotline.store.models.office import Setting
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message, RawInbound
from hotline.unit_of_work import UnitOfWork
from hotline.web.app import create_app
from tests.support.dialler import Dialler
from tests.support.town import Town

AWA = "22300000401"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A house that is dialled by Infobip."""
    return settings.model_copy(update={"gateways": ("infobip",)})


def _call(town: Town, event: str, session: str = "s1", body: Any = None, **more: Any) -> TestResponse:
    token = town.application.gateways["infobip"].token
    method = {"end": "PUT", "status": "GET"}.get(event, "POST")
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = {"content_type": "application/json", **more}
    path = f"/hooks/infobip/{token}/ussd/session/{session}/{event}"
    return town.web.test_client().open(path, method=method, data=data, **kind)


def _dial(town: Town, *keys: str, session: str = "s1", phone: str = AWA) -> dict[str, Any]:
    screen = _call(town, "start", session, {"msisdn": phone, "text": "*123#"})
    for key in keys:
        assert _screen(screen)["shouldClose"] is False
        screen = _call(town, "response", session, {"msisdn": phone, "text": key})
    return _screen(screen)


def _screen(answer: TestResponse, status: int = 200) -> dict[str, Any]:
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    screen: dict[str, Any] = answer.get_json()
    assert screen.keys() == {"ussdMenu", "shouldClose", "responseExitCode", "responseMessage"}
    assert 0 < septets(screen["ussdMenu"]) <= 182
    return screen


def _waiting(town: Town) -> int:
    """Return how many wait for a row that somebody else holds."""
    with town.application.unit() as unit:
        return unit.session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) or 0


def _dialogues(town: Town) -> list[str | None]:
    with town.application.unit() as unit:
        return list(unit.session.scalars(select(Dialogue.how_ended)))


def test_who_dials_is_shown_a_menu_first(town: Town) -> None:
    first = _dial(town)
    assert first["shouldClose"] is False
    assert "\n1 Francais\n" in first["ussdMenu"]


def test_two_keys_after_the_language_report_a_danger(town: Town) -> None:
    before = _dial(town, "1", "1")
    after = _screen(_call(town, "response", body={"msisdn": AWA, "text": "1"}))
    assert after["ussdMenu"] != before["ussdMenu"]
    town.work()
    assert town.case(f"+{AWA}").category == "attack_ongoing"


def test_a_one_after_a_one_is_two_keys_however_quickly_it_comes(town: Town) -> None:
    other = Dialler(town, "+22300000402").dial().press("1", "1")
    assert _dial(town, "1", "1")["ussdMenu"] == other.screen.removeprefix("CON ")


def test_a_start_that_comes_again_shows_the_same_screen_and_advances_nothing(town: Town) -> None:
    first = _dial(town, "1", "1")
    for _ in range(4):
        assert _screen(_call(town, "start", body={"msisdn": AWA, "text": "*123#"})) == first
    assert _screen(_call(town, "response", body={"msisdn": AWA, "text": "0"}))["ussdMenu"] != first["ussdMenu"]


def test_many_presses_of_one_session_at_once_advance_it_once(town: Town) -> None:
    _dial(town, "1", "5", "2")

    def press(_: int) -> str:
        return str(_screen(_call(town, "response", body={"msisdn": AWA, "text": "1"}))["ussdMenu"])

    with ThreadPoolExecutor(6) as pool, town.application.unit() as unit:
        contacts.locked(unit.session, unit.session.scalars(select(Contact.id)).one())
        pressed = [pool.submit(press, n) for n in range(6)]
        while _waiting(town) < 6:
            time.sleep(0.01)
        unit.session.rollback()
        screens = {future.result() for future in pressed}
    with town.application.unit() as unit:
        seen = unit.session.scalar(select(func.count()).select_from(Message))
    assert (len(screens), seen) == (1, 1)


def test_many_starts_of_one_session_at_once_make_one_dialogue(town: Town) -> None:
    with ThreadPoolExecutor(8) as pool:
        screens = {_dial(town)["ussdMenu"] for _ in pool.map(lambda _: _dial(town), range(8))}
    assert (len(screens), len(_dialogues(town))) == (1, 1)


@pytest.mark.parametrize("phone", [{"msisdn": AWA}, {}])
def test_a_session_that_is_cut_off_becomes_a_case(town: Town, phone: dict[str, str]) -> None:
    _dial(town, "1", "5", "2")
    answer = _call(town, "end", body={"exitCode": 500, "reason": "timeout", **phone})
    assert (answer.status_code, answer.get_json()) == (200, {"responseExitCode": 200, "responseMessage": ""})
    assert _dialogues(town) == ["dropped"]
    town.work()
    assert len(town.cases(f"+{AWA}")) == 1


def test_the_end_of_a_session_that_two_phones_share_ends_neither_of_them(town: Town) -> None:
    _dial(town, "1")
    _dial(town, "1", phone="22300000402")
    assert _call(town, "end", body={"exitCode": 0, "reason": "ok"}).status_code == 200
    assert _dialogues(town) == [None, None]


def test_a_dialogue_that_was_cut_off_is_taken_up_again_at_redial(town: Town) -> None:
    _dial(town, "1", "5", "2")
    _call(town, "end", body={"exitCode": 500, "reason": "timeout", "msisdn": AWA})
    assert "Continuer" in _dial(town, session="s2")["ussdMenu"]


def test_the_state_of_a_session_is_told(town: Town) -> None:
    def active() -> bool:
        answer = _call(town, "status", body=b"")
        assert answer.status_code == 200
        return bool(answer.get_json()["sessionActive"])

    assert not active()
    _dial(town, "1")
    assert active()
    _call(town, "end", body={"exitCode": 0, "reason": "ok", "msisdn": AWA})
    assert not active()


def test_a_session_after_its_end_shows_its_last_screen_and_closes(town: Town) -> None:
    last = _dial(town, "1", "1")
    _call(town, "end", body={"exitCode": 0, "reason": "ok", "msisdn": AWA})
    for event in ("response", "start"):
        assert _screen(_call(town, event, body={"msisdn": AWA, "text": "1"})) == {**last, "shouldClose": True}


def test_an_input_of_an_unknown_session_starts_one(town: Town) -> None:
    screen = _screen(_call(town, "response", "never-started", {"msisdn": AWA, "text": "7"}))
    assert screen == _dial(town, session="s2")


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b"[" * 60_000, b"{}", b'{"msisdn": {}}', b'{"msisdn": "HOTLINE"}',
     b"msisdn=22300000401&text=1"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_screen_and_kept(town: Town, body: bytes) -> None:
    for event in ("start", "response"):
        screen = _screen(_call(town, event, body=body), 400)
        assert screen["shouldClose"] is True
    assert _call(town, "end", body=body).status_code == (200 if body in (b"{}", b'{"msisdn": {}}') else 400)
    with town.application.unit() as unit:
        assert set(unit.session.scalars(select(RawInbound.door))) == {"ussd"}
        assert unit.session.scalar(select(func.count()).select_from(Dialogue)) == 0


@pytest.mark.parametrize(
    "typed", ["", None, 1, -1, 1.5, True, [], {}, "*", "9999", "😀", "\x00", "\ud800", "é" * 400, "a" * 9_000, "٣"]
)
def test_whatever_is_typed_gets_a_valid_screen(town: Town, typed: Any) -> None:
    _dial(town, "1")
    _screen(_call(town, "response", body={"msisdn": AWA, "text": typed}))


def test_five_hundred_keys_are_all_answered(town: Town) -> None:
    _dial(town, "1")
    for n in range(500):
        screen = _screen(_call(town, "response", body={"msisdn": AWA, "text": ("1", "0", "98", "99", "00")[n % 5]}))
        if screen["shouldClose"]:
            break
    assert len(_dialogues(town)) == 1


@pytest.mark.parametrize(
    "path",
    ["", "/", "/start", "/session/s1", "/session/s1/", "/session/s1/resume", "/session//start", "/session/a/b/start"],
)
def test_a_path_without_an_event_does_not_exist(town: Town, path: str) -> None:
    token = town.application.gateways["infobip"].token
    answer = town.web.test_client().post(f"/hooks/infobip/{token}/ussd{path}", json={"msisdn": AWA})
    assert answer.status_code == 404


def test_a_gateway_without_paths_has_none(town: Town) -> None:
    token = town.application.gateways["simulator"].token
    form = {"sessionId": "s1", "phoneNumber": f"+{AWA}", "text": ""}
    for path in ("ussd/session/s1/start", "ussd/x"):
        assert town.web.test_client().post(f"/hooks/simulator/{token}/{path}", data=form).status_code == 404


def test_where_nothing_can_be_stored_the_screen_says_so(settings: Settings, clock: SetClock) -> None:
    nowhere = settings.model_copy(update={"database_url": SecretStr("postgresql://nobody@127.0.0.1:1/none")})
    application = bootstrap.build(nowhere, "web", clock=clock)
    town = Town(create_app(application), application, application, clock)
    screen = _screen(_call(town, "start", body={"msisdn": AWA, "text": ""}))
    application.engine.dispose()
    assert screen["shouldClose"] is True
    assert screen["ussdMenu"].startswith("La ligne ne marche pas.")


def test_who_dialled_is_texted_by_a_gateway_that_can(town: Town) -> None:
    _dial(town, "1", "1")
    with town.application.unit() as unit:
        contact = unit.session.scalars(select(Contact)).one()
        assert contact.last_gateway == "infobip"
        assert _sender(unit, town, contact) == "simulator"
        rule = {"rules": [{"last": "any", "send": "infobip"}]}
        unit.session.merge(Setting(name=DIRECTIONS, value=rule, changed_at=unit.now))
        unit.session.flush()
        assert _sender(unit, town, contact) == "simulator"


def _sender(unit: UnitOfWork, town: Town, contact: Contact) -> str:
    route = choose(Choice.now(unit, town.application.gateways).ordered(unit, contact), [])
    assert route is not None
    return route.name
