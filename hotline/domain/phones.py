"""What can be told from the look of a sender or recipient alone: a number, a short code, a word."""

from __future__ import annotations

import re

MALI = "+223"

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_SHORT_CODE = re.compile(r"[0-9]{3,7}")
_TEST_NUMBER = re.compile(r"\+2230000[0-9]{4}")

# The first two national digits by operator, as in the carrier table of Google's libphonenumber
# (Sotelma trades as Moov Africa Malitel, Atel as Telecel). A hint for routing and nothing more.
_OPERATORS = {
    "orange": (range(70, 80), range(82, 86), range(90, 95)),
    "malitel": (range(60, 70), range(89, 90), range(95, 100)),
    "telecel": (range(50, 54),),
}
OPERATORS = tuple(_OPERATORS)
_OPERATOR_OF = {f"{prefix:02}": name for name, spans in _OPERATORS.items() for span in spans for prefix in span}


def is_e164(address: str) -> bool:
    """Say whether `address` is a phone number in E.164 form, the only kind that can be texted back."""
    return _E164.fullmatch(address) is not None


def is_short_code(address: str) -> bool:
    """Say whether `address` looks like an operator's short code: three to seven digits."""
    return _SHORT_CODE.fullmatch(address) is not None


def is_alphanumeric(address: str) -> bool:
    """Say whether `address` is a word, as banks and operators use for a sender, and not a number."""
    return any(character.isalpha() for character in address)


def is_test_number(address: str) -> bool:
    """Say whether `address` is of +223 00 00 xx xx, the block that demonstrations and tests use."""
    return _TEST_NUMBER.fullmatch(address) is not None


def operator_hint(address: str) -> str | None:
    """Return the operator that a Malian mobile number probably belongs to, or None."""
    if not is_e164(address) or not address.startswith(MALI):
        return None
    return _OPERATOR_OF.get(address.removeprefix(MALI)[:2])
