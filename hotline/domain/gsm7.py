"""The alphabet of basic phones (3GPP TS 23.038): each letter by its septet, and octets read as letters."""

from __future__ import annotations

ESCAPE = "\x1b"
ALPHABET = (
    f"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ{ESCAPE}ÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€",
}  # fmt: skip


def decode(octets: bytes) -> str | None:
    """Return the letters of septets that came one an octet, or None where an octet is no septet."""
    if any(octet > 0x7F for octet in octets):
        return None
    letters, escaped = [], False
    for septet in octets:
        letter = ALPHABET[septet]
        if letter == ESCAPE and not escaped:
            escaped = True
            continue
        # What the extension table does not hold is shown as the letter without it, and a second escape as a space.
        letters.append(EXTENSION.get(septet, letter if letter != ESCAPE else " ") if escaped else letter)
        escaped = False
    return "".join(letters)
