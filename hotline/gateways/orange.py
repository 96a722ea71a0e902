"""Orange's SMS API for Africa and the Middle East: JSON, a token by OAuth, and calls to us that nobody signs.

Token, sending and balance: the vendor's pages. Seen only in third-party code, and not verified: Mali's sender +2230000,
that a receipt's `callbackData` is the id of the text's resource, the states of a receipt and the codes of an error.
Texts and receipts are pushed to us once Orange's team has entered our addresses; a text comes without an id.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from hotline.domain.messages import InboundText, OutboundText, ReceiptReading
from hotline.gateways import inward
from hotline.gateways.base import POST, RECEIPT, TEXT, Accepted, Acknowledgement, Call, Doors, GatewayConfig
from hotline.gateways.failures import (
    BadConfig,
    Misconfigured,
    NotSent,
    Rejected,
    TryLater,
    Unknown,
    Unreadable,
    Verdict,
)
from hotline.gateways.outward import Outgoing, Reply, exchange, in_time, refusal, safe_url

_API = "https://api.orange.com"
_SENDER = "+2230000"
# The pace of a new account, from memory.
_RATE = 5.0
_TOKEN_TIMEOUTS = (5.0, 8.0)
# A token is asked for anew before it can end on the way.
_SPARE_S = 60
_LONGEST_TOKEN_S = 86_400.0
_OK = Acknowledgement(200, "text/plain; charset=utf-8", b"")

_STATES = {
    "deliveredtonetwork": "sent",
    "deliveredtogateway": "sent",
    "messagewaiting": "sent",
    "deliveryuncertain": "sent",
    "deliveredtoterminal": "delivered",
    "deliveryimpossible": "undelivered",
}

_VERDICTS = {
    "SVC0001": Verdict(Rejected, "text_refused"),
    "SVC0002": Verdict(Rejected, "text_refused"),
    "SVC0003": Verdict(Misconfigured, "configuration"),  # sender not ours
    "SVC0004": Verdict(Rejected, "wrong_number"),
    "POL0001": Verdict(Misconfigured, "configuration"),  # contract ended or used up, or not for this country
}


class OrangeGateway:
    """Texts and receipts by Orange; `user` is the client id, `password` the client secret.

    `sender` is the number the account may send from, whatever number a citizen wrote to; `sender_name` a word that
    Orange has registered.
    """

    name = "orange"
    settings: tuple[str, ...] = ("url", "user", "password", "sender", "sender_name", "login", "allow", "rate")
    doors: Doors = {TEXT: POST, RECEIPT: POST}
    tells_repeats_apart = False
    sends = True

    def __init__(self, config: GatewayConfig) -> None:
        """Take the settings; raises BadConfig."""
        if config.live and not (config.user and config.password):
            raise BadConfig("orange: HOTLINE_ORANGE_USER and _PASSWORD are missing")
        self._address = inward.SecretAddress.of(self.name, config)
        self.token: str | None = self._address.token
        self.rate, self.live = config.rate or _RATE, config.live
        self._api = safe_url(self.name, config.url or _API)
        self._sender = "tel:" + (config.sender or _SENDER).removeprefix("tel:")
        self._config, self._tokens = config, _Tokens(self._ask_token)

    def authenticate(self, call: Call) -> None:
        """Check the secret part of the address, and what else is set; raises Forged."""
        self._address.check(call)

    def read_text(self, call: Call) -> InboundText:
        """Return the text in the call; it is known by an id only where Orange gives one. Raises Unreadable."""
        sent = _without_tel(inward.with_document(call, "inboundSMSMessageNotification", "inboundSMSMessage"))
        return InboundText(
            gateway=self.name,
            provider_id=inward.read_id(sent, "messageId") if sent.value("messageId") else None,
            sender=inward.read_address(sent, "senderAddress"),
            recipient=inward.read_address(sent, "destinationAddress"),
            text=inward.read_text_field(sent, "message"),
            sent_at=inward.read_moment(sent.value("dateTime")),
            opt_out=None,
            parts=None,
        )

    def read_receipt(self, call: Call) -> ReceiptReading:
        """Return what the receipt says of the text that `callbackData` names; raises Unreadable."""
        status = inward.read_field(
            inward.with_document(call, "deliveryInfoNotification", "deliveryInfo"), "deliveryStatus"
        )
        state = _STATES.get(status.lower())
        if state is None:
            raise Unreadable("deliveryStatus is not a state of a text sent")
        return ReceiptReading(
            gateway=self.name,
            provider_id=inward.read_id(inward.with_document(call, "deliveryInfoNotification"), "callbackData"),
            token=None,
            state=state,
            code="phone_unreachable" if state == "undelivered" else None,
        )

    def acknowledge(self, door: str) -> Acknowledgement:
        """Return an empty yes."""
        return _OK

    def send(self, text: OutboundText) -> Accepted:
        """Hand the text to Orange, with a new token where the old one is refused; raises SendFailure."""
        if not self.live:
            raise NotSent("no_credentials")
        started, token = time.monotonic(), self._tokens.current()
        outgoing = Outgoing(
            f"{self._api}/smsmessaging/v1/outbound/{quote(self._sender, safe='')}/requests",
            document=self._document(text),
        )
        reply = self._with_token(outgoing, token)
        if reply.status == 401:
            in_time(started)
            reply = self._with_token(outgoing, self._tokens.after(token))
        return _outcome(reply)

    def ask_balance(self) -> int:
        """Return how many texts are left in the contracts that are active; raises SendFailure."""
        outgoing = Outgoing(f"{self._api}/sms/admin/v1/contracts", method="GET")
        reply = self._with_token(outgoing, self._tokens.current())
        if reply.status >= 400:
            raise refusal(reply.status)
        contracts = reply.rows()
        return sum(_units(contract) for contract in contracts if contract.get("status") in (None, "ACTIVE"))

    def _with_token(self, outgoing: Outgoing, token: str) -> Reply:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        return exchange(replace(outgoing, headers=headers), self._config.timeouts)

    def _document(self, text: OutboundText) -> dict[str, Any]:
        named = {"senderName": self._config.sender_name} if self._config.sender_name else {}
        message = {"outboundSMSTextMessage": {"message": text.text}}
        return {
            "outboundSMSMessageRequest": {
                "address": f"tel:{text.to}", "senderAddress": self._sender, **named, **message
            }
        }  # fmt: skip

    def _ask_token(self) -> tuple[str, float]:
        """Return a new token and for how many seconds it holds; without one, no text was handed over."""
        outgoing = Outgoing(
            f"{self._api}/oauth/v3/token", form={"grant_type": "client_credentials"},
            headers={"Accept": "application/json"}, auth=(self._config.user or "", self._config.password or ""),
        )  # fmt: skip
        try:
            reply = exchange(outgoing, _shorter(self._config.timeouts))
            if reply.status >= 400:
                raise Misconfigured("configuration", f"token: HTTP {reply.status}")
            document = reply.document()
        except Unknown as fault:
            raise TryLater("provider_busy", f"token: {fault.detail}") from None
        token, lasts = document.get("access_token"), str(document.get("expires_in"))
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise TryLater("provider_busy", "token: none")
        return token, min(float(lasts), _LONGEST_TOKEN_S) if lasts.isdecimal() else 0.0


class _Tokens:
    """The token in use, shared by all threads: one asks for a new one while the others wait for it."""

    def __init__(self, ask: Callable[[], tuple[str, float]]) -> None:
        self._ask, self._lock = ask, threading.Lock()
        self._token, self._until = "", 0.0

    def current(self) -> str:
        """Return a token that holds for a while yet; raises SendFailure."""
        with self._lock:
            return self._token if time.monotonic() < self._until else self._renew()

    def after(self, refused: str) -> str:
        """Return another token than the one that was refused; raises SendFailure."""
        with self._lock:
            return self._token if self._token != refused and time.monotonic() < self._until else self._renew()

    def _renew(self) -> str:
        self._until = 0.0
        self._token, lasts = self._ask()
        self._until = time.monotonic() + lasts - _SPARE_S
        return self._token


def _without_tel(call: Call) -> Call:
    return replace(call, form=tuple((name, _bare(name, value)) for name, value in call.form))


def _bare(name: str, value: str) -> str:
    return value.removeprefix("tel:") if name in ("senderAddress", "destinationAddress") else value


def _outcome(reply: Reply) -> Accepted:
    if reply.status >= 400:
        code = _error_code(reply)
        raise _VERDICTS[code].failure(code) if code in _VERDICTS else refusal(reply.status)
    said = reply.document().get("outboundSMSMessageRequest")
    address = said.get("resourceURL") if isinstance(said, dict) else None
    provider_id = unquote(address.rstrip("/").rpartition("/")[2]) if isinstance(address, str) else ""
    if not inward.is_id(provider_id):
        raise Unknown("no resource")
    return Accepted(provider_id, "accepted")


def _error_code(reply: Reply) -> str:
    """Return Orange's own code for an error, or nothing."""
    try:
        found = reply.document().get("requestError")
    except Unknown:
        return ""
    for kind in ("serviceException", "policyException"):
        told = found.get(kind) if isinstance(found, dict) else None
        if isinstance(told, dict):
            return str(told.get("messageId"))
    return ""


def _units(contract: dict[str, Any]) -> int:
    units = contract.get("availableUnits")
    return units if isinstance(units, int) else 0


def _shorter(timeouts: tuple[float, float]) -> tuple[float, float]:
    return min(timeouts[0], _TOKEN_TIMEOUTS[0]), min(timeouts[1], _TOKEN_TIMEOUTS[1])
