"""Why a phone could not send a text, in the words of the Android app: read in its source."""

from __future__ import annotations

import re

_UNDELIVERED = re.compile(r"Delivery result[^:]*: ([0-9]{1,3})\b")
# Of GSM 03.40: the network gave up on a phone that stayed out of reach; other permanent errors say less.
_EXPIRED = 0x46
_NO_MORE_TRIES = range(0x60, 0x80)

# The first that is found in the reason counts.
_CODES = (
    ("LIMIT_EXCEEDED", "provider_busy"),
    ("RATE_LIMITED", "provider_busy"),
    ("NO_SERVICE", "route_failed"),
    ("RADIO_OFF", "route_failed"),
    ("RADIO_NOT_AVAILABLE", "route_failed"),
    ("NETWORK", "route_failed"),
    ("GENERIC", "route_failed"),  # most often no credit on the card
    ("MODEM_ERR", "route_failed"),
    ("RETRY_FAILED", "route_failed"),
    ("TTL expired", "route_failed"),
    ("FDN_CHECK_FAILURE", "configuration"),
    ("NO_DEFAULT_SMS_APP", "configuration"),
    ("SIM_ABSENT", "configuration"),
    ("No SIMs found", "configuration"),
    ("not found", "configuration"),  # a card that is not in the phone
    ("READ_PHONE_STATE", "configuration"),
    ("SHORT_CODE", "blocked"),
    ("phone number", "wrong_number"),
    ("ENCODING_ERR", "text_refused"),
    ("INVALID_SMS_FORMAT", "text_refused"),
    ("NULL_PDU", "text_refused"),
)


def reason_of(told: str) -> tuple[str, str]:
    """Return the state of a text that failed, and why: it never left the phone, or it never reached its reader."""
    undelivered = _UNDELIVERED.search(told)
    if undelivered:
        status = int(undelivered[1])
        return "undelivered", "phone_unreachable" if status == _EXPIRED or status in _NO_MORE_TRIES else "unknown"
    return "failed", next((code for word, code in _CODES if word.lower() in told.lower()), "unknown")
