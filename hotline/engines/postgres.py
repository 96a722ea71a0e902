"""Runs PostgreSQL in a data directory."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

from hotline.engines.binaries import MAJOR
from hotline.engines.errors import EngineError
from hotline.engines.processes import Home, launch, run, running, wait_until, worst, written_since
from hotline.engines.run import Run

OWNER = DATABASE = "hotline"
# The server is started inside its directory and knows it by this name only, so that the path may be of any
# length and lie below folders that its account cannot enter.
HERE = "/proc/self/cwd"
SSL_REQUEST = bytes.fromhex("0000000804d2162f")  # answered by any live server, without an account
# Statements and the values in their errors may hold a citizen's words: they stay out of the log.
SETTINGS = (
    "listen_addresses=", "unix_socket_permissions=0700", "fsync=on", "timezone=UTC", "log_timezone=UTC",
    "log_min_error_statement=panic", "log_error_verbosity=terse", "log_checkpoints=off",
)  # fmt: skip
LOCALE = ("--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


class Postgres:
    """The PostgreSQL of one run."""

    name = "PostgreSQL"

    def __init__(self, run: Run) -> None:
        self._run = run
        self._log = run.place.root / "postgres.log"
        self._heard = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The SQLAlchemy address of the database."""
        return f"postgresql+psycopg://{OWNER}@/{DATABASE}?host={quote(str(self._run.sockets), safe='')}"

    def prepare(self) -> None:
        """Make the cluster unless it is there; raises EngineError when what is there cannot be used."""
        cluster = self._run.place.cluster
        written = cluster / "PG_VERSION"
        if not written.exists():
            self._make_cluster(cluster)
        major = written.read_text(encoding="ascii", errors="replace").strip()
        if major != MAJOR:
            raise EngineError(f"{cluster} is of PostgreSQL {major}, not {MAJOR}: dump it with the old one.")

    def spawn(self) -> None:
        """Start the server without waiting for it."""
        # The lock on the data directory and the look at the process list say that no server runs. With files
        # that were left PostgreSQL would ask for their process ids, which another program may have by now.
        stale = [self._run.place.cluster / "postmaster.pid", *self._run.sockets.glob(".s.PGSQL.*")]
        for path in stale:
            path.unlink(missing_ok=True)
        self._heard = self._log.stat().st_size if self._log.exists() else 0
        sockets = self._run.sockets
        settings = (*SETTINGS, f'unix_socket_directories="{sockets}"', f"cluster_name={sockets.name}")
        command = [str(self._run.binaries.postgres), "-D", HERE, *(f"--{setting}" for setting in settings)]
        home = Home(self._run.place.cluster, self._run.account, self._log)
        self.process = launch(command, home, "", signal.SIGINT)

    def await_ready(self) -> None:
        """Wait, as long as recovery takes, until the server answers and has its database; or EngineError."""
        wait_until(self._ready, "PostgreSQL is getting ready", self._run.say)
        if DATABASE not in self._ask("SELECT datname FROM pg_database").split():
            self._ask(f"CREATE DATABASE {DATABASE}")

    def alone(self) -> bool:
        """Say whether no process of this server is left."""
        return not running(self._run.place.marker, "postgres")

    def _make_cluster(self, cluster: Path) -> None:
        if cluster.exists() and any(cluster.iterdir()):
            raise EngineError(f"{cluster} holds something else than PostgreSQL's data: move it away.")
        self._run.say("Making the database: once, a few seconds.")
        for old in cluster.parent.glob("postgres.new-*"):
            shutil.rmtree(old, ignore_errors=True)
        fresh = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=cluster.parent))
        if self._run.account:
            os.chown(fresh, self._run.account.uid, self._run.account.gid)
        # Whoever can reach the sockets' private folder is us: no password can be lost there.
        options = ("-D", HERE, "-U", OWNER, "--auth=trust", "--data-checksums", *LOCALE)
        made = run([self._run.binaries.initdb, *options], fresh, self._run.account)
        if made.returncode:
            reason = worst(made.stderr).replace(HERE, str(cluster))
            raise EngineError(f"PostgreSQL refuses to make its database: {reason}")
        fresh.replace(cluster)

    def _ready(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            reason = worst(written_since(self._log, self._heard)).replace(HERE, str(self._run.place.cluster))
            raise EngineError(f"PostgreSQL refuses to start: {reason}")
        try:
            lines = (self._run.place.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(self.process.pid) and lines[7].strip() == "ready"

    def _ask(self, statement: str) -> str:
        options = ("-XwtA", "-h", self._run.sockets, "-U", OWNER, "-d", "postgres", "-c", statement)
        asked = run([self._run.binaries.psql, *options], Path("/"), None)
        if asked.returncode:
            raise EngineError(f"PostgreSQL refuses: {worst(asked.stderr)}")
        return asked.stdout.strip()


def answers(sockets: Path) -> bool:
    """Say whether a PostgreSQL server answers in the folder `sockets`."""
    with socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(5)
        try:
            wire.connect(str(sockets / ".s.PGSQL.5432"))
            wire.sendall(SSL_REQUEST)
            return wire.recv(1) in (b"N", b"S")
        except OSError:
            return False
