"""The demonstration's sign-ins: e-mails from its plan, passwords derived from the secret key."""

from __future__ import annotations

import base64
import hmac
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from importlib import resources


def sign_ins(secret_key: bytes) -> Iterator[tuple[str, str]]:
    """Yield each demonstration account's e-mail and password."""
    plan = resources.files("hotline.data").joinpath("demo.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(plan)["account"]:
        yield row["email"], password_of(secret_key, row["email"])


def password_of(secret_key: bytes, email: str) -> str:
    """Return an account's password: the same at every start, another for every secret key."""
    digest = hmac.new(secret_key, f"demonstration:{email}".encode(), sha256).digest()
    return base64.b32encode(digest)[:16].decode().lower()
