"""Children are kept running, drained at the end, and never left behind."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from tests.embedded.steps import Start, eventually, next_line

SLEEPER = "import time; print('up', flush=True); time.sleep(600)"
DRAINER = """
import os, signal, sys, time
def finish(number, frame):
    os.write(1, b'finishing\\n'); time.sleep(0.3); os.write(1, b'finished\\n'); sys.exit(0)
signal.signal(signal.SIGTERM, finish)
os.write(1, b'up\\n')
time.sleep(600)
"""
DEAF = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
below = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])
print('below', below.pid, flush=True)
time.sleep(600)
"""
TALKER = """
import sys, time
print('one', flush=True)
print('two', file=sys.stderr)
print('trois', end='', flush=True)
time.sleep(0.1)
print(' fini', flush=True)
time.sleep(600)
"""


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    return tmp_path / "run.json"


def watch(program: Start, run_file: Path, grace: float = 20, **children: str) -> subprocess.Popen[str]:
    """Supervise these pieces of Python."""
    commands = {name: [sys.executable, "-c", source] for name, source in children.items()}
    return program("watch", str(run_file), str(grace), json.dumps(commands))


def pid_of(run_file: Path, name: str) -> int:
    """Return the process id of a child, or 0."""
    return int(json.loads(run_file.read_text()).get(name, 0)) if run_file.exists() else 0


def alive(pid: int) -> bool:
    """Say whether the process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def output(process: subprocess.Popen[str]) -> IO[str]:
    """Return the pipe that carries what the supervisor says."""
    assert process.stdout is not None
    return process.stdout


def test_the_run_file_names_every_child_and_goes_at_the_end(program: Start, run_file: Path) -> None:
    parent = watch(program, run_file, web=SLEEPER, worker=SLEEPER)
    eventually(lambda: pid_of(run_file, "web") and pid_of(run_file, "worker"))
    assert all(alive(pid) for pid in json.loads(run_file.read_text()).values())
    assert stat.S_IMODE(run_file.stat().st_mode) == 0o600
    parent.terminate()
    assert parent.wait() == 0
    assert not run_file.exists()


def test_what_a_child_prints_comes_out_by_line_with_its_name(program: Start, run_file: Path) -> None:
    parent = watch(program, run_file, web=TALKER)
    heard = {output(parent).readline().rstrip("\n") for _ in range(3)}
    assert heard == {"web | one", "web | two", "web | trois fini"}
    parent.terminate()


def test_a_killed_child_is_started_again(program: Start, run_file: Path) -> None:
    parent = watch(program, run_file, web=SLEEPER)
    next_line(parent, "web | up")
    first = pid_of(run_file, "web")
    os.kill(first, signal.SIGKILL)
    assert next_line(parent, "web was") == "web was ended by SIGKILL: starting it again in 0.2 s."
    next_line(parent, "web | up")
    eventually(lambda: pid_of(run_file, "web") not in (0, first))
    parent.terminate()


def test_a_child_that_keeps_dying_is_started_after_ever_longer_waits(program: Start, run_file: Path) -> None:
    parent = watch(program, run_file, web="raise SystemExit(3)", worker=SLEEPER)
    for wait in ("0.2", "0.4", "0.8"):
        assert next_line(parent, "web ended") == f"web ended with code 3: starting it again in {wait} s."
    parent.terminate()
    assert parent.wait() == 0


def test_a_command_that_is_not_there_does_not_stop_the_others(program: Start, run_file: Path) -> None:
    commands = {"web": ["/nowhere/web"], "worker": [sys.executable, "-c", SLEEPER]}
    parent = program("watch", str(run_file), "5", json.dumps(commands))
    assert next_line(parent, "web does").startswith("web does not start (No such file or directory)")
    next_line(parent, "worker | up")
    parent.terminate()
    assert parent.wait() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_lets_the_children_finish(program: Start, run_file: Path, number: signal.Signals) -> None:
    parent = watch(program, run_file, worker=DRAINER)
    next_line(parent, "worker | up")
    parent.send_signal(number)
    next_line(parent, "worker | finished")
    assert parent.wait() == 0


def test_a_child_that_does_not_stop_is_killed_with_all_it_started(program: Start, run_file: Path) -> None:
    parent = watch(program, run_file, grace=0.5, worker=DEAF)
    below = int(next_line(parent, "worker | below").rpartition(" ")[2])
    child = pid_of(run_file, "worker")
    parent.terminate()
    assert parent.wait() == 1
    eventually(lambda: not alive(child) and not alive(below))


def test_a_second_signal_cuts_the_grace_short(program: Start, run_file: Path) -> None:
    parent = watch(program, run_file, grace=600, worker=DEAF, web=DRAINER)
    assert sorted(output(parent).readline()[:9] for _ in range(2)) == ["web | up\n", "worker | "]
    parent.terminate()
    next_line(parent, "web | finishing")
    parent.terminate()
    assert parent.wait() == 1


def test_what_a_dead_child_had_started_does_not_outlive_it(program: Start, run_file: Path) -> None:
    parent = watch(program, run_file, grace=0.1, web=DEAF)
    below = int(next_line(parent, "web | below").rpartition(" ")[2])
    os.kill(pid_of(run_file, "web"), signal.SIGKILL)
    eventually(lambda: not alive(below))


def test_children_die_with_a_killed_supervisor(program: Start, run_file: Path) -> None:
    parent = watch(program, run_file, web=SLEEPER, worker=SLEEPER)
    eventually(lambda: pid_of(run_file, "web") and pid_of(run_file, "worker"))
    children = list(json.loads(run_file.read_text()).values())
    assert all(alive(pid) for pid in children)
    parent.kill()
    eventually(lambda: not any(alive(pid) for pid in children))
