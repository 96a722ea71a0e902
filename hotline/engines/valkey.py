"""Runs Valkey in a data directory."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import quote

from hotline import ids
from hotline.engines.errors import EngineError
from hotline.engines.files import write_private
from hotline.engines.processes import Home, launch, running, wait_until, worst, written_since
from hotline.engines.run import Run

SOCKET = "valkey.sock"
SETTINGS = (
    "port 0", "unixsocketperm 700", "protected-mode yes", "daemonize no", "dir .", 'save ""',
    "appendonly yes", "appendfsync everysec", "aof-load-truncated yes", "maxmemory-policy noeviction",
)  # fmt: skip


class Valkey:
    """The Valkey of one run."""

    name = "Valkey"

    def __init__(self, run: Run) -> None:
        self._run = run
        self._log = run.place.root / "valkey.log"
        self._heard = 0
        self._password = ""
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The redis-py address of the queue, password included."""
        return f"unix://:{quote(self._password, safe='')}@{quote(str(self._run.sockets / SOCKET))}"

    def prepare(self) -> None:
        """Make the directory and the password unless they are there."""
        place = self._run.place
        if not place.queue.exists():
            place.queue.mkdir(mode=0o700)
            if self._run.account:
                os.chown(place.queue, self._run.account.uid, self._run.account.gid)
        if not place.password.exists():
            write_private(place.password, ids.new_token())
        self._password = place.password.read_text(encoding="ascii")

    def spawn(self) -> None:
        """Start the server without waiting for it; the password goes in by its input, where none sees it."""
        self._heard = self._log.stat().st_size if self._log.exists() else 0
        command = [str(self._run.binaries.valkey), "-", "--unixsocket", str(self._run.sockets / SOCKET)]
        feed = "\n".join((*SETTINGS, f'requirepass "{self._password}"', ""))
        home = Home(self._run.place.queue, self._run.account, self._log)
        self.process = launch(command, home, feed, signal.SIGTERM)

    def await_ready(self) -> None:
        """Wait until the server answers, with an empty queue if its file is beyond repair; or EngineError."""
        if not self._came_up():
            self._set_aside()
            self.spawn()
        if not self._came_up():
            raise EngineError(f"Valkey refuses to start: {self._complaint()}")

    def alone(self) -> bool:
        """Say whether no process of this server is left."""
        return not running(self._run.place.marker, "valkey")

    def _came_up(self) -> bool:
        wait_until(lambda: self._ended() or self._answers(), "Valkey is getting ready", self._run.say)
        return not self._ended()

    def _ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def _answers(self) -> bool:
        return answers(self._run.sockets / SOCKET, self._password)

    def _complaint(self) -> str:
        return worst(written_since(self._log, self._heard))

    def _set_aside(self) -> None:
        # Nothing is lost: the database is the queue of record, and due work is queued again from it.
        aside = self._run.place.root / "valkey.damaged"
        self._run.say(f"The queue's file cannot be read: {self._complaint()}")
        self._run.say(f"It is kept as {aside}; the queue starts empty, no text is lost.")
        shutil.rmtree(aside, ignore_errors=True)
        self._run.place.queue.replace(aside)
        self.prepare()


def answers(path: Path, password: str) -> bool:
    """Say whether a Valkey server answers at the socket `path` and has its data loaded."""
    with socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(5)
        try:
            wire.connect(str(path))
            wire.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            with wire.makefile("rb") as reply:
                return (reply.readline(), reply.readline()) == (b"+OK\r\n", b"+PONG\r\n")
        except OSError:
            return False
