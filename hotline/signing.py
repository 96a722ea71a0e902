"""Signs checkpoints with a key that derives from the secret key, and checks what was signed."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_PURPOSE, _PUSH_PURPOSE = b"hotline checkpoint signature 1", b"hotline push key 1"
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def push_key(secret: bytes) -> EllipticCurvePrivateKey:
    """Return the key by which push services know the house: derived too, and a new secret asks phones anew."""
    derived = HKDF(algorithm=SHA256(), length=40, salt=None, info=_PUSH_PURPOSE).derive(secret)
    return derive_private_key(int.from_bytes(derived, "big") % (_P256_ORDER - 1) + 1, SECP256R1())


def public_push_key(secret: bytes) -> str:
    """Return the public half as browsers take it: the bare point, in base64 for addresses."""
    point = push_key(secret).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()


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
