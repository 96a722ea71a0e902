"""The demonstration's sign-ins: e-mails from its plan, passwords derived from the secret key."""

from __future__ import annotations

import base64
import hmac
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from importlib import resources
from typing import Any


def sign_ins(secret_key: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield each demonstration account's e-mail and password, and where it sits with the languages it reads."""
    plan, office = _read("demo.toml"), _read("office.toml")
    bodies = {row["code"]: row["name"] for row in [*office["body"], *plan["body"]]}
    for row in plan["account"]:
        reads = f" ({', '.join(row['languages'])})" if "languages" in row else ""
        yield row["email"], password_of(secret_key, row["email"]), bodies[row["body"]] + reads


def password_of(secret_key: bytes, email: str) -> str:
    """Return an account's password: the same at every start, another for every secret key."""
    digest = hmac.new(secret_key, f"demonstration:{email}".encode(), sha256).digest()
    return base64.b32encode(digest)[:16].decode().lower()


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("hotline.data").joinpath(name).read_text(encoding="utf-8"))
