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


@dataclass
class Heard:
    """One request as the provider got it."""

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
    """A provider's answers: status, body, headers; or `hang`, `reset`, `cut` once the request is read."""

    url: str = ""
    status: int = 200
    body: str = "{}"
    headers: dict[str, str] = field(default_factory=dict)
    mischief: str = ""
    heard: list[Heard] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def answers(self, status: int, body: object, **headers: str) -> None:
        """Set the answer; what is not text is sent as JSON."""
        self.status = status
        self.body = body if isinstance(body, str) else json.dumps(body)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider that listens on a port of its own until the test ends."""
    told = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"told": told}))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
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


class _Handler(BaseHTTPRequestHandler):
    told: ClassVar[Provider]

    def do_POST(self) -> None:  # noqa: N802
        length = int(self.headers.get("Content-Length", 0))
        self.told.heard.append(Heard(self.path, dict(self.headers), self.rfile.read(length)))
        if self.told.mischief == "hang":
            self.told.over.wait(10)
        elif self.told.mischief == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        else:
            self.answer(self.told.body.encode())

    def answer(self, body: bytes) -> None:
        missing = 100 if self.told.mischief == "cut" else 0
        self.send_response(self.told.status)
        for name, value in self.told.headers.items():
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
