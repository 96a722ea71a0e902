"""Signs checkpoints with a key that derives from the secret key, and checks what was signed."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"hotline checkpoint signature 1"


class Signer:
    """The house's signature (Ed25519): the same secret key always gives the same public key."""

    def __init__(self, secret: bytes) -> None:
        """Derive the pair; a key of its own would be one more to lose, on the same host and in the same hands."""
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret)
        self._private = Ed25519PrivateKey.from_private_bytes(derived)
        self.public_key = self._private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the signature over a message."""
        return self._private.sign(message)


def is_signed(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """Say whether the holder of that key signed exactly this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
