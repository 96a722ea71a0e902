"""A mail server on this machine: a real one, which keeps what it takes and says no where it is told to."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from hotline.post.mail import Mail, MailConfig
from tests.support.tls import LOCAL, certificate, free_port

USER, PASSWORD = "hotline", "a-password-of-tests"  # noqa: S105 - of a server that lives for one test


@dataclass
class Letterbox:
    """What the server was given, and what it says instead of taking it, by step."""

    port: int = 0
    certificate: str = ""
    taken: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a reader, or say what was put in line."""
        if "rcpt" in self.answers:
            return self.answers["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        """Keep the letter, or say what was put in line; `gone`: keep it and break the line."""
        answer = self.answers.get("data", "250 OK")
        if answer == "gone" or answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.taken.append(message_from_bytes(content, policy=policy.default))
        if answer == "gone":
            assert server.transport is not None
            server.transport.close()
            return "250 nobody hears it"
        return answer

    def mail(self, **changed: str) -> Mail:
        """Return our own side of it."""
        given = {"user": USER, "password": PASSWORD, "authority": self.certificate} | changed
        return Mail(MailConfig(LOCAL, self.port, "hotline@example.org", **given))


@contextmanager
def letterbox(folder: Path) -> Iterator[Letterbox]:
    """Run a server that wants STARTTLS and a login, under a certificate of its own."""
    box, trusted = Letterbox(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    box.certificate = certificate(folder)
    trusted.load_cert_chain(folder / "server.pem")
    controller = Controller(
        box, hostname=LOCAL, port=0, tls_context=trusted, require_starttls=True, auth_required=True,
        authenticator=_knows, ready_timeout=30,
    )  # fmt: skip
    controller.port = free_port()
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def _knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)
