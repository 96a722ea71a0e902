"""E-mail by SMTP over TLS, with the standard library."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime

from hotline.post.base import Busy, Insecure, Letter, LoginRefused, NoReader, Refused, Unreachable, Unsent, Unsure

STARTTLS, TLS = "starttls", "tls"
PATIENCE_S = 20
_TAKEN = 250
_NO_READER = frozenset({550, 551, 553})


@dataclass(frozen=True, slots=True)
class MailConfig:
    """Where letters are given in, and as whom; `authority`: a certificate to trust besides the machine's own."""

    host: str
    port: int
    sender: str
    security: str = STARTTLS
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    authority: str | None = None


class Mail:
    """Gives letters to one SMTP server, one connection each."""

    def __init__(self, config: MailConfig) -> None:
        """Take the settings; nothing is opened before the first letter."""
        self._config = config

    def send(self, letter: Letter) -> None:
        """Send a letter; raises one of the failures of `post.base`."""
        message = self._written(letter)
        try:
            server = self._connect()
        except ssl.SSLError as fault:
            raise Insecure from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise _failure(fault) from fault
        try:
            self._hand_over(server, letter.to, message)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()

    def _written(self, letter: Letter) -> bytes:
        message = EmailMessage()
        first = letter.lines[0].reference if len(letter.lines) == 1 else ""
        try:
            message["From"], message["To"] = self._config.sender, letter.to
        except ValueError as fault:
            raise NoReader from fault
        if not letter.to.isascii():
            raise NoReader
        message["Subject"] = first or "Avis"
        message["Date"] = format_datetime(letter.at)
        message["Message-ID"] = f"<{letter.id}@{self._config.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        lines = (f"{line.reference} {letter.site}{line.path}".strip() for line in letter.lines)
        message.set_content("\n".join([*letter.counts, *lines]) + "\n")
        return message.as_bytes()

    def _connect(self) -> smtplib.SMTP:
        config = self._config
        trusted = ssl.create_default_context()
        if config.authority:
            trusted.load_verify_locations(cadata=config.authority)
        if config.security == TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(config.host, config.port, timeout=PATIENCE_S, context=trusted)
        else:
            server = smtplib.SMTP(config.host, config.port, timeout=PATIENCE_S)
        try:
            if config.security == STARTTLS:
                server.starttls(context=trusted)
            if config.user and config.password:
                server.login(config.user, config.password)
        except BaseException:
            server.close()
            raise
        return server

    def _hand_over(self, server: smtplib.SMTP, to: str, message: bytes) -> None:
        try:
            server.ehlo_or_helo_if_needed()
            _check(server.mail(self._config.sender), Refused)
            code, said = server.rcpt(to)
            _check((code, said), NoReader if code in _NO_READER else Refused)
        except (OSError, smtplib.SMTPException) as fault:
            raise _failure(fault) from fault
        try:
            _check(server.data(message), Refused)
        except smtplib.SMTPDataError as fault:
            raise _failure(fault) from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise Unsure from fault


def _check(answer: tuple[int, bytes], refused: type[Unsent]) -> None:
    code = answer[0]
    if code // 100 == 4:
        raise Busy
    if code not in (_TAKEN, 251):
        raise refused


def _failure(fault: Exception) -> Unsent:
    """Return what a fault of the library means to us."""
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return Busy() if fault.smtp_code // 100 == 4 else LoginRefused()
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        # No TLS, or no login, where we insist on it.
        return Insecure()
    if isinstance(fault, smtplib.SMTPResponseException):
        return Busy() if fault.smtp_code // 100 == 4 else Refused()
    return Unreachable()
