"""Kannel, the bridge to an operator's SMPP or to modems: calls as docs/kannel.conf asks for them, texts by sendsms.

Read in the source of 1.4.5, and tried with Debian's bearerbox, smsbox and fakesmsc; never with an operator. A text
comes by GET with its octets in the address, or better by POST with nothing of it there. Kannel takes 200 or 202 for a
yes and anything else for a reason to try again; `max-messages = 0` keeps it from texting our answer to the citizen.

It names no id for a text it takes, so that receipts are told apart by our token. They hold none of the SMS centre's
words: those quote the beginning of the text, and would stand in an address.
"""

from __future__ import annotations

import re
from dataclasses import replace

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
    Misconfigured,
    NotSent,
    Rejected,
    TryLater,
    Unknown,
    Unreadable,
    Verdict,
)
from hotline.gateways.outward import Outgoing, Reply, endpoint, exchange, refusal

_HERE = "http://127.0.0.1:13013"
# Ours: no pace is known before an operator names one, and Kannel keeps its own by `throughput`.
_RATE = 10.0
# docs/kannel.conf has Kannel look for this word, which an empty answer of a proxy does not hold.
_OK = Acknowledgement(200, "text/plain; charset=utf-8", b"OK")
_ACCEPTED = re.compile(r"[03]: |Sent\.")
_PLAIN_LOGIN = re.compile(r"[\w.~-]+:[\w.~-]+", re.ASCII)

# What Kannel puts into headers where it posts the octets alone.
_HEADERS = {"from": "x-kannel-from", "to": "x-kannel-to", "coding": "x-kannel-coding"}
_POSTED = ("text/plain", "application/octet-stream")

# Delivered, not delivered, taken by the SMS centre, refused by it. It may hold a text for a phone that is off (4)
# without a word to us: that is no news after it took the text.
_DLR_MASK = 1 | 2 | 8 | 16
# The bits of %d; the first that is set counts. Expired (32) and unknown (64) come with the bit of a failure.
_STATES = (
    (1, "delivered", None),
    (16, "failed", "text_refused"),
    (32, "undelivered", "phone_unreachable"),
    (2, "undelivered", "unknown"),
    (8, "sent", None),
    (4, "sent", None),
)

# What a no begins with, where the status says too little.
_VERDICTS = {
    "Not routable": Verdict(Rejected, "configuration"),  # no SMS centre of this Kannel takes that number
    "Number(s) has/have been denied": Verdict(Rejected, "blocked"),
    "Empty receiver": Verdict(Rejected, "wrong_number"),
    "Sender missing": Verdict(Misconfigured, "configuration"),
    "DLR-URL": Verdict(Misconfigured, "configuration"),
    "Temporal failure": Verdict(TryLater, "provider_busy"),  # its queue is full: the text was not taken
}


class KannelGateway:
    """Texts and receipts by Kannel; `url`: its smsbox, `user` and `password`: a `sendsms-user`."""

    name = "kannel"
    settings: tuple[str, ...] = ("url", "user", "password", "sender", "login", "allow", "rate")
    doors: Doors = {TEXT: GET_OR_POST, RECEIPT: GET_OR_POST}
    tells_repeats_apart = False
    sends = True

    def __init__(self, config: GatewayConfig) -> None:
        """Take the settings; raises BadConfig."""
        if config.live and not (config.user and config.password):
            raise BadConfig("kannel: HOTLINE_KANNEL_USER and _PASSWORD go together")
        self._address = inward.SecretAddress.of(self.name, config)
        self.token: str | None = self._address.token
        self._config, self.live, self.rate = config, config.live, config.rate or _RATE
        self._api = endpoint(self.name, config.url or _HERE, "/cgi-bin/sendsms")
        self._receipts = _with_login(config) + hook_path(self, RECEIPT)

    def authenticate(self, call: Call) -> None:
        """Check the secret part of the address, and what else is set; raises Forged."""
        self._address.check(call)

    def read_text(self, call: Call) -> InboundText:
        """Return the text in the call; raises Unreadable."""
        sent = _with_headers(call)
        return InboundText(
            gateway=self.name,
            provider_id=inward.read_id(sent, "id") if sent.value("id") else None,
            sender=inward.read_address(sent, "from"),
            recipient=inward.read_address(sent, "to"),
            text=_words(call, sent),
            sent_at=inward.read_unix(sent.value("ts")),
            opt_out=None,
            parts=None,
        )

    def read_receipt(self, call: Call) -> ReceiptReading:
        """Return what the receipt says, with our token from the address; raises Unreadable."""
        sent = inward.with_fields(call)
        token, status = inward.read_token(sent.value("token")), inward.read_field(sent, "status")
        if token is None:
            raise Unreadable("token is not one of ours")
        bits = int(status) if re.fullmatch("[0-9]{1,3}", status) else 0
        for bit, state, code in _STATES:
            if bits & bit:
                return ReceiptReading(self.name, None, token, state, code)
        raise Unreadable("status is not a state of a text sent")

    def acknowledge(self, door: str) -> Acknowledgement:
        """Return a yes that Kannel knows from any other; as docs/kannel.conf has it, nobody is texted it."""
        return _OK

    def send(self, text: OutboundText) -> Accepted:
        """Hand the text to Kannel; raises SendFailure."""
        if not self.live:
            raise NotSent("no_credentials")
        return _outcome(exchange(self._outgoing(text), self._config.timeouts, told=frozenset({503})))

    def _outgoing(self, text: OutboundText) -> Outgoing:
        """Return the post; all but the words goes in headers, since addresses end in logs.

        Kannel holds texts in these two alphabets, so that a build without iconv has nothing to convert.
        """
        basic = measure(text.text).encoding == "GSM-7"
        coding, alphabet = ("0", "utf-8") if basic else ("2", octets.UCS2)
        headers = {
            "X-Kannel-Username": self._config.user,
            "X-Kannel-Password": self._config.password,
            "X-Kannel-From": text.sender or self._config.sender,
            "X-Kannel-To": text.to,
            "X-Kannel-Coding": coding,
            "X-Kannel-DLR-Mask": str(_DLR_MASK),
            "X-Kannel-DLR-Url": f"{self._receipts}?token={text.token}&status=%d",
            "Content-Type": "text/plain; charset=" + ("UTF-8" if basic else "UTF-16BE"),
        }
        given = {name: value.encode() for name, value in headers.items() if value}
        return Outgoing(self._api, content=text.text.encode(alphabet), headers=given)


def _with_login(config: GatewayConfig) -> str:
    """Return our public address as Kannel must call it: with the login before the host, where one is asked for."""
    public = config.public_url.rstrip("/")
    if config.login is None:
        return public
    if not _PLAIN_LOGIN.fullmatch(config.login):
        raise BadConfig("kannel: HOTLINE_KANNEL_LOGIN stands in an address: letters, digits, . _ ~ and - only")
    scheme, _, rest = public.partition("://")
    return f"{scheme}://{config.login}@{rest}"


def _with_headers(call: Call) -> Call:
    sent = inward.with_fields(call)
    named = tuple((name, call.header(header)) for name, header in _HEADERS.items() if call.header(header))
    return replace(sent, form=(*sent.form, *named))


def _words(call: Call, sent: Call) -> str:
    kind, _, about = call.header("content-type").partition(";")
    if call.method == "GET" or inward.is_form(call):
        found, called = inward.read_octets(call, "text"), sent.value("charset") or ""
    elif kind.strip().lower() in _POSTED:
        found, called = call.body, about.partition("charset=")[2]
    else:
        raise Unreadable("neither a form nor plain octets")
    return octets.words(found, octets.alphabet(called) or (octets.UCS2 if sent.value("coding") == "2" else None))


def _outcome(reply: Reply) -> Accepted:
    said = reply.text.strip()
    if reply.status < 300 and _ACCEPTED.match(said):
        return Accepted(None, "accepted")
    for beginning, verdict in _VERDICTS.items():
        if reply.status >= 400 and said.startswith(beginning):
            raise verdict.failure(f"HTTP {reply.status} {beginning}")
    if 400 <= reply.status < 500:
        raise refusal(reply.status)
    raise Unknown(f"HTTP {reply.status}")
