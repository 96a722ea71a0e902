"""A provider on this machine that answers, or misbehaves, as a test tells it."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import pytest

ORANGE_TOKEN = "/oauth/v3/token"


@dataclass
class Heard:
    """One request as the provider got it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Provider:
    """A provider's answers: status, body, headers; or `hang`, `reset`, `cut` once the request is read.

    `aside` holds what is answered at other paths than that of texts, in turn and the last one for ever; those requests
    are kept in `asked`.
    """

    url: str = ""
    status: int = 200
    body: str = "{}"
    headers: dict[str, str] = field(default_factory=dict)
    mischief: str = ""
    heard: list[Heard] = field(default_factory=list)
    asked: list[Heard] = field(default_factory=list)
    aside: dict[str, list[tuple[int, object]]] = field(default_factory=dict)
    over: Event = field(default_factory=Event)

    def answers(self, status: int, body: object, **headers: str) -> None:
        """Set the answer; what is not text is sent as JSON."""
        self.status = status
        self.body = body if isinstance(body, str) else json.dumps(body)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def answers_at(self, path: str, *answers: tuple[int, object]) -> None:
        """Set the answers at another path."""
        self.aside[path] = list(answers)

    def turn(self, path: str) -> tuple[int, str] | None:
        """Return what comes next at another path."""
        answers = self.aside.get(path)
        if not answers:
            return None
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        return status, body if isinstance(body, str) else json.dumps(body)


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider that listens on a port of its own until the test ends."""
    told = Provider()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"told": told}))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    told.answers_at(ORANGE_TOKEN, (200, {"access_token": "bearer-1", "token_type": "Bearer", "expires_in": "3600"}))
    told.url = f"http://127.0.0.1:{server.server_port}"
    yield told
    told.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that is taken and on which nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


class _Server(ThreadingHTTPServer):
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    told: ClassVar[Provider]

    def do_POST(self) -> None:  # noqa: N802
        length = int(self.headers.get("Content-Length", 0))
        heard = Heard(self.command, self.path, dict(self.headers), self.rfile.read(length))
        aside = self.told.turn(self.path)
        if aside is not None:
            self.told.asked.append(heard)
            self.answer(aside[1].encode(), aside[0], {})
            return
        self.told.heard.append(heard)
        if self.told.mischief == "hang":
            self.told.over.wait(10)
        elif self.told.mischief == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        else:
            self.answer(self.told.body.encode(), self.told.status, self.told.headers)

    do_GET = do_POST  # noqa: N815

    def answer(self, body: bytes, status: int, headers: Mapping[str, str]) -> None:
        missing = 100 if self.told.mischief == "cut" and self.told.heard else 0
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + missing))
        self.end_headers()
        for piece in (body[: len(body) // 2], body[len(body) // 2 :]):
            self.wfile.write(piece)
            self.wfile.flush()

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()

    def log_message(self, *_: object) -> None:
        """Keep the test's output quiet."""
