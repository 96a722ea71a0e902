"""The real thing: `hotline up --demo` as a process of its own, to be texted, killed and started again."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import requests

from hotline import bootstrap, surround
from hotline.bootstrap import Application
from hotline.embedded import attach

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_SIGN_IN = re.compile(r"^(\S+@demo\.invalid)  (\S+)  ", re.MULTILINE)


class Running:
    """One running system in its own data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = data_dir.parent / f"{data_dir.name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Running:
        """Start it, and wait until its pages answer."""
        command = [sys.executable, "-m", "hotline.cli", "up", "--demo", "--port", str(self.port)]
        with self.output.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--data", str(self.data_dir)],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        self.until(self.is_ready, "its pages answer", 90)
        return self

    def is_ready(self) -> bool:
        """Say whether its pages answer."""
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError(f"it ended:\n{self.said()[-3000:]}")
        try:
            return requests.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def stop(self) -> None:
        """End it as Ctrl-C would."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=60)

    def kill_everything(self) -> None:
        """Kill the supervisor, its children and the engines, as a power cut would."""
        assert self.process is not None
        victims = [self.process.pid, *self.pids().values(), *self._engine_pids()]
        for pid in victims:
            _kill(pid)
        self.process.wait()

    def kill(self, name: str) -> None:
        """Kill every child whose name starts so."""
        for child, pid in self.pids().items():
            if child.startswith(name):
                _kill(pid)

    def pids(self) -> dict[str, int]:
        """Return the children by name."""
        found: dict[str, int] = json.loads((self.data_dir / "run" / "processes.json").read_text())
        return found

    def password(self, email: str) -> str:
        """Return the printed password of a demonstration account."""
        return dict(_SIGN_IN.findall(self.said()))[email]

    def said(self) -> str:
        """Return everything it printed."""
        return self.output.read_text(errors="replace")

    def application(self) -> Application:
        """Build an application on its engines, to look at what it stored."""
        addresses = attach(self.data_dir)
        assert addresses is not None
        found = surround.with_addresses(surround.find(self.data_dir), *addresses)
        return bootstrap.build(found, "migration")

    def sign_in(self, name: str) -> requests.Session:
        """Sign somebody in, as a browser would."""
        session = requests.Session()
        email = f"{name}@demo.invalid"
        self.post(session, "/sign-in", email=email, password=self.password(email))
        return session

    def post(self, session: requests.Session, path: str, page: str | None = None, **fields: str) -> requests.Response:
        """Send a form with the token of the page that holds it."""
        token = _TOKEN.search(session.get(self.url + (page or path), timeout=10).text)
        assert token is not None, path
        return session.post(self.url + path, data={"csrf_token": token[1], **fields}, timeout=20)

    def until(self, holds: Callable[[], bool], what: str, seconds: float) -> float:
        """Wait until something holds; return how long that took, in seconds."""
        start = time.monotonic()
        while not holds():
            assert time.monotonic() - start < seconds, f"not in {seconds} s: {what}\n{self.said()[-3000:]}"
            time.sleep(0.05)
        return time.monotonic() - start

    def _engine_pids(self) -> list[int]:
        marks = (str(self.data_dir),)
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                said = (entry / "cmdline").read_bytes().decode(errors="replace")
                around = (entry / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if ("postgres" in said or "valkey" in said) and any(mark in said + around for mark in marks):
                found.append(int(entry.name))
        return found


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
