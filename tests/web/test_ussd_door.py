"""The USSD door under bad input: always a valid screen, never a 500, never silence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from hotline import bootstrap
from hotline.clock import SetClock
from hotline.domain.paging import septets
from hotline.settings import Settings
from hotline.store.models.dialogues import Dialogue
from hotline.store.models.traffic import Message, RawInbound
from hotline.web.app import create_app
from tests.support.dialler import Dialler, dialled
from tests.support.town import Town

AWA = "+22300000401"


def _post(town: Town, door: str = "ussd", **fields: str) -> TestResponse:
    token = town.application.gateways["africastalking"].token
    return town.web.test_client().post(f"/hooks/africastalking/{token}/{door}", data=fields)


def _is_screen(answer: TestResponse) -> bool:
    word, _, text = answer.text.partition(" ")
    return word in ("CON", "END") and 0 < septets(text) <= 182 and answer.content_type.startswith("text/plain")


@pytest.mark.parametrize(
    "text",
    ["1*5*2", "9999", "*", "***", "1**1", "😀", "\x00", "é" * 400, "1*" * 500, "\ud800", "١*١", "a" * 9_000],
)  # fmt: skip
def test_any_text_of_an_unknown_session_gets_a_valid_screen(town: Town, text: str) -> None:
    answer = _post(town, sessionId="s1", phoneNumber=AWA, text=text.encode("utf-8", "replace").decode())
    assert answer.status_code == 200
    assert _is_screen(answer)


def test_a_session_of_five_hundred_keys_ends_kindly_and_keeps_its_concern(town: Town) -> None:
    phone = dialled(town, AWA, "1", "1", "1")
    while not phone.ended:
        town.clock.advance(minutes=1)
        phone.press(*("98", "99") * 29)
        if len(phone.typed) > 1_900:
            phone.press("x" * 200)
    assert "rappeler" in phone.screen
    town.work()
    assert town.case(AWA).category == "attack_ongoing"


@pytest.mark.parametrize(
    "fields",
    [
        {"sessionId": "s1", "text": ""},
        {"sessionId": "s1", "phoneNumber": "", "text": ""},
        {"sessionId": "s1", "phoneNumber": "HOTLINE", "text": ""},
        {"sessionId": "", "phoneNumber": AWA, "text": ""},
        {"sessionId": "é" * 200, "phoneNumber": AWA, "text": ""},
    ],
)
def test_a_request_that_names_nobody_is_refused_with_a_screen_and_kept(town: Town, fields: dict[str, str]) -> None:
    answer = _post(town, **fields)
    assert answer.status_code == 400
    assert _is_screen(answer)
    with town.application.unit() as unit:
        assert unit.session.scalars(select(RawInbound.outcome)).all() == ["unreadable"]
        assert unit.session.scalar(select(func.count()).select_from(Dialogue)) == 0


@pytest.mark.parametrize("body", [b'{"sessionId": ["s1"]}', b"[]", b"\xff\xfe", b""])
def test_another_content_type_is_refused_with_a_screen(town: Town, body: bytes) -> None:
    token = town.application.gateways["africastalking"].token
    answer = town.web.test_client().post(
        f"/hooks/africastalking/{token}/ussd", data=body, content_type="application/json"
    )
    assert answer.status_code == 400
    assert _is_screen(answer)


def test_a_caller_without_the_secret_address_finds_no_door(town: Town) -> None:
    form = {"sessionId": "s1", "phoneNumber": AWA, "text": ""}
    for path in ("/hooks/africastalking/ussd", f"/hooks/africastalking/{'f' * 32}/ussd", "/hooks/twilio/ussd"):
        assert town.web.test_client().post(path, data=form).status_code == 404


def test_many_requests_of_one_session_at_once_advance_it_once(town: Town) -> None:
    phone = dialled(town, AWA, "1", "5", "2")
    phone.typed += "*1"
    with ThreadPoolExecutor(8) as pool:
        screens = {answer.text for answer in pool.map(lambda _: phone.send(), range(16))}
    assert len(screens) == 1
    with town.application.unit() as unit:
        assert unit.session.scalar(select(func.count()).select_from(Message)) == 1


def test_many_first_requests_of_one_session_at_once_make_one_dialogue(town: Town) -> None:
    phone = Dialler(town, AWA)
    with ThreadPoolExecutor(8) as pool:
        screens = {answer.text for answer in pool.map(lambda _: phone.send(), range(16))}
    assert len(screens) == 1
    with town.application.unit() as unit:
        assert unit.session.scalar(select(func.count()).select_from(Dialogue)) == 1


def test_a_request_replayed_a_day_later_changes_nothing(town: Town) -> None:
    phone = dialled(town, AWA, "1", "1", "1")
    town.pass_time(days=1)
    late = Dialler(town, AWA, session=phone.session, typed="1*1")
    assert late.send().text == phone.screen
    town.work()
    assert len(town.cases(AWA)) == 1


def test_another_phone_never_sees_the_session_of_this_one(town: Town) -> None:
    phone = dialled(town, AWA, "1", "4", "1")
    other = Dialler(town, "+22300000402", session=phone.session, typed=phone.typed)
    assert other.send().text != phone.screen
    town.work()
    assert len(town.cases(AWA)) == 0


def test_the_end_of_an_unknown_session_is_taken_and_changes_nothing(town: Town) -> None:
    assert _post(town, "ussd-end", sessionId="gone", phoneNumber=AWA, status="Failed").status_code == 200
    assert town.cases(AWA) == []


def test_a_dialogue_by_one_gateway_is_taken_up_again_by_another(town: Town) -> None:
    dialled(town, AWA, "1", "5", "2")
    assert "Continuer" in _post(town, sessionId="s1", phoneNumber=AWA, text="").text


def test_where_nothing_can_be_stored_the_screen_says_so(settings: Settings, clock: SetClock) -> None:
    nowhere = settings.model_copy(update={"database_url": SecretStr("postgresql://nobody@127.0.0.1:1/none")})
    application = bootstrap.build(nowhere, "web", clock=clock)
    token = application.gateways["africastalking"].token
    form = {"sessionId": "s1", "phoneNumber": AWA, "text": "1"}
    answer = create_app(application).test_client().post(f"/hooks/africastalking/{token}/ussd", data=form)
    application.engine.dispose()
    assert answer.status_code == 200
    assert answer.text.startswith("END La ligne ne marche pas.")


def test_a_screen_is_asked_for_by_get_where_a_copy_does_so(town: Town) -> None:
    token = town.application.gateways["africastalking"].token
    query = {"sessionId": "s1", "phoneNumber": AWA, "text": ""}
    answer = town.web.test_client().get(f"/hooks/africastalking/{token}/ussd", query_string=query)
    assert answer.text.startswith("CON ")
