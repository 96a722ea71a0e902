"""Starts engine processes, finds those of one data directory whoever started them, and stops them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hotline.engines.accounts import Account, identity
from hotline.engines.errors import EngineError
from hotline.engines.files import open_private

Say = Callable[[str], None]
Command = Sequence[str | Path]

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
PROGRESS = 5.0
PATIENCE = 60.0
LARGEST_LOG = 1 << 20
PR_SET_PDEATHSIG = 1  # prctl(2)
# Both programs rewrite their command line: `postgres: <cluster name>: ...`, `<path> unixsocket:<path>`.
_PROGRAM = re.compile(rb"(?:[^\0]*/)?(?:(postgres)(\0|:)|(valkey)-(server|\w+)[ \0])")
_FATAL = re.compile(r"(?:FATAL|PANIC|[Ee]rror):\s*(\S.*)")


@dataclass(frozen=True, slots=True)
class Found:
    """A running engine process: `leader` is the one that the others of its program end with."""

    pid: int
    program: str
    leader: bool


@dataclass(frozen=True, slots=True)
class Home:
    """Where and as whom a program runs, and the file that takes what it prints."""

    directory: Path
    account: Account | None
    log: Path


def launch(command: Command, home: Home, feed: str, last_words: signal.Signals) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, fed with `feed`; it gets `last_words` if we are killed.

    A session of its own keeps Ctrl-C from it, so that workers can finish first.
    """
    if home.log.exists() and home.log.stat().st_size > LARGEST_LOG:
        home.log.replace(home.log.with_name(f"{home.log.name}.old"))
    log = open_private(home.log, os.O_WRONLY | os.O_APPEND)
    try:
        process = subprocess.Popen(  # noqa: S603 - our own wheels' programs, no shell
            command, cwd=home.directory, env=ENVIRONMENT, start_new_session=True, umask=0o077,
            stdin=subprocess.PIPE, stdout=log, stderr=log,
            preexec_fn=dies_with_parent(last_words), **identity(home.account),
        )  # fmt: skip
    finally:
        os.close(log)
    with contextlib.suppress(BrokenPipeError), process.stdin or contextlib.nullcontext() as pipe:
        if pipe:
            pipe.write(feed.encode())
    return process


def run(command: Command, directory: Path, account: Account | None) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end in `directory` as `account` and return what it said; raises OSError."""
    return subprocess.run(  # noqa: S603 - our own wheels' programs, no shell
        command, cwd=directory, env=ENVIRONMENT, start_new_session=True, umask=0o077, check=False,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", **identity(account),
    )  # fmt: skip


def dies_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """Return what a new process runs so that the kernel sends it `number` when its parent is gone, or None.

    Linux only, and only from the main thread: the kernel counts the thread as the parent (prctl(2)).
    """
    if not sys.platform.startswith("linux") or threading.current_thread() is not threading.main_thread():
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)

    return ask


def running(marker: str, program: str = "") -> list[Found]:
    """Return the engine processes (of one `program`, or of both) whose command line carries `marker`."""
    found = []
    for entry in Path("/proc").iterdir():
        line = _command_line(entry) if entry.name.isdecimal() else b""
        match = _PROGRAM.match(line) if marker.encode() in line else None
        if match:
            name = match[1] or match[3]
            found.append(Found(int(entry.name), name.decode(), match[2] == b"\0" or match[4] == b"server"))
    return [process for process in found if program in ("", process.program)]


def stop_all(marker: str, say: Say) -> None:
    """Stop every engine process that carries `marker` and wait for it; one that stays for 60 s is killed.

    Killing is safe: both recover what they had confirmed. Raises EngineError for another user's process.
    """
    told: set[int] = set()
    deadline = time.monotonic() + PATIENCE

    def stopped() -> bool:
        found = running(marker)
        if time.monotonic() > deadline:
            _signal_each(found, signal.SIGKILL)
            return not found
        leading = {process.program for process in found if process.leader}
        # Without their leader the rest would end by themselves, but only after the statement they are at.
        todo = [process for process in found if process.leader or process.program not in leading]
        _signal_each([process for process in todo if process.pid not in told], None)
        told.update(process.pid for process in todo)
        return not found

    wait_until(stopped, "Stopping the engines", say)


def wait_until(done: Callable[[], bool], what: str, say: Say) -> None:
    """Wait, without a limit, until `done()`; every 5 s `say` what is going on."""
    started = told = time.monotonic()
    while not done():
        now = time.monotonic()
        if now - told >= PROGRESS:
            told = now
            say(f"{what}: {now - started:.0f} s so far.")
        time.sleep(0.02)


def written_since(log: Path, since: int) -> str:
    """Return what `log` holds from octet `since` on, or from its start when it has been begun anew."""
    with log.open("rb") as file:
        file.seek(since if since <= log.stat().st_size else 0)
        return file.read().decode("utf-8", "replace")


def worst(output: str) -> str:
    """Return the line of a program's `output` that says why it gave up: the first fatal one or the last."""
    lines = [line.strip() for line in output.split("\n") if line.strip()]
    fatal = [found[1] for found in map(_FATAL.search, lines) if found]
    return (fatal[:1] or lines[-1:] or ["it gave no reason"])[0]


def _command_line(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except OSError:
        return b""


def _signal_each(processes: list[Found], number: signal.Signals | None) -> None:
    for process in processes:
        # SIGINT is PostgreSQL's fast shutdown, for the leader only: the rest would just cancel a statement.
        polite = signal.SIGINT if process.program == "postgres" and process.leader else signal.SIGTERM
        try:
            os.kill(process.pid, number or polite)
        except ProcessLookupError:
            continue
        except PermissionError:
            raise EngineError(f"An earlier run's process {process.pid} is another user's: stop it.") from None
