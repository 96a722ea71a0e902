"""The CON/END dialect under the names its copies give the fields, and by GET where they use it."""

from __future__ import annotations

import pytest

from hotline.domain.messages import ScreenText
from hotline.gateways.base import Call, GatewayConfig
from hotline.gateways.conend import con_end
from hotline.gateways.failures import BadConfig, Unreadable

OTHER = ("session=SESSION_ID", "phone=ORIG", "text=USSD_PARAMS")


def _config(*fields: str, **more: object) -> GatewayConfig:
    return GatewayConfig(public_url="https://hotline.example", ussd_fields=fields, **more)  # type: ignore[arg-type]


def test_a_copy_with_other_names_and_get_is_read_alike() -> None:
    query = (("SESSION_ID", "77"), ("ORIG", "22300000001"), ("DEST", "*123#"), ("USSD_PARAMS", "1*2"))
    press = con_end("copy", _config(*OTHER)).read_keypress(Call("GET", "/x", {}, query=query))
    assert (press.session, press.phone, press.text) == ("77", "+22300000001", "1*2")


def test_names_left_out_stay_those_of_the_vendor() -> None:
    assert con_end("copy", _config("phone=msisdn")).fields == {
        "session": "sessionId", "phone": "msisdn", "text": "text"
    }  # fmt: skip


@pytest.mark.parametrize("fields", [("phone",), ("phone=",), ("telephone=msisdn",)])
def test_fields_that_mean_nothing_are_refused_at_the_start(fields: tuple[str, ...]) -> None:
    with pytest.raises(BadConfig, match="session=NAME, phone=NAME, text=NAME"):
        con_end("copy", _config(*fields))


def test_a_posted_document_is_unreadable() -> None:
    call = Call("POST", "/x", {"Content-Type": "application/json"}, body=b'{"sessionId": 7}')
    with pytest.raises(Unreadable):
        con_end("copy", _config()).read_keypress(call)


def test_the_settings_say_how_much_a_screen_holds() -> None:
    limits = con_end("copy", _config(ussd_septets=140, ussd_latin_only=True)).limits
    assert (limits.budget, limits.hard, limits.other_scripts) == (140, 182, False)


def test_a_screen_says_whether_more_keys_are_awaited() -> None:
    dialect = con_end("copy", _config())
    assert dialect.render(ScreenText("Où ?", ends=False)).body == "CON Où ?".encode()
    assert dialect.render(ScreenText("Merci.", ends=True)).body == b"END Merci."
