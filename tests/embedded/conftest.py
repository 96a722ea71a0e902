"""What the tests of the engines and of the supervisor share."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import psycopg
import pytest
import redis

from hotline.embedded import Engines
from hotline.engines.place import Place
from hotline.engines.processes import running, stop_all

ROOT = Path(__file__).parents[2]


class Start(Protocol):
    """Starts one of the programs of `programs.py`."""

    def __call__(self, *words: str) -> subprocess.Popen[str]:
        """Start it with these words."""
        ...


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data directory to be, of which nothing is left running."""
    path = tmp_path / "data"
    yield path
    if path.is_dir():
        stop_all(Place(path).marker, say=print)


@pytest.fixture
def program() -> Iterator[Start]:
    """Starts programs and ends them after the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.embedded.programs", *words]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        with contextlib.suppress(BrokenPipeError):
            process.communicate()


class Addresses(Protocol):
    """Engines, whoever runs them."""

    database_url: str
    redis_url: str


def started(data_dir: Path, heard: list[str] | None = None) -> Engines:
    """Start the engines and collect what they say."""
    return Engines.start(data_dir, say=[].append if heard is None else heard.append)


def query(engines: Addresses, statement: str) -> list[tuple[object, ...]]:
    """Run one statement on the database of `engines`."""
    address = engines.database_url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(statement)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


def queue(engines: Addresses) -> redis.Redis:
    """Return a client of the queue of `engines`."""
    return redis.Redis.from_url(engines.redis_url, decode_responses=True)


def keep(engines: Addresses) -> None:
    """Store a row and a queue entry."""
    query(engines, "CREATE TABLE kept (word text)")
    query(engines, "INSERT INTO kept VALUES ('bonjour')")
    with queue(engines) as client:
        client.rpush("kept", "bonjour")


def kept(engines: Addresses) -> bool:
    """Say whether both are still there."""
    with queue(engines) as client:
        entries = client.lrange("kept", 0, -1)
    return (query(engines, "SELECT word FROM kept"), entries) == ([("bonjour",)], ["bonjour"])


def kill_engines(data_dir: Path) -> None:
    """Kill -9 every process of the engines of `data_dir`."""
    marker = Place(data_dir).marker
    for process in running(marker):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    eventually(lambda: not running(marker))


def next_line(process: subprocess.Popen[str], beginning: str) -> str:
    """Read the program's lines up to the first that begins so."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(beginning):
            return line.rstrip("\n")
    raise AssertionError(f"the program ended without saying {beginning!r}")


def eventually(true: Callable[[], object], within: float = 20.0) -> None:
    """Wait until the condition holds; fail when it does not within these seconds."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)
