"""Africa's Talking: unsigned posted forms behind a secret address, texts sent one at a time.

Field names, states and the send call: courier's integration and the vendor's Python library. Not verified:
the status codes of a send, the failure reasons of a receipt, and whether Mali is served at all.
"""

from __future__ import annotations

import re
from typing import Any

from hotline.domain.messages import DialogueEnd, InboundText, KeyPress, OutboundText, ReceiptReading, ScreenText
from hotline.gateways import inward
from hotline.gateways.base import (
    GET_OR_POST,
    POST,
    RECEIPT,
    TEXT,
    USSD,
    USSD_END,
    Accepted,
    Acknowledgement,
    Call,
    Doors,
    GatewayConfig,
)
from hotline.gateways.conend import con_end
from hotline.gateways.failures import (
    BadConfig,
    Misconfigured,
    NotSent,
    OptedOut,
    Rejected,
    TryLater,
    Unknown,
    Unreadable,
    Verdict,
)
from hotline.gateways.outward import Outgoing, Reply, exchange, refusal, safe_url

_API = "https://api.africastalking.com"
# No pace is published: ours, so that a burst of answers is spread over some seconds.
_RATE = 10.0
_OK = Acknowledgement(200, "text/plain; charset=utf-8", b"")

_STATES = {
    "sent": "sent",
    "submitted": "sent",
    "buffered": "sent",
    "rejected": "failed",
    "success": "delivered",
    "failed": "undelivered",
    "expired": "undelivered",
    "absentsubscriber": "undelivered",
}

_REASONS = {
    "absentsubscriber": "phone_unreachable",
    "deliveryfailure": "route_failed",
    "notnetworksubscriber": "wrong_number",
    "userinblacklist": "opted_out",
    "userisinactive": "phone_unreachable",
    "userdoesnotexist": "wrong_number",
}

_TAKEN = {100: "accepted", 101: "sent", 102: "accepted"}

_VERDICTS = {
    401: Verdict(Rejected, "blocked"),  # held as a risk
    402: Verdict(Misconfigured, "configuration"),  # sender not ours
    403: Verdict(Rejected, "wrong_number"),
    404: Verdict(Rejected, "wrong_number"),  # kind of number not served
    405: Verdict(Misconfigured, "no_credit"),
    406: Verdict(OptedOut, "opted_out"),
    407: Verdict(TryLater, "route_failed"),
    409: Verdict(Rejected, "blocked"),  # reader refuses such texts
    500: Verdict(Unknown, "unknown"),
    501: Verdict(Unknown, "unknown"),
    502: Verdict(Rejected, "blocked"),  # refused by the operator
}


class AfricasTalkingGateway:
    """Texts and receipts by Africa's Talking; `user` is the user name, `password` the API key."""

    name = "africastalking"
    settings: tuple[str, ...] = (
        "url", "user", "password", "sender", "login", "allow", "rate",
        "ussd_fields", "ussd_septets", "ussd_latin_only",
    )  # fmt: skip
    doors: Doors = {TEXT: POST, RECEIPT: POST, USSD: GET_OR_POST, USSD_END: GET_OR_POST}
    tells_repeats_apart = False
    sends = True

    def __init__(self, config: GatewayConfig) -> None:
        """Take the settings; raises BadConfig."""
        if config.live and not (config.user and config.password):
            raise BadConfig("africastalking: HOTLINE_AFRICASTALKING_USER and _PASSWORD are missing")
        self._address = inward.SecretAddress.of(self.name, config)
        self.token: str | None = self._address.token
        self.rate = config.rate or _RATE
        self._dialect = con_end(self.name, config)
        self._api = safe_url(self.name, config.url or _API)
        self._config, self.live = config, config.live

    def authenticate(self, call: Call) -> None:
        """Check the secret part of the address, and what else is set; raises Forged."""
        self._address.check(call)

    def read_text(self, call: Call) -> InboundText:
        """Return the text in the call; raises Unreadable."""
        inward.require_form(call)
        return InboundText(
            gateway=self.name,
            provider_id=inward.read_id(call, "id"),
            sender=inward.read_address(call, "from"),
            recipient=inward.read_address(call, "to"),
            text=inward.read_text_field(call, "text"),
            sent_at=inward.read_moment(call.value("date")),
            opt_out=None,
            parts=None,
        )

    def read_receipt(self, call: Call) -> ReceiptReading:
        """Return what the receipt says; the provider's id is all it can be matched by; raises Unreadable."""
        inward.require_form(call)
        status = inward.read_field(call, "status").lower()
        if status not in _STATES:
            raise Unreadable("status is not a state of a text sent")
        state = _STATES[status]
        reason = (call.value("failureReason") or status).lower()
        return ReceiptReading(
            gateway=self.name,
            provider_id=inward.read_id(call, "id"),
            token=None,
            state=state,
            code=_REASONS.get(reason, "unknown") if state in ("failed", "undelivered") else None,
        )

    def read_keypress(self, call: Call) -> KeyPress:
        """Return the press in the call; raises Unreadable."""
        return self._dialect.read_keypress(call)

    def read_end(self, call: Call) -> DialogueEnd:
        """Return which session is over; raises Unreadable."""
        return self._dialect.read_end(call)

    def render(self, screen: ScreenText) -> Acknowledgement:
        """Return the screen behind `CON ` or `END `."""
        return self._dialect.render(screen)

    def acknowledge(self, door: str) -> Acknowledgement:
        """Return an empty yes."""
        return _OK

    def send(self, text: OutboundText) -> Accepted:
        """Hand the text to the provider; raises SendFailure."""
        if not self._config.live:
            raise NotSent("no_credentials")
        headers = {"apiKey": self._config.password or "", "Accept": "application/json"}
        outgoing = Outgoing(f"{self._api}/version1/messaging", form=self._form(text), headers=headers)
        return _outcome(exchange(outgoing, self._config.timeouts))

    def _form(self, text: OutboundText) -> dict[str, str]:
        form = {"username": self._config.user or "", "to": text.to, "message": text.text}
        sender = text.sender or self._config.sender
        return form | {"bulkSMSMode": "1", "enqueue": "1"} | ({"from": sender} if sender else {})


def _outcome(reply: Reply) -> Accepted:
    if reply.status >= 400:
        raise refusal(reply.status)
    said = reply.document().get("SMSMessageData")
    if not isinstance(said, dict) or not isinstance(said.get("Recipients"), list):
        raise Unknown("no list of recipients")
    if not said["Recipients"]:
        # The whole request was refused, for a reason such as InvalidSenderId.
        raise Misconfigured("configuration", _first_word(said))
    return _reader_outcome(said["Recipients"][0])


def _reader_outcome(reader: Any) -> Accepted:
    if not isinstance(reader, dict):
        raise Unknown("no recipient")
    code = reader.get("statusCode")
    if not isinstance(code, int):
        raise Unknown("no status code")
    if code in _VERDICTS:
        raise _VERDICTS[code].failure(code)
    if code not in _TAKEN and reader.get("status") != "Success":
        raise Unknown(f"status code {code}")
    return Accepted(str(reader.get("messageId") or "") or None, _TAKEN.get(code, "accepted"))


def _first_word(said: dict[str, Any]) -> str:
    found = re.match("[A-Za-z]{1,40}", str(said.get("Message")))
    return found.group() if found else ""
