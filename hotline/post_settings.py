"""What the service is told of the ways to its officers, as a part of its settings."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

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

    @property
    def sends_mail(self) -> bool:
        """Say whether officers can be told by e-mail."""
        return self.smtp_host is not None

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
