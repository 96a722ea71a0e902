"""The CON/END dialect of USSD, which Africa's Talking speaks and many others copied with other field names.

A request holds the session, the phone, the code dialled, and all inputs so far joined by `*`; the answer is plain text
that begins with `CON ` or `END `. Read in copies of the vendor's page and in integrations, not verified on a live code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hotline.domain.messages import DialogueEnd, KeyPress, ScreenText
from hotline.domain.paging import Limits
from hotline.gateways import inward
from hotline.gateways.base import Acknowledgement, Call, GatewayConfig
from hotline.gateways.failures import BadConfig

FIELDS = {"session": "sessionId", "phone": "phoneNumber", "text": "text"}


@dataclass(frozen=True, slots=True)
class ConEnd:
    """One gateway's form of the dialect: what its fields are called, and how much a screen holds."""

    gateway: str
    fields: Mapping[str, str]
    limits: Limits

    def read_keypress(self, call: Call) -> KeyPress:
        """Return the press in the call; a request without a text is the first of its session. Raises Unreadable."""
        sent = _readable(call)
        given = any(name == self.fields["text"] for name, _ in sent.form)
        text = inward.read_text_field(sent, self.fields["text"]) if given else ""
        return KeyPress(self.gateway, *self._who(sent), text, limits=self.limits)

    def read_end(self, call: Call) -> DialogueEnd:
        """Return which session is over; raises Unreadable."""
        return DialogueEnd(self.gateway, *self._who(_readable(call)), limits=self.limits)

    def render(self, screen: ScreenText) -> Acknowledgement:
        """Return the screen as the gateway wants it."""
        word = "END" if screen.ends else "CON"
        return Acknowledgement(200, "text/plain; charset=utf-8", f"{word} {screen.text}".encode(errors="replace"))

    def _who(self, call: Call) -> tuple[str, str]:
        phone = inward.read_phone(call, self.fields["phone"])
        return inward.read_id(call, self.fields["session"]), phone


def con_end(gateway: str, config: GatewayConfig) -> ConEnd:
    """Return the dialect as the settings have it, with fields given as `session=SESSION_ID`; raises BadConfig."""
    named = dict(entry.partition("=")[::2] for entry in config.ussd_fields)
    if not named.keys() <= FIELDS.keys() or not all(named.values()):
        raise BadConfig(f"{gateway}: name the fields of USSD as {', '.join(f'{key}=NAME' for key in FIELDS)}")
    return ConEnd(gateway, FIELDS | named, config.limits)


def _readable(call: Call) -> Call:
    """Return the call with its fields as a form: some copies of the dialect send them in the address."""
    if call.method == "GET":
        return replace(call, form=call.query)
    inward.require_form(call)
    return call
