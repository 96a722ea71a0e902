"""A telephone with a Malian card on a desk: the app SMS Gateway for Android (capcom6), which signs what it tells us.

Read in the app's source and pages, up to version 1.75. Every attempt to reach us is signed when it is made, also those
of the two days in which the phone goes on trying: a signature from another day is a replay, or comes from a phone whose
clock is wrong. `id` is made whenever the app announces a text; `messageId` is a hash of the text, and a second 1 may
have the first one's: it is no identity. Versions before 1.67 announce some texts twice, under two ids. From 1.58 on the
app refuses an id of ours that it knows; before, it said yes and sent nothing. docs/android.md says which to install.
"""

from __future__ import annotations

import hmac
import re
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from hotline.domain.messages import Heartbeat, InboundText, OutboundText, ReceiptReading
from hotline.gateways import inward
from hotline.gateways.android_reasons import reason_of
from hotline.gateways.base import HEARTBEAT, POST, RECEIPT, TEXT, Accepted, Acknowledgement, Call, Doors, GatewayConfig
from hotline.gateways.failures import BadConfig, Forged, NotSent, Stale, TryLater, Unknown, Unreadable
from hotline.gateways.outward import Outgoing, Reply, exchange, in_time, refusal, safe_url

# Wide, since a phone set by hand to another zone is hours off and its texts are needed; a day-old replay is not.
_OFF_BY = timedelta(hours=12)
_SHORTEST_KEY = 8
# How far apart the two announcements of one text were seen to come: ours, with room to spare.
_TWICE_WITHIN_S = 600
# Android slows an app that sends more than about 330 texts an hour.
_RATE = 0.09
_MOST_ROUNDS = 9
_OK = Acknowledgement(200, "text/plain; charset=utf-8", b"")
_TIMESTAMP = re.compile("[0-9]{1,11}")
_CARD = re.compile("SIM([1-9])")

_EVENTS = {
    "sms:received": TEXT,
    "sms:sent": RECEIPT,
    "sms:delivered": RECEIPT,
    "sms:failed": RECEIPT,
    "sms:cancelled": RECEIPT,
    "system:ping": HEARTBEAT,
    "app:started": HEARTBEAT,
}

# Of an event, and of a text as the app shows it when asked.
_STATES = {
    "sms:sent": "sent",
    "sms:delivered": "delivered",
    "sms:failed": "failed",
    "sms:cancelled": "cancelled",
    "Pending": "accepted",
    "Processed": "accepted",
    "Sent": "sent",
    "Delivered": "delivered",
}


class AndroidGateway:
    """Texts and receipts by a phone; `url`, `user`, `password`: its own server's or a private one's, `sender`: a card.

    There is no address by default: the app's public server would read every answer.
    """

    name = "android"
    settings: tuple[str, ...] = ("url", "user", "password", "sender", "token", "rate")
    doors: Doors = {TEXT: POST, RECEIPT: POST}
    token: str | None = None
    tells_repeats_apart = True
    sends = True

    def __init__(self, config: GatewayConfig) -> None:
        """Take the settings; raises BadConfig."""
        if len(config.signing_key or "") < _SHORTEST_KEY:
            raise BadConfig(
                f"android: HOTLINE_ANDROID_TOKEN must hold the phone's signing key, {_SHORTEST_KEY} letters or more"
            )
        if config.live and not (config.url and config.user and config.password):
            raise BadConfig("android: HOTLINE_ANDROID_URL, _USER and _PASSWORD go together")
        self._key = (config.signing_key or "").encode()
        self._texts = _texts(safe_url(self.name, config.url)) if config.url else ""
        self._config, self.live, self.rate = config, config.live, config.rate or _RATE

    def authenticate(self, call: Call) -> None:
        """Check the signature over the body and its moment; raises Forged, or Stale for another day's."""
        signed = hmac.new(
            self._key, call.body + call.header("x-timestamp").encode(errors="replace"), sha256
        ).hexdigest()
        if not hmac.compare_digest(call.header("x-signature").lower().encode(errors="replace"), signed.encode()):
            raise Forged("the signature does not match")
        if call.received_at is not None and abs(call.received_at - _moment(call)) > _OFF_BY:
            raise Stale("signed at another time")

    def door_of(self, door: str, call: Call) -> str:
        """Return what the event in the call is for, by whatever address it came; raises Unreadable."""
        return _EVENTS[_event(call)]

    def read_text(self, call: Call) -> InboundText:
        """Return the text in the call; the card it came to stands for the recipient. Raises Unreadable."""
        sent = inward.with_document(call, "payload")
        return InboundText(
            gateway=self.name,
            provider_id=inward.read_id(inward.with_document(call), "id"),
            sender=inward.read_address(sent, "sender" if sent.value("sender") else "phoneNumber"),
            recipient=_recipient(sent),
            text=inward.read_text_field(sent, "message"),
            sent_at=inward.read_moment(sent.value("receivedAt")),
            opt_out=None,
            parts=None,
            repeats_within_s=_TWICE_WITHIN_S,
        )

    def read_receipt(self, call: Call) -> ReceiptReading:
        """Return what became of the text whose id we gave; raises Unreadable."""
        sent = inward.with_document(call, "payload")
        state, code = _STATES.get(_event(call)), None
        if state is None:
            raise Unreadable("event is not a state of a text sent")
        if state == "failed":
            state, code = reason_of(sent.value("reason") or "")
        return ReceiptReading(self.name, inward.read_id(sent, "messageId"), None, state, code)

    def read_heartbeat(self, call: Call) -> Heartbeat:
        """Return the sign of life, given when the phone signed it; raises Unreadable."""
        return Heartbeat(self.name, _moment(call))

    def acknowledge(self, door: str) -> Acknowledgement:
        """Return an empty yes."""
        return _OK

    def send(self, text: OutboundText) -> Accepted:
        """Hand the text to the phone under an id of ours, so that once handed over it is not sent again.

        An id whose text failed is used up: another try of that text goes under the next one. Raises SendFailure.
        """
        if not self.live:
            raise NotSent("no_credentials")
        started = time.monotonic()
        for n in range(1, _MOST_ROUNDS + 1):
            own = text.id.hex if n == 1 else f"{text.id.hex}-{n}"
            reply = self._exchange(Outgoing(self._texts, document=self._document(text, own)))
            if reply.status != 409:
                return _outcome(reply, own)
            in_time(started)
            state = self._state_of(own)
            if state != "Failed":
                return Accepted(own, _STATES.get(state, "accepted"))
            in_time(started)
        raise TryLater("route_failed", "failed each time")

    def _exchange(self, outgoing: Outgoing) -> Reply:
        auth = (self._config.user or "", self._config.password or "")
        return exchange(
            Outgoing(outgoing.url, document=outgoing.document, auth=auth, method=outgoing.method), self._config.timeouts
        )

    def _state_of(self, own: str) -> str:
        """Return how a text that the phone knows stands; raises TryLater, since it was not taken again."""
        try:
            reply = self._exchange(Outgoing(f"{self._texts}/{own}", method="GET"))
            if reply.status >= 400:
                raise TryLater("provider_busy", f"state: HTTP {reply.status}")
            return str(reply.document().get("state"))
        except Unknown as fault:
            raise TryLater("provider_busy", f"state: {fault.detail}") from None

    def _document(self, text: OutboundText, own: str) -> dict[str, Any]:
        card = _CARD.fullmatch(text.sender or "") or _CARD.fullmatch(self._config.sender or "")
        return {
            "id": own, "textMessage": {"text": text.text}, "phoneNumbers": [text.to], "withDeliveryReport": True,
            **({"simNumber": int(card[1])} if card else {}),
        }  # fmt: skip


def _texts(url: str) -> str:
    """Return where texts are posted: the phone's own server and the one on the internet name it differently."""
    if url.endswith(("/message", "/messages")):
        return url
    return url + ("/messages" if "/3rdparty/" in url else "/message")


def _moment(call: Call) -> datetime:
    stamp = call.header("x-timestamp")
    try:
        return datetime.fromtimestamp(int(stamp) if _TIMESTAMP.fullmatch(stamp) else 0, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _event(call: Call) -> str:
    event = inward.read_field(inward.with_document(call), "event")
    if event not in _EVENTS:
        raise Unreadable("event is not one that we listen for")
    return event


def _recipient(sent: Call) -> str:
    """Return which card a text came to, or its number: answers leave by the same."""
    card = f"SIM{sent.value('simNumber')}"
    if _CARD.fullmatch(card):
        return card
    return inward.read_address(sent, "recipient") if sent.value("recipient") else ""


def _outcome(reply: Reply, own: str) -> Accepted:
    if reply.status >= 400:
        raise refusal(reply.status)
    if reply.document().get("id") != own:
        raise Unknown("a yes with another id")
    return Accepted(own, "accepted")
