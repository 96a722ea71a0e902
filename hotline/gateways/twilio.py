"""Twilio: signed calls, answers in TwiML, texts sent through its own library.

Facts: the vendor's webhook, message and error pages. In Mali it carries no two-way SMS: it can only send.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import quote, urlsplit

from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from hotline.domain.messages import InboundText, OutboundText, ReceiptReading
from hotline.domain.reconciling import Listing
from hotline.gateways import inward
from hotline.gateways.base import POST, RECEIPT, TEXT, Accepted, Acknowledgement, Call, Doors, GatewayConfig
from hotline.gateways.failures import (
    BadConfig,
    Forged,
    Misconfigured,
    NotSent,
    OptedOut,
    Rejected,
    SendFailure,
    TryLater,
    Unreadable,
    Verdict,
)
from hotline.gateways.outward import refusal, safe_url
from hotline.gateways.twilio_records import Records
from hotline.gateways.twilio_wire import SID, Fields, Wire

# To be put behind the address in the vendor's console: five tries, whatever failed. Whether the fragment is
# signed is not verified, so both forms are taken.
RETRIES = "#rc=5&rp=all"

_API = "https://api.twilio.com"
# Its own queue takes more; a slower pace leaves room for the urgent ones.
_RATE = 10.0
_TWIML = Acknowledgement(200, "text/xml", b'<?xml version="1.0" encoding="UTF-8"?><Response/>')
_OPT_OUT = {"STOP": "stop", "START": "start", "HELP": "help"}
_SHORTEST_BASE64 = 60

_STATES = {
    "accepted": "accepted",
    "scheduled": "accepted",
    "queued": "accepted",
    "sending": "accepted",
    "sent": "sent",
    "partially_delivered": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "cancelled",
}

_VERDICTS = {
    20003: Verdict(Misconfigured, "configuration"),  # authentication
    20429: Verdict(TryLater, "provider_busy"),
    21211: Verdict(Rejected, "wrong_number"),
    21408: Verdict(Rejected, "configuration"),  # region not enabled: other numbers still work
    21602: Verdict(Rejected, "text_refused"),  # empty
    21606: Verdict(TryLater, "route_failed"),  # sender not valid for this reader
    21608: Verdict(Rejected, "configuration"),  # trial account
    21609: Verdict(Misconfigured, "configuration"),  # public address not reachable
    21610: Verdict(OptedOut, "opted_out"),
    21611: Verdict(TryLater, "provider_busy"),  # sender's queue is full
    21612: Verdict(TryLater, "route_failed"),
    21614: Verdict(Rejected, "wrong_number"),  # not a mobile
    21617: Verdict(Rejected, "text_refused"),  # too long
    30001: Verdict(TryLater, "provider_busy"),
    30002: Verdict(Misconfigured, "configuration"),  # account suspended
    30003: Verdict(TryLater, "phone_unreachable"),
    30004: Verdict(Rejected, "blocked"),
    30005: Verdict(Rejected, "wrong_number"),
    30006: Verdict(Rejected, "wrong_number"),
    30007: Verdict(Rejected, "blocked"),
    30008: Verdict(TryLater, "route_failed"),
    30018: Verdict(Rejected, "configuration"),  # sender must be registered in that country
}


class TwilioGateway:
    """Texts and receipts by Twilio; `user`: account SID, `password`: auth token, `url`: a stand-in's."""

    name = "twilio"
    settings: tuple[str, ...] = ("sender", "rate")
    doors: Doors = {TEXT: POST, RECEIPT: POST}
    tells_repeats_apart = False
    sends = True
    token: str | None = None

    def __init__(self, config: GatewayConfig) -> None:
        """Take the settings; raises BadConfig."""
        if not config.user or not config.password:
            raise BadConfig("twilio: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are missing")
        self._config, self.live, self.rate = config, config.live, config.rate or _RATE
        self._public_url = config.public_url.rstrip("/")
        self._receipts = f"{self._public_url}/hooks/{self.name}/{RECEIPT}?token="
        self._validator = RequestValidator(config.password)
        wire = Wire(safe_url(self.name, config.url or _API), config.timeouts)
        self._client = Client(config.user, config.password, http_client=wire)
        self._records = Records(self._client, _STATES, _reason)

    def authenticate(self, call: Call) -> None:
        """Check the signature over every field against the configured public address; raises Forged."""
        if not inward.is_form(call):
            raise Forged("only posted forms are signed the way we can check")
        parts = urlsplit(call.url)
        url = self._public_url + parts.path + (f"?{parts.query}" if parts.query else "")
        if not any(self._is_signed(candidate, call) for candidate in (url, url + RETRIES)):
            raise Forged("the signature does not match")

    def read_text(self, call: Call) -> InboundText:
        """Return the text in the call; raises Unreadable."""
        return InboundText(
            gateway=self.name,
            provider_id=_read_sid(call),
            sender=inward.read_address(call, "From"),
            recipient=inward.read_address(call, "To"),
            text=_unwrapped(inward.read_text_field(call, "Body")),
            sent_at=None,
            opt_out=_OPT_OUT.get((call.value("OptOutType") or "").upper()),
            parts=_read_parts(call.value("NumSegments") or ""),
        )

    def read_receipt(self, call: Call) -> ReceiptReading:
        """Return what the receipt says, with our token from the address; raises Unreadable."""
        state = _STATES.get(inward.read_field(call, "MessageStatus").lower())
        if state is None:
            raise Unreadable("MessageStatus is not a state of a text sent")
        failed = state in ("failed", "undelivered")
        return ReceiptReading(
            gateway=self.name,
            provider_id=_read_sid(call),
            token=inward.read_token(call.query_value("token")),
            state=state,
            code=_reason(call.value("ErrorCode") or "") if failed else None,
        )

    def acknowledge(self, door: str) -> Acknowledgement:
        """Return empty TwiML, which sends nothing back to the phone."""
        return _TWIML

    def send(self, text: OutboundText) -> Accepted:
        """Hand the text to Twilio; raises SendFailure."""
        if not self._config.live:
            raise NotSent("no_credentials")
        route = self._route(text)
        try:
            made = self._client.messages.create(
                to=text.to,
                body=text.text,
                status_callback=self._receipts + quote(text.token, safe=""),
                **route,
            )
        except (TwilioRestException, TwilioServiceException) as fault:
            raise _failure(fault.code, fault.status) from None
        return Accepted(made.sid, _STATES.get(str(made.status).lower(), "accepted"))

    def find(self, to: str) -> Listing:
        """Return what Twilio lists for a number; raises SendFailure."""
        return self._records.find(to)

    def erase(self, provider_id: str) -> None:
        """Have Twilio delete a text, in or out; raises SendFailure."""
        self._records.erase(provider_id)

    def _route(self, text: OutboundText) -> dict[str, str]:
        service = self._config.messaging_service_sid
        sender = text.sender or (None if service else self._config.sender)
        route = {"messaging_service_sid": service, "from_": sender}
        if not service and not sender:
            raise Misconfigured("configuration", "no sender")
        return {name: value for name, value in route.items() if value}

    def _is_signed(self, url: str, call: Call) -> bool:
        try:
            return bool(self._validator.validate(url, Fields(call), call.header("x-twilio-signature")))
        except UnicodeEncodeError:
            return False


def _read_sid(call: Call) -> str:
    sid = inward.read_field(call, "MessageSid")
    if not SID.fullmatch(sid):
        raise Unreadable("MessageSid is not an id")
    return sid


def _read_parts(count: str) -> int | None:
    return int(count) if re.fullmatch("[1-9][0-9]?", count) else None


def _unwrapped(body: str) -> str:
    """Return a long text that came as base64 in plain, if it decodes to words with a space between."""
    packed = body.replace("\r", "").replace("\n", "")
    if len(packed) < _SHORTEST_BASE64 or len(packed) % 4:
        return body
    try:
        found = base64.b64decode(packed, validate=True).decode()
    except (binascii.Error, ValueError):
        return body
    readable = all(character.isprintable() or character in "\r\n\t" for character in found)
    return found if readable and " " in found else body


def _reason(error_code: str) -> str:
    verdict = _VERDICTS.get(int(error_code)) if re.fullmatch("[0-9]{1,6}", error_code) else None
    return verdict.code if verdict else "unknown"


def _failure(code: int | None, status: int) -> SendFailure:
    verdict = _VERDICTS.get(code or 0)
    return verdict.failure(code) if verdict else refusal(status)
