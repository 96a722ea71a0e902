"""Web push: a letter sealed for one browser, handed to the service that browser named."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from py_vapid import Vapid02

from hotline import ids
from hotline.domain.push_services import PushAddress, is_known
from hotline.post.base import Busy, Insecure, Letter, LoginRefused, NoReader, Refused, Unreachable, Unsent, Unsure
from hotline.post.sealing import seal

# A phone that is off for longer is told by the pages.
KEPT_S = 24 * 3600
_VALID = timedelta(hours=12)
_PATIENCE_S = (5, 15)
_LENGTH = 160
_MEANT: dict[int, type[Unsent]] = {
    401: LoginRefused, 403: LoginRefused, 404: NoReader, 410: NoReader, 408: Busy, 425: Busy, 429: Busy,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PushConfig:
    """Who we are to push services, and to which of them we go; `authority`: a file of certificates for tests."""

    key: EllipticCurvePrivateKey = field(repr=False)
    contact: str
    services: Collection[str]
    authority: str | None = None


class Push:
    """Hands letters to push services."""

    def __init__(self, config: PushConfig) -> None:
        """Take the settings; nothing is opened before the first letter."""
        self._config = config
        self._session = requests.Session()

    def send(self, letter: Letter) -> None:
        """Send a letter; raises one of the failures of `post.base`."""
        if letter.phone is None or not is_known(letter.phone.endpoint, self._config.services):
            raise NoReader
        try:
            answer = self._session.post(
                letter.phone.endpoint, data=self._sealed(letter, letter.phone), headers=self._headers(letter),
                timeout=_PATIENCE_S, allow_redirects=False, verify=self._config.authority or True,
            )  # fmt: skip
        except requests.exceptions.SSLError as fault:
            raise Insecure from fault
        except requests.exceptions.ReadTimeout as fault:
            raise Unsure from fault
        except requests.exceptions.RequestException as fault:
            raise Unreachable from fault
        _check(answer.status_code)

    def _sealed(self, letter: Letter, phone: PushAddress) -> bytes:
        """Return the letter, always of one length: it does not tell how much it says."""
        first = letter.lines[0]
        words = {"r": first.reference, "u": first.path} if len(letter.lines) == 1 else {"r": "", "u": "/alerts"}
        written = json.dumps(words).encode().ljust(_LENGTH)
        try:
            return seal(written, phone.public, phone.secret, generate_private_key(SECP256R1()), ids.new_key()[:16])
        except ValueError as fault:
            raise NoReader from fault

    def _headers(self, letter: Letter) -> dict[str, str]:
        parts = urlsplit(letter.phone.endpoint if letter.phone else "")
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}", "sub": self._config.contact,
            "exp": int((letter.at + _VALID).timestamp()),
        }  # fmt: skip
        signed: dict[str, str] = Vapid02(private_key=self._config.key).sign(claims)
        urgency = "high" if letter.urgent else "normal"
        return signed | {
            "TTL": str(KEPT_S), "Urgency": urgency, "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
        }  # fmt: skip


def _check(status: int) -> None:
    if 200 <= status < 300:
        return
    raise _MEANT.get(status, Busy if status >= 500 else Refused)
