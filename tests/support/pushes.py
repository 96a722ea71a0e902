"""A push service on this machine, and a browser that can open what it is sent."""

from __future__ import annotations

import json
import ssl
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from hotline import signing
from hotline.domain.push_services import PushAddress
from hotline.post.push import Push, PushConfig
from tests.support.tls import LOCAL, certificate

SECRET = b"s" * 40


@dataclass
class Browser:
    """A phone's browser: its keys, and where it is reached."""

    endpoint: str
    secret: bytes = b"0123456789abcdef"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def public(self) -> bytes:
        """Return the public point."""
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def address(self) -> PushAddress:
        """Return what it would give us, as we keep it."""
        return PushAddress(self.endpoint, self.public, self.secret)

    def given(self) -> dict[str, Any]:
        """Return what its script gives us."""
        keys = {name: urlsafe_b64encode(key).decode().rstrip("=") for name, key in
                (("p256dh", self.public), ("auth", self.secret))}  # fmt: skip
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def opened(self, body: bytes) -> dict[str, str]:
        """Open a push, as RFC 8188 and RFC 8291 have it."""
        salt, theirs, sealed = body[:16], body[21 : 21 + body[20]], body[21 + body[20] :]
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        info = b"WebPush: info\0" + self.public + theirs
        root = HKDF(SHA256(), 32, self.secret, info).derive(self.key.exchange(ec.ECDH(), point))
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(root)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(root)
        words, _, last = AESGCM(key).decrypt(nonce, sealed, None).rpartition(b"\x02")
        assert last == b""
        told: dict[str, str] = json.loads(words)
        return told


@dataclass
class PushService:
    """Keeps what it is given and answers as told."""

    port: int = 0
    authority: str = ""
    status: int = 201
    taken: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Return the service as the list of those we know names it."""
        return f"{LOCAL}:{self.port}"

    def browser(self, path: str = "/phone") -> Browser:
        """Return a browser that is reached through this service."""
        return Browser(f"https://{self.host}{path}")

    def push(self) -> Push:
        """Return our own side of it."""
        key = signing.push_key(SECRET)
        return Push(PushConfig(key, "mailto:hotline@example.org", (self.host,), self.authority))


@contextmanager
def push_service(folder: Path) -> Iterator[PushService]:
    """Run a push service over TLS."""
    service = PushService()
    (folder / "authority.pem").write_text(certificate(folder))
    service.authority = str(folder / "authority.pem")

    class Door(BaseHTTPRequestHandler):
        """Takes pushes."""

        def do_POST(self) -> None:  # noqa: N802 - the library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.taken.append((self.path, dict(self.headers), body))
            self.send_response(service.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((LOCAL, 0), Door)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    service.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def claims(headers: dict[str, str]) -> dict[str, Any]:
    """Return what we say of ourselves to a push service, once the signature was found to hold."""
    authorization = headers["Authorization"]
    assert Vapid02.verify(authorization)
    token = authorization.partition("t=")[2].partition(",")[0].split(".")[1]
    said: dict[str, Any] = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    return said
