"""The simulated carrier: the contract of a real one, over real HTTP, to the phones of /simulator."""

from __future__ import annotations

import re
from dataclasses import replace

from hotline.domain.messages import (
    REASONS,
    DialogueEnd,
    InboundText,
    KeyPress,
    OutboundText,
    ReceiptReading,
    ScreenText,
)
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
from hotline.gateways.failures import Unknown, Unreadable
from hotline.gateways.outward import Outgoing, exchange, refusal, safe_url

_STATES = frozenset({"accepted", "sent", "delivered", "undelivered", "failed"})
_ID = re.compile(r"[!-~]{1,128}")


class SimulatorGateway:
    """Texts and receipts of simulated phones; `url`: the carrier's address, if not below the public one."""

    name = "simulator"
    settings: tuple[str, ...] = ()
    rate = 1000.0
    doors: Doors = {TEXT: POST, RECEIPT: POST, USSD: GET_OR_POST, USSD_END: GET_OR_POST}
    tells_repeats_apart = True
    sends = True
    live = True
    simulated = True

    def __init__(self, config: GatewayConfig) -> None:
        """Take the settings; raises BadConfig."""
        self.token: str | None = inward.required_token(self.name, config.token)
        dialect = con_end(self.name, config)
        self._dialect = replace(dialect, limits=replace(dialect.limits, drafts=True))
        default = f"{config.public_url.rstrip('/')}/simulator/carrier/{config.token}"
        self._carrier = safe_url(self.name, config.url or default)
        self._timeouts = config.timeouts

    def authenticate(self, call: Call) -> None:
        """Check the secret part of the address; raises NoSuchDoor."""
        inward.require_token(call, self.token or "")

    def read_text(self, call: Call) -> InboundText:
        """Return the text in the call; raises Unreadable."""
        inward.require_form(call)
        return InboundText(
            gateway=self.name,
            provider_id=inward.read_id(call, "id"),
            sender=inward.read_address(call, "from"),
            recipient=inward.read_address(call, "to"),
            text=inward.read_text_field(call, "text"),
            sent_at=inward.read_moment(call.value("sent_at")),
            opt_out=None,
            parts=None,
        )

    def read_receipt(self, call: Call) -> ReceiptReading:
        """Return what the receipt says; a phone that is off or out of reach gives its reason as `code`."""
        inward.require_form(call)
        state = inward.read_field(call, "state")
        if state not in _STATES:
            raise Unreadable("state is not a state of a text sent")
        code = call.value("code")
        return ReceiptReading(
            gateway=self.name,
            provider_id=inward.read_id(call, "id"),
            token=inward.read_token(call.value("token")),
            state=state,
            code=(code if code in REASONS else "unknown") if state in ("undelivered", "failed") else None,
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
        return Acknowledgement(204, "text/plain; charset=utf-8", b"")

    def send(self, text: OutboundText) -> Accepted:
        """Hand the text to the simulated carrier; raises SendFailure."""
        document = {"id": str(text.id), "to": text.to, "text": text.text, "token": text.token}
        reply = exchange(Outgoing(self._carrier, document=document), self._timeouts)
        if reply.status >= 400:
            raise refusal(reply.status)
        provider_id = reply.document().get("id")
        if not isinstance(provider_id, str) or not _ID.fullmatch(provider_id):
            raise Unknown("a yes without an id")
        return Accepted(provider_id, "accepted")
