"""Septets as the standard's table has them."""

from __future__ import annotations

import pytest

from hotline.domain import gsm7


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"", ""),
        (b"\x00\x05\x06\x11\x24\x40\x5f\x60\x7b\x7f", "@éù_¤¡§¿äà"),
        (b"\x0a\x0d\x1c\x1f\x20", "\n\rÆÉ "),
        (bytes([0x1B, 0x14, 0x1B, 0x28, 0x1B, 0x29, 0x1B, 0x2F, 0x1B, 0x3C]), "^{}\\["),
        (bytes([0x1B, 0x3D, 0x1B, 0x3E, 0x1B, 0x40, 0x1B, 0x65, 0x1B, 0x0A]), "~]|€\f"),
        (b"\x1bA\x1b\x1bA", "A A"),
        (b"A\x1b", "A"),
        (b"A\x80", None),
    ],
)
def test_septets_are_read_by_the_table_and_its_extension(octets: bytes, text: str | None) -> None:
    assert gsm7.decode(octets) == text


def test_every_septet_says_something() -> None:
    assert len(gsm7.ALPHABET) == 128
    assert all(len(gsm7.decode(bytes([septet])) or "") == (septet != 0x1B) for septet in range(128))
