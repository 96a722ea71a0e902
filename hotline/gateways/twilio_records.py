"""What Twilio keeps of texts: a list to look in, and records to delete. Facts: its Message resource and error 20009.

Nothing of ours comes back in the list: the address for receipts is not part of it, so a text is known by its number,
its words and its time. The order of the list is not documented, and a text still queued there has no date of sending:
so one number's whole list is read, without a filter by date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from hotline.domain.reconciling import Listing, Sighting
from hotline.gateways.failures import Misconfigured, SendFailure, TryLater
from hotline.gateways.twilio_wire import SID

_MOST, _NEWEST, _PAGE = 100, 20, 20
_GONE = 404
_NOT_OVER = 20009
_ACCOUNT_TROUBLE = frozenset({401, 403})


class Records:
    """The records of one account; `states` and `reason` are how the gateway reads states and error codes."""

    def __init__(self, client: Client, states: Mapping[str, str], reason: Callable[[str], str]) -> None:
        """Take the account, and how its words are read."""
        self._client, self._states, self._reason = client, states, reason

    def find(self, to: str) -> Listing:
        """Return what there is for a number, and the newest texts of the account; raises SendFailure."""
        try:
            texts = self._client.messages.list(to=to, limit=_MOST + 1, page_size=_PAGE)
            newest = self._client.messages.list(limit=_NEWEST, page_size=_NEWEST)
            return Listing(self._seen(texts), self._seen(newest), len(texts) <= _MOST)
        except (TwilioException, ValueError, LookupError, TypeError, AttributeError):
            # What it says may quote the number.
            raise TryLater("provider_busy", "no list") from None

    def erase(self, provider_id: str) -> None:
        """Delete the record with its words and number; raises SendFailure."""
        if not SID.fullmatch(provider_id):
            raise Misconfigured("configuration", "not an id of this provider")
        try:
            self._client.messages(provider_id).delete()
        except TwilioRestException as fault:
            if fault.status != _GONE:
                raise _put_off(fault) from None
        except TwilioException:
            raise TryLater("provider_busy", "not deleted") from None

    def _seen(self, texts: list[MessageInstance]) -> tuple[Sighting, ...]:
        return tuple(self._sighting(text) for text in texts if text.direction != "inbound")

    def _sighting(self, text: MessageInstance) -> Sighting:
        made = text.date_created
        if not isinstance(made, datetime) or not isinstance(text.sid, str):
            raise ValueError("a text without a time or an id")
        state = self._states.get(str(text.status).lower(), "accepted")
        failed = state in ("failed", "undelivered")
        code = self._reason(str(text.error_code or "")) if failed else None
        return Sighting(text.sid, str(text.to or ""), str(text.body or ""), made, state, code)


def _put_off(fault: TwilioRestException) -> SendFailure:
    if fault.status in _ACCOUNT_TROUBLE:
        return Misconfigured("configuration", f"HTTP {fault.status}")
    return TryLater("provider_busy", "not over yet" if fault.code == _NOT_OVER else f"HTTP {fault.status}")
