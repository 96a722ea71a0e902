"""The whole system in the foreground: engines, schema, web, workers and timetable, until Ctrl-C.

Only light modules are imported here: the web process loads its own while this one starts the engines.
"""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
import time
from collections.abc import Callable

from hotline import surround
from hotline.embedded import Engines
from hotline.jobnames import QUEUES
from hotline.settings import BadSettings, Settings
from hotline.supervise import Child, supervise

Say = Callable[[str], None]
# A little longer than the longest request or job, so that what is under way ends by itself.
STOP_GRACE_S = 35
# The first page is what a person waits for; the workers start right behind it.
FIRST_PAGE_S = 2.0
PORT_TRIES, PORT_PAUSE_S = 40, 0.25
HOTLINE = [sys.executable, "-m", "hotline.cli"]


def run(found: Settings, say: Say) -> int:
    """Run everything until told to stop; raises BadSettings and EngineError with one plain line."""
    found.vault_keys()
    found.session_key()
    _require_free(found)
    say(f"Data directory: {found.data_dir.absolute()}")
    with surround.own_engines(found, say) as (ready, engines):
        environment = surround.environment_of(ready)
        if not surround.is_furnished(ready):
            say("Schema: bringing it up to date.")
            _furnish(environment)
        surround.remember(ready)
        return supervise(
            _children(environment), say=say, run_file=ready.data_dir / "run" / "processes.json",
            stop_grace_s=STOP_GRACE_S, tend=_Tending(ready, engines, say).tend,
        )  # fmt: skip


def worker(name: str) -> list[str]:
    """Return the command of a worker process, or of the timetable."""
    return [sys.executable, "-m", "workers", name]


def _children(environment: dict[str, str]) -> list[Child]:
    web = Child("web", [*HOTLINE, "web"], environment)
    behind = [(f"worker-{queue}", worker(queue)) for queue in QUEUES] + [("timetable", worker("timetable"))]
    return [web, *(Child(name, command, environment, FIRST_PAGE_S) for name, command in behind)]


def _furnish(environment: dict[str, str]) -> None:
    done = subprocess.run([*HOTLINE, "furnish"], env=environment, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise BadSettings("the schema could not be brought up to date; the lines above say why")


class _Tending:
    """What is done beside the children: dead engines revived, and the addresses told once the first page answers."""

    def __init__(self, ready: Settings, engines: Engines | None, say: Say) -> None:
        self._ready, self._engines, self._say = ready, engines, say
        self._told = False

    def tend(self) -> None:
        """Do it; called several times a second."""
        if self._engines:
            self._engines.revive()
        if not self._told and _answers(self._ready):
            self._told = True
            _announce(self._ready, self._say)


def _announce(ready: Settings, say: Say) -> None:
    say(f"Open {ready.address}/sign-in")
    if ready.simulated:
        say(f"Simulator: {ready.address}/simulator")
    for line in surround.sign_ins(ready):
        say(line)
    say("Ctrl-C stops everything.")


def _answers(ready: Settings) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex((ready.host, ready.port)) == 0


def _require_free(found: Settings) -> None:
    """Wait a moment for what a killed run left, since its processes take up to a second to notice."""
    fault = _bind(found)
    killed = (found.data_dir / "run" / "processes.json").exists()
    for _ in range(PORT_TRIES if killed else 0):
        if fault is None:
            return
        time.sleep(PORT_PAUSE_S)
        fault = _bind(found)
    if fault is not None:
        why = "is taken" if fault.errno == errno.EADDRINUSE else f"cannot be used ({fault.strerror})"
        raise BadSettings(f"Port {found.port} {why}: choose another with --port")


def _bind(found: Settings) -> OSError | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((found.host, found.port))
        except OSError as fault:
            return fault
    return None
