"""A gateway that keeps what it is given: the fake that tests hand to delivery."""

from __future__ import annotations

from dataclasses import dataclass, field

from hotline.domain.messages import InboundText, OutboundText, ReceiptReading
from hotline.gateways.base import POST, RECEIPT, TEXT, Accepted, Acknowledgement, Call, Doors
from hotline.gateways.failures import SendFailure


@dataclass
class Recorder:
    """Accepts every text, unless a failure was put in line for it."""

    name: str = "simulator"
    settings: tuple[str, ...] = ()
    rate: float = 1000.0
    doors: Doors = field(default_factory=lambda: {TEXT: POST, RECEIPT: POST})
    token: str | None = None
    tells_repeats_apart: bool = False
    sends: bool = True
    live: bool = True
    sent: list[OutboundText] = field(default_factory=list)
    failures: list[SendFailure] = field(default_factory=list)

    def to(self, phone: str) -> list[str]:
        """Return what a phone was sent, in order."""
        return [text.text for text in self.sent if text.to == phone]

    def send(self, text: OutboundText) -> Accepted:
        """Keep the text, or raise the next failure in line."""
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(text)
        return Accepted(f"recorded-{len(self.sent)}", "accepted")

    def authenticate(self, call: Call) -> None:
        """Trust everybody."""

    def read_text(self, call: Call) -> InboundText:
        """Nothing comes in by this one."""
        raise AssertionError("texts come in by the real gateway")

    def read_receipt(self, call: Call) -> ReceiptReading:
        """Nothing comes in by this one."""
        raise AssertionError("receipts come in by the real gateway")

    def acknowledge(self, door: str) -> Acknowledgement:
        """Say yes."""
        return Acknowledgement(204, "text/plain", b"")
