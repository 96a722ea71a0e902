"""What the service is told of the ways to its officers, as a part of its settings."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode


def _commas(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_commas)]
# Those of Chrome, Firefox, Edge and Safari.
PUSH_SERVICES = (
    "fcm.googleapis.com", "updates.push.services.mozilla.com", "*.notify.windows.com", "web.push.apple.com",
)  # fmt: skip
_ONE_ADDRESS = re.compile(r"[!-?A-~]+@[A-Za-z0-9.-]+")
_LOOPBACK = (None, "127.0.0.1", "localhost", "::1")


class PostSettings(BaseSettings):
    """Where e-mails are given in, and whom they come from; without a host none are sent."""

    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_authority: str | None = None
    mail_from: str | None = None
    push_services: Words = PUSH_SERVICES

    def push_contact(self, address: str) -> str | None:
        """Return whom push services may write to about us; without one, or with the list `none`, there is no push."""
        if self.push_services == ("none",):
            return None
        parts = urlsplit(address)
        site = f"https://{parts.hostname}" if parts.scheme == "https" else None
        return f"mailto:{self.mail_from}" if self.mail_from else site

    @model_validator(mode="after")
    def check_mail(self) -> PostSettings:
        """Refuse what could not send, or would send in the open; raises ValueError."""
        if self.smtp_host and not self.mail_from:
            raise ValueError("HOTLINE_MAIL_FROM is missing: the address that e-mails come from")
        if self.mail_from and not _ONE_ADDRESS.fullmatch(self.mail_from):
            raise ValueError("HOTLINE_MAIL_FROM: write one address, as hotline@example.org")
        if self.smtp_security == "none" and self.smtp_host not in _LOOPBACK:
            raise ValueError("HOTLINE_SMTP_SECURITY: none is only for a server on this machine")
        return self
