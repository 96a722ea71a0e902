"""Citizens' words out of the octets an SMS centre brought them in, whatever alphabet it says they are in."""

from __future__ import annotations

from hotline.domain import gsm7

GSM = "gsm"
UCS2 = "utf-16-be"

# What bridges call an alphabet, and the name we read it by.
_CALLED = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "ascii", "ascii": "ascii",
    "gsm": GSM, "gsm-7": GSM, "gsm7": GSM, "gsm0338": GSM, "gsm-03.38": GSM,
    "utf-16be": UCS2, "utf-16": UCS2, "ucs-2": UCS2, "ucs2": UCS2, "ucs-2be": UCS2, "iso-10646-ucs-2": UCS2,
    "windows-1252": "cp1252", "cp1252": "cp1252", "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
}  # fmt: skip


def alphabet(called: str) -> str | None:
    """Return the alphabet a bridge calls by that name, or None for one nobody knows."""
    return _CALLED.get(called.strip().strip('"').lower())


def words(octets: bytes, alphabet: str | None) -> str:
    """Return what the octets say in that alphabet; if they break its rules, or it is not known, what they can say."""
    if alphabet == GSM:
        plain = gsm7.decode(octets)
        return _guessed(octets) if plain is None else plain
    if alphabet == UCS2:
        return octets.decode(UCS2, "replace")
    try:
        return octets.decode(alphabet or "utf-8")
    except UnicodeDecodeError:
        return _guessed(octets)


def _guessed(octets: bytes) -> str:
    """UTF-8 that is none by chance is rare; else the old Western alphabet, in which every octet says something."""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")
