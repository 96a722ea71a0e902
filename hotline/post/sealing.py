"""Seals a letter for one browser as RFC 8291 has it: only its keys open it, whatever lies on the way."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ec import ECDH, EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1 as CURVE
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_RECORD = 4096
# The last record, and the only one, ends with this.
_LAST = b"\x02"


def seal(words: bytes, public: bytes, secret: bytes, ours: EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """Return the body of a push in the coding aes128gcm; raises ValueError for a key that is no point of the curve."""
    theirs = EllipticCurvePublicKey.from_encoded_point(CURVE(), public)
    own = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = ours.exchange(ECDH(), theirs)
    root = _derived(shared, secret, b"WebPush: info\x00" + public + own, 32)
    key = _derived(root, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(root, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + _RECORD.to_bytes(4, "big") + bytes([len(own)]) + own
    return head + AESGCM(key).encrypt(nonce, words + _LAST, None)


def _derived(material: bytes, salt: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=purpose).derive(material)
