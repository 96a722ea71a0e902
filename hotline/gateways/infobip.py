"""Infobip's USSD: JSON, and one path an event: `.../ussd/session/ID/start`, `response`, `end` and `status`.

Not verified on a live code: fields, methods and answers are those of the vendor's document as vumi implemented it in
2012. There `start` and `response` are posted, `end` is put and may name no phone, `status` is got. Nor is it verified
whether a request is sent again when our answer was late, what `start` holds as text, and what kind the body is said to
be: all are taken as they come. No signature was found, so the address holds a secret.
"""

from __future__ import annotations

import json
import re

from hotline.domain.messages import DialogueEnd, InboundText, KeyPress, OutboundText, ReceiptReading, ScreenText
from hotline.gateways import inward
from hotline.gateways.base import (
    GET_POST_OR_PUT,
    USSD,
    USSD_END,
    USSD_STATUS,
    Accepted,
    Acknowledgement,
    Call,
    Doors,
    GatewayConfig,
)
from hotline.gateways.failures import Misconfigured, NoSuchDoor, Unreadable

_PATH = re.compile(r"session/([!-.0-~]{1,128})/(start|response|end|status)")
_DOORS = {"start": USSD, "response": USSD, "end": USSD_END, "status": USSD_STATUS}
_FINE = {"responseExitCode": 200, "responseMessage": ""}


class InfobipGateway:
    """Dialogues by Infobip, which sends the last input alone; its texts are another product, and not built here."""

    name = "infobip"
    settings: tuple[str, ...] = ("login", "allow", "ussd_septets", "ussd_latin_only")
    doors: Doors = {USSD: GET_POST_OR_PUT}
    rate = 1.0
    tells_repeats_apart = False
    sends = False
    live = True

    def __init__(self, config: GatewayConfig) -> None:
        """Take the settings; raises BadConfig."""
        self._address = inward.SecretAddress.of(self.name, config)
        self.token: str | None = self._address.token
        self._limits = config.limits

    def authenticate(self, call: Call) -> None:
        """Check the secret part of the address, and what else is set; raises Forged."""
        self._address.check(call)

    def door_of(self, door: str, call: Call) -> str:
        """Return what the end of the path says the call is for; raises NoSuchDoor."""
        return _DOORS[_path(call)[1]]

    def read_keypress(self, call: Call) -> KeyPress:
        """Return the press in the call; the text of the first one is the code that was dialled. Raises Unreadable."""
        session, event = _path(call)
        sent = inward.with_document(call)
        phone, begins = inward.read_phone(sent, "msisdn"), event == "start"
        text = "" if begins or sent.value("text") is None else inward.read_text_field(sent, "text")
        return KeyPress(self.name, session, phone, text, cumulative=False, begins=begins, limits=self._limits)

    def read_end(self, call: Call) -> DialogueEnd:
        """Return which session is over; raises Unreadable."""
        sent = inward.with_document(call)
        phone = inward.read_phone(sent, "msisdn") if sent.value("msisdn") else None
        return DialogueEnd(self.name, _path(call)[0], phone, limits=self._limits)

    def read_session(self, call: Call) -> str:
        """Return the session whose state is asked for."""
        return _path(call)[0]

    def render(self, screen: ScreenText) -> Acknowledgement:
        """Return the screen as a JSON object."""
        return _answer(ussdMenu=screen.text, shouldClose=screen.ends)

    def render_status(self, active: bool) -> Acknowledgement:
        """Return whether the session is open as a JSON object."""
        return _answer(sessionActive=active)

    def acknowledge(self, door: str) -> Acknowledgement:
        """Return a plain yes as a JSON object."""
        return _answer()

    def read_text(self, call: Call) -> InboundText:
        """No text comes by this gateway; raises Unreadable."""
        raise Unreadable("this gateway carries no texts")

    def read_receipt(self, call: Call) -> ReceiptReading:
        """No text goes by this gateway, so no receipt comes; raises Unreadable."""
        raise Unreadable("this gateway carries no texts")

    def send(self, text: OutboundText) -> Accepted:
        """No text goes by this gateway; raises Misconfigured."""
        raise Misconfigured("configuration", "carries no texts")


def _path(call: Call) -> tuple[str, str]:
    found = _PATH.fullmatch(call.rest)
    if found is None:
        raise NoSuchDoor("no event of a session")
    return found[1], found[2]


def _answer(**more: object) -> Acknowledgement:
    return Acknowledgement(200, "application/json", json.dumps({**more, **_FINE}).encode())
