"""Seals what must not be read at rest, and finds it again by a keyed blind index."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from hotline import ids

AES_GCM_SIV = 1
_NONCE = 12


class SealBroken(Exception):
    """The sealed bytes do not open here: another key, another row, or tampering."""


class Vault:
    """Seals text under the first of several keys and opens it under whichever key it names.

    The format is: one byte for the scheme, one for the length of the key id, the key id, a nonce, the ciphertext.
    """

    def __init__(self, keys: Mapping[str, bytes], index_key: bytes) -> None:
        """Take data keys by id (the first one writes) and the separate key of the blind index."""
        self._ciphers = {key_id: AESGCMSIV(key) for key_id, key in keys.items()}
        self._writes = next(iter(keys))
        self._index_key = index_key

    def seal(self, text: str, table: str, column: str, row: UUID) -> bytes:
        """Return `text` sealed for exactly this table, column and row."""
        key_id = self._writes.encode()
        nonce = ids.new_nonce()
        head = bytes([AES_GCM_SIV, len(key_id)]) + key_id
        sealed = self._ciphers[self._writes].encrypt(
            nonce, text.encode("utf-8", "replace"), _bound(table, column, row, head)
        )
        return head + nonce + sealed

    def open(self, sealed: bytes, table: str, column: str, row: UUID) -> str:
        """Return the text that was sealed for this table, column and row; raises SealBroken."""
        if len(sealed) < 2 or sealed[0] != AES_GCM_SIV:
            raise SealBroken("unknown format")
        body = 2 + sealed[1]
        head, nonce, rest = sealed[:body], sealed[body : body + _NONCE], sealed[body + _NONCE :]
        cipher = self._ciphers.get(head[2:].decode(errors="replace"))
        if cipher is None:
            raise SealBroken("the key that sealed this is not at hand")
        try:
            return cipher.decrypt(nonce, rest, _bound(table, column, row, head)).decode()
        except (InvalidTag, ValueError) as broken:
            raise SealBroken("does not open") from broken

    def blind(self, purpose: str, value: str) -> bytes:
        """Return the keyed index of `value`; equal values of one purpose give equal bytes (HMAC-SHA-256)."""
        return hmac.new(self._index_key, f"{purpose}\0{value}".encode(), sha256).digest()

    def commitment(self, row: UUID, text: str) -> str:
        """Return a keyed fingerprint, as hex, that ties a sealed text to its event without telling what it says."""
        return self.blind(f"commitment:{row}", text).hex()


def _bound(table: str, column: str, row: UUID, head: bytes) -> bytes:
    return b"\0".join((table.encode(), column.encode(), row.bytes, head))
