"""Jasmin, a bridge to an operator's SMPP: forms posted or got, answered with exactly `ACK/Jasmin`, texts by /send.

Read in its source and pages, never tried with a running one. Anything but 200 and those words makes it
try again, 30 seconds later and three times, and then the text is lost; a 404 loses it at once, so that a wrong address
is refused otherwise here. Long texts come joined. `content` holds octets that may have been decoded by a wrong alphabet
on the way; `binary` holds them as they came.
"""

from __future__ import annotations

import re

from hotline.domain.messages import InboundText, OutboundText, ReceiptReading
from hotline.domain.segments import measure
from hotline.gateways import inward, octets
from hotline.gateways.base import (
    GET_OR_POST,
    RECEIPT,
    TEXT,
    Accepted,
    Acknowledgement,
    Call,
    Doors,
    GatewayConfig,
    hook_path,
)
from hotline.gateways.failures import (
    BadConfig,
    Forged,
    Misconfigured,
    NoSuchDoor,
    NotSent,
    Rejected,
    TryLater,
    Unknown,
    Unreadable,
    Verdict,
)
from hotline.gateways.outward import Outgoing, Reply, endpoint, exchange, refusal

_HERE = "http://127.0.0.1:1401"
# Ours: none is published, and an operator names its own.
_RATE = 10.0
_ACK = Acknowledgement(200, "text/plain; charset=utf-8", b"ACK/Jasmin")
_SUCCESS = re.compile(r'Success "([!-~]{1,128})"')

# Of SMPP's data codings those that hold letters; what an SMS centre calls its default is the phones' own alphabet.
_ALPHABETS = {
    "0": octets.GSM,
    "1": "ascii",
    "3": "cp1252",
    "6": "iso8859_5",
    "7": "iso8859_8",
    "8": octets.UCS2,
}

# ESME_ROK is level 1: the SMS centre took the text. The rest are level 2, what became of it there.
_STATES = {
    "ESME_ROK": ("sent", None),
    "ACCEPTD": ("sent", None),
    "ENROUTE": ("sent", None),
    "DELIVRD": ("delivered", None),
    "EXPIRED": ("undelivered", "phone_unreachable"),
    "UNDELIV": ("undelivered", "unknown"),
    "DELETED": ("undelivered", "unknown"),
    "UNKNOWN": ("undelivered", "unknown"),
    "REJECTD": ("failed", "blocked"),
    "ESME_RINVDSTADR": ("failed", "wrong_number"),
    "ESME_RINVSRCADR": ("failed", "configuration"),
    "ESME_RMSGQFUL": ("failed", "provider_busy"),
    "ESME_RTHROTTLED": ("failed", "provider_busy"),
}
_ANY_OTHER_NO = re.compile("ESME_R[A-Z0-9]{1,30}")

# What stands behind `Error "`, where the status says too little.
_VERDICTS = {
    "User throughput exceeded": Verdict(TryLater, "provider_busy"),
    "InterceptorPB not": Verdict(TryLater, "provider_busy"),
    "Failover route has no bound": Verdict(TryLater, "route_failed"),
    "Cannot send submit_sm": Verdict(TryLater, "route_failed"),
    "No route found": Verdict(Rejected, "configuration"),
    "Value filter failed": Verdict(Rejected, "configuration"),
    "Argument [to]": Verdict(Rejected, "wrong_number"),
    "Authorization failed": Verdict(Misconfigured, "configuration"),
    "Cannot charge": Verdict(Misconfigured, "no_credit"),
}


class JasminGateway:
    """Texts and receipts by Jasmin; `url`: its HTTP interface, `user` and `password`: one of its users."""

    name = "jasmin"
    settings: tuple[str, ...] = ("url", "user", "password", "sender", "allow", "rate")
    doors: Doors = {TEXT: GET_OR_POST, RECEIPT: GET_OR_POST}
    tells_repeats_apart = False
    sends = True

    def __init__(self, config: GatewayConfig) -> None:
        """Take the settings; raises BadConfig."""
        if config.live and not (config.user and config.password):
            raise BadConfig("jasmin: HOTLINE_JASMIN_USER and _PASSWORD go together")
        if config.login is not None:
            raise BadConfig("jasmin: it names no login when it calls us; set HOTLINE_JASMIN_ALLOW instead")
        self._address = inward.SecretAddress.of(self.name, config)
        self.token: str | None = self._address.token
        self._config, self.live, self.rate = config, config.live, config.rate or _RATE
        self._send = endpoint(self.name, config.url or _HERE, "/send")
        self._receipts = config.public_url.rstrip("/") + hook_path(self, RECEIPT)

    def authenticate(self, call: Call) -> None:
        """Check the secret part of the address, and what else is set; raises Forged, but never NoSuchDoor."""
        try:
            self._address.check(call)
        except NoSuchDoor as fault:
            # A 404 would lose the text at once.
            raise Forged(str(fault)) from None

    def read_text(self, call: Call) -> InboundText:
        """Return the text in the call; raises Unreadable."""
        sent = inward.with_fields(call)
        return InboundText(
            gateway=self.name,
            provider_id=inward.read_id(sent, "id"),
            sender=inward.read_address(sent, "from"),
            recipient=inward.read_address(sent, "to"),
            text=_words(call, sent),
            sent_at=None,
            opt_out=None,
            parts=None,
        )

    def read_receipt(self, call: Call) -> ReceiptReading:
        """Return what the receipt says, with our token if it stands in the address; raises Unreadable."""
        sent = inward.with_fields(call)
        status = inward.read_field(sent, "message_status").upper()
        state, code = _STATES.get(status, ("failed", "route_failed"))
        if status not in _STATES and not _ANY_OTHER_NO.fullmatch(status):
            raise Unreadable("message_status is not a state of a text sent")
        return ReceiptReading(
            self.name, inward.read_id(sent, "id"), inward.read_token(sent.value("token")), state, code
        )

    def acknowledge(self, door: str) -> Acknowledgement:
        """Return the two words without which everything comes again."""
        return _ACK

    def send(self, text: OutboundText) -> Accepted:
        """Hand the text to Jasmin; raises SendFailure."""
        if not self.live:
            raise NotSent("no_credentials")
        outgoing = Outgoing(self._send, form=self._form(text))
        return _outcome(exchange(outgoing, self._config.timeouts, told=frozenset({500, 503})))

    def _form(self, text: OutboundText) -> dict[str, str]:
        basic = measure(text.text).encoding == "GSM-7"
        form = {
            "username": self._config.user or "",
            "password": self._config.password or "",
            "to": text.to,
            "from": text.sender or self._config.sender or "",
            "coding": "0" if basic else "8",
            "dlr": "yes",
            "dlr-url": f"{self._receipts}?token={text.token}",
            "dlr-level": "3",
            # By GET it would put a second question mark behind our address.
            "dlr-method": "POST",
        }
        # It writes letters of the phones' alphabet as septets itself, and forwards other octets as they are.
        words = {"content": text.text} if basic else {"hex-content": text.text.encode(octets.UCS2).hex()}
        return {name: value for name, value in (form | words).items() if value}


def _words(call: Call, sent: Call) -> str:
    try:
        found = bytes.fromhex(sent.value("binary") or "")
    except ValueError:
        raise Unreadable("binary is not hex") from None
    if found or sent.value("content") == "":
        return octets.words(found, _ALPHABETS.get(sent.value("coding") or "0"))
    return octets.words(inward.read_octets(call, "content"), None)


def _outcome(reply: Reply) -> Accepted:
    said = reply.text.strip()
    taken = _SUCCESS.fullmatch(said)
    if taken and reply.status == 200:
        return Accepted(taken[1], "accepted")
    for beginning, verdict in _VERDICTS.items():
        if reply.status >= 400 and said.startswith(f'Error "{beginning}'):
            raise verdict.failure(f"HTTP {reply.status} {beginning}")
    if 400 <= reply.status < 500:
        raise refusal(reply.status)
    raise Unknown(f"HTTP {reply.status}")
